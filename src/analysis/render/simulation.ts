/** A simulation as short text, the same on the command line, in Markdown and in the panel. Computes nothing. */
import type {
  Agreement,
  Interval,
  SimulatedFigure,
  SimulatedPart,
  SimulationEnding,
  SimulationProgress,
  SimulationReport,
  TimeMark,
} from '../simulating/report.js';
import { nothing } from './figures.js';
import { formatDuration, formatFigure, formatNumber, formatShare } from './format.js';

type Unit = SimulatedFigure['unit'];

/** '33.2 ms', or a dash where nothing was seen. */
export function simulatedText({ simulated, unit }: SimulatedFigure): string {
  return simulated ? formatFigure({ value: simulated.value, unit }) : nothing;
}

/** '32.8 ms to 33.9 ms'; 'at least 5' where nothing bounds it above. */
export function intervalText(interval: Interval | undefined, unit: Unit): string {
  if (!interval) return nothing;
  const { low, high } = interval;
  if (low === undefined && high === undefined) return 'not bounded';
  if (low === undefined) return `at most ${formatFigure({ value: high!, unit })}`;
  if (high === undefined) return `at least ${formatFigure({ value: low, unit })}`;
  const [from, to] = [formatFigure({ value: low, unit }), formatFigure({ value: high, unit })];
  return from === to ? from : `${from} to ${to}`;
}

/** '33.3 ms', 'unstable', 'unknown', or a dash where the analysis has no such figure. */
export function computedText({ computed, unit }: SimulatedFigure): string {
  if (!computed) return nothing;
  return computed.kind === 'value' ? formatFigure({ value: computed.value, unit }) : computed.kind;
}

/** A sign for narrow columns, what it means in a few words, and in full. */
export const agreements: Readonly<
  Record<Agreement, { readonly sign: string; readonly short: string; readonly text: string }>
> = {
  inside: { sign: '✓', short: 'within the interval', text: 'within the interval' },
  stated: { sign: '≈', short: 'within its stated error', text: 'within the error that the method states' },
  unstated: {
    sign: '~',
    short: 'outside, no error stated',
    text: 'outside the interval; the method states no error in numbers',
  },
  beyond: { sign: '✗', short: 'disagrees', text: 'disagrees: outside the interval and the stated error' },
};

/** Undefined where nothing is compared. */
export function agreementOf({ simulated, computed }: SimulatedFigure): Agreement | undefined {
  return simulated && computed?.kind === 'value' ? computed.agreement : undefined;
}

/** 'requests/s' of what grows, and where. */
export function endingText(ending: SimulationEnding): string {
  switch (ending.kind) {
    case 'precise':
      return 'As precise as asked.';
    case 'replications':
      return 'As many replications as asked.';
    case 'budget':
      return 'The budget was used up before the precision was reached.';
    case 'cancelled':
      return 'Stopped: these are the figures until then.';
    case 'failed':
      return `A replication failed: ${ending.message}`;
    case 'unsettled':
      return 'The budget was used up before it was known whether there is a steady state; give it more, or a time to observe.';
    case 'overloaded': {
      const place = ending.places.find(({ of }) => of !== 'workload') ?? ending.places[0];
      const where = place ? ` at ${place.name}` : '';
      return `No steady state: grows by ${formatNumber(ending.rate)} requests/s${where}.`;
    }
  }
}

/** '20 replications of 12.3 s after a warm-up of 1.2 s, 1 230 000 events, seed 1; mean responses within 1.8 %'. */
export function effortText(report: SimulationReport): string {
  const { replications, observed, warmUp, events, options, precision } = report;
  const of =
    observed === undefined ? '' : ` of ${formatDuration(observed)} after a warm-up of ${formatDuration(warmUp ?? 0)}`;
  const runs = replications === 0 ? 'no replication' : `${replications} replications${of}`;
  const reached = precision === undefined ? '' : `; mean responses within ${formatShare(precision)}`;
  return `${runs}, ${formatNumber(events, 3)} events, seed ${options.seed}${reached}`;
}

/** '3 figures disagree with the analysis', or that none does; undefined where nothing was compared. */
export function disagreementText(report: SimulationReport): string | undefined {
  const compared = report.parts
    .flatMap(({ figures }) => figures)
    .filter((one) => agreementOf(one) !== undefined).length;
  if (compared === 0) return undefined;
  const count = report.disagreements;
  if (count === 0) return `None of ${compared} computed figures disagrees.`;
  return `${count} of ${compared} computed figures ${count === 1 ? 'disagrees' : 'disagree'} with the simulation.`;
}

export const partTitles: Readonly<Record<SimulatedPart['of'], string>> = {
  workload: 'Workloads',
  node: 'Node types',
  operation: 'Operations',
  channel: 'Queues and topics',
};
export const partOrder = ['workload', 'node', 'operation', 'channel'] as const;

/** 'simulating 43 %, precise to 3.1 % of 2 %, 12 s left'. */
export function progressText(progress: SimulationProgress, asked: number): string {
  const { phase, share, precision, secondsLeft } = progress;
  if (phase === 'pilot') return `pilot runs, ${formatNumber(progress.events)} events`;
  const reached = precision === undefined ? '' : `, precise to ${formatShare(precision)} of ${formatShare(asked)}`;
  const left = secondsLeft === undefined ? '' : `, ${formatDuration(Math.max(1, Math.round(secondsLeft)))} left`;
  return `${Math.round(100 * share)} %${reached}${left}`;
}

/** 'web failed'; of an event what it does, 'eu.a: fail'. */
export function markText({ what, where, detail }: TimeMark): string {
  if (what === 'event' && detail !== '') return `${where}: ${detail}`;
  const text = what === 'event' ? where : `${where} ${what}`;
  return detail === '' ? text : `${text} ${detail}`;
}

/** When the load in progress was back where it was; undefined without events. */
export function drainText({ timeLine }: SimulationReport): string | undefined {
  const drain = timeLine?.drain;
  if (!drain) return undefined;
  const level = `${formatNumber(drain.level)} requests in progress, the most before the first event`;
  return drain.seconds === undefined
    ? `Not drained until the end: never again down to ${level}.`
    : `Drained ${formatDuration(drain.seconds)} after the last event: down to ${level}.`;
}
