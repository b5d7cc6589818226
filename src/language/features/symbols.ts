// Outline of a file and search for a declaration in the workspace.
import { type AstNode, AstUtils, interruptAndCheck, type LangiumDocument } from 'langium';
import { DefaultDocumentSymbolProvider, DefaultWorkspaceSymbolProvider, type LangiumSharedServices } from 'langium/lsp';
import {
  CancellationToken,
  type DocumentSymbol,
  type WorkspaceSymbol,
  type WorkspaceSymbolParams,
} from 'vscode-languageserver';
import * as ast from '../generated/ast.js';
import { declares, kindWord } from './kinds.js';
import { declarationsIn, namedContainer, words } from './segments.js';

/** Outline: every declaration, nested as it is written; a link as "from -> to", objectives by their workload. */
export class ArchDocumentSymbolProvider extends DefaultDocumentSymbolProvider {
  override getSymbols(document: LangiumDocument): DocumentSymbol[] {
    const root = document.parseResult?.value;
    return root ? (this.getChildSymbols(document, root) ?? []) : [];
  }

  protected override getSymbol(document: LangiumDocument, node: AstNode): DocumentSymbol[] {
    const cst = node.$cstNode;
    const title = cst && titleOf(node);
    if (!cst || !title) return this.getChildSymbols(document, node) ?? [];
    const children = this.getChildSymbols(document, node);
    const nameNode = declares(node.$type) ? this.nameProvider.getNameNode(node) : undefined;
    return [
      {
        kind: this.nodeKindProvider.getSymbolKind(node),
        name: title,
        detail: kindWord(node),
        range: cst.range,
        selectionRange: (nameNode ?? words(cst)[0] ?? cst).range,
        ...(children ? { children } : {}),
      },
    ];
  }
}

/** Finds declarations of all files by name or qualified name. */
export class ArchWorkspaceSymbolProvider extends DefaultWorkspaceSymbolProvider {
  private readonly services: LangiumSharedServices;

  constructor(services: LangiumSharedServices) {
    super(services);
    this.services = services;
  }

  override async getSymbols(params: WorkspaceSymbolParams, token = CancellationToken.None): Promise<WorkspaceSymbol[]> {
    const query = params.query.toLowerCase();
    const result: WorkspaceSymbol[] = [];
    for (const document of this.services.workspace.LangiumDocuments.all) {
      await interruptAndCheck(token);
      const root = document.parseResult?.value;
      if (!root) continue;
      for (const node of declarationsIn(root)) {
        const name = 'name' in node && typeof node.name === 'string' ? node.name : undefined;
        const nameNode = name === undefined ? undefined : this.nameNode(node);
        if (name === undefined || !nameNode) continue;
        const container = nameOf(namedContainer(node));
        const qualified = container ? `${container}.${name}` : name;
        if (!this.fuzzyMatcher.match(query, name) && !this.fuzzyMatcher.match(query, qualified)) continue;
        result.push({
          name,
          kind: this.nodeKindProvider.getSymbolKind(node),
          ...(container ? { containerName: container } : {}),
          location: { uri: document.uri.toString(), range: nameNode.range },
        });
      }
    }
    return result;
  }

  private nameNode(node: AstNode) {
    return this.services.ServiceRegistry.getServices(
      AstUtils.getDocument(node).uri,
    ).references.NameProvider.getNameNode(node);
  }
}

function titleOf(node: AstNode): string | undefined {
  if (ast.isLink(node)) return `${node.from?.$refText ?? '?'} -> ${node.to?.$refText ?? '?'}`;
  if (ast.isObjective(node)) return `objective ${node.system ? 'all' : (node.workload?.$refText ?? '?')}`;
  return declares(node.$type) ? nameOf(node) || undefined : undefined;
}

function nameOf(node: AstNode | undefined): string | undefined {
  return node && 'name' in node && typeof node.name === 'string' ? node.name : undefined;
}
