/** Loads with profiles over the day: the load of one workload, utilisation of the fullest node types, response times. */
import { formatDuration, formatNumber, formatRate, formatShare } from '../../src/analysis/render/format.js';
import { formatClock } from '../../src/analysis/render/times.js';
import type { DayReport, Report } from '../../src/analysis/report.js';
import type { AxisMark, Cell, DataTable, Line, LineChart } from './model.js';
import { slug } from './model.js';

/** Node types that are drawn: the fullest ones. */
const drawnNodes = 4;

const nodeLooks: readonly Pick<Line, 'tone' | 'width' | 'dash'>[] = [
  { tone: 'plain', width: 2, dash: [] },
  { tone: 'violet', width: 1.5, dash: [7, 3] },
  { tone: 'good', width: 1.5, dash: [2, 3] },
  { tone: 'faint', width: 1.5, dash: [8, 3, 2, 3] },
];

/** The charts of one workload over the day, in the order in which they are read; none where no load changes. */
export function dayCharts(report: Report, workload: string): LineChart[] {
  const { day } = report;
  const index = report.workloads.findIndex((item) => item.name === workload);
  if (!day || index < 0) return [];
  const closed = report.workloads[index]!.kind === 'closed';
  const stateOf = (state: number): DayReport['states'][number]['workloads'][number] =>
    day.states[state]!.workloads[index]!;
  const load = (state: number): number => stateOf(state).offered;
  const table = tableOf(report, day, index, closed);
  const top = (lines: readonly Line[], marks: readonly AxisMark[]): number => {
    const points = lines.flatMap((line) => line.points.map((point) => point.y)).filter(Number.isFinite);
    return 1.1 * Math.max(0, ...points, ...marks.filter((mark) => mark.axis === 'y').map((mark) => mark.value)) || 1;
  };
  const chart = (
    name: string,
    title: string,
    description: string,
    y: { readonly title: string; readonly format: (value: number) => string },
    lines: readonly Line[],
    marks: readonly AxisMark[],
  ): LineChart => ({
    kind: 'lines',
    name: `day-${name}-${slug(workload)}`,
    title,
    description,
    x: {
      title: 'time of the day',
      from: 0,
      to: day.period,
      step: (day.period / 86_400 > 1 ? Math.ceil(day.period / 86_400 / 7) * 24 : 4) * 3600,
      format: (value) => formatClock(Math.min(day.period, Math.max(0, Math.round(value))), day.period),
    },
    y: { ...y, from: 0, to: top(lines, marks) },
    lines,
    marks,
    table,
  });
  const loads = [staircase(day, closed ? 'users' : 'arrivals', { tone: 'plain', width: 2, dash: [] }, load)];
  const fullest = nodesByLoad(day).slice(0, drawnNodes);
  const busy = fullest.map((node, place) =>
    staircase(day, day.states[0]!.nodes[node]!.name, nodeLooks[place]!, (state) => loadOf(day, state, node)),
  );
  const times = [
    staircase(day, 'p99', { tone: 'plain', width: 2, dash: [] }, (state) => stateOf(state).p99),
    staircase(day, 'mean', { tone: 'good', width: 1.5, dash: [2, 3] }, (state) => stateOf(state).mean),
  ];
  const goals = report.objectives.flatMap((objective): AxisMark[] => {
    const time = /^(mean|p\d[\d.]*) </.test(objective.text);
    if (!time || (objective.workload ?? workload) !== workload) return [];
    const { text, bound, at } = objective;
    return [{ axis: 'y', value: bound, label: text, tone: 'warn', dash: [6, 3], at }];
  });
  const full: AxisMark = { axis: 'y', value: 1, label: 'all that can be served', tone: 'bad', dash: [6, 4] };
  return [
    chart(
      'load',
      `Load of ${workload} over the day`,
      `What ${workload} brings from interval to interval of its profile.`,
      closed ? { title: 'users', format: formatNumber } : { title: 'req/s', format: formatRate },
      loads,
      [],
    ),
    chart(
      'utilisation',
      'Utilisation over the day',
      `The ${fullest.length === 1 ? 'fullest node type' : `${fullest.length} fullest node types`}, all workloads together; the table has the fullest of each interval.`,
      { title: 'busy share', format: formatShare },
      busy,
      busy.some((line) => line.points.some((point) => point.y > 0.7)) ? [full] : [],
    ),
    chart(
      'response',
      `Response time of ${workload} over the day`,
      'Each interval as settled; nothing is drawn where something is overloaded.',
      { title: 'response time', format: formatDuration },
      times,
      goals,
    ),
  ];
}

/** Points at both ends of each interval; a gap where there is no figure. */
function staircase(
  day: DayReport,
  name: string,
  look: Pick<Line, 'tone' | 'width' | 'dash'>,
  value: (state: number) => number | undefined,
): Line {
  return {
    ...look,
    name,
    points: day.intervals.flatMap(({ from, to, state }) => {
      const y = value(state) ?? Number.NaN;
      return [
        { x: from, y },
        { x: to, y },
      ];
    }),
  };
}

function loadOf(day: DayReport, state: number, node: number): number {
  const { overload, utilisation } = day.states[state]!.nodes[node]!;
  return overload ?? utilisation ?? Number.NaN;
}

/** Indices of the node types, the one first that is fullest at any time; those that are never used left out. */
function nodesByLoad(day: DayReport): number[] {
  const most = (node: number): number =>
    Math.max(0, ...day.states.map((_, state) => loadOf(day, state, node)).filter(Number.isFinite));
  return day.states[0]!.nodes.map((_, node) => ({ node, most: most(node) }))
    .filter((item) => item.most > 0)
    .sort((a, b) => b.most - a.most)
    .map(({ node }) => node);
}

function tableOf(report: Report, day: DayReport, index: number, closed: boolean): DataTable {
  const seconds = (value: number | undefined): Cell =>
    value === undefined ? { text: 'unstable' } : { text: formatDuration(value), value };
  return {
    caption: `${report.workloads[index]!.name} over the day`,
    columns: [
      { title: 'From' },
      { title: 'To' },
      { title: 'Factor', unit: 'factor', numeric: true },
      { title: 'Load', unit: closed ? 'users' : '1/s', numeric: true },
      { title: 'Mean', unit: 's', numeric: true },
      { title: 'p99', unit: 's', numeric: true },
      { title: 'Fullest node type' },
      { title: 'Utilisation', unit: 'share', numeric: true },
    ],
    rows: day.intervals.map(({ from, to, state }): Cell[] => {
      const own = day.states[state]!;
      const item = own.workloads[index]!;
      let fullest = -1;
      own.nodes.forEach((_, node) => {
        const load = loadOf(day, state, node);
        if (load > (fullest < 0 ? 0 : loadOf(day, state, fullest))) fullest = node;
      });
      const busy = fullest < 0 ? undefined : loadOf(day, state, fullest);
      return [
        { text: formatClock(from, day.period) },
        { text: formatClock(to, day.period) },
        { text: `${formatNumber(item.factor)} ×`, value: item.factor },
        { text: closed ? formatNumber(item.offered) : formatRate(item.offered), value: item.offered },
        seconds(item.mean),
        seconds(item.p99),
        { text: fullest < 0 ? '' : own.nodes[fullest]!.name },
        busy === undefined ? { text: '' } : { text: formatShare(busy), value: busy },
      ];
    }),
  };
}
