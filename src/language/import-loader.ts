/** Loads the files that descriptions import, all of one depth at a time, and remembers why a file could not be read. */
import {
  type FileSystemProvider,
  isOperationCancelled,
  type LangiumDocument,
  type LangiumDocuments,
  type LangiumSharedCoreServices,
  type URI,
} from 'langium';
import { CancellationToken } from 'vscode-jsonrpc';
import { importsOf } from './imports.js';

/** A file system that may be slow to answer, and then wants to know that nobody waits any more. */
export interface CancellableFiles extends FileSystemProvider {
  readFile(uri: URI, token?: CancellationToken): Promise<string>;
}

/** Milliseconds before a file that could not be read is asked for again, unless it is said to have changed. */
const RETRY_AFTER = 5_000;

interface Failure {
  readonly at: number;
  /** Completes "it cannot be imported: ..."; undefined where there is no such file. */
  readonly reason: string | undefined;
}

export class ImportLoader {
  private readonly files: CancellableFiles;
  private readonly documents: LangiumDocuments;
  private readonly failures = new Map<string, Failure>();

  constructor(services: LangiumSharedCoreServices) {
    this.files = services.workspace.FileSystemProvider;
    this.documents = services.workspace.LangiumDocuments;
  }

  /** Why a file could not be read, where it is there: 'no permission to read it'. */
  reasonOf(uri: URI): string | undefined {
    return this.failures.get(uri.toString())?.reason;
  }

  /** Addresses that are imported and could not be read. */
  get missing(): Iterable<string> {
    return this.failures.keys();
  }

  /** Asks again for these at the next occasion. */
  forget(uris: readonly URI[]): void {
    for (const uri of uris) this.failures.delete(uri.toString());
  }

  /**
   * Loads what the documents import, and what that imports.
   *
   * @returns the files that were not loaded before
   */
  async load(documents: readonly LangiumDocument[], token = CancellationToken.None): Promise<LangiumDocument[]> {
    const loaded: LangiumDocument[] = [];
    for (let layer = [...documents]; layer.length > 0; ) {
      const wanted = new Map<string, URI>();
      for (const uri of layer.flatMap((document) => importsOf(document, this.documents))) {
        if (this.isWanted(uri)) wanted.set(uri.toString(), uri);
      }
      const read = await Promise.all([...wanted.values()].map((uri) => this.read(uri, token)));
      layer = read.filter((document) => document !== undefined);
      loaded.push(...layer);
    }
    return loaded;
  }

  private isWanted(uri: URI): boolean {
    if (this.documents.hasDocument(uri)) return false;
    const failure = this.failures.get(uri.toString());
    return !failure || Date.now() - failure.at > RETRY_AFTER;
  }

  private async read(uri: URI, token: CancellationToken): Promise<LangiumDocument | undefined> {
    const key = uri.toString();
    try {
      const text = await this.files.readFile(uri, token);
      this.failures.delete(key);
      // It may have been opened while it was read.
      return this.documents.getDocument(uri) ? undefined : this.documents.createDocument(uri, text);
    } catch (error) {
      if (isOperationCancelled(error)) throw error;
      const missing = !(await this.files.exists(uri).catch(() => true));
      this.failures.set(key, { at: Date.now(), reason: missing ? undefined : describe(error) });
      return undefined;
    }
  }
}

/** Codes of Node and of VS Code's file systems, in words that complete a sentence. */
const REASONS = new Map([
  ['EACCES', 'there is no permission to read it'],
  ['EPERM', 'there is no permission to read it'],
  ['NoPermissions', 'there is no permission to read it'],
  ['EISDIR', 'it is a folder'],
  ['FileIsADirectory', 'it is a folder'],
  ['Unavailable', 'its file system is not available now'],
]);

function describe(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return REASONS.get(String(code)) ?? String(message ?? error);
}
