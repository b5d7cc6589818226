/** Where something that nobody wrote goes: into its declaration, in the style of that declaration. */
import { type AstNode, AstUtils } from 'langium';
import type * as ast from '../generated/ast.js';
import { fits, blockOf as kindOf } from '../properties.js';

/** Text to add at an offset of a node's document. */
export interface Insertion {
  readonly node: AstNode;
  readonly offset: number;
  readonly text: string;
}

/**
 * The insertion that gives a path its first value.
 *
 * @param elements all declarations that the file sees
 * @param value text of the value
 * @returns undefined where the place asks for more than a name and a value
 */
export function insertionFor(elements: readonly ast.Element[], path: string, value: string): Insertion | undefined {
  const parts = path.split('.');
  const name = parts.pop() ?? '';
  const owner = blockOf(elements, parts);
  if (!owner) return undefined;
  if (owner.$type === 'Workload') {
    for (const member of owner.members as readonly ast.WorkloadMember[]) {
      if (name === 'burstiness' && member.$type === 'OpenLoad') return after(member.rate, ` burstiness ${value}`);
      if (name === 'think' && member.$type === 'ClosedLoad') return after(member.users, ` think ${value}`);
    }
    if (name === 'grows') return intoBlock(owner, `grows ${value}`);
  }
  const has = (type: string): boolean => owner.members.some((member) => member.$type === type);
  const block = kindOf(owner.$type);
  if (name === 'replicas' && (block === 'node' || block === 'channel') && !has('Replicas')) {
    return intoBlock(owner, `replicas ${value}`);
  }
  if (name === 'queue' && block === 'node' && !has('QueueBound')) return intoBlock(owner, `queue ${value}`);
  return block && fits(name, block) ? intoBlock(owner, `${name} ${value}`) : undefined;
}

type Block = AstNode & { readonly members: readonly AstNode[] };

/** The declaration that the first parts of a path name: 'web', 'eu.a', 'web.cart', 'web.autoscale'. */
function blockOf(elements: readonly ast.Element[], parts: readonly string[]): Block | undefined {
  const [first, second, ...more] = parts;
  const root = elements.find((element) => 'name' in element && element.name === first && element.$type !== 'Scenario');
  if (!root || !('members' in root) || more.length > 0) return undefined;
  if (second === undefined) return root as Block;
  const inner = (root.members as readonly AstNode[]).find(
    (member) => (member as { name?: unknown }).name === second || member.$type.toLowerCase() === second,
  );
  return inner && 'members' in inner ? (inner as Block) : undefined;
}

function after(node: AstNode | undefined, text: string): Insertion | undefined {
  return node?.$cstNode && { node, offset: node.$cstNode.end, text };
}

/** A statement as the first of a block: on a line of its own, unless the block is written on one line. */
export function intoBlock(block: AstNode, statement: string): Insertion | undefined {
  const text = AstUtils.getDocument(block).textDocument.getText();
  const cst = block.$cstNode;
  const brace = cst ? text.indexOf('{', cst.offset) : -1;
  if (!cst || brace < 0 || brace >= cst.end) return undefined;
  const head = text.slice(brace + 1, cst.end).split(/\r?\n/, 1)[0] ?? '';
  const alone = brace + 1 + head.length < cst.end && /^\s*(\/\/.*)?$/.test(head);
  if (!alone) return { node: block, offset: brace + 1, text: ` ${statement};` };
  const newline = text.slice(brace + 1 + head.length).startsWith('\r') ? '\r\n' : '\n';
  const rest = text.slice(brace + 1 + head.length, cst.end);
  const indent = /\n([ \t]+)\S/.exec(rest)?.[1] ?? '  ';
  return { node: block, offset: brace + 1 + head.length, text: `${newline}${indent}${statement}` };
}
