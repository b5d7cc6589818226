/**
 * What a change does: two reports in, the difference of every objective, workload and node type out. Plain, serialisable data that
 * the command line and the editor render; figures are those of the reports, nothing is computed anew.
 */
import type { SourceRange } from '../model/system.js';
import { pairNames, type Renames } from './comparing/pairs.js';
import type { NodeReport, ObjectiveReport, Report, Result, Verdict, WorkloadReport } from './report.js';

/** Version of the form; it rises when a reader could break. */
export const comparisonVersion = 1;

/**
 * What became of an objective: 'broken' = missed now and not before; 'worse', 'better' = missed before and now, by more or by less;
 * 'unsure' = cannot be told any more; 'dropped' = no longer declared; 'less_room', 'more_room' = met before and now;
 * 'mended' = met now and not before; 'new' = newly declared and met.
 */
export type Effect =
  | 'broken'
  | 'worse'
  | 'unsure'
  | 'dropped'
  | 'less_room'
  | 'same'
  | 'new'
  | 'more_room'
  | 'better'
  | 'mended';

export interface Judged {
  readonly text: string;
  readonly verdict: Verdict;
  readonly actual: Result;
  readonly margin: number | undefined;
  readonly reason: string | undefined;
}

export interface ObjectiveChange {
  /** As in the report of the later version; of the earlier one where it was dropped. */
  readonly id: string;
  readonly workload: string | undefined;
  readonly effect: Effect;
  /** Absent where it was not declared. */
  readonly before: Judged | undefined;
  readonly after: Judged | undefined;
  readonly at: SourceRange;
}

export interface FigureChange {
  readonly before: Result | undefined;
  readonly after: Result | undefined;
  /** 'changed' where more is neither better nor worse, or one side is not known. */
  readonly effect: 'better' | 'worse' | 'changed' | 'same';
  /** Relative change of the value (of 1 - value for availabilities): 0.1 = 10 % more. */
  readonly change: number | undefined;
}

type WorkloadFigure = 'offered' | 'throughput' | 'mean' | 'p99' | 'errorShare' | 'availability' | 'headroom';
type NodeFigure = 'replicas' | 'neededReplicas' | 'arrivalRate' | 'utilisation' | 'capacity' | 'availability';

/** A workload or node type; one side of each figure is absent where it appeared or is gone. */
export interface PartChange<Key extends string> {
  readonly name: string;
  /** Its earlier name where that was another one. */
  readonly formerly: string | undefined;
  readonly presence: 'both' | 'appeared' | 'gone';
  readonly at: SourceRange;
  readonly figures: Readonly<Record<Key, FigureChange>>;
}

export interface Presence {
  readonly kind: 'workload' | 'node type' | 'external' | 'queue' | 'topic' | 'region' | 'zone' | 'host';
  readonly name: string;
  readonly change: 'appeared' | 'gone' | 'renamed';
  readonly formerly: string | undefined;
  readonly at: SourceRange;
}

interface Side {
  readonly system: string;
  readonly scenario: string | undefined;
  /** False where the slow parts were not all computed: figures that say so are not known. */
  readonly complete: boolean;
  readonly bottleneck:
    | { readonly node: string; readonly resource: string; readonly saturationFactor: number }
    | undefined;
}

export interface Comparison {
  readonly version: typeof comparisonVersion;
  readonly before: Side;
  readonly after: Side;
  /** What got worse first. */
  readonly objectives: readonly ObjectiveChange[];
  readonly headroom: FigureChange;
  readonly workloads: readonly PartChange<WorkloadFigure>[];
  readonly nodes: readonly PartChange<NodeFigure>[];
  /** What appeared, is gone, or bears another name now. */
  readonly parts: readonly Presence[];
}

/** Changes of less than this share count as none: the searches are no more precise. */
const noticeable = 1e-3;

const order: readonly Effect[] = [
  'broken',
  'worse',
  'unsure',
  'dropped',
  'less_room',
  'mended',
  'better',
  'new',
  'more_room',
  'same',
];

