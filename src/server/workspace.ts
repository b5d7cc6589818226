/** What happens around the open files: folders come and go, files change on disk, imports lie outside of the workspace. */
import { DocumentState, type URI, URI as Uri, UriUtils } from 'langium';
import { DefaultDocumentUpdateHandler, type LangiumSharedServices } from 'langium/lsp';
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesParams,
  type Disposable,
  type InitializeParams,
} from 'vscode-languageserver';
import { ArchDocumentBuilder } from '../language/workspace.js';
import { describeError, type Log } from './boundary.js';
import { ArchWorkspaceManager, relevantChanges } from './workspace-manager.js';

/** Passes on the changes on disk that may concern a description. */
export class ArchUpdateHandler extends DefaultDocumentUpdateHandler {
  override didChangeWatchedFiles(params: DidChangeWatchedFilesParams): void {
    const changes = relevantChanges(params);
    if (changes.length > 0) super.didChangeWatchedFiles({ changes });
  }
}

/** Keeps the loaded files in step with folders and disk. */
export class Workspace {
  private readonly watched = new Map<string, Promise<Disposable>>();
  private canWatch = false;

  constructor(
    private readonly connection: Connection,
    private readonly services: LangiumSharedServices,
    private readonly log: Log,
  ) {}

  start(): void {
    const { lsp, workspace } = this.services;
    let folders = false;
    lsp.LanguageServer.onInitialize(({ capabilities }: InitializeParams) => {
      const files = capabilities.workspace?.didChangeWatchedFiles;
      this.canWatch = files?.dynamicRegistration === true && files.relativePatternSupport === true;
      folders = capabilities.workspace?.workspaceFolders === true;
    });
    lsp.LanguageServer.onInitialized(() => {
      if (folders) this.followFolders();
    });
    workspace.TextDocuments.onDidClose(({ document }) => this.closed(Uri.parse(document.uri)));
    workspace.DocumentBuilder.onBuildPhase(DocumentState.Linked, () => this.watchOutside());
  }

  private followFolders(): void {
    const { WorkspaceManager: manager } = this.services.workspace;
    if (!(manager instanceof ArchWorkspaceManager)) return;
    this.connection.workspace.onDidChangeWorkspaceFolders(async ({ added, removed }) => {
      await manager.ready;
      await manager.changeFolders(added, removed);
      // What only a removed folder held is forgotten, unless it is open.
      const gone = removed.map((folder) => Uri.parse(folder.uri));
      const left = this.loaded().filter(
        (uri) =>
          gone.some((folder) => UriUtils.contains(folder, uri)) &&
          !manager.holds(uri) &&
          !this.services.workspace.TextDocuments.get(uri),
      );
      await this.update([], left);
    });
  }

  /** What was not saved is given up with the editor; a file without a place is gone. */
  private closed(uri: URI): void {
    const lasting = uri.scheme !== 'untitled' && this.services.ServiceRegistry.hasServices(uri);
    void this.update(lasting ? [uri] : [], lasting ? [] : [uri]).then(() => {
      // Not on disk either: nothing is left that its problems could be shown for.
      if (!this.services.workspace.LangiumDocuments.hasDocument(uri))
        void this.connection.sendDiagnostics({ uri: uri.toString(), diagnostics: [] });
    });
  }

  private async update(changed: URI[], deleted: URI[]): Promise<void> {
    if (changed.length + deleted.length === 0) return;
    const { DocumentBuilder, WorkspaceLock, WorkspaceManager } = this.services.workspace;
    try {
      await WorkspaceManager.ready;
      await WorkspaceLock.write((token) => DocumentBuilder.update(changed, deleted, token));
    } catch (error) {
      this.log(describeError(error));
    }
  }

  private loaded(): URI[] {
    return this.services.workspace.LangiumDocuments.all.map((document) => document.uri).toArray();
  }

  /** Clients report changes in the folders of the workspace only; imports may lead out of them. */
  private watchOutside(): void {
    const { DocumentBuilder, WorkspaceManager: manager } = this.services.workspace;
    if (!this.canWatch || !(manager instanceof ArchWorkspaceManager)) return;
    const missing = DocumentBuilder instanceof ArchDocumentBuilder ? [...DocumentBuilder.imports.missing] : [];
    const outside = [...this.loaded(), ...missing.map((uri) => Uri.parse(uri))]
      .filter((uri) => uri.scheme !== 'untitled' && !manager.holds(uri))
      .map((uri) => UriUtils.dirname(uri).toString());
    const wanted = new Set(outside);
    for (const folder of wanted) if (!this.watched.has(folder)) this.watched.set(folder, this.watch(folder));
    for (const [folder, watching] of this.watched) {
      if (wanted.has(folder)) continue;
      this.watched.delete(folder);
      void watching.then((registration) => registration.dispose());
    }
  }

  private watch(baseUri: string): Promise<Disposable> {
    const watchers = [{ globPattern: { baseUri, pattern: '*.arch' } }];
    return this.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch((error) => {
      this.log(`${baseUri} is not watched: ${describeError(error)}`);
      return { dispose: () => undefined };
    });
  }
}
