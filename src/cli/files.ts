/** File names: absolute inside, relative with forward slashes in output, so that output is the same on every machine. */
import { readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeText } from '../language/text-files.js';
import { UsageError } from './arguments.js';
import type { Host } from './host.js';

/**
 * The name that output shows for a file.
 *
 * @param cwd absolute path of the working directory
 * @param path path of the file, absolute or relative to `cwd`
 * @returns relative name with forward slashes; the absolute one where the file is on another drive
 */
export function shownName(cwd: string, path: string): string {
  const name = relative(cwd, resolve(cwd, path));
  return (isAbsolute(name) ? path : name).split(sep).join('/') || '.';
}

/** The name that output shows for a `file:` URI; any other URI stands for itself. */
export function shownUri(cwd: string, uri: string): string {
  return uri.startsWith('file:') ? shownName(cwd, fileURLToPath(uri)) : uri;
}

/**
 * The text of a description, and the mark of the byte order in front of it (U+FEFF) where there is one.
 *
 * @throws where it cannot be read, or is no text in UTF-8: written back, it would be lost
 */
export async function readSource(path: string): Promise<{ text: string; mark: string }> {
  const bytes = await readFile(path);
  const mark = bytes.subarray(0, 3).equals(Buffer.from('\ufeff')) ? '\ufeff' : '';
  return { text: decodeText(bytes), mark };
}

/** Writes a file into a folder that is there: a mistyped one is an error, not a new folder. */
export async function writeText(path: string, text: string): Promise<void> {
  await writeFile(path, text, 'utf8');
}

/**
 * Writes the file that the user named on the command line.
 *
 * @throws UsageError where it cannot be written
 */
export async function writeOutput(host: Host, name: string, text: string): Promise<void> {
  try {
    await writeText(resolve(host.cwd, name), text);
  } catch (error) {
    throw new UsageError(`cannot write ${shownName(host.cwd, name)}: ${outputProblem(error)}`);
  }
}

function outputProblem(error: unknown): string {
  const missing = (error as { code?: unknown } | undefined)?.code === 'ENOENT';
  return missing ? 'its folder does not exist' : fileProblem(error);
}

/** Why a file could not be read or written, in words and without the absolute path of the system's message. */
export function fileProblem(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  switch (code) {
    case 'ENOENT':
      return 'no such file';
    case 'EISDIR':
      return 'is a folder, not a file';
    case 'ENOTDIR':
      return 'a part of the path is not a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENAMETOOLONG':
      return 'the name is too long';
    case 'ELOOP':
      return 'its links lead round in a circle';
    case 'ENOSPC':
      return 'no space is left on the device';
    case 'ERR_FS_FILE_TOO_LARGE':
      return 'it is too large';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
