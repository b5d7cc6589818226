/** The document builder and index of the language: they load imported files and follow changes through imports. */
import {
  type BuildOptions,
  DefaultDocumentBuilder,
  DefaultIndexManager,
  DocumentState,
  isOperationCancelled,
  type LangiumDocument,
  type LangiumDocuments,
  type LangiumSharedCoreServices,
  type URI,
} from 'langium';
import type { CancellationToken } from 'vscode-jsonrpc';
import { ImportLoader } from './import-loader.js';
import { importsOf, visibleDocuments } from './imports.js';

export class ArchDocumentBuilder extends DefaultDocumentBuilder {
  readonly imports: ImportLoader;

  constructor(services: LangiumSharedCoreServices) {
    super(services);
    this.imports = new ImportLoader(services);
  }

  override async update(changed: URI[], deleted: URI[], cancelToken?: CancellationToken): Promise<void> {
    this.imports.forget([...changed, ...deleted]);
    await super.update(changed, deleted, cancelToken);
  }

  protected override async buildDocuments(
    documents: LangiumDocument[],
    options: BuildOptions,
    cancelToken: CancellationToken,
  ): Promise<void> {
    const readable: LangiumDocument[] = [];
    for (const document of documents) if (await this.parsed(document, cancelToken)) readable.push(document);
    const imported = await this.imports.load(readable, cancelToken);
    await super.buildDocuments([...readable, ...imported], options, cancelToken);
  }

  /**
   * Parses a changed file, whose imports are known only afterwards. One that is gone, or cannot be read any more, is
   * forgotten: it must not keep the others from being built.
   */
  private async parsed(document: LangiumDocument, cancelToken: CancellationToken): Promise<boolean> {
    if (document.state !== DocumentState.Changed) return true;
    try {
      await this.langiumDocumentFactory.update(document, cancelToken);
      return true;
    } catch (error) {
      if (isOperationCancelled(error)) throw error;
      this.langiumDocuments.deleteDocument(document.uri);
      this.cleanUpDeleted(document);
      return false;
    }
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
    const imports = importsOf(document, this.loaded());
    if (imports.length === 0) return false;
    if (imports.some((uri) => changedUris.has(uri.toString()))) return true;
    return visibleDocuments(document, this.loaded()).some((seen) => changedUris.has(seen.uri.toString()));
  }
}
