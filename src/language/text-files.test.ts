import { URI } from 'langium';
import { describe, expect, it } from 'vitest';
import { decodeText, MAX_BYTES, TextFiles } from './text-files.js';

const uri = URI.parse('file:///a.arch');

/** One file whose kind and content are given. */
function disk(isFile: boolean, isDirectory: boolean, bytes: Uint8Array = new Uint8Array()): TextFiles {
  const node = { isFile, isDirectory, uri };
  const never = (): never => {
    throw Object.assign(new Error('read'), { code: isDirectory ? 'EISDIR' : 'EIO' });
  };
  const read = isFile ? () => bytes : never;
  return new TextFiles({
    stat: async () => node,
    statSync: () => node,
    exists: async () => true,
    existsSync: () => true,
    readBinary: async () => read(),
    readBinarySync: read,
    readFile: never,
    readFileSync: never,
    readDirectory: async () => [],
    readDirectorySync: () => [],
  });
}

describe('decodeText', () => {
  it('takes UTF-8, with and without the mark of the byte order', () => {
    expect(decodeText(new TextEncoder().encode('\ufeffsystem é'))).toBe('system é');
    expect(decodeText(new TextEncoder().encode('system é'))).toBe('system é');
  });
  it.each([
    ['Latin-1', Uint8Array.of(0x73, 0xe9, 0x73)],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x73, 0x00)],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeText(bytes)).toThrow('no text in UTF-8');
  });
  it('refuses what is too large', () => {
    expect(() => decodeText(new Uint8Array(MAX_BYTES + 1))).toThrow('larger than 4 MB');
  });
});

describe('TextFiles', () => {
  it('reads an ordinary file', async () => {
    const files = disk(true, false, new TextEncoder().encode('system s'));
    expect(await files.readFile(uri)).toBe('system s');
    expect(files.readFileSync(uri)).toBe('system s');
  });
  it('does not touch pipes and devices, which may never end', async () => {
    const files = disk(false, false);
    await expect(files.readFile(uri)).rejects.toThrow('no ordinary file');
    expect(() => files.readFileSync(uri)).toThrow('no ordinary file');
  });
  it('leaves the answer for a folder to the file system', async () => {
    await expect(disk(false, true).readFile(uri)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
