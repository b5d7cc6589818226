/** A comparison as short text, the same on the command line and in the editor. Computes nothing. */
import {
  type Comparison,
  type Effect,
  type FigureChange,
  gotWorse,
  type ObjectiveChange,
  type PartChange,
  type Presence,
} from '../compare.js';
import type { Result } from '../report.js';
import { availabilityText, loadText, marginText, nothing, resultText, utilisationText } from './figures.js';
import { formatNumber, formatShare } from './format.js';
import { actualText, objectiveName } from './objectives.js';

/** What became of an objective, in words. */
export const effectTexts: Readonly<Record<Effect, string>> = {
  broken: 'newly missed',
  worse: 'missed by more',
  unsure: 'not known any more',
  dropped: 'not declared any more',
  less_room: 'less room',
  same: 'unchanged',
  new: 'new, met',
  more_room: 'more room',
  better: 'missed by less',
  mended: 'newly met',
};

/** 'before → after', or the one text where both are the same; a side that does not exist is a dash. */
export function arrow(before: string | undefined, after: string | undefined): string {
  return before === after ? (after ?? nothing) : `${before ?? nothing} → ${after ?? nothing}`;
}

/** A figure before and after, with the change in per cent where it is one: '212 ms → 340 ms (+60.4 %)'. */
export function figureChangeText(figure: FigureChange, text: (result: Result) => string = resultText): string {
  const { before, after, change, effect } = figure;
  const both = arrow(before && text(before), after && text(after));
  if (effect === 'same' || change === undefined) return both;
  return `${both} (${change < 0 ? '−' : '+'}${formatShare(Math.abs(change))})`;
}

/** Workload and goal: 'browse p99 < 300 ms', or with both where the bound was changed. */
export function objectiveChangeName(change: ObjectiveChange): string {
  const { workload } = change;
  return objectiveName({ workload, text: goalText(change) });
}

/** 'p99 < 300 ms', or 'p99 < 300 ms → p99 < 500 ms'. */
export function goalText({ before, after }: ObjectiveChange): string {
  return before && after ? arrow(before.text, after.text) : (after ?? before)!.text;
}

/** '212 ms → 340 ms'. */
export function actualChangeText({ before, after }: ObjectiveChange): string {
  return arrow(before && actualText(before), after && actualText(after));
}

/** '+29.3 % → −13.3 %'. */
export function marginChangeText({ before, after }: ObjectiveChange): string {
  return arrow(before && marginText(before.margin), after && marginText(after.margin));
}

/** Why an objective that got worse is missed or unknown, where it is not its figure that says so. */
export function whyText(change: ObjectiveChange): string | undefined {
  const { after } = change;
  if (!after || after.verdict === 'met' || after.actual.kind === 'value') return undefined;
  return after.reason ?? after.actual.reason;
}

/** 'node type web (formerly frontend)', for the list of what appeared, is gone or is renamed. */
export function presenceText({ kind, name, formerly }: Presence): string {
  return `${kind} ${name}${formerly === undefined ? '' : ` (formerly ${formerly})`}`;
}

/** 'web cores at 1.3 × load → db workers at 1.1 × load'. */
export function bottleneckText({ before, after }: Comparison): string {
  const text = (side: Comparison['before']): string | undefined =>
    side.bottleneck &&
    `${side.bottleneck.node} ${side.bottleneck.resource} at ${formatNumber(side.bottleneck.saturationFactor)} × load`;
  return arrow(text(before), text(after));
}

/** A table of plain text: the first column names, the others are figures. */
export interface Grid {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Workloads of which anything changed. */
export function workloadGrid({ workloads }: Comparison): Grid {
  const load = (result: Result): string =>
    result.kind === 'value'
      ? loadText({ kind: result.unit === 'requests' ? 'closed' : 'open', offered: result.value })
      : nothing;
  return {
    head: ['Workload', 'Load', 'Mean', 'p99', 'Availability', 'Headroom'],
    rows: workloads
      .filter(differs)
      .map(({ figures, ...part }) => [
        partText(part),
        figureChangeText(figures.offered, load),
        figureChangeText(figures.mean),
        figureChangeText(figures.p99),
        figureChangeText(absolute(figures.availability), availabilityText),
        figureChangeText(absolute(figures.headroom)),
      ]),
  };
}

/** Node types of which anything changed. */
export function nodeGrid({ nodes }: Comparison): Grid {
  const count = (result: Result): string => (result.kind === 'value' ? formatNumber(result.value) : nothing);
  return {
    head: ['Node type', 'Replicas', 'Requests', 'ρ', 'Capacity', 'Availability'],
    rows: nodes
      .filter(differs)
      .map(({ figures, ...part }) => [
        partText(part),
        figureChangeText(absolute(figures.replicas), count),
        figureChangeText(figures.arrivalRate),
        figureChangeText(absolute(figures.utilisation), utilisationText),
        figureChangeText(figures.capacity),
        figureChangeText(absolute(figures.availability), availabilityText),
      ]),
  };
}

function differs({ presence, formerly, figures }: PartChange<string>): boolean {
  return (
    presence !== 'both' || formerly !== undefined || Object.values(figures).some((figure) => figure.effect !== 'same')
  );
}

function partText({ name, formerly, presence }: Omit<PartChange<string>, 'figures'>): string {
  if (formerly !== undefined) return `${name} (formerly ${formerly})`;
  return presence === 'both' ? name : `${name} (${presence})`;
}

/** Without the change in per cent: of a share it would be a per cent of per cents. */
const absolute = (figure: FigureChange): FigureChange => ({ ...figure, change: undefined });

/**
 * The whole in one line: 'No objective got worse: 6 unchanged; headroom of the system 41 %'.
 * @param strict what counts as worse, see `gotWorse`
 */
export function summaryText(comparison: Comparison, strict = false): string {
  const worse = comparison.objectives.filter((item) => gotWorse(item, strict)).length;
  const headroom = `headroom of the system ${figureChangeText(absolute(comparison.headroom))}`;
  const count =
    worse === 0 ? 'No objective got worse' : `${worse} ${worse === 1 ? 'objective' : 'objectives'} got worse`;
  return `${count}: ${effectsText(comparison)}; ${headroom}`;
}

/** '1 newly missed, 2 less room, 5 unchanged'; 'No objective is declared.' where there is none. */
export function effectsText(comparison: Comparison): string {
  const counts = new Map<Effect, number>();
  for (const { effect } of comparison.objectives) counts.set(effect, (counts.get(effect) ?? 0) + 1);
  if (counts.size === 0) return 'no objective is declared';
  return [...counts].map(([effect, count]) => `${count} ${effectTexts[effect]}`).join(', ');
}
