/** From a description to what is simulated: the same state of the load as the analysis takes. */
import type { Step, System } from '../../model/system.js';
import { type NodeSize, notSimulated } from '../../simulation/index.js';
import type { Report } from '../report.js';

/**
 * Loads with profiles stand still at the busiest state, that of the figures of the report.
 * @returns the system, and in words what is not played
 */
export function adapted(
  system: System,
  { day }: Pick<Report, 'day'>,
  { failures }: { readonly failures: boolean },
): { system: System; notes: string[] } {
  const notes =
    !failures && hasFailures(system)
      ? ['Nothing fails by itself: failures, maintenance and deployments are left out.']
      : [];
  if (!day) return { system, notes };
  const factors = new Map(day.states[day.busiest]!.workloads.map(({ name, factor }) => [name, factor]));
  const workloads = system.workloads.map(({ load, ...rest }) => {
    const factor = factors.get(rest.name) ?? 1;
    const { profile: _, ...still } = load;
    return {
      ...rest,
      load:
        still.kind === 'open'
          ? { ...still, rate: { ...still.rate, value: still.rate.value * factor } }
          : { ...still, users: { ...still.users, value: still.users.value * factor } },
    };
  });
  const still = 'Loads with profiles stand still at their busiest interval, as in the figures of the analysis.';
  return { system: { ...system, workloads }, notes: [still, ...notes] };
}

function hasFailures({ nodes, places, channels }: System): boolean {
  return (
    [...nodes, ...places, ...channels].some(({ failure }) => failure !== undefined) ||
    nodes.some(({ maintenance, deployment }) => maintenance !== undefined || deployment !== undefined)
  );
}

/** What no part of the simulator executes, where a description says it. */
export function notExecuted(system: System): string[] {
  const { workloads, nodes, channels } = system;
  const quantities = JSON.stringify(system, (key, value) => (key === 'at' ? undefined : value));
  const rules: readonly [boolean, string][] = [
    [workloads.some(({ growth }) => growth !== undefined), 'Growth of a load is not executed: it stands as it is now.'],
    [quantities.includes('"low":'), 'Of a range, its likely value is executed.'],
    [
      nodes.some(({ memory, disk, bandwidth }) => memory ?? disk ?? bandwidth) ||
        system.places.some(({ memory, disk, bandwidth }) => memory ?? disk ?? bandwidth),
      'Memory, disk and bandwidth of node types and places do not fill.',
    ],
    [
      channels.some(({ retention, partitions }) => retention ?? partitions),
      'Retention and partitions of queues and topics are not executed.',
    ],
  ];
  return [...rules.flatMap(([applies, text]) => (applies ? [text] : [])), ...notSimulated(system)];
}

/** Slots and cores of each node type, for utilisations. Cores of a host are shared and belong to none. */
export function sizesOf(system: System): NodeSize[] {
  return system.nodes.map(({ workers, cores, host }) => ({
    slots: workers?.value ?? Infinity,
    cores: host === undefined ? (cores?.value ?? Infinity) : Infinity,
  }));
}

/** The longest mean time of the description, seconds: service, latency, timeout, think time. At least a millisecond. */
export function longestTime(system: System): number {
  const times: number[] = [1e-3];
  for (const { load, timeout, deadline } of system.workloads) {
    if (load.kind === 'closed') times.push(load.think.mean.value);
    times.push(timeout?.value ?? 0, deadline?.value ?? 0);
  }
  for (const { operations } of [...system.nodes, ...system.externals])
    for (const { steps } of operations) collect(steps, times);
  for (const { latency } of system.externals) times.push(latency.mean.value);
  for (const { roundTrip, latency } of system.links) times.push(roundTrip.value, latency?.mean.value ?? 0);
  return Math.max(...times.filter((time) => Number.isFinite(time)));
}

function collect(steps: readonly Step[], times: number[]): void {
  for (const step of steps) {
    switch (step.kind) {
      case 'cpu':
        times.push(step.demand.mean.value);
        break;
      case 'delay':
        times.push(step.duration.mean.value);
        break;
      case 'call':
      case 'send':
        times.push(step.policy.timeout?.value ?? 0, step.policy.retry?.backoff.value ?? 0);
        times.push(step.policy.breaker?.open.value ?? 0);
        collect(step.policy.fallback?.steps ?? [], times);
        break;
      case 'parallel':
      case 'first':
        collect(step.branches, times);
        break;
      case 'branch':
        collect(step.then, times);
        collect(step.otherwise, times);
        break;
      case 'loop':
        collect(step.steps, times);
        break;
      case 'cache':
        collect(step.miss, times);
    }
  }
}

/** Requests in progress at which a run counts as overloaded: well over the users that there are. */
export function mostInProgress(system: System): number {
  const users = system.workloads.reduce((sum, { load }) => sum + (load.kind === 'closed' ? load.users.value : 0), 0);
  return Math.min(2_000_000, Math.max(200_000, 10 * users));
}
