/** File access through the client, which knows file systems that the server does not: of a browser, of a remote, of an extension. */
import { type FileSystemNode, type FileSystemProvider, OperationCancelled, type URI, UriUtils } from 'langium';
import { CancellationToken, type Connection } from 'vscode-languageserver';
import type { CancellableFiles } from '../language/import-loader.js';
import { type FileParams, type FileResult, fileRequest } from './protocol.js';

/** Milliseconds after which a file system that does not answer counts as not available. */
const PATIENCE = 10_000;

/** Asks the client. Requests can be cancelled, and end by themselves when the client's file system hangs. */
export class ClientFiles implements CancellableFiles {
  constructor(
    private readonly connection: Pick<Connection, 'sendRequest'>,
    private readonly patience = PATIENCE,
  ) {}

  async stat(uri: URI): Promise<FileSystemNode> {
    const result = await this.ask({ uri: uri.toString(), want: 'kind' });
    if (result.kind !== 'file' && result.kind !== 'folder') throw errorOf(result, uri);
    return { isFile: result.kind === 'file', isDirectory: result.kind === 'folder', uri };
  }

  async exists(uri: URI): Promise<boolean> {
    return (await this.ask({ uri: uri.toString(), want: 'kind' })).kind !== 'missing';
  }

  async readFile(uri: URI, token?: CancellationToken): Promise<string> {
    const result = await this.ask({ uri: uri.toString(), want: 'text' }, token);
    if (result.kind !== 'text') throw errorOf(result, uri);
    return result.text;
  }

  async readDirectory(uri: URI): Promise<FileSystemNode[]> {
    const result = await this.ask({ uri: uri.toString(), want: 'entries' });
    if (result.kind !== 'entries') throw errorOf(result, uri);
    return result.entries.map(({ name, folder }) => ({
      isFile: !folder,
      isDirectory: folder,
      uri: UriUtils.joinPath(uri, name),
    }));
  }

  readBinary(): never {
    throw new Error('The language reads text only.');
  }
  statSync(): never {
    throw noSync();
  }
  existsSync(): never {
    throw noSync();
  }
  readBinarySync(): never {
    throw noSync();
  }
  readFileSync(): never {
    throw noSync();
  }
  readDirectorySync(): never {
    throw noSync();
  }

  private async ask(params: FileParams, token: CancellationToken = CancellationToken.None): Promise<FileResult> {
    if (token.isCancellationRequested) throw OperationCancelled;
    const ends: (() => void)[] = [];
    const given = new Promise<FileResult>((resolve, reject) => {
      const timer = setTimeout(
        () => resolve({ kind: 'failed', code: 'Unavailable', message: `no answer within ${this.patience} ms` }),
        this.patience,
      );
      const listener = token.onCancellationRequested(() => reject(OperationCancelled));
      ends.push(
        () => clearTimeout(timer),
        () => listener.dispose(),
      );
    });
    const answer = this.connection.sendRequest<FileResult>(fileRequest, params, token);
    try {
      return await Promise.race([answer, given]);
    } catch (error) {
      // The client answers a cancelled request with an error of its own.
      if (token.isCancellationRequested) throw OperationCancelled;
      throw error;
    } finally {
      for (const end of ends) end();
      answer.catch(() => undefined);
    }
  }
}

/** Local files directly, all others through the client. */
export class SplitFiles implements CancellableFiles {
  constructor(
    private readonly local: FileSystemProvider,
    private readonly others: CancellableFiles,
  ) {}

  stat = (uri: URI) => this.of(uri).stat(uri);
  exists = (uri: URI) => this.of(uri).exists(uri);
  readFile = (uri: URI, token?: CancellationToken) => this.of(uri).readFile(uri, token);
  readDirectory = (uri: URI) => this.of(uri).readDirectory(uri);
  readBinary = (uri: URI) => this.of(uri).readBinary(uri);
  statSync = (uri: URI) => this.of(uri).statSync(uri);
  existsSync = (uri: URI) => this.of(uri).existsSync(uri);
  readBinarySync = (uri: URI) => this.of(uri).readBinarySync(uri);
  readFileSync = (uri: URI) => this.of(uri).readFileSync(uri);
  readDirectorySync = (uri: URI) => this.of(uri).readDirectorySync(uri);

  private of(uri: URI): CancellableFiles {
    return uri.scheme === 'file' ? this.local : this.others;
  }
}

function errorOf(result: FileResult, uri: URI): Error {
  const missing = { code: 'FileNotFound', message: `${uri.toString()} does not exist` };
  const { code, message } = result.kind === 'failed' ? result : missing;
  return Object.assign(new Error(message), { code });
}

function noSync(): Error {
  return new Error('Files are read asynchronously only.');
}
