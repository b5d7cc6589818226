/**
 * Finds the descriptions of a workspace, so that names are found, renamed and searched in files that are not open. Bounded
 * in number and time: a large or slow workspace must not keep the open file waiting, and one broken file not the others.
 */
import {
  DefaultWorkspaceManager,
  type FileSystemNode,
  isOperationCancelled,
  type LangiumDocument,
  type URI,
  UriUtils,
  type WorkspaceFolder,
} from 'langium';
import type { LangiumSharedServices } from 'langium/lsp';
import type { DidChangeWatchedFilesParams, FileEvent } from 'vscode-languageserver';
import { FileChangeType } from 'vscode-languageserver';
import { ArchDocuments } from '../language/imports.js';
import { describeError, type Log } from './boundary.js';

export interface Limits {
  /** Most files that are read without being opened or imported. */
  readonly files: number;
  /** Most folders that are looked into. */
  readonly folders: number;
  /** Requests to a file system at a time. */
  readonly parallel: number;
  /** Milliseconds after which the server is ready, whatever is still to be found. */
  readonly patience: number;
}
const defaultLimits: Limits = { files: 2_000, folders: 10_000, parallel: 16, patience: 1_500 };

interface Found {
  readonly uri: URI;
  readonly text: string;
}

export class ArchWorkspaceManager extends DefaultWorkspaceManager {
  constructor(
    services: LangiumSharedServices,
    private readonly log: Log,
    private readonly limits: Limits = defaultLimits,
  ) {
    super(services);
  }

  protected override async performStartup(folders: WorkspaceFolder[]): Promise<LangiumDocument[]> {
    this.settle(folders);
    const found = this.find(folders.map((folder) => this.getRootFolder(folder)));
    const inTime = await Promise.race([found, pause(this.limits.patience)]);
    if (!inTime) void found.then((rest) => this.add(rest));
    const documents = this.create(inTime ?? []);
    this._ready.resolve();
    return documents;
  }

  /** Takes the folders that the client has opened and closed into account. */
  async changeFolders(added: readonly WorkspaceFolder[], removed: readonly WorkspaceFolder[]): Promise<void> {
    const gone = new Set(removed.map((folder) => folder.uri));
    this.settle([...(this.folders ?? []).filter((folder) => !gone.has(folder.uri)), ...added]);
    await this.add(await this.find(added.map((folder) => this.getRootFolder(folder))));
  }

  /** Does a file lie in one of the folders of the workspace? */
  holds(uri: URI): boolean {
    return (this.folders ?? []).some((folder) => UriUtils.contains(folder.uri, uri));
  }

  private settle(folders: WorkspaceFolder[]): void {
    this.folders = folders;
    const [first] = folders;
    if (this.langiumDocuments instanceof ArchDocuments) this.langiumDocuments.home = first && this.getRootFolder(first);
  }

  override searchFolder(folder: URI): Promise<URI[]> {
    return this.search([folder]);
  }

  /** Finds the descriptions in folders and below, nearest first; never fails. */
  private async search(roots: readonly URI[]): Promise<URI[]> {
    const files: URI[] = [];
    const folders = [...roots];
    let looked = 0;
    while (folders.length > 0 && looked < this.limits.folders && files.length <= this.limits.files) {
      const now = folders.splice(0, Math.min(this.limits.parallel, this.limits.folders - looked));
      looked += now.length;
      for (const entry of (await Promise.all(now.map((folder) => this.entriesOf(folder)))).flat()) {
        if (entry.isDirectory) folders.push(entry.uri);
        else files.push(entry.uri);
      }
    }
    if (folders.length > 0 || files.length > this.limits.files)
      this.log(
        `The workspace is large: names are looked for in the ${Math.min(files.length, this.limits.files)} *.arch files ` +
          `nearest to its folders, in ${looked} folders, and in files that are open or imported.`,
      );
    return files.slice(0, this.limits.files);
  }

  /** The same, read. */
  private async find(roots: readonly URI[]): Promise<Found[]> {
    const wanted = await this.search(roots);
    const found: Found[] = [];
    while (wanted.length > 0) {
      const texts = await Promise.all(wanted.splice(0, this.limits.parallel).map((uri) => this.read(uri)));
      found.push(...texts.filter((one) => one !== undefined));
    }
    return found;
  }

  private async entriesOf(folder: URI): Promise<FileSystemNode[]> {
    try {
      const entries = await this.fileSystemProvider.readDirectory(folder);
      return entries.filter((entry) => this.shouldIncludeEntry(entry));
    } catch (error) {
      this.log(`${folder.toString(true)} cannot be searched: ${describeError(error)}`);
      return [];
    }
  }

  private async read(uri: URI): Promise<Found | undefined> {
    try {
      return { uri, text: await this.fileSystemProvider.readFile(uri) };
    } catch (error) {
      this.log(`${uri.toString(true)} cannot be read: ${describeError(error)}`);
      return undefined;
    }
  }

  private create(found: readonly Found[]): LangiumDocument[] {
    return found
      .filter(({ uri }) => !this.langiumDocuments.hasDocument(uri))
      .map(({ uri, text }) => this.langiumDocuments.createDocument(uri, text));
  }

  private async add(found: readonly Found[]): Promise<void> {
    if (found.length === 0) return;
    try {
      await this.mutex.write((token) =>
        this.documentBuilder.build(this.create(found), this.initialBuildOptions, token),
      );
    } catch (error) {
      // A cancelled build is taken up by the next one.
      if (!isOperationCancelled(error)) this.log(describeError(error));
    }
  }
}

/**
 * The changes on disk that may concern a description: of *.arch files, and of folders, which come and go whole. Builds and
 * package managers write thousands of other files.
 */
export function relevantChanges(params: DidChangeWatchedFilesParams): FileEvent[] {
  return params.changes.filter(({ uri, type }) => {
    const path = decodeURIComponent(uri.replace(/[?#].*$/, ''));
    if (path.endsWith('.arch')) return true;
    if (type === FileChangeType.Changed) return false;
    return !/\/(\.[^/]*|node_modules|out)(\/|$)/.test(path) && !/\.\w{1,8}$/.test(path);
  });
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined));
}
