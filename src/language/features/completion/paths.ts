// What may follow the words of a path such as "web." or "web.page.catalog.": the paths that an override may set are
// described in ../../overrides.ts.
import { type AstNode, AstUtils, type LangiumDocument, type LangiumDocuments } from 'langium';
import * as ast from '../../generated/ast.js';
import { visibleDocuments } from '../../imports.js';
import { declares } from '../kinds.js';
import { propertiesIn } from '../property-lookup.js';
import { nameOf } from './references.js';

/** Words that stand for numbers of statements, by the type that they belong to. */
const NUMBERS: Record<string, string> = {
  Workload: 'rate users think burstiness grows retry backoff budget',
  Node: 'replicas queue skew rate_limit concurrency_limit autoscale maintenance deployment fails',
  State: 'quorum',
  Operation: 'cpu delay hit',
  Call: 'timeout retry backoff budget pool bulkhead throttle with times size answer',
  External: 'latency down rate_limit',
  Channel: 'holds fails replicas',
  Region: 'fails',
  Zone: 'fails',
  Host: 'fails',
  Cluster: 'pattern',
  fails: 'every repaired detected coverage crews beta',
  quorum: 'read write',
};
/** Blocks without a name, whose properties a path reaches by their keyword. */
const BLOCKS: Record<string, string> = { autoscale: 'Autoscale', maintenance: 'Maintenance', deployment: 'Deployment' };

export interface PathMembers {
  /** Declarations that may follow. */
  nodes: AstNode[];
  /** Words that name a number. */
  words: string[];
}

/** What may follow `path`; empty lists where the path leads nowhere. */
export function pathMembers(
  path: readonly string[],
  document: LangiumDocument,
  documents: LangiumDocuments,
): PathMembers {
  let owner: AstNode | undefined;
  let type: string | undefined;
  let pool: AstNode[] = visibleDocuments(document, documents).flatMap(({ parseResult }) =>
    membersOf(parseResult?.value),
  );
  for (const word of path) {
    const next = pool.find((node) => nameOf(node) === word);
    if (!next && !numbersOf(type).includes(word)) return { nodes: [], words: [] };
    // Behind an operation the name of a callee stands for the call.
    type = !next ? (BLOCKS[word] ?? word) : ast.isOperation(owner) ? 'Call' : next.$type;
    owner = type === 'Call' ? undefined : next;
    pool = ast.isOperation(owner) ? calleesOf(owner) : membersOf(owner);
  }
  const properties = propertiesIn(type).map((property) => property.name);
  return { nodes: pool, words: [...new Set([...numbersOf(type), ...properties])] };
}

function numbersOf(type: string | undefined): string[] {
  return (type === undefined ? undefined : NUMBERS[type])?.split(' ') ?? [];
}

function membersOf(owner: AstNode | undefined): AstNode[] {
  return owner
    ? AstUtils.streamContents(owner)
        .filter((node) => declares(node.$type) && Boolean(nameOf(node)))
        .toArray()
    : [];
}

/** What the steps of an operation call or send to. */
function calleesOf(operation: ast.Operation): AstNode[] {
  const callees = new Set<AstNode>();
  for (const step of AstUtils.streamAllContents(operation)) {
    if (!ast.isCallStep(step) && !ast.isSendStep(step)) continue;
    const target = step.target?.ref;
    const callee = ast.isOperation(target) ? target.$container : target;
    if (callee && nameOf(callee)) callees.add(callee);
  }
  return [...callees];
}
