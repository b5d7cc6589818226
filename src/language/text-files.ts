/** Files of descriptions as text: what is no ordinary file, too large or no text is refused with a reason, before it does harm. */
import type { FileSystemNode, FileSystemProvider, URI } from 'langium';
import { MAX_CHARACTERS } from './parse-guard.js';

/** Most bytes of a file; the longest text that is read has at most four for each character. */
export const MAX_BYTES = 4 * MAX_CHARACTERS;

/** A file that cannot be read as text. */
export class FileRefused extends Error {
  /** @param reason completes "it cannot be read: ..." */
  constructor(reason: string) {
    super(reason);
    this.name = 'FileRefused';
  }
}

/**
 * The text of a file, without the mark of the byte order.
 *
 * @param bytes content of the file
 * @throws FileRefused where it is no text in UTF-8, so that nothing is lost when the text is written back
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length > MAX_BYTES)
    throw new FileRefused(`it is larger than ${MAX_BYTES / 1e6} MB; split it and use import`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileRefused('it is no text in UTF-8');
  }
}

/** A file system of which only ordinary files are read: a device never ends, a pipe may never begin. */
export class TextFiles implements FileSystemProvider {
  constructor(private readonly files: FileSystemProvider) {}

  async readFile(uri: URI): Promise<string> {
    const { isFile, isDirectory } = await this.files.stat(uri);
    if (!isFile && !isDirectory) throw new FileRefused('it is no ordinary file');
    return decodeText(await this.files.readBinary(uri));
  }
  readFileSync(uri: URI): string {
    const { isFile, isDirectory } = this.files.statSync(uri);
    if (!isFile && !isDirectory) throw new FileRefused('it is no ordinary file');
    return decodeText(this.files.readBinarySync(uri));
  }
  stat = (uri: URI): Promise<FileSystemNode> => this.files.stat(uri);
  statSync = (uri: URI): FileSystemNode => this.files.statSync(uri);
  exists = (uri: URI): Promise<boolean> => this.files.exists(uri);
  existsSync = (uri: URI): boolean => this.files.existsSync(uri);
  readBinary = (uri: URI): Promise<Uint8Array> => this.files.readBinary(uri);
  readBinarySync = (uri: URI): Uint8Array => this.files.readBinarySync(uri);
  readDirectory = (uri: URI): Promise<FileSystemNode[]> => this.files.readDirectory(uri);
  readDirectorySync = (uri: URI): FileSystemNode[] => this.files.readDirectorySync(uri);
}
