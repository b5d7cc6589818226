/** A simulation as text for a person at a terminal. */
import { formatDuration, formatNumber } from '../analysis/render/format.js';
import {
  agreementOf,
  agreements,
  computedText,
  disagreementText,
  drainText,
  effortText,
  endingText,
  intervalText,
  markText,
  partOrder,
  partTitles,
  simulatedText,
} from '../analysis/render/simulation.js';
import type { Agreement, SimulationReport, TimeLine } from '../analysis/simulating/report.js';
import { plain } from '../interchange/escape.js';
import { type Cell, type Colour, columns, type Paint, painter } from './style.js';
import { block } from './text.js';

const colours: Readonly<Record<Agreement, Colour>> = {
  inside: 'green',
  stated: 'green',
  unstated: 'yellow',
  beyond: 'red',
};
/** Lines of a time line, and marks. */
const LINES = 20;
const MARKS = 30;

/** @param file name that output shows */
export function toSimulationText(file: string, report: SimulationReport, { colour }: { colour: boolean }): string {
  const paint = painter(colour);
  const scenario = report.scenario === undefined ? '' : `, scenario ${plain(report.scenario)}`;
  const { kind } = report.ending;
  const bad = kind === 'overloaded' || kind === 'failed' || kind === 'unsettled';
  const lines = [
    `${paint('bold', plain(file))}  system ${plain(report.system)}${scenario}`,
    plain(effortText(report)),
    paint(
      bad ? 'red' : kind === 'precise' || kind === 'replications' ? 'green' : 'yellow',
      plain(endingText(report.ending)),
    ),
    ...growth(report, paint),
    ...partOrder.flatMap((of) => block(partTitles[of], figures(report, of, paint), paint)),
    ...(report.timeLine ? drill(report, report.timeLine, paint) : []),
    ...block('Not executed as it stands', report.notes.map(plain), paint),
    ...block('Methods of the computed figures', methods(report, paint), paint),
  ];
  const summary = disagreementText(report);
  if (summary !== undefined) lines.push('', paint(report.disagreements > 0 ? 'red' : 'green', summary));
  return `${lines.join('\n')}\n`;
}

function growth({ ending }: SimulationReport, paint: Paint): string[] {
  if (ending.kind !== 'overloaded') return [];
  const rows = ending.places.map(({ of, name, rate }): Cell[] => [
    cell(name),
    cell(of === 'node' ? 'requests that wait' : of === 'channel' ? 'messages that wait' : 'requests in progress'),
    right(`+${formatNumber(rate)}/s`),
  ]);
  return block('What grows', rows.length > 0 ? columns(['name', 'what', 'rate'], rows, paint) : [], paint);
}

function figures(report: SimulationReport, of: (typeof partOrder)[number], paint: Paint): string[] {
  const rows = report.parts
    .filter((part) => part.of === of)
    .flatMap((part) =>
      part.figures.map((figure, i): Cell[] => {
        const agreement = agreementOf(figure);
        return [
          cell(i === 0 ? part.name : ''),
          cell(figure.metric),
          right(simulatedText(figure)),
          right(intervalText(figure.simulated, figure.unit)),
          right(computedText(figure)),
          agreement ? { text: agreements[agreement].sign, colour: colours[agreement] } : cell(''),
        ];
      }),
    );
  const level = `${formatNumber(100 * report.options.level)} % interval`;
  return rows.length > 0 ? columns(['name', 'figure', 'simulated', level, 'computed', ''], rows, paint) : [];
}

function drill(report: SimulationReport, line: TimeLine, paint: Paint): string[] {
  const drained = drainText(report);
  const marks = line.marks.slice(0, MARKS).map((mark) => `${formatDuration(mark.time)}  ${plain(markText(mark))}`);
  const more = line.marks.length - marks.length + line.marksLeftOut;
  return [
    ...block(
      'Time line',
      columns(['time', 'arrivals', 'goodput', 'errors', 'in progress', 'waiting'], rows(line), paint),
      paint,
    ),
    ...block('Marks', more > 0 ? [...marks, `and ${more} more`] : marks, paint),
    ...block('After the last event', drained === undefined ? [] : [drained], paint),
  ];
}

/** Sums over workloads, and over what waits, at some moments. */
function rows({ workloads, nodes, channels, interval }: TimeLine): Cell[][] {
  const length = workloads[0]?.arrivals.length ?? 0;
  const step = Math.max(1, Math.ceil(length / LINES));
  const sum = (numbers: readonly number[]): string => formatNumber(numbers.reduce((a, x) => a + x, 0));
  const all: Cell[][] = [];
  for (let i = step - 1; i < length; i += step) {
    all.push([
      right(formatDuration((i + 1) * interval)),
      right(`${sum(workloads.map(({ arrivals }) => arrivals[i]!))}/s`),
      right(`${sum(workloads.map(({ goodput }) => goodput[i]!))}/s`),
      right(`${sum(workloads.flatMap(({ errors }) => errors.map(({ rates }) => rates[i]!)))}/s`),
      right(sum(workloads.map(({ inProgress }) => inProgress[i]!))),
      right(sum([...nodes, ...channels].map(({ waiting }) => waiting[i]!))),
    ]);
  }
  return all;
}

function methods(report: SimulationReport, paint: Paint): string[] {
  const used = Object.values(report.methods).map(({ name, quality, error }) => {
    const known = error === undefined ? '' : `: ${plain(error)}`;
    return paint('dim', `${quality === 'exact' ? '=' : '≈'} ${plain(name)}${known}`);
  });
  const seen = new Set(report.parts.flatMap((part) => part.figures.map(agreementOf)));
  const signs = (Object.keys(agreements) as Agreement[])
    .filter((agreement) => seen.has(agreement))
    .map((agreement) => paint('dim', `${agreements[agreement].sign} ${agreements[agreement].text}`));
  return [...used, ...signs];
}

function cell(text: string): Cell {
  return { text: plain(text) };
}

function right(text: string): Cell {
  return { text: plain(text), right: true };
}
