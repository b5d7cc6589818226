// Which part of the text names which declaration. A qualified name such as "catalog.search" names two
// declarations, and a path such as "web.page.catalog.timeout" up to three: navigation, rename and highlighting
// need to know each part, where the linker only knows the whole.
import {
  type AstNode,
  AstUtils,
  type CstNode,
  CstUtils,
  GrammarUtils,
  type LangiumDocument,
  type LeafCstNode,
} from 'langium';
import * as ast from '../generated/ast.js';
import { declares } from './kinds.js';

/** One word of the text that names a declaration. */
export interface Segment {
  leaf: LeafCstNode;
  target: AstNode;
  /** The node that holds the reference, or the declaration itself. */
  source: AstNode;
  declaration: boolean;
}

/** All segments of a linked document, in the order of its text. */
export function segmentsOf(document: LangiumDocument): Segment[] {
  const root = document.parseResult?.value;
  if (!root) return [];
  const segments = [...AstUtils.streamAst(root)].flatMap((node) => segmentsOfNode(node));
  return segments.sort((a, b) => a.leaf.offset - b.leaf.offset);
}

/** The segment that covers a leaf of the concrete syntax tree, if the leaf is a name. */
export function segmentAt(leaf: CstNode): Segment | undefined {
  for (const owner of [leaf.astNode, leaf.astNode?.$container]) {
    const found = owner && segmentsOfNode(owner).find((s) => s.leaf.offset === leaf.offset && s.leaf.end === leaf.end);
    if (found) return found;
  }
  return undefined;
}

/** The words of a qualified name or of a name, without the dots between them. */
export function words(node: CstNode | undefined): LeafCstNode[] {
  if (!node) return [];
  return CstUtils.flattenCst(node)
    .filter((leaf) => leaf.text !== '.' && !leaf.hidden)
    .toArray();
}

/** The declaration that encloses `node` and gives its first word in a qualified name. */
export function namedContainer(node: AstNode | undefined): AstNode | undefined {
  const container = node?.$container;
  return container && declares(container.$type) ? container : undefined;
}

/** All declarations of a file; none of them lies deeper than in the block of another one. */
export function declarationsIn(root: AstNode): AstNode[] {
  return AstUtils.streamContents(root)
    .flatMap((element) => [element, ...AstUtils.streamContents(element)])
    .filter((node) => declares(node.$type))
    .toArray();
}

function segmentsOfNode(node: AstNode): Segment[] {
  const result: Segment[] = [];
  if (declares(node.$type)) {
    const leaf = nameLeaf(node);
    if (leaf) result.push({ leaf, target: node, source: node, declaration: true });
  }
  for (const { reference } of AstUtils.streamReferences(node)) {
    if (!('ref' in reference)) continue;
    const target = reference.ref;
    if (target) result.push(...aligned(words(reference.$refNode), target, node));
  }
  if (ast.isPath(node)) result.push(...restOfPath(node));
  return result;
}

/** The last word names the target, the one before it what contains the target, and so on. */
function aligned(leaves: LeafCstNode[], target: AstNode, source: AstNode): Segment[] {
  const result: Segment[] = [];
  let current: AstNode | undefined = target;
  for (let index = leaves.length - 1; index >= 0 && current; index--) {
    const leaf = leaves[index];
    if (leaf) result.unshift({ leaf, target: current, source, declaration: false });
    current = namedContainer(current);
  }
  return result;
}

/** The words of a path after its first, as far as they name operations, states, zones or callees. */
function restOfPath(path: ast.Path): Segment[] {
  const leaves = words(path.$cstNode).slice(1);
  const result: Segment[] = [];
  let scope: AstNode | undefined = path.root?.ref;
  for (const leaf of leaves) {
    const target: AstNode | undefined = scope && memberNamed(scope, leaf.text);
    if (!target) break;
    result.push({ leaf, target, source: path, declaration: false });
    // After an operation a word names the callee of one of its calls; what follows then belongs to the call.
    if (ast.isOperation(scope)) break;
    scope = target;
  }
  return result;
}

function memberNamed(scope: AstNode, name: string): AstNode | undefined {
  if (ast.isOperation(scope)) return calleeNamed(scope, name);
  return AstUtils.streamContents(scope).find((node) => declares(node.$type) && 'name' in node && node.name === name);
}

/** The node, external or channel called `name` that a step of `operation` calls or sends to. */
function calleeNamed(operation: ast.Operation, name: string): AstNode | undefined {
  for (const step of AstUtils.streamAllContents(operation)) {
    if (!ast.isCallStep(step) && !ast.isSendStep(step)) continue;
    const target = step.target?.ref;
    const owner = ast.isOperation(target) ? target.$container : target;
    if (owner && 'name' in owner && owner.name === name) return owner;
  }
  return undefined;
}

function nameLeaf(node: AstNode): LeafCstNode | undefined {
  return words(GrammarUtils.findNodeForProperty(node.$cstNode, 'name'))[0];
}
