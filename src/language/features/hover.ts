// Hover: what a name declares, what a keyword or a property means. Figures that need the analysis are added by
// the server, which asks `describe` for the text and puts its own below.
import {
  type AstNode,
  AstUtils,
  type CstNode,
  CstUtils,
  DocumentCache,
  GrammarAST,
  type LangiumDocument,
} from 'langium';
import type { HoverProvider, LangiumServices } from 'langium/lsp';
import { type Hover, type HoverParams, MarkupKind, type Position, type Range } from 'vscode-languageserver';
import * as ast from '../generated/ast.js';
import { ruleOf } from './completion/grammar.js';
import { keywordDoc } from './keywords.js';
import { kindWord } from './kinds.js';
import { propertiesIn, propertyMarkdown } from './property-lookup.js';
import { namedContainer, segmentAt } from './segments.js';

/** What stands at a position, for whoever has more to say about it. */
export interface Description {
  /** Range of the word. */
  range: Range;
  /** The innermost node that the word belongs to. */
  node: AstNode;
  /** The declaration that the word names, when it is a name. */
  target?: AstNode;
  /** Markdown; empty when there is nothing to say. */
  markdown: string;
}

/** Adds to a hover; the strings become paragraphs below the text of the language. */
export type HoverContributor = (description: Description, document: LangiumDocument) => string | undefined;

/** Hover of the language, with room for contributions. */
export class ArchHoverProvider implements HoverProvider {
  /** Asked in turn for every hover. The server adds the figures of the analysis here. */
  readonly contributors: HoverContributor[] = [];

  constructor(private readonly services: LangiumServices) {}

  getHoverContent(document: LangiumDocument, params: HoverParams): Hover | undefined {
    const description = describe(document, params.position, this.services);
    if (!description) return undefined;
    const parts = [description.markdown, ...this.contributors.map((add) => add(description, document) ?? '')].filter(
      Boolean,
    );
    if (parts.length === 0) return undefined;
    return { contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n') }, range: description.range };
  }
}

/**
 * What stands at a position.
 *
 * @param document a parsed document, healthy or not
 * @param position zero-based line and character
 * @returns undefined where there is no word
 */
function describe(document: LangiumDocument, position: Position, services: LangiumServices): Description | undefined {
  const root = document.parseResult?.value?.$cstNode;
  const leaf = root && wordAt(root, document.textDocument.offsetAt(position));
  if (!leaf?.astNode) return undefined;
  const target = segmentAt(leaf)?.target;
  const markdown = target ? declarationMarkdown(target, services) : (wordMarkdown(leaf) ?? '');
  return { range: leaf.range, node: leaf.astNode, markdown, ...(target ? { target } : {}) };
}

/** Markdown for a declaration: its kind, name and place, its comment, and its first lines. */
function declarationMarkdown(node: AstNode, services: LangiumServices): string {
  const name = 'name' in node ? String(node.name) : '';
  const container = namedContainer(node);
  const qualified = container && 'name' in container ? `${String(container.name)}.${name}` : name;
  const value = ast.isParam(node) ? ` = ${node.value?.$cstNode?.text ?? '?'}` : '';
  const title = `\`\`\`arch\n${headOf(node, qualified)}${value}\n\`\`\``;
  const comment = commentOf(node, services);
  const doc = keywordDoc(node.$type, headKeyword(node))?.doc;
  return [title, comment, doc ? `*${doc}*` : ''].filter(Boolean).join('\n\n');
}

function headOf(node: AstNode, qualified: string): string {
  return `${headKeyword(node)} ${qualified}`;
}

function headKeyword(node: AstNode): string {
  const keywords: Record<string, string> = {
    SystemDecl: 'system',
    Param: 'param',
    Operation: 'op',
    External: 'external',
  };
  return keywords[node.$type] ?? kindWord(node);
}

/** Meaning of a keyword or property; undefined for anything else. */
function wordMarkdown(leaf: CstNode): string | undefined {
  if (!GrammarAST.isKeyword(leaf.grammarSource)) return undefined;
  const rule = ruleOf(leaf.grammarSource);
  if (rule === 'PropertyName') {
    const container = leaf.astNode?.$container;
    const property = propertiesIn(container?.$type).find((p) => p.name === leaf.text);
    return property ? `**${property.name}** — ${propertyMarkdown(property)}` : undefined;
  }
  const doc = keywordDoc(rule, leaf.text);
  if (!doc) return undefined;
  return `**${leaf.text}** — ${doc.doc}${doc.otherwise ? `\n\nDefault: ${doc.otherwise}.` : ''}`;
}

/** The comment right above a declaration, or at the end of its first line, without its marks. */
export function commentOf(node: AstNode, services: LangiumServices): string | undefined {
  return comments(services).get(AstUtils.getDocument(node).uri, node, () => ({ text: readComment(node) })).text;
}

const CACHES = new WeakMap<object, DocumentCache<AstNode, { text: string | undefined }>>();

function comments(services: LangiumServices): DocumentCache<AstNode, { text: string | undefined }> {
  let cache = CACHES.get(services.shared);
  if (!cache) {
    cache = new DocumentCache(services.shared);
    CACHES.set(services.shared, cache);
  }
  return cache;
}

function readComment(node: AstNode): string | undefined {
  const cst = node.$cstNode;
  if (!cst) return undefined;
  const lines = AstUtils.getDocument(node)
    .textDocument.getText()
    .slice(0, cst.offset)
    .split(/\r\n|\r|\n/);
  lines.pop();
  const block: string[] = [];
  while (/^\s*\/\//.test(lines.at(-1) ?? '')) block.unshift((lines.pop() ?? '').replace(/^\s*\/\/+ ?/, ''));
  if (block.length > 0) return block.join('\n').trim() || undefined;
  const above = /\/\*+((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(lines.join('\n'));
  return above?.[1]?.replace(/^[ \t]*\* ?/gm, '').trim() || undefined;
}

function wordAt(root: CstNode, offset: number): CstNode | undefined {
  const leaf = CstUtils.findDeclarationNodeAtOffset(root, offset);
  return leaf && leaf.offset <= offset && offset <= leaf.end ? leaf : undefined;
}
