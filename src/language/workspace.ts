/** The document builder and index of the language: they load imported files and follow changes through imports. */
import {
  type BuildOptions,
  DefaultDocumentBuilder,
  DefaultIndexManager,
  type FileSystemProvider,
  type LangiumDocument,
  type LangiumDocuments,
  type LangiumSharedCoreServices,
} from 'langium';
import type { CancellationToken } from 'vscode-jsonrpc';
import { descriptionOf, resolveImport, visibleDocuments } from './imports.js';

export class ArchDocumentBuilder extends DefaultDocumentBuilder {
  private readonly files: FileSystemProvider;

  constructor(services: LangiumSharedCoreServices) {
    super(services);
    this.files = services.workspace.FileSystemProvider;
  }

  protected override async buildDocuments(
    documents: LangiumDocument[],
    options: BuildOptions,
    cancelToken: CancellationToken,
  ): Promise<void> {
    // A changed file has not been parsed again yet; its imports are known only afterwards.
    for (const document of documents) {
      if (document.state === 0) await this.langiumDocumentFactory.update(document, cancelToken);
    }
    await super.buildDocuments([...documents, ...(await this.loadImports(documents))], options, cancelToken);
  }

  /** Loads what the documents import and what that imports; a file that cannot be read is left out (and reported later). */
  private async loadImports(documents: readonly LangiumDocument[]): Promise<LangiumDocument[]> {
    const loaded: LangiumDocument[] = [];
    const queue = [...documents];
    for (let next = queue.shift(); next; next = queue.shift()) {
      for (const item of descriptionOf(next)?.imports ?? []) {
        const uri = item.path === undefined ? undefined : resolveImport(next.uri, item.path);
        if (!uri || this.langiumDocuments.hasDocument(uri) || !uri.path.endsWith('.arch')) continue;
        try {
          if (!(await this.files.exists(uri))) continue;
          const document = await this.langiumDocuments.getOrCreateDocument(uri);
          loaded.push(document);
          queue.push(document);
        } catch {
          // Unreadable: the import is reported where it is written.
        }
      }
    }
    return loaded;
  }
}

export class ArchIndexManager extends DefaultIndexManager {
  private readonly loaded: () => LangiumDocuments;

  constructor(services: LangiumSharedCoreServices) {
    super(services);
    this.loaded = () => services.workspace.LangiumDocuments;
  }

  override isAffected(document: LangiumDocument, changedUris: Set<string>): boolean {
    if (super.isAffected(document, changedUris)) return true;
    const imports = descriptionOf(document)?.imports ?? [];
    if (imports.length === 0) return false;
    for (const item of imports) {
      const uri = item.path === undefined ? undefined : resolveImport(document.uri, item.path);
      if (uri && changedUris.has(uri.toString())) return true;
    }
    return visibleDocuments(document, this.loaded()).some((seen) => changedUris.has(seen.uri.toString()));
  }
}
