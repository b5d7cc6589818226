/** An earlier version of a description, from texts in memory: services of its own, so that no open document is touched. */
import type { URI } from 'langium';
import type { CancellationToken } from 'vscode-languageserver';
import type { CancellableFiles } from '../language/import-loader.js';
import type { ArchServices } from '../language/module.js';
import { createArchCoreServices } from '../language/module.js';
import { openSystem, type ReadOptions, type ReadResult } from '../language/read-system.js';

/** What was read, and which files it asked for that were not among the given ones. */
export interface EarlierRead extends ReadResult {
  readonly wanted: readonly string[];
}

/**
 * Reads an earlier version.
 *
 * @param services of the present workspace: a file that is not given is read from there, as it is in its editor or else on disk
 * @param uri of the description
 * @param files texts by address
 * @throws an Error where the description itself can be read from nowhere
 */
export async function readEarlier(
  services: ArchServices,
  uri: string,
  files: ReadonlyMap<string, string>,
  options: ReadOptions,
): Promise<EarlierRead> {
  const earlier = new EarlierFiles(files, services);
  const read = await openSystem(createArchCoreServices({ fileSystemProvider: () => earlier }), uri, options);
  return { ...read, wanted: [...earlier.wanted] };
}

/** The given texts before what the workspace holds now. */
class EarlierFiles implements CancellableFiles {
  readonly wanted = new Set<string>();
  private readonly now: CancellableFiles;

  constructor(
    private readonly files: ReadonlyMap<string, string>,
    private readonly services: ArchServices,
  ) {
    this.now = services.shared.workspace.FileSystemProvider;
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
