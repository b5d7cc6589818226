// Completion items that depend on the place alone, not on the tree: values, units and files.
import type { LangiumDocument, LangiumDocuments } from 'langium';
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import { visibleDocuments } from '../../imports.js';
import type { KindName } from '../../units.js';
import type { Place } from './place.js';
import { kindName, typicalValue, unitsFor } from './units.js';
import { leadingWord, propertyBefore } from './values.js';

/** A completion item before it knows which text it replaces. */
export type Draft = Omit<CompletionItem, 'textEdit' | 'insertText'> & { insertText: string; plain?: boolean };

/**
 * Units of a kind.
 *
 * @param gap the white space between the number and the cursor
 * @param typed what the client will match the items against, up to the cursor
 */
export function unitDrafts(place: Place, kind: KindName, gap: string, typed: string): Draft[] {
  return unitsFor(kind, leadingWord(place)).map((unit, index) => ({
    label: unit,
    kind: CompletionItemKind.Unit,
    detail: kindName(kind),
    insertText: gap ? unit : ` ${unit}`,
    filterText: gap ? unit : typed + unit,
    sortText: `0${String(index).padStart(2, '0')}`,
    plain: true,
  }));
}

/** A usual value of a kind; for a property the example of its table. */
export function valueDraft(kind: KindName, place: Place): Draft {
  const value = propertyBefore(place)?.example ?? typicalValue(kind);
  return {
    label: value,
    kind: CompletionItemKind.Value,
    detail: kindName(kind),
    insertText: value,
    sortText: '00',
    plain: true,
  };
}

/** Files that are not imported yet, relative to the file of the import. */
export function importDrafts(document: LangiumDocument, documents: LangiumDocuments): Draft[] {
  const visible = new Set(visibleDocuments(document, documents).map((seen) => seen.uri.toString()));
  const base = document.uri.path.split('/').slice(0, -1);
  return documents.all
    .filter((other) => !visible.has(other.uri.toString()))
    .map((other) => relative(base, other.uri.path.split('/')))
    .map((path) => ({
      label: path,
      kind: CompletionItemKind.File,
      detail: 'file',
      insertText: path,
      sortText: path,
      plain: true,
    }))
    .toArray();
}

function relative(base: string[], target: string[]): string {
  let common = 0;
  while (common < base.length && base[common] === target[common]) common++;
  const up = base.length - common;
  return `${up === 0 ? './' : '../'.repeat(up)}${target.slice(common).join('/')}`;
}
