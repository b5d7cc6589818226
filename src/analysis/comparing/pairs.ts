/** Which part of a later version is one of the earlier version under another name. */
import type { NodeReport, Report, WorkloadReport } from '../report.js';

/** Earlier name to later name, of the renamed parts only. */
export interface Renames {
  readonly nodes: ReadonlyMap<string, string>;
  readonly workloads: ReadonlyMap<string, string>;
}

/**
 * Pairs what is gone with what appeared: a node type by its kind and operations, a workload by its kind and what it calls. It is a
 * pair only where no other candidate fits as well.
 */
export function pairNames(before: Report, after: Report): Renames {
  const operations = (node: NodeReport): string =>
    node.operations.length === 0
      ? ''
      : [node.kind, ...node.operations.map(({ id }) => id.slice(id.indexOf('.') + 1)).sort()].join(' ');
  const nodes = pairs(before.nodes, after.nodes, operations, operations);
  const targets =
    (report: Report, rename: ReadonlyMap<string, string>) =>
    (workload: WorkloadReport): string =>
      [
        workload.kind,
        ...report.edges
          .filter((edge) => edge.kind === 'load' && edge.from === workload.name)
          .map((edge) => rename.get(edge.to) ?? edge.to)
          .sort(),
      ].join(' ');
  return {
    nodes,
    workloads: pairs(before.workloads, after.workloads, targets(before, nodes), targets(after, new Map())),
  };
}

function pairs<T extends { readonly name: string }>(
  before: readonly T[],
  after: readonly T[],
  keyBefore: (item: T) => string,
  keyAfter: (item: T) => string,
): Map<string, string> {
  const old = new Set(before.map((item) => item.name));
  const now = new Set(after.map((item) => item.name));
  const gone = group(
    before.filter((item) => !now.has(item.name)),
    keyBefore,
  );
  const appeared = group(
    after.filter((item) => !old.has(item.name)),
    keyAfter,
  );
  const found = new Map<string, string>();
  for (const [key, names] of gone) {
    const candidates = key === '' ? undefined : appeared.get(key);
    if (names.length === 1 && candidates?.length === 1) found.set(names[0]!, candidates[0]!);
  }
  return found;
}

function group<T extends { readonly name: string }>(
  items: readonly T[],
  key: (item: T) => string,
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const item of items) {
    const known = groups.get(key(item));
    if (known) known.push(item.name);
    else groups.set(key(item), [item.name]);
  }
  return groups;
}
