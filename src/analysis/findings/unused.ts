/** What the description says and this analysis does not use yet: said once per construct and file, never ignored silently. */
import type { Quantity, SourceRange, Step, System } from '../../model/system.js';
import type { Finding } from '../report.js';
import { finding } from './registry.js';

export function unusedFindings(system: System): Finding[] {
  const first = new Map<string, { at: SourceRange; text: string }>();
  const note = (kind: string, at: SourceRange | undefined, text: string): void => {
    if (!at) return;
    const key = `${kind} ${at.uri}`;
    const known = first.get(key);
    if (!known || at.offset < known.at.offset) first.set(key, { at, text });
  };
  const written = (q: Quantity | undefined): SourceRange | undefined =>
    q && q.origin !== 'default' ? q.at : undefined;

  const steps = (list: readonly Step[]): void => {
    for (const step of list) {
      switch (step.kind) {
        case 'call':
        case 'send': {
          const { policy } = step;
          if (policy.timeout)
            note(
              'timeout',
              written(policy.timeout),
              'Timeouts are checked against each other, but the analysis takes every reply as in time.',
            );
          if (policy.retry)
            note(
              'retry',
              policy.retry.at,
              'Retries are checked, but their load is not added: every first attempt is taken to succeed.',
            );
          if (policy.breaker) note('breaker', policy.breaker.at, 'Circuit breakers are not used by the analysis yet.');
          if (policy.pool)
            note('pool', policy.pool.at, 'Connection pools of calls do not limit the load in the analysis yet.');
          note('bulkhead', written(policy.bulkhead), 'Bulkheads do not limit the load in the analysis yet.');
          note('throttle', written(policy.throttle), 'Client throttles are not used by the analysis yet.');
          note(
            'dedup',
            written(policy.dedupLookup ?? policy.dedupWindow),
            'The cost of deduplication is not counted yet.',
          );
          if (policy.fallback)
            note(
              'fallback',
              policy.fallback.at,
              'Fallbacks count in availability and errors; load and response times take the call as successful.',
            );
          break;
        }
        case 'parallel':
          steps(step.branches);
          break;
        case 'first':
          if (step.cancellable)
            note('cancellable', step.at, 'Cancelled branches are counted as if they ran to their end.');
          steps(step.branches);
          break;
        case 'branch':
          steps(step.then);
          steps(step.otherwise);
          break;
        case 'loop':
          steps(step.steps);
          break;
        case 'cache':
          steps(step.miss);
          break;
        case 'state':
          note('state-step', step.at, 'Reads and writes of state cost nothing in the analysis yet.');
          break;
        default:
          break;
      }
    }
  };
  for (const node of system.nodes) {
    for (const operation of node.operations) steps(operation.steps);
    if (node.rateLimit)
      note(
        'rate_limit',
        node.rateLimit.at,
        'Rate limits do not act in the analysis yet: all load is taken as admitted.',
      );
    if (node.concurrencyLimit)
      note('concurrency_limit', node.concurrencyLimit.at, 'Concurrency limits do not act in the analysis yet.');
    if (node.autoscale)
      note('autoscale', node.autoscale.at, 'Autoscaling is not used yet: the declared replicas are taken as fixed.');
    if (node.maintenance)
      note('maintenance', node.maintenance.at, 'Planned maintenance is not counted in the availability yet.');
    if (node.deployment)
      note('deployment', node.deployment.at, 'Rolling deployments are not counted in the availability yet.');
    for (const item of node.state)
      note('state', item.nameAt, 'State, its copies and quorums are not used by the analysis yet.');
    note(
      'memory',
      written(node.memory ?? node.disk ?? node.bandwidth),
      'Memory, disk and bandwidth of nodes are not used by the analysis yet.',
    );
    note('reject-cost', written(node.queue.rejectCost), 'The cost of a rejection is not counted yet.');
    if (node.queue.size && node.queue.policy === 'block')
      note('block', node.queue.at, 'A full queue that blocks is taken as unbounded.');
    note(
      'crews',
      written(node.failure?.crews),
      'Shared repair crews are not used: each replica is repaired on its own.',
    );
  }
  for (const workload of system.workloads) {
    note('deadline', written(workload.deadline), 'Deadlines are not used yet: late requests are served.');
    note('growth', written(workload.growth), 'Growth is not used yet: the figures are for the present load.');
    note(
      'workload-timeout',
      written(workload.timeout),
      'Timeouts are checked against each other, but the analysis takes every reply as in time.',
    );
    if (workload.retry)
      note(
        'retry',
        workload.retry.at,
        'Retries are checked, but their load is not added: every first attempt is taken to succeed.',
      );
  }
  for (const external of system.externals)
    note(
      'outage',
      external.outage?.mean.at,
      'The length of outages is not used: the availability of an external counts as a whole.',
    );
  for (const channel of system.channels) {
    note(
      'channel',
      channel.nameAt,
      'Buffers of queues and topics are not used yet: every message is passed to its consumers.',
    );
  }
  for (const link of system.links) note('loss', written(link.loss), 'Loss on links is not used by the analysis yet.');
  for (const cluster of system.clusters) note('cluster', cluster.nameAt, 'Clusters are not used by the analysis yet.');
  for (const monitor of system.monitors)
    note('monitor', monitor.nameAt, 'Monitors and alarms are not used by the analysis yet.');
  for (const scenario of system.scenarios) {
    const [event] = scenario.events;
    if (event) note('event', event.at, 'Events of scenarios are not used yet: the analysis is of the steady state.');
  }
  range(system, note);
  return [...first.values()].map(({ at, text }) => finding('not-yet-used', text, at));
}

/** Ranges may stand anywhere, so every quantity is looked at. */
function range(system: System, note: (kind: string, at: SourceRange | undefined, text: string) => void): void {
  const stack: unknown[] = [system.nodes, system.workloads, system.externals, system.links, system.places];
  while (stack.length > 0) {
    const item = stack.pop();
    if (typeof item !== 'object' || item === null) continue;
    if (item instanceof Map) {
      stack.push(...item.values());
      continue;
    }
    if ('origin' in item && 'value' in item) {
      if ('low' in item)
        note('range', (item as Quantity).at, 'Ranges are not carried through yet: the analysis uses the likely value.');
      continue;
    }
    for (const key in item) {
      const value = (item as Record<string, unknown>)[key];
      if (typeof value === 'object' && !key.endsWith('at') && !key.endsWith('At')) stack.push(value);
    }
  }
}
