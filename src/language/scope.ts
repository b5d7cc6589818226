/**
 * Names: what a file declares (`web`, `web.page`, `eu.a`), what it sees (itself and its imports, transitively), and
 * what a node sees of its own (`page` inside `web`).
 */
import {
  type AstNode,
  type AstNodeDescription,
  AstUtils,
  DefaultScopeComputation,
  DefaultScopeProvider,
  type LangiumCoreServices,
  type LangiumDocument,
  type LangiumDocuments,
  type LocalSymbols,
  MapScope,
  MultiMap,
  type ReferenceInfo,
  type Scope,
  WorkspaceCache,
} from 'langium';
import {
  type Element,
  isDocument,
  isExternal,
  isNode,
  isOperation,
  isRegion,
  isState,
  isZone,
} from './generated/ast.js';
import { visibleDocuments } from './imports.js';

/** Name under which a declaration is known outside of what contains it: 'web.page', 'eu.a', 'web'. */
export function qualifiedName(node: AstNode): string | undefined {
  const name = (node as { name?: unknown }).name;
  if (typeof name !== 'string') return undefined;
  const owner = node.$container;
  if ((isOperation(node) || isState(node) || isZone(node)) && owner && !isDocument(owner)) {
    const prefix = (owner as { name?: unknown }).name;
    return typeof prefix === 'string' ? `${prefix}.${name}` : undefined;
  }
  return name;
}

/** Declarations of an element that have a name of their own: the element itself, its operations, states, zones. */
export function declarationsOf(element: Element): AstNode[] {
  const inner = isNode(element) || isExternal(element) || isRegion(element) ? element.members : [];
  return [element, ...inner.filter((member) => isOperation(member) || isState(member) || isZone(member))];
}

export class ArchScopeComputation extends DefaultScopeComputation {
  override async collectExportedSymbols(document: LangiumDocument): Promise<AstNodeDescription[]> {
    const root = document.parseResult.value;
    const result: AstNodeDescription[] = [];
    if (!isDocument(root)) return result;
    for (const element of root.elements) {
      for (const node of declarationsOf(element)) {
        const name = qualifiedName(node);
        if (name) result.push(this.descriptions.createDescription(node, name, document));
      }
    }
    return result;
  }

  /** All names are found through the exported ones. */
  override async collectLocalSymbols(): Promise<LocalSymbols> {
    return new MultiMap<AstNode, AstNodeDescription>();
  }
}

export class ArchScopeProvider extends DefaultScopeProvider {
  private readonly documents: () => LangiumDocuments;
  private readonly scopes: WorkspaceCache<string, Scope>;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.documents = () => services.shared.workspace.LangiumDocuments;
    this.scopes = new WorkspaceCache(services.shared);
  }

  override getScope(context: ReferenceInfo): Scope {
    const type = this.reflection.getReferenceType(context);
    const document = AstUtils.getDocument(context.container);
    const outer = this.scopes.get(`${type} ${document.uri.toString()}`, () => this.visible(type, document));
    const node = AstUtils.getContainerOfType(context.container, isNode);
    if (!node) return outer;
    const own = node.members.filter((member) => isOperation(member) || isState(member));
    const local = own.filter((member) => this.reflection.isSubtype(member.$type, type) && member.name);
    if (local.length === 0) return outer;
    return new MapScope(
      local.map((member) => this.descriptions.createDescription(member, member.name, document)),
      outer,
    );
  }

  private visible(type: string, document: LangiumDocument): Scope {
    const uris = new Set(visibleDocuments(document, this.documents()).map((seen) => seen.uri.toString()));
    const first = new Map<string, AstNodeDescription>();
    // The first declaration of a name counts; later ones are reported as duplicates.
    for (const uri of uris) {
      for (const found of this.indexManager.allElements(type, new Set([uri]))) {
        if (!first.has(found.name)) first.set(found.name, found);
      }
    }
    return new MapScope(first.values());
  }
}