/** Compares two reports, of two versions of a description or of two scenarios of one. */
export function compare(before: Report, after: Report): Comparison {
  const names = pairNames(before, after);
  const objectives = objectiveChanges(before, after, names);
  return {
    version: comparisonVersion,
    before: sideOf(before),
    after: sideOf(after),
    objectives: objectives.sort((a, b) => order.indexOf(a.effect) - order.indexOf(b.effect)),
    headroom: figureChange(before.headroom, after.headroom, 'more'),
    workloads: pair(before.workloads, after.workloads, names.workloads, (old, now) => ({
      offered: counted(old?.offered, now?.offered, (now ?? old)?.kind === 'closed' ? 'requests' : '1/s'),
      throughput: figureChange(old?.throughput, now?.throughput, 'more'),
      mean: figureChange(old?.mean, now?.mean, 'less'),
      p99: figureChange(old?.p99, now?.p99, 'less'),
      errorShare: figureChange(old?.errorShare, now?.errorShare, 'less'),
      availability: figureChange(old?.availability, now?.availability, 'available'),
      headroom: figureChange(old?.headroom, now?.headroom, 'more'),
    })),
    nodes: pair(before.nodes, after.nodes, names.nodes, (old, now) => ({
      replicas: counted(old?.replicas, now?.replicas, 'replicas'),
      neededReplicas: counted(old?.neededReplicas, now?.neededReplicas, 'replicas'),
      arrivalRate: counted(old?.arrivalRate, now?.arrivalRate, '1/s'),
      utilisation: figureChange(old?.utilisation, now?.utilisation, 'less'),
      capacity: figureChange(old?.capacity, now?.capacity, 'more'),
      availability: figureChange(old?.availability, now?.availability, 'available'),
    })),
    parts: presences(before, after, names),
  };
}

/**
 * Whether an objective got worse: missed or unknown where it was not, or missed by more.
 * @param strict also: less room than before, or no longer declared
 */
export function gotWorse(change: ObjectiveChange, strict = false): boolean {
  switch (change.effect) {
    case 'broken':
    case 'worse':
      return true;
    case 'unsure':
      return change.before?.verdict !== 'missed';
    case 'less_room':
    case 'dropped':
      return strict;
    default:
      return false;
  }
}

function sideOf(report: Report): Side {
  const first = report.bottlenecks[0];
  return {
    system: report.system,
    scenario: report.scenario,
    complete: report.complete,
    bottleneck: first && { node: first.node, resource: first.resource, saturationFactor: first.saturationFactor },
  };
}

function objectiveChanges(before: Report, after: Report, names: Renames): ObjectiveChange[] {
  // The id of an objective begins with its workload, which may bear another name now.
  const idNow = (item: ObjectiveReport): string => {
    const owner = item.workload;
    const renamed = owner === undefined ? undefined : names.workloads.get(owner);
    return renamed === undefined || owner === undefined ? item.id : `${renamed}${item.id.slice(owner.length)}`;
  };
  const old = new Map(before.objectives.map((item) => [idNow(item), item]));
  const found: ObjectiveChange[] = after.objectives.map((now) => {
    const was = old.get(now.id);
    old.delete(now.id);
    const { id, workload, at } = now;
    return { id, workload, effect: effectOf(was, now), before: was && judged(was), after: judged(now), at };
  });
  for (const was of old.values()) {
    const { id, workload, at } = was;
    found.push({ id, workload, effect: 'dropped', before: judged(was), after: undefined, at });
  }
  return found;
}

function effectOf(before: ObjectiveReport | undefined, after: ObjectiveReport): Effect {
  if (after.verdict === 'unknown') return before?.verdict === 'unknown' ? 'same' : 'unsure';
  if (after.verdict === 'missed' && before?.verdict !== 'missed') return 'broken';
  if (!before) return 'new';
  if (after.verdict === 'met' && before.verdict !== 'met') return 'mended';
  const missed = after.verdict === 'missed';
  if (before.margin === undefined || after.margin === undefined) {
    // Missed without a figure (overload) is worse than missed by any figure.
    if (!missed || before.margin === after.margin) return 'same';
    return after.margin === undefined ? 'worse' : 'better';
  }
  const gain = after.margin - before.margin;
  if (Math.abs(gain) <= noticeable * Math.max(1, Math.abs(before.margin))) return 'same';
  if (gain > 0) return missed ? 'better' : 'more_room';
  return missed ? 'worse' : 'less_room';
}

const judged = ({ text, verdict, actual, margin, reason }: ObjectiveReport): Judged => ({
  text,
  verdict,
  actual: bare(actual),
  margin,
  reason,
});

/** A figure without its grounds, which stand in the reports. */
function bare(result: Result): Result {
  if (result.kind !== 'value') return result;
  const { kind, value, unit, method } = result;
  return { kind, value, unit, method, assumptions: [], inputs: [] };
}

