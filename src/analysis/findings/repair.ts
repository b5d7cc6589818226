/** Finds the numbers of replicas that mend something, by changing and analysing again until it holds, then taking back what is too much. */
import type { Plan } from '../capacity/plan.js';
import { within } from '../search/budget.js';
import { replicasChange } from './edits.js';
import { type Proposal, withReplicas } from './verify.js';

/** What a trial with given replicas shows: mended, or the node type that needs more. */
export type Trial = { readonly ok: true } | { readonly ok: false; readonly blame: number | undefined };

/**
 * @param trial analyses the system with these replicas
 * @param most greatest number of trials
 * @returns replicas with which the trial is ok, each as small as it can be alone; undefined where none was found
 */
export function repair(plan: Plan, trial: (replicas: readonly number[]) => Trial, most = 60): number[] | undefined {
  return within(
    () => search(plan, trial, most),
    () => undefined,
  );
}

function search(plan: Plan, trial: (replicas: readonly number[]) => Trial, most: number): number[] | undefined {
  const start = plan.nodes.map((node) => node.replicas);
  const now = [...start];
  let left = most;
  const steps = new Map<number, number>();
  let found = false;
  while (left-- > 0) {
    const result = trial(now);
    if (result.ok) {
      found = true;
      break;
    }
    if (result.blame === undefined) return undefined;
    // Steps double on the same node type, so that a thousand replicas are reached in ten trials.
    const step = steps.get(result.blame) ?? 1;
    steps.set(result.blame, step * 2);
    now[result.blame] = now[result.blame]! + step;
    if (now[result.blame]! > Math.max(1000, start[result.blame]! * 64)) return undefined;
  }
  if (!found) return undefined;
  for (const index of steps.keys()) {
    let low = start[index]!;
    let high = now[index]!;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const attempt = now.map((value, other) => (other === index ? middle : value));
      if (trial(attempt).ok) high = middle;
      else low = middle + 1;
    }
    now[index] = high;
  }
  return now;
}

/** The fix that sets the replicas that differ. */
export function replicasFix(plan: Plan, replicas: readonly number[]): Proposal | undefined {
  const changed = plan.nodes.filter((node) => replicas[node.index] !== node.replicas);
  if (changed.length === 0) return undefined;
  return {
    title: changed
      .map((node) => `${changed.length === 1 ? '' : `${node.name}: `}replicas ${replicas[node.index]}`)
      .join(', '),
    changes: changed.map((node) => replicasChange(plan.system.nodes[node.index]!, replicas[node.index]!)),
    verified: false,
    apply: (system) => withReplicas(system, replicas),
    larger: () =>
      replicasFix(
        plan,
        replicas.map((count, index) => (count === plan.nodes[index]!.replicas ? count : count + 1)),
      ),
  };
}
