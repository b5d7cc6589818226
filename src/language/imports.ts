/** Imports: paths between files of one file system, followed transitively; cycles are allowed and never loop. */
import { DefaultLangiumDocuments, type LangiumDocument, type LangiumDocuments, URI, UriUtils } from 'langium';
import { type Document, type Import, isDocument } from './generated/ast.js';

/** The files that are loaded. */
export class ArchDocuments extends DefaultLangiumDocuments {
  /** The folder that imports of a file without a place (one that was never saved) are relative to, where one is open. */
  home: URI | undefined;
}

/** The description in a file; undefined where the file could not be read as one. */
export function descriptionOf(document: LangiumDocument | undefined): Document | undefined {
  const root = document?.parseResult.value;
  return isDocument(root) ? root : undefined;
}

export type ImportTarget =
  | { readonly kind: 'file'; readonly uri: URI }
  /** No file is looked for; the reason completes "it cannot be imported: ...". */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Resolves the path of an import against the file that it stands in. An import stays within the file system of its
 * file, so that a description makes nobody reach over a network, or from a repository on the web into a local disk.
 *
 * @param from the importing file
 * @param path the text between the quotes, such as './base.arch'
 * @param home where a file without a place is taken to be
 */
export function resolveImport(from: URI, path: string, home?: URI): ImportTarget {
  const unsaved = from.scheme === 'untitled';
  const folder = unsaved ? home : UriUtils.dirname(from);
  if (path.trim() === '') return refused('the path is empty');
  if (!folder) return refused('this text is in no folder yet, save it first');
  try {
    const whole = /^[a-z][a-z0-9+.-]+:/i.test(path);
    const uri = whole ? URI.parse(path, true) : inRevision(UriUtils.joinPath(folder, path), from);
    if (uri.scheme !== folder.scheme || uri.authority.toLowerCase() !== folder.authority.toLowerCase())
      return refused('only files of the same file system can be imported; nothing is fetched over a network');
    if (!uri.path.endsWith('.arch')) return refused('only *.arch files can be imported');
    return { kind: 'file', uri };
  } catch {
    return refused('the path cannot be read');
  }
}

function refused(reason: string): ImportTarget {
  return { kind: 'refused', reason };
}

/** A file of an earlier revision (`git:/a.arch?{"path":"/a.arch","ref":"HEAD"}`) imports from that revision. */
function inRevision(uri: URI, from: URI): URI {
  if (from.scheme !== 'git' || from.query === '') return uri;
  return uri.with({ query: JSON.stringify({ ...JSON.parse(from.query), path: uri.path }) });
}

/** What an import of a loaded file leads to; undefined where its path is still to be typed. */
export function targetOf(
  item: Import,
  document: LangiumDocument,
  documents: LangiumDocuments,
): ImportTarget | undefined {
  if (item.path === undefined) return undefined;
  return resolveImport(document.uri, item.path, documents instanceof ArchDocuments ? documents.home : undefined);
}

/** The addresses that a file imports, in order; what cannot be imported is left out. */
export function importsOf(document: LangiumDocument, documents: LangiumDocuments): URI[] {
  return (descriptionOf(document)?.imports ?? []).flatMap((item) => {
    const target = targetOf(item, document, documents);
    return target?.kind === 'file' ? [target.uri] : [];
  });
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
    for (const uri of importsOf(next, documents)) {
      const imported = documents.getDocument(uri);
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
    for (const uri of importsOf(path[path.length - 1] as LangiumDocument, documents)) {
      const next = documents.getDocument(uri);
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
