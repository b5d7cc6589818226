/** What is used of the built-in Git extension (its API, version 1), and the text of files at the last commit. */
import * as vscode from 'vscode';

interface Repository {
  readonly rootUri: vscode.Uri;
  readonly state: { readonly HEAD?: { readonly commit?: string } | undefined };
  /** Text of a file at a revision; rejects where it is not in there. */
  show(ref: string, path: string): Promise<string>;
}
interface Api {
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: vscode.Event<string>;
  getRepository(uri: vscode.Uri): Repository | null;
  openRepository?(root: vscode.Uri): Promise<Repository | null>;
}
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): Api;
}

/** The last commit of the repository that a file is in. */
export interface LastCommit {
  /** Abbreviated hash. */
  readonly name: string;
  /** The text of a file in it; undefined where it is not in there, or belongs to no part of this repository. */
  text(uri: vscode.Uri): Promise<string | undefined>;
}

/** Milliseconds that the Git extension gets to find its repositories. */
const patience = 10_000;

/** The last commit for a file, or the reason why there is none, as a sentence for a person. */
export async function lastCommit(uri: vscode.Uri): Promise<LastCommit | { readonly reason: string }> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension)
    return { reason: vscode.l10n.t('Comparing with the last commit needs the Git extension, which is not here.') };
  if (uri.scheme !== 'file')
    return { reason: vscode.l10n.t('Only a file on disk has a last commit; save the description first.') };
  const git = extension.isActive ? extension.exports : await extension.activate();
  if (!git.enabled)
    return { reason: vscode.l10n.t('Comparing with the last commit needs Git: its extension is switched off.') };
  const api = git.getAPI(1);
  await initialized(api);
  const repository = api.getRepository(uri) ?? (await opened(api, uri));
  if (!repository) return { reason: vscode.l10n.t('The description is in no Git repository.') };
  const commit = repository.state.HEAD?.commit;
  if (!commit) return { reason: vscode.l10n.t('The repository has no commit yet.') };
  return {
    name: commit.slice(0, 7),
    async text(file) {
      if (file.scheme !== 'file') return undefined;
      try {
        return await repository.show(commit, file.fsPath);
      } catch {
        // Not in this commit, or outside of the repository.
        return undefined;
      }
    },
  };
}

/** Waits until the extension has looked for repositories. */
async function initialized(api: Api): Promise<void> {
  if (api.state === 'initialized') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, patience);
    const listener = api.onDidChangeState((state) => {
      if (state === 'initialized') done();
    });
    function done(): void {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    }
  });
}

/** A repository that the extension has not opened by itself: of a folder above the workspace, or one that is new. */
async function opened(api: Api, uri: vscode.Uri): Promise<Repository | undefined> {
  for (let folder = vscode.Uri.joinPath(uri, '..'); ; folder = vscode.Uri.joinPath(folder, '..')) {
    try {
      await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, '.git'));
      return (await api.openRepository?.(folder)) ?? undefined;
    } catch {
      if (folder.path === '/' || folder.path === vscode.Uri.joinPath(folder, '..').path) return undefined;
    }
  }
}
