/** Lowers objectives and monitors. */
import type { Alarm, Goal, Monitor, Objective } from '../../model/system.js';
import type * as ast from '../generated/ast.js';
import { COUNT, NONE, RATE, same, TIME, toModel } from '../units.js';
import { VALUES } from '../values.js';
import { type Context, optional, rangeOf } from './context.js';
import { named } from './parts.js';

const METRICS = new Map<
  string,
  { metric: Extract<Goal, { kind: 'bound' }>['metric']; spec: keyof typeof VALUES; upper: boolean }
>([
  ['mean', { metric: 'mean', spec: 'goalTime', upper: true }],
  ['throughput', { metric: 'throughput', spec: 'goalRate', upper: false }],
  ['errors', { metric: 'errors', spec: 'goalShare', upper: true }],
  ['shed', { metric: 'shed', spec: 'goalShare', upper: true }],
  ['availability', { metric: 'availability', spec: 'goalShare', upper: false }],
  ['headroom', { metric: 'headroom', spec: 'goalHeadroom', upper: false }],
  ['cost', { metric: 'cost', spec: 'goalCost', upper: true }],
]);

/** An objective; undefined where it names a workload that does not exist. */
export function lowerObjective(context: Context, node: ast.Objective): Objective | undefined {
  const workload = node.workload?.ref?.name;
  const goals = node.goals.flatMap((goal) => lowerGoal(context, goal) ?? []);
  if (!node.system && workload === undefined) return undefined;
  return { ...optional('workload', workload), goals, at: rangeOf(node) };
}

function lowerGoal(context: Context, node: ast.Goal): Goal | undefined {
  const at = rangeOf(node);
  if (node.$type === 'SurvivesGoal') {
    const count = context.read(undefined, node.count, VALUES.survives);
    const what = node.what?.endsWith('s') ? node.what : `${node.what}s`;
    return count && { kind: 'survives', count, what: what as 'replicas' | 'zones' | 'regions' | 'hosts', at };
  }
  const isPercentile = /^p[0-9]/.test(node.metric ?? '');
  const percentile = isPercentile ? Number(node.metric.slice(1)) / 100 : undefined;
  if (percentile !== undefined && !(percentile > 0 && percentile < 1)) {
    context.report('percentile-range', node);
    return undefined;
  }
  const metric = isPercentile
    ? ({ metric: 'percentile', spec: 'goalTime', upper: true } as const)
    : METRICS.get(node.metric);
  if (!metric) return undefined;
  const upper = node.comparison === '<' || node.comparison === '<=';
  if (upper !== metric.upper) {
    const right = metric.upper ? '<' : '>=';
    const problem = `a bound on ${node.metric} is ${metric.upper ? 'an upper' : 'a lower'} one: write '${node.metric} ${right} …'`;
    context.report('objective-goal', node, { problem });
    return undefined;
  }
  const bound = context.read(undefined, node.bound, VALUES[metric.spec]);
  const window = context.read(undefined, node.window, VALUES.window);
  if (!bound) return undefined;
  const rest = { comparison: node.comparison, bound, ...optional('window', window), at };
  return { kind: 'bound', metric: metric.metric, ...optional('percentile', percentile), ...rest };
}

export function lowerMonitor(context: Context, node: ast.Monitor): Monitor {
  const { name, members } = node;
  const properties = context.properties('monitor', members, name);
  const watches = members.flatMap((member) => {
    if (member.$type !== 'Watch' || !member.subject?.root?.ref) return [];
    return [[member.subject.root.$refText, ...member.subject.rest].join('.')];
  });
  const alarms = members.flatMap((member) => (member.$type === 'Alarm' ? (lowerAlarm(context, member) ?? []) : []));
  return { ...named(node), watches, poll: properties.or('poll'), alarms };
}

/** What an alarm compares with depends on what is watched: a share, a count, a time or a rate. */
function lowerAlarm(context: Context, node: ast.Alarm): Alarm | undefined {
  const found = node.bound && context.evaluator.value(node.bound);
  if (!found) return undefined;
  const fits = [NONE, COUNT, TIME, RATE].some((wanted) => same(wanted, found.dimension));
  if (!fits || found.value < 0) {
    context.report('unit-mismatch', node.bound, {
      expected: 'a share, a count, a duration or a rate',
      actual: 'something else',
    });
    return undefined;
  }
  return {
    ...named(node),
    severity: node.severity,
    comparison: node.comparison,
    bound: { value: toModel('factor', found.value), origin: 'written', at: rangeOf(node.bound) },
    hold: context.readOr(undefined, node.hold, VALUES.hold, 0),
    action: node.action ?? 'notify',
  };
}
