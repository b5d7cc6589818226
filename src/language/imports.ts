/** Imports: relative paths between files, followed transitively; cycles are allowed and never loop. */
import { type LangiumDocument, type LangiumDocuments, URI, UriUtils } from 'langium';
import { type Document, isDocument } from './generated/ast.js';

/** The description in a file; undefined where the file could not be read as one. */
export function descriptionOf(document: LangiumDocument | undefined): Document | undefined {
  const root = document?.parseResult.value;
  return isDocument(root) ? root : undefined;
}

/**
 * Resolves the path of an import against the file that it stands in.
 *
 * @param from the importing file
 * @param path the text between the quotes, such as './base.arch'
 * @returns the address of the imported file, or undefined where the text is no path
 */
export function resolveImport(from: URI, path: string): URI | undefined {
  if (path.trim() === '') return undefined;
  try {
    if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return URI.parse(path);
    return UriUtils.joinPath(UriUtils.dirname(from), path);
  } catch {
    return undefined;
  }
}

/**
 * All files that a file sees: itself first, then its imports in order, each once.
 *
 * @param document where to start
 * @param documents the files that are loaded; what is not loaded is left out
 */
export function visibleDocuments(document: LangiumDocument, documents: LangiumDocuments): LangiumDocument[] {
  const seen = new Map<string, LangiumDocument>();
  const queue = [document];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const key = next.uri.toString();
    if (seen.has(key)) continue;
    seen.set(key, next);
    for (const item of descriptionOf(next)?.imports ?? []) {
      const uri = item.path === undefined ? undefined : resolveImport(next.uri, item.path);
      const imported = uri && documents.getDocument(uri);
      if (imported) queue.push(imported);
    }
  }
  return [...seen.values()];
}

/**
 * The ring of imports that leads from a file back to itself.
 *
 * @returns the files in order, starting and ending with `document`; undefined where there is none
 */
export function importCycle(document: LangiumDocument, documents: LangiumDocuments): LangiumDocument[] | undefined {
  const start = document.uri.toString();
  const seen = new Set<string>();
  const paths: LangiumDocument[][] = [[document]];
  for (let path = paths.shift(); path; path = paths.shift()) {
    const last = path[path.length - 1] as LangiumDocument;
    for (const item of descriptionOf(last)?.imports ?? []) {
      const uri = item.path === undefined ? undefined : resolveImport(last.uri, item.path);
      const next = uri && documents.getDocument(uri);
      if (!next) continue;
      const key = next.uri.toString();
      if (key === start) return [...path, next];
      if (!seen.has(key)) {
        seen.add(key);
        paths.push([...path, next]);
      }
    }
  }
  return undefined;
}
