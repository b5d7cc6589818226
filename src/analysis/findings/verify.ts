/** Tries fixes: the changed system is analysed again, and only what mends without breaking anything else counts as verified. */
import type { NodeType, Operation, RetryPolicy, SourceRange, Step, System } from '../../model/system.js';
import type { Finding, Fix, ObjectiveReport } from '../report.js';
import { type Check, within } from '../search/budget.js';

/** A fix with what it does to the system; `larger` is the next one to try where this one breaks something else. */
export interface Proposal extends Fix {
  readonly apply?: (system: System) => System;
  readonly larger?: () => Proposal | undefined;
}

/** What an analysis of a changed system has to say. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly objectives: readonly ObjectiveReport[];
}

/** How many larger fixes are tried after the first. */
const mostLarger = 8;

const key = (finding: Finding): string => `${finding.code} ${finding.at.uri} ${finding.at.offset}`;
const serious = (finding: Finding): boolean => finding.severity === 'error' || finding.severity === 'warning';

/** Fixes as plain data, none of them tried. */
export function untried(finding: Finding): Finding {
  return { ...finding, fixes: finding.fixes.map((fix) => plain(fix, false)) };
}

/**
 * Tries the fixes of a finding.
 *
 * @param before the outcome of the system as it stands
 * @param analysed the outcome of a changed system
 * @returns the finding with plain fixes; `verified` only where the finding is gone, no objective went from met to another
 * verdict, and no other error or warning appeared
 */
export function tried(
  finding: Finding,
  system: System,
  before: Outcome,
  analysed: (system: System) => Outcome,
  check: Check,
): Finding {
  const known = new Set(before.findings.map(key));
  const clean = (proposal: Proposal): boolean => {
    if (!proposal.apply) return false;
    check();
    const after = analysed(proposal.apply(system));
    return (
      after.findings.every((item) => key(item) !== key(finding) && (!serious(item) || known.has(key(item)))) &&
      after.objectives.every((item, index) => before.objectives[index]?.verdict !== 'met' || item.verdict === 'met')
    );
  };
  const fixes = finding.fixes.map((fix: Proposal) =>
    within(
      () => {
        let next: Proposal | undefined = fix;
        for (let i = 0; next && i <= mostLarger; i++) {
          if (clean(next)) return plain(next, true);
          next = next.larger?.();
        }
        return plain(fix, false);
      },
      () => plain(fix, false),
    ),
  );
  return { ...finding, fixes };
}

const plain = ({ title, changes }: Fix, verified: boolean): Fix => ({ title, changes, verified });

/** The system with another number of replicas of some node types, by index. */
export function withNode(system: System, index: number, change: (node: NodeType) => NodeType): System {
  return { ...system, nodes: system.nodes.map((node, other) => (other === index ? change(node) : node)) };
}

export function withReplicas(system: System, replicas: readonly number[]): System {
  const nodes = system.nodes.map((node, index) => {
    const value = replicas[index] ?? node.replicas.value;
    return value === node.replicas.value ? node : { ...node, replicas: { ...node.replicas, value } };
  });
  return { ...system, nodes };
}

export function withOperation(system: System, id: string, change: (operation: Operation) => Operation): System {
  const owners = <T extends { readonly operations: readonly Operation[] }>(list: readonly T[]): T[] =>
    list.map((owner) =>
      owner.operations.some((item) => item.id === id)
        ? { ...owner, operations: owner.operations.map((item) => (item.id === id ? change(item) : item)) }
        : owner,
    );
  return { ...system, nodes: owners(system.nodes), externals: owners(system.externals) };
}

const same = (a: SourceRange | undefined, b: SourceRange): boolean => a?.uri === b.uri && a.offset === b.offset;

interface Patience {
  readonly timeout?: { readonly value: number; readonly at?: SourceRange };
  readonly retry?: RetryPolicy;
}

/** The system with the timeout written at a place set to a value, s. */
export function withTimeout(system: System, at: SourceRange, value: number): System {
  return withPatience(system, (policy) =>
    policy.timeout && same(policy.timeout.at, at) ? { ...policy, timeout: { ...policy.timeout, value } } : policy,
  );
}

/** The system with the retry written at a place set to so many further attempts; 0 takes it away. */
export function withRetry(system: System, at: SourceRange, count: number): System {
  return withPatience(system, (policy) => {
    if (!policy.retry || !same(policy.retry.at, at)) return policy;
    if (count > 0) return { ...policy, retry: { ...policy.retry, count: { ...policy.retry.count, value: count } } };
    const { retry: _, ...rest } = policy;
    return rest as typeof policy;
  });
}

function withPatience(system: System, change: <T extends Patience>(policy: T) => T): System {
  const steps = (list: readonly Step[]): Step[] =>
    list.map((step) => {
      switch (step.kind) {
        case 'call':
        case 'send':
          return { ...step, policy: change(step.policy) };
        case 'parallel':
        case 'first':
          return { ...step, branches: steps(step.branches) };
        case 'branch':
          // biome-ignore lint/suspicious/noThenProperty: the name that the model gives to the branch
          return { ...step, then: steps(step.then), otherwise: steps(step.otherwise) };
        case 'loop':
          return { ...step, steps: steps(step.steps) };
        case 'cache':
          return { ...step, miss: steps(step.miss) };
        default:
          return step;
      }
    });
  return {
    ...system,
    workloads: system.workloads.map((workload) => change(workload)),
    nodes: system.nodes.map((node) => ({
      ...node,
      operations: node.operations.map((item) => ({ ...item, steps: steps(item.steps) })),
    })),
  };
}
