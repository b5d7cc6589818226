// What each keyword means, in a sentence, with the text that completion inserts and the default that holds
// when the statement is left out. Keys are "Rule.keyword" of the grammar, or the keyword alone where it means
// the same everywhere. Scalar properties stand in properties.ts instead.

import { BEHAVIOUR } from './keywords-behaviour.js';
import { STRUCTURE } from './keywords-structure.js';

/** Documentation of a keyword. */
export interface KeywordDoc {
  /** Markdown, one to three sentences. */
  doc: string;
  /** Snippet of the whole statement, in the syntax of the language server protocol. */
  snippet?: string;
  /** What holds when it is left out. */
  otherwise?: string;
}

/** A line of the tables. */
export type Row = [doc: string, snippet?: string, otherwise?: string];

const DOCS = new Map(Object.entries({ ...STRUCTURE, ...BEHAVIOUR }));

/**
 * Documentation of a keyword.
 *
 * @param rule name of the grammar rule that the keyword stands in
 * @param keyword the keyword itself
 */
export function keywordDoc(rule: string | undefined, keyword: string): KeywordDoc | undefined {
  const row = DOCS.get(`${rule}.${keyword}`) ?? DOCS.get(keyword);
  if (!row) return undefined;
  const [doc, snippet, otherwise] = row;
  return { doc, ...(snippet ? { snippet } : {}), ...(otherwise ? { otherwise } : {}) };
}

/** Keys and snippets of all keywords that have a snippet, for tests and for generated documentation. */
export function documentedKeywords(): readonly (KeywordDoc & { key: string })[] {
  return [...DOCS].map(([key, [doc, snippet, otherwise]]) => ({
    key,
    doc,
    ...(snippet ? { snippet } : {}),
    ...(otherwise ? { otherwise } : {}),
  }));
}
