// Why there is no last commit to compare with: every reason is a sentence, and nothing is thrown.
import { beforeEach, expect, test, vi } from 'vitest';

const host = vi.hoisted(() => ({ extension: undefined as unknown, folders: new Set<string>() }));
vi.mock('vscode', () => {
  class Uri {
    constructor(
      readonly scheme: string,
      readonly path: string,
    ) {}
    get fsPath(): string {
      return this.path;
    }
    static joinPath(uri: Uri, ...parts: string[]): Uri {
      const path = new URL(parts.join('/'), `file://${uri.path}/`).pathname.replace(/\/$/, '');
      return new Uri(uri.scheme, path || '/');
    }
  }
  return {
    Uri,
    l10n: { t: (message: string) => message },
    extensions: { getExtension: () => host.extension },
    workspace: {
      fs: {
        stat: async (uri: Uri) => {
          if (!host.folders.has(uri.path)) throw new Error('missing');
        },
      },
    },
  };
});

const vscode = await import('vscode');
const { lastCommit } = await import('./git.js');
type Uri = import('vscode').Uri;
const uri = (path: string, scheme = 'file'): Uri =>
  new (vscode.Uri as unknown as new (scheme: string, path: string) => Uri)(scheme, path);
const file = uri('/work/shop/shop.arch');
const reason = async (at: Uri = file): Promise<string> => {
  const found = await lastCommit(at);
  if (!('reason' in found)) throw new Error(`found ${found.name}`);
  return found.reason;
};
const repository = (commit?: string) => ({
  state: { HEAD: commit === undefined ? undefined : { commit } },
  show: async (ref: string, path: string) => {
    if (path !== '/work/shop/shop.arch') throw new Error('not in the commit');
    return `${ref} ${path}`;
  },
});
/** The Git extension with an API of this kind. */
const git = (api: object, enabled = true) => ({
  isActive: false,
  activate: async () => ({ enabled, getAPI: () => ({ state: 'initialized', getRepository: () => null, ...api }) }),
});

beforeEach(() => {
  host.extension = undefined;
  host.folders.clear();
});

test('there is no Git extension, it is off, or the description is in no file', async () => {
  expect(await reason()).toContain('needs the Git extension');
  host.extension = git({}, false);
  expect(await reason()).toContain('switched off');
  expect(await reason(uri('/shop.arch', 'untitled'))).toContain('save the description first');
});

test('there is no repository, or no commit in it', async () => {
  host.extension = git({});
  expect(await reason()).toContain('in no Git repository');
  host.extension = git({ getRepository: () => repository() });
  expect(await reason()).toContain('no commit yet');
});

test('texts come from the commit; what is not in it has none', async () => {
  host.extension = git({ getRepository: () => repository('0123456789abcdef') });
  const commit = await lastCommit(file);
  if ('reason' in commit) throw new Error(commit.reason);
  expect(commit.name).toBe('0123456');
  expect(await commit.text(file)).toBe('0123456789abcdef /work/shop/shop.arch');
  expect(await commit.text(uri('/work/shop/new.arch'))).toBeUndefined();
  expect(await commit.text(uri('/work/shop/shop.arch', 'memfs'))).toBeUndefined();
});

test('a repository above the workspace is opened', async () => {
  host.folders.add('/work/.git');
  const openRepository = vi.fn(async () => repository('abcdef0123'));
  host.extension = git({ openRepository });
  const commit = await lastCommit(file);
  expect('name' in commit && commit.name).toBe('abcdef0');
  expect(openRepository).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ path: '/work' }));
});

test('an extension that is still looking for repositories is waited for', async () => {
  let tell = (_: string): void => undefined;
  const onDidChangeState = (listener: (state: string) => void) => {
    tell = listener;
    return { dispose: () => undefined };
  };
  host.extension = git({
    state: 'uninitialized',
    onDidChangeState,
    getRepository: () => repository('abcdef0123'),
  });
  const commit = lastCommit(file);
  await vi.waitFor(() => expect(tell.length).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 5));
  tell('initialized');
  expect('name' in (await commit)).toBe(true);
});
