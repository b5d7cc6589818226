// Definition, references, highlights and rename, by the single words of qualified names and paths.

import type {
  AstNode,
  CstNode,
  FindReferencesOptions,
  LangiumCoreServices,
  LangiumDocument,
  LangiumDocuments,
  MaybePromise,
  ReferenceDescription,
  Stream,
  URI,
} from 'langium';
import { AstUtils, CstUtils, DefaultReferences, DocumentState, stream, UriUtils } from 'langium';
import { DefaultDefinitionProvider, DefaultRenameProvider, type GoToLink, type LangiumServices } from 'langium/lsp';
import {
  type DefinitionParams,
  type DocumentLink,
  LocationLink,
  LSPErrorCodes,
  type RenameParams,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import * as ast from '../generated/ast.js';
import { targetOf, visibleDocuments } from '../imports.js';
import { declares, kindWord } from './kinds.js';
import { segmentAt, segmentsOf } from './segments.js';

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** Finds what a word names, and every word that names the same. */
export class ArchReferences extends DefaultReferences {
  constructor(services: LangiumCoreServices) {
    super(services);
  }

  override findDeclarations(source: CstNode): AstNode[] {
    const target = source && segmentAt(source)?.target;
    return target ? [target] : [];
  }

  override findReferences(target: AstNode, options: FindReferencesOptions): Stream<ReferenceDescription> {
    const targetDocument = AstUtils.getDocument(target);
    const targetPath = this.nodeLocator.getAstNodePath(target);
    const found: ReferenceDescription[] = [];
    for (const document of this.documents.all) {
      if (document.state < DocumentState.Linked) continue;
      if (options.documentUri && !UriUtils.equals(document.uri, options.documentUri)) continue;
      for (const segment of segmentsOf(document)) {
        if (segment.target !== target || (segment.declaration && !options.includeDeclaration)) continue;
        found.push({
          sourceUri: document.uri,
          sourcePath: this.nodeLocator.getAstNodePath(segment.source),
          targetUri: targetDocument.uri,
          targetPath,
          segment: CstUtils.toDocumentSegment(segment.leaf),
          local: UriUtils.equals(document.uri, targetDocument.uri),
        });
      }
    }
    return stream(found);
  }
}

/** Goes from a word to the declaration it names, and from the path of an import to its file. */
export class ArchDefinitionProvider extends DefaultDefinitionProvider {
  private readonly services: LangiumServices;

  constructor(services: LangiumServices) {
    super(services);
    this.services = services;
  }

  override getDefinition(
    document: LangiumDocument,
    params: DefinitionParams,
  ): MaybePromise<LocationLink[] | undefined> {
    const root = document.parseResult?.value;
    const offset = document.textDocument.offsetAt(params.position);
    const entry = importsOf(root).find(
      (node) => node.$cstNode && node.$cstNode.offset <= offset && offset <= node.$cstNode.end,
    );
    const target = entry && importTarget(entry, document, this.services);
    if (!entry?.$cstNode || !target) return super.getDefinition(document, params);
    if (!this.services.shared.workspace.LangiumDocuments.hasDocument(target)) return undefined;
    const start = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    return [LocationLink.create(target.toString(), start, start, entry.$cstNode.range)];
  }

  protected override findLinks(source: CstNode): GoToLink[] {
    return super.findLinks(source).map((link) => ({ ...link, source }));
  }
}

/** Renames one declaration everywhere; refuses names that the language cannot read or that are taken. */
export class ArchRenameProvider extends DefaultRenameProvider {
  private readonly documents: () => LangiumDocuments;

  constructor(services: LangiumServices) {
    super(services);
    this.documents = () => services.shared.workspace.LangiumDocuments;
  }

  override async rename(document: LangiumDocument, params: RenameParams): Promise<WorkspaceEdit | undefined> {
    const root = document.parseResult?.value?.$cstNode;
    const offset = document.textDocument.offsetAt(params.position);
    const leaf = root && CstUtils.findDeclarationNodeAtOffset(root, offset, this.grammarConfig.nameRegexp);
    const target = leaf && this.references.findDeclarations(leaf)[0];
    if (!target) return undefined;
    if (!NAME.test(params.newName)) {
      throw refusal(`"${params.newName}" is not a name: use letters, digits and "_", and no digit first.`);
    }
    const rivals = [...siblings(target), ...this.elementsInSight(target)];
    const taken = rivals.find((node) => node !== target && 'name' in node && node.name === params.newName);
    if (taken) throw refusal(`There is already a ${kindWord(taken)} called "${params.newName}".`);
    return super.rename(document, params);
  }

  /** For a declaration of a file: those of all files that are seen together with it somewhere. */
  private elementsInSight(target: AstNode): AstNode[] {
    const own = AstUtils.getDocument(target);
    if (!ast.isDocument(target.$container)) return [];
    const seen = new Set<AstNode>();
    for (const document of this.documents().all) {
      const visible = visibleDocuments(document, this.documents());
      if (!visible.includes(own)) continue;
      for (const { parseResult } of visible)
        for (const node of AstUtils.streamContents(parseResult.value)) seen.add(node);
    }
    return [...seen].filter((node) => declares(node.$type));
  }
}

/** Makes the path of an import a link. */
export class ArchDocumentLinkProvider {
  constructor(private readonly services: LangiumServices) {}

  getDocumentLinks(document: LangiumDocument): DocumentLink[] {
    return importsOf(document.parseResult?.value).flatMap((entry) => {
      const target = importTarget(entry, document, this.services);
      const path = entry.$cstNode && CstUtils.flattenCst(entry.$cstNode).find((leaf) => leaf.text.startsWith('"'));
      return target && path ? [{ range: path.range, target: target.toString() }] : [];
    });
  }
}

/** The file that an import names. */
function importTarget(entry: ast.Import, document: LangiumDocument, services: LangiumServices): URI | undefined {
  const target = targetOf(entry, document, services.shared.workspace.LangiumDocuments);
  return target?.kind === 'file' ? target.uri : undefined;
}

function importsOf(root: AstNode | undefined): ast.Import[] {
  return root && ast.isDocument(root) ? (root.imports ?? []) : [];
}

function siblings(node: AstNode): AstNode[] {
  return node.$container
    ? AstUtils.streamContents(node.$container)
        .filter((n) => declares(n.$type))
        .toArray()
    : [];
}

function refusal(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
