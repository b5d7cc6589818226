/** What is written on each part and flow: the figures, which change while the structure stays. */
import { headroomText, loadText, ofNode, resultText, utilisationText } from '../../src/analysis/render/figures.js';
import { formatNumber, formatRate } from '../../src/analysis/render/format.js';
import { type NodeState, type NodeTone, nodeStates } from '../../src/analysis/render/state.js';
import type { NodeReport, Report } from '../../src/analysis/report.js';
import { flowKey } from './graph.js';

export interface Look {
  /** Under the name: 'frontend · 6 replicas'. */
  readonly sub: string;
  /** How much of it there is, without its kind: '6 replicas'. */
  readonly size: string;
  /** '0.83 cores', or '0.71 → 0.83 cores' where a what-if changes it. */
  readonly value: string;
  /** 'high', 'overloaded', or ''. */
  readonly word: string;
  /** How it stands; each has a word or a border of its own beside its colour. */
  readonly tone: NodeTone;
  /** Length of the bar, 0 to 1; undefined for none. */
  readonly share: number | undefined;
  readonly changed: boolean;
  /** All of it for a screen reader. */
  readonly label: string;
}

const kinds = { load: 'load', call: 'call', send: 'send, asynchronous' } as const;

export interface Looks {
  /** By name. */
  readonly parts: ReadonlyMap<string, Look>;
  /** By `flowKey`: the rate, and all of it for a screen reader. */
  readonly flows: ReadonlyMap<string, { readonly rate: string; readonly label: string }>;
}

/**
 * @param report what is shown
 * @param before the description as it stands, where `report` is a what-if
 */
export function looksOf(report: Report, before: Report | undefined): Looks {
  const parts = new Map<string, Look>();
  const byName = <T extends { name: string }>(list: readonly T[] | undefined): Map<string, T> =>
    new Map(list?.map((item) => [item.name, item]));
  const [workloads, nodes, channels, externals] = [
    byName(before?.workloads),
    byName(before?.nodes),
    byName(before?.channels),
    byName(before?.externals),
  ];
  for (const workload of report.workloads) {
    const was = workloads.get(workload.name);
    const load = arrow(was && loadText(was), loadText(workload), ' ');
    const p99 = arrow(was && resultText(was.p99), resultText(workload.p99), ' ');
    const unstable = workload.p99.kind === 'unstable';
    const look = {
      sub: load.text,
      size: load.text,
      value: `p99 ${p99.text}`,
      word: '',
      share: undefined,
      changed: load.changed || p99.changed,
    };
    parts.set(workload.name, {
      ...look,
      tone: unstable ? 'bad' : 'none',
      label: `${workload.name}, workload, ${look.sub}, ${look.value}, headroom ${headroomText(workload.headroom)}`,
    });
  }
  const stateOf = nodeStates(report);
  for (const node of report.nodes) parts.set(node.name, nodeLook(node, nodes.get(node.name), stateOf(node)));
  for (const channel of report.channels) {
    const was = channels.get(channel.name);
    const rate = arrow(was && formatRate(was.rate), formatRate(channel.rate), ' ');
    parts.set(channel.name, plain(channel.name, channel.kind, rate.text, rate.changed));
  }
  for (const external of report.externals) {
    const was = externals.get(external.name);
    const { limit } = external;
    const text = (rate: number): string => (limit === undefined ? formatRate(rate) : formatNumber(rate));
    const rate = arrow(was && text(was.rate), text(external.rate), ' ');
    const value = limit === undefined ? rate.text : `${rate.text} of ${formatRate(limit)}`;
    const over = limit !== undefined && external.rate > limit;
    const kind = over ? 'external, over its limit' : 'external';
    parts.set(external.name, { ...plain(external.name, kind, value, rate.changed), tone: over ? 'bad' : 'none' });
  }
  // What was before would run over its neighbours; the tables have it.
  const flows = new Map(
    report.edges.map((edge) => [
      flowKey(edge),
      {
        rate: `${formatNumber(edge.rate)}/s`,
        label: `${edge.from} to ${edge.to}, ${kinds[edge.kind]}, ${formatRate(edge.rate)}`,
      },
    ]),
  );
  return { parts, flows };
}

function plain(name: string, kind: string, value: string, changed: boolean): Look {
  return {
    sub: kind,
    size: '',
    value,
    word: '',
    tone: 'none',
    share: undefined,
    changed,
    label: `${name}, ${kind}, ${value}`,
  };
}

function nodeLook(node: NodeReport, was: NodeReport | undefined, state: NodeState): Look {
  const value = arrow(was && shortUtilisation(was), shortUtilisation(node));
  const replicas = arrow(was && String(was.replicas), String(node.replicas));
  const count = `${replicas.text} ${node.replicas === 1 && !replicas.changed ? 'replica' : 'replicas'}`;
  const { tone, word, share } = state;
  // There is room for two of the three: the kind of part goes first, then the resource.
  const sub = replicas.changed ? count : `${node.kind} · ${count}`;
  const resource = node.utilisation.kind === 'value' && node.binding !== 'none' ? ` ${node.binding}` : '';
  const shown = value.changed || word !== '' ? value.text : `${value.text}${resource}`;
  const look = { sub, size: count, value: shown, word, tone, share, changed: value.changed || replicas.changed };
  const spread = node.spread.flatMap(({ place, replicas: count }) => (place ? [`${count} in ${place}`] : []));
  const where = spread.length > 0 ? ` (${spread.join(', ')})` : '';
  const parts = [node.name, node.kind, `${count}${where}`, `utilisation ${value.text}${resource}`, word];
  const said = parts.filter(Boolean).join(', ');
  return { ...look, label: said };
}

/** '0.83', or '×1.35' where it is overloaded. */
function shortUtilisation(node: NodeReport): string {
  const { utilisation } = node;
  return utilisation.kind === 'unstable' && utilisation.node === node.name
    ? `×${formatNumber(utilisation.overload)}`
    : ofNode(node.name, utilisationText)(utilisation);
}

/**
 * 'before → now' where both are there and read differently.
 *
 * @param unit what begins the unit: '18 req/s' and '54 req/s' are then '18 → 54 req/s'
 */
export function arrow(
  before: string | undefined,
  now: string,
  unit?: ' ',
): { readonly text: string; readonly changed: boolean } {
  if (before === undefined || before === now) return { text: now, changed: false };
  const [was, is] = [before, now].map((text) => (unit ? text.lastIndexOf(unit) : -1));
  const same = was! > 0 && is! > 0 && before.slice(was) === now.slice(is);
  return { text: `${same ? before.slice(0, was) : before} → ${now}`, changed: true };
}
