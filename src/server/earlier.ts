/** An earlier version of a description, from texts in memory: services of its own, so that no open document is touched. */
import { URI } from 'langium';
import type { CancellationToken } from 'vscode-languageserver';
import type { CancellableFiles } from '../language/import-loader.js';
import { type ArchCoreServices, type ArchServices, createArchCoreServices } from '../language/module.js';
import { openSystem, type ReadOptions, type ReadResult } from '../language/read-system.js';

/** What was read, and which files it asked for that were not among the given ones. */
export interface EarlierRead extends ReadResult {
  readonly wanted: readonly string[];
}

/** Reads earlier versions, one at a time: its services are made once and hold no file in between. */
export class EarlierVersions {
  private readonly files: EarlierFiles;
  private services: ArchCoreServices | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** @param now services of the present workspace: a file that is not given is read from there, from its editor or else from disk */
  constructor(now: ArchServices) {
    this.files = new EarlierFiles(now);
  }

  /**
   * @param uri of the description
   * @param files texts by address
   * @throws an Error where the description itself can be read from nowhere
   */
  read(uri: string, files: ReadonlyMap<string, string>, options: ReadOptions): Promise<EarlierRead> {
    const read = this.last.catch(() => undefined).then(() => this.readNow(uri, files, options));
    this.last = read;
    return read;
  }

  private async readNow(uri: string, files: ReadonlyMap<string, string>, options: ReadOptions): Promise<EarlierRead> {
    this.services ??= createArchCoreServices({ fileSystemProvider: () => this.files });
    const { LangiumDocuments, DocumentBuilder } = this.services.shared.workspace;
    this.files.begin(files);
    try {
      const read = await openSystem(this.services, uri, options);
      return { ...read, wanted: [...this.files.wanted] };
    } finally {
      const held = LangiumDocuments.all.map((document) => document.uri.toString());
      const all = new Set([...held, ...this.files.wanted]);
      this.files.begin(new Map());
      await DocumentBuilder.update(
        [],
        [...all].map((item) => URI.parse(item)),
      );
    }
  }
}

/** The given texts before what the workspace holds now. */
class EarlierFiles implements CancellableFiles {
  readonly wanted = new Set<string>();
  private readonly now: CancellableFiles;
  private files: ReadonlyMap<string, string> = new Map();

  constructor(private readonly services: ArchServices) {
    this.now = services.shared.workspace.FileSystemProvider;
  }

  begin(files: ReadonlyMap<string, string>): void {
    this.files = files;
    this.wanted.clear();
  }

  async exists(uri: URI): Promise<boolean> {
    if (this.held(uri) !== undefined) return true;
    return this.now.exists(uri);
  }

  async readFile(uri: URI, token?: CancellationToken): Promise<string> {
    return this.held(uri) ?? this.now.readFile(uri, token);
  }

  stat = (uri: URI) => this.now.stat(uri);
  readBinary = (uri: URI) => this.now.readBinary(uri);
  readDirectory = (uri: URI) => this.now.readDirectory(uri);
  statSync = (uri: URI) => this.now.statSync(uri);
  existsSync = (uri: URI) => this.now.existsSync(uri);
  readBinarySync = (uri: URI) => this.now.readBinarySync(uri);
  readFileSync = (uri: URI) => this.now.readFileSync(uri);
  readDirectorySync = (uri: URI) => this.now.readDirectorySync(uri);

  private held(uri: URI): string | undefined {
    const given = this.files.get(uri.toString());
    if (given !== undefined) return given;
    this.wanted.add(uri.toString());
    return this.services.shared.workspace.TextDocuments.get(uri)?.getText();
  }
}
