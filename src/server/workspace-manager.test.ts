import { type FileSystemNode, type FileSystemProvider, URI } from 'langium';
import { expect, test } from 'vitest';
import { createArchServices } from '../language/module.js';
import { ArchWorkspaceManager, type Limits } from './workspace-manager.js';

/** A manager over folders that hold so many folders and files each, to a depth. */
function over(width: number, depth: number, limits: Partial<Limits> = {}) {
  const said: string[] = [];
  let asked = 0;
  let most = 0;
  let now = 0;
  const node = (uri: URI, isDirectory: boolean): FileSystemNode => ({ uri, isDirectory, isFile: !isDirectory });
  const files: Partial<FileSystemProvider> = {
    async readDirectory(uri) {
      asked++;
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
      if (uri.path.includes('locked')) throw new Error('no permission');
      const below = Array.from({ length: width }, (_, index) => index);
      const folders = uri.path.split('/').length - 2 < depth ? below : [];
      return [
        ...below.map((index) => node(uri.with({ path: `${uri.path}/f${index}.arch` }), false)),
        ...folders.map((index) => node(uri.with({ path: `${uri.path}/d${index}` }), true)),
        node(uri.with({ path: `${uri.path}/node_modules` }), true),
        node(uri.with({ path: `${uri.path}/.git` }), true),
        node(uri.with({ path: `${uri.path}/notes.txt` }), false),
      ];
    },
  };
  const { shared } = createArchServices({ fileSystemProvider: () => files as FileSystemProvider });
  const all = { files: 2000, folders: 10_000, parallel: 4, patience: 1000, ...limits };
  const manager = new ArchWorkspaceManager(shared, (message) => said.push(message), all);
  return { manager, said, counts: () => ({ asked, most }) };
}

const root = URI.parse('memfs:/w');

test('finds descriptions, not what tools put beside them, with few requests at a time', async () => {
  const { manager, said, counts } = over(3, 2);
  const found = await manager.searchFolder(root);
  expect(found.length).toBe(3 * (1 + 3 + 9));
  expect(found.every((uri) => uri.path.endsWith('.arch'))).toBe(true);
  expect(counts()).toEqual({ asked: 13, most: 4 });
  expect(said).toEqual([]);
});

test('ends at its limits, with the nearest files, and says so', async () => {
  const files = over(3, 6, { files: 10 });
  expect((await files.manager.searchFolder(root)).length).toBe(10);
  expect(files.said.join()).toMatch(/10 \*\.arch files/);
  const folders = over(1, 60, { folders: 20 });
  expect((await folders.manager.searchFolder(root)).length).toBe(20);
  expect(folders.counts().asked).toBe(20);
  expect(folders.said.join()).toMatch(/in 20 folders/);
});

test('a folder that cannot be read costs its own files only', async () => {
  const { manager, said } = over(2, 0);
  expect(await manager.searchFolder(URI.parse('memfs:/locked'))).toEqual([]);
  expect(said.join()).toMatch(/locked cannot be searched: .*no permission/s);
  expect((await manager.searchFolder(root)).length).toBe(2);
});
