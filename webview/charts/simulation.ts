/** A simulation as charts: measured points for the curve, the time line of a drill; and as a table. */
import { formatDuration, formatNumber, formatRate } from '../../src/analysis/render/format.js';
import {
  agreementOf,
  agreements,
  computedText,
  intervalText,
  markText,
  partOrder,
  simulatedText,
} from '../../src/analysis/render/simulation.js';
import type { Metric, SimulationReport, TimeLine } from '../../src/analysis/simulating/report.js';
import type { Tone } from '../theme/palette.js';
import type { AxisMark, Cell, DataTable, Line, LineChart, MeasuredPoint } from './model.js';
import { slug } from './model.js';

/** Marks that are drawn, and node types whose lines are: more are not told apart. */
const drawnMarks = 6;
const drawnNodes = 3;

/** In the looks of the lines of the curve. */
const pointTones: Partial<Record<Metric, Tone>> = { p99: 'plain', p95: 'violet', mean: 'good' };

/** Where the simulated response times of a workload stand over its simulated throughput. */
export function simulatedPoints(report: SimulationReport, workload: string): MeasuredPoint[] {
  const part = report.parts.find(({ of, name }) => of === 'workload' && name === workload);
  const throughput = part?.figures.find(({ metric }) => metric === 'throughput')?.simulated;
  if (!part || !throughput) return [];
  return part.figures.flatMap(({ metric, simulated }) => {
    const tone = pointTones[metric];
    if (!tone || !simulated) return [];
    const { value, low = value, high = value } = simulated;
    return [{ name: metric, tone, x: throughput.value, y: value, low, high }];
  });
}

/** Every figure beside the computed one. */
export function simulationTable(report: SimulationReport): DataTable {
  return {
    caption: 'Simulated and computed figures',
    columns: [
      { title: 'Part' },
      { title: 'Figure' },
      { title: 'Simulated', numeric: true },
      { title: `${formatNumber(100 * report.options.level)} % interval`, numeric: true },
      { title: 'Computed', numeric: true },
      { title: 'Computed lies' },
    ],
    rows: partOrder
      .flatMap((of) => report.parts.filter((part) => part.of === of))
      .flatMap(({ name, at, figures }) =>
        figures.map((figure): Cell[] => {
          const agreement = agreementOf(figure);
          const { simulated, computed } = figure;
          return [
            { text: name, at },
            { text: figure.metric },
            { text: simulatedText(figure), ...(simulated && { value: simulated.value }) },
            { text: intervalText(simulated, figure.unit) },
            { text: computedText(figure), ...(computed?.kind === 'value' && { value: computed.value }) },
            { text: agreement ? `${agreements[agreement].sign} ${agreements[agreement].short}` : '' },
          ];
        }),
      ),
  };
}

/** The charts of a time line, of one workload and of what waits; none without a time line. */
export function drillCharts(report: SimulationReport, workload: string): LineChart[] {
  const { timeLine } = report;
  const own = timeLine?.workloads.find(({ name }) => name === workload) ?? timeLine?.workloads[0];
  if (!timeLine || !own) return [];
  const line = (name: string, look: Look, values: readonly (number | null)[]): Line => ({
    ...look,
    name,
    points: values.map((y, i) => ({ x: (i + 1) * timeLine.interval, y: y ?? Number.NaN })),
  });
  const queues = [...timeLine.nodes, ...timeLine.channels]
    .map(({ name, waiting }) => ({ name, waiting, most: Math.max(...waiting) }))
    .filter(({ most }) => most > 0)
    .sort((a, b) => b.most - a.most)
    .slice(0, drawnNodes);
  const charts: readonly [string, string, string, LineChart['y']['format'], string, Line[]][] = [
    [
      'load',
      `Load and outcome of ${own.name}`,
      'requests per second',
      formatRate,
      'What comes, what is answered well, and errors by kind.',
      [
        line('arrivals', looks[0]!, own.arrivals),
        line('goodput', looks[1]!, own.goodput),
        ...own.errors.map(({ kind, rates }, i) => line(kind, errorLooks[i % errorLooks.length]!, rates)),
      ],
    ],
    [
      'queues',
      `What is in progress of ${own.name}, and what waits`,
      'requests',
      (value) => formatNumber(value),
      `Requests in progress of ${own.name}${queues.length > 0 ? `, and what waits at ${queues.map(({ name }) => name).join(', ')}, all workloads together` : ''}.`,
      [
        line('in progress', looks[0]!, own.inProgress),
        ...queues.map(({ name, waiting }, i) => line(`waiting at ${name}`, looks[1 + i]!, waiting)),
      ],
    ],
    [
      'response',
      `Response time of ${own.name}`,
      'mean response time',
      formatDuration,
      'Mean of the requests that were answered well in each interval; a gap where none was.',
      [line('mean response', looks[0]!, own.response)],
    ],
  ];
  const end = own.arrivals.length * timeLine.interval;
  const marks = marksOf(timeLine);
  return charts.map(([name, title, unit, format, description, lines]) => ({
    kind: 'lines',
    name: `drill-${name}-${slug(own.name)}`,
    title,
    description,
    x: { title: 'time', from: 0, to: end, format: formatDuration },
    y: { title: unit, from: 0, to: topOf(lines), format },
    lines,
    marks,
    table: tableOf(timeLine, own.name),
  }));
}