type Sense = 'more' | 'less' | 'available' | 'neither';

/** @param sense what is better */
function figureChange(before: Result | undefined, after: Result | undefined, sense: Sense): FigureChange {
  const sides = { before: before && bare(before), after: after && bare(after) };
  if (!before || !after) return { ...sides, effect: 'changed', change: undefined };
  if (before.kind !== 'value' || after.kind !== 'value') {
    if (before.kind === after.kind) return { ...sides, effect: 'same', change: undefined };
    if (after.kind === 'unstable') return { ...sides, effect: 'worse', change: undefined };
    const mended = before.kind === 'unstable' && after.kind === 'value';
    return { ...sides, effect: mended ? 'better' : 'changed', change: undefined };
  }
  const measure = (value: number): number => (sense === 'available' ? 1 - value : value);
  const [old, now] = [measure(before.value), measure(after.value)];
  const larger = Math.max(Math.abs(old), Math.abs(now));
  const same = Math.abs(now - old) <= noticeable * larger || larger === 0;
  const better = sense === 'more' ? now > old : now < old;
  return {
    ...sides,
    effect: same ? 'same' : sense === 'neither' ? 'changed' : better ? 'better' : 'worse',
    change: old !== 0 ? now / old - 1 : undefined,
  };
}

/** A number that no method stands behind: it was declared, or follows from the flow alone. */
function counted(
  before: number | undefined,
  after: number | undefined,
  unit: 'replicas' | 'requests' | '1/s',
): FigureChange {
  const result = (value: number | undefined): Result | undefined =>
    value === undefined ? undefined : { kind: 'value', value, unit, method: 'declared', assumptions: [], inputs: [] };
  return figureChange(result(before), result(after), 'neither');
}

function pair<T extends NodeReport | WorkloadReport, Key extends string>(
  before: readonly T[],
  after: readonly T[],
  renamed: ReadonlyMap<string, string>,
  figures: (old: T | undefined, now: T | undefined) => Record<Key, FigureChange>,
): PartChange<Key>[] {
  const old = new Map(before.map((item) => [renamed.get(item.name) ?? item.name, item]));
  const found = after.map((now): PartChange<Key> => {
    const was = old.get(now.name);
    old.delete(now.name);
    const formerly = was && was.name !== now.name ? was.name : undefined;
    return {
      name: now.name,
      formerly,
      presence: was ? 'both' : 'appeared',
      at: now.nameAt,
      figures: figures(was, now),
    };
  });
  for (const was of old.values())
    found.push({
      name: was.name,
      formerly: undefined,
      presence: 'gone',
      at: was.nameAt,
      figures: figures(was, undefined),
    });
  return found;
}

function presences(before: Report, after: Report, names: Renames): Presence[] {
  const found: Presence[] = [];
  const none: ReadonlyMap<string, string> = new Map();
  const lists = (report: Report): [Presence['kind'], string, SourceRange][] => [
    ...report.workloads.map((item): [Presence['kind'], string, SourceRange] => ['workload', item.name, item.nameAt]),
    ...report.nodes.map((item): [Presence['kind'], string, SourceRange] => ['node type', item.name, item.nameAt]),
    ...report.externals.map((item): [Presence['kind'], string, SourceRange] => ['external', item.name, item.at]),
    ...report.channels.map((item): [Presence['kind'], string, SourceRange] => [item.kind, item.name, item.at]),
    ...report.places.map((item): [Presence['kind'], string, SourceRange] => [item.kind, item.id, item.at]),
  ];
  const renames = (kind: Presence['kind']): ReadonlyMap<string, string> =>
    kind === 'workload' ? names.workloads : kind === 'node type' ? names.nodes : none;
  const old = new Map(
    lists(before).map(([kind, name, at]) => [`${kind} ${renames(kind).get(name) ?? name}`, { kind, name, at }]),
  );
  for (const [kind, name, at] of lists(after)) {
    const was = old.get(`${kind} ${name}`);
    old.delete(`${kind} ${name}`);
    if (!was) found.push({ kind, name, change: 'appeared', formerly: undefined, at });
    else if (was.name !== name) found.push({ kind, name, change: 'renamed', formerly: was.name, at });
  }
  for (const { kind, name, at } of old.values()) found.push({ kind, name, change: 'gone', formerly: undefined, at });
  return found;
}