type Look = Pick<Line, 'tone' | 'width' | 'dash'>;
const looks: readonly Look[] = [
  { tone: 'plain', width: 2, dash: [] },
  { tone: 'good', width: 2, dash: [7, 3] },
  { tone: 'violet', width: 1.5, dash: [2, 3] },
  { tone: 'faint', width: 1.5, dash: [8, 3, 2, 3] },
];
const errorLooks: readonly Look[] = [
  { tone: 'bad', width: 1.5, dash: [] },
  { tone: 'warn', width: 1.5, dash: [4, 2] },
  { tone: 'violet', width: 1.5, dash: [2, 3] },
  { tone: 'yellow', width: 1.5, dash: [8, 3, 2, 3] },
  { tone: 'faint', width: 1.5, dash: [1, 3] },
];

function topOf(lines: readonly Line[]): number {
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y)).filter(Number.isFinite);
  return 1.1 * Math.max(0, ...values) || 1;
}

/** Events and failures first; those of one moment share a line. */
function marksOf({ marks, drain }: TimeLine): AxisMark[] {
  const moments = new Map<number, { labels: string[]; event: boolean }>();
  const weighty = marks.filter(({ what }) => what !== 'opened' && what !== 'closed');
  for (const mark of weighty) {
    const moment = moments.get(mark.time) ?? { labels: [], event: false };
    moment.labels.push(markText(mark));
    moment.event ||= mark.what === 'event';
    moments.set(mark.time, moment);
  }
  const drawn = [...moments].slice(0, drawnMarks).map(
    ([time, { labels, event }]): AxisMark => ({
      axis: 'x',
      value: time,
      label: labels.length > 2 ? `${labels[0]} and ${labels.length - 1} more` : labels.join(', '),
      tone: event ? 'text' : 'faint',
      dash: event ? [] : [4, 3],
    }),
  );
  if (drain?.seconds !== undefined)
    drawn.push({ axis: 'x', value: drain.from + drain.seconds, label: 'drained', tone: 'good', dash: [6, 4] });
  return drawn;
}

function tableOf({ interval, workloads, nodes, channels }: TimeLine, workload: string): DataTable {
  const own = workloads.find(({ name }) => name === workload)!;
  const waiting = [...nodes, ...channels];
  const rate = (value: number): Cell => ({ text: formatRate(value), value });
  const count = (value: number): Cell => ({ text: formatNumber(value), value });
  return {
    caption: `Time line of ${workload}`,
    columns: [
      { title: 'Time', unit: 's' },
      { title: 'Arrivals', unit: '1/s', numeric: true },
      { title: 'Goodput', unit: '1/s', numeric: true },
      ...own.errors.map(({ kind }) => ({ title: kind, unit: '1/s', numeric: true })),
      { title: 'Mean response', unit: 's', numeric: true },
      { title: 'In progress', unit: 'requests', numeric: true },
      ...waiting.map(({ name }) => ({ title: `Waiting at ${name}`, unit: 'requests', numeric: true })),
    ],
    rows: own.arrivals.map((arrivals, i) => {
      const response = own.response[i];
      const time = (i + 1) * interval;
      return [
        { text: formatDuration(time), value: time },
        rate(arrivals),
        rate(own.goodput[i]!),
        ...own.errors.map(({ rates }) => rate(rates[i]!)),
        response === null || response === undefined
          ? { text: '–' }
          : { text: formatDuration(response), value: response },
        count(own.inProgress[i]!),
        ...waiting.map((item) => count(item.waiting[i]!)),
      ];
    }),
  };
}
