/** The throughput-latency curve as a chart: lines for mean and percentiles, marks for load, knee, saturation, objectives. */
import { formatDuration, formatNumber, formatRate } from '../../src/analysis/render/format.js';
import type { Curve, Report } from '../../src/analysis/report.js';
import type { AxisMark, Line, LineChart, MeasuredPoint } from './model.js';
import { slug } from './model.js';

type Metric = 'mean' | 'p95' | 'p99';

const looks: Readonly<Record<Metric, Omit<Line, 'name' | 'points'>>> = {
  p99: { tone: 'plain', width: 2, dash: [] },
  p95: { tone: 'violet', width: 1.5, dash: [7, 3] },
  mean: { tone: 'good', width: 1.5, dash: [2, 3] },
};

/** The curve of one workload, or undefined where nothing of it is computed. */
export function curveChart(
  curve: Curve,
  report: Report,
  measured: readonly MeasuredPoint[] = [],
): LineChart | undefined {
  if (curve.points.length === 0) return undefined;
  const marks = marksOf(curve, report);
  const lines = (['p99', 'p95', 'mean'] as const).map((metric) => lineOf(curve, metric, metric));
  const places = marks.filter((mark) => mark.axis === 'x').map((mark) => mark.label);
  return {
    kind: 'lines',
    name: `curve-${slug(curve.workload)}`,
    title: `Response time of ${curve.workload} over throughput`,
    description: `All workloads scaled together; response times of ${curve.workload}. Marked: ${places.join(', ')}. Nothing is drawn past saturation.${measured.length > 0 ? ' Circles are simulated, with their intervals.' : ''}`,
    x: axisX(lines, marks),
    y: axisY(Math.max(topOf(curve), ...measured.map(({ y }) => 1.1 * y))),
    lines,
    ...(measured.length > 0 && { points: measured }),
    marks,
    table: {
      caption: `Curve of ${curve.workload}`,
      columns: [
        { title: 'Load', unit: 'factor', numeric: true },
        { title: 'Throughput', unit: '1/s', numeric: true },
        { title: 'Mean', unit: 's', numeric: true },
        { title: 'p95', unit: 's', numeric: true },
        { title: 'p99', unit: 's', numeric: true },
      ],
      rows: curve.points.map((point) => [
        { text: `${formatNumber(point.factor)} ×`, value: point.factor },
        { text: formatRate(point.throughput), value: point.throughput },
        ...[point.mean, point.p95, point.p99].map((value) => ({ text: formatDuration(value), value })),
      ]),
    },
  };
}

/** The p99 and mean of one workload in two scenarios. */
export function curvesChart(
  workload: string,
  sides: readonly { readonly name: string; readonly curve: Curve; readonly report: Report }[],
): LineChart {
  const lines = sides.flatMap(({ name, curve }, index) =>
    (['p99', 'mean'] as const).map((metric): Line => {
      const line = lineOf(curve, metric, `${metric}, ${name}`);
      return index === 0 ? line : { ...line, tone: metric === 'p99' ? 'warn' : 'faint', dash: [8, 3, 2, 3] };
    }),
  );
  const marks = sides.flatMap(({ name, curve, report }) =>
    marksOf(curve, report)
      .filter((mark) => mark.axis === 'x' && !mark.label.startsWith('knee'))
      .map((mark) => ({ ...mark, label: `${mark.label} (${name})` })),
  );
  const objectives = marksOf(sides[0]!.curve, sides[0]!.report).filter((mark) => mark.axis === 'y');
  const top = Math.max(...sides.map((side) => topOf(side.curve)));
  return {
    kind: 'lines',
    name: `comparison-${slug(workload)}`,
    title: `Response time of ${workload} over throughput, compared`,
    description: `p99 and mean of ${workload} in ${sides.map((side) => side.name).join(' and ')}.`,
    x: axisX(lines, marks),
    y: axisY(top),
    lines,
    marks: [...marks, ...objectives],
    table: {
      caption: `Curves of ${workload}, compared`,
      columns: [
        { title: 'Scenario' },
        { title: 'Load', unit: 'factor', numeric: true },
        { title: 'Throughput', unit: '1/s', numeric: true },
        { title: 'Mean', unit: 's', numeric: true },
        { title: 'p99', unit: 's', numeric: true },
      ],
      rows: sides.flatMap(({ name, curve }) =>
        curve.points.map((point) => [
          { text: name },
          { text: `${formatNumber(point.factor)} ×`, value: point.factor },
          { text: formatRate(point.throughput), value: point.throughput },
          ...[point.mean, point.p99].map((value) => ({ text: formatDuration(value), value })),
        ]),
      ),
    },
  };
}

function lineOf(curve: Curve, metric: Metric, name: string): Line {
  const points = curve.points
    .filter((point) => Number.isFinite(point.throughput) && Number.isFinite(point[metric]))
    .map((point) => ({ x: point.throughput, y: point[metric] }));
  return { ...looks[metric], name, points };
}

function axisX(lines: readonly Line[], marks: readonly AxisMark[]): LineChart['x'] {
  const across = marks.filter((mark) => mark.axis === 'x').map((mark) => mark.value);
  const right = Math.max(0, ...lines.flatMap((line) => line.points.map((point) => point.x)), ...across);
  return {
    title: 'throughput, req/s',
    from: 0,
    to: right > 0 ? right * 1.04 : 1,
    format: (value) => formatNumber(value),
  };
}

function axisY(top: number): LineChart['y'] {
  return { title: 'response time', from: 0, to: top, format: formatDuration };
}

/** Near saturation times grow without bound: the axis ends where objectives and the present load stay readable. */
function topOf(curve: Curve): number {
  const highest = Math.max(0, ...curve.points.map((point) => point.p99).filter(Number.isFinite));
  const bounds = curve.objectives.filter(isTime).map((objective) => objective.bound);
  const nearby = curve.points.filter((point) => point.factor <= curve.present && Number.isFinite(point.p99));
  const now = Math.max(0, ...nearby.map((point) => point.p99));
  const wanted = Math.max(now * 3, ...bounds.map((bound) => bound * 1.3));
  const top =
    wanted > 0
      ? Math.min(highest > 0 ? Math.max(highest * 1.05, ...bounds.map((bound) => bound * 1.1)) : wanted, wanted)
      : highest;
  return top > 0 ? top : 1;
}

function isTime(objective: Curve['objectives'][number]): boolean {
  return /^(mean|p\d|percentile)/.test(objective.metric) && Number.isFinite(objective.bound);
}

function marksOf(curve: Curve, report: Report): AxisMark[] {
  const workload = report.workloads.find((item) => item.name === curve.workload);
  const upright = (
    factor: number | undefined,
    name: string,
    look: Pick<AxisMark, 'tone' | 'dash'>,
    at: AxisMark['at'],
  ): AxisMark[] => {
    const value = factor === undefined ? undefined : throughputAt(curve, factor);
    if (value === undefined) return [];
    return [{ axis: 'x', value, label: `${name} ${formatRate(value)}`, ...look, ...(at && { at }) }];
  };
  const placeOf = (text: string): AxisMark['at'] =>
    report.objectives.find((item) => item.text === text && (item.workload ?? curve.workload) === curve.workload)?.at;
  return [
    ...upright(curve.present, 'present load', { tone: 'text', dash: [] }, workload?.nameAt),
    ...upright(curve.knee, 'knee', { tone: 'faint', dash: [3, 3] }, undefined),
    ...upright(curve.saturation, 'saturation', { tone: 'bad', dash: [6, 4] }, report.bottlenecks[0]?.at),
    ...curve.objectives.filter(isTime).map((objective): AxisMark => {
      const at = placeOf(objective.text);
      return {
        axis: 'y',
        value: objective.bound,
        label: objective.text,
        tone: 'warn',
        dash: [6, 3],
        ...(at && { at }),
      };
    }),
  ];
}

/**
 * Where a load stands on the axis of throughput: between the two computed points around it; past the last one, in
 * proportion for an open workload (its throughput is its load) and nowhere otherwise.
 *
 * @param factor on all loads, >= 0
 */
export function throughputAt(curve: Curve, factor: number): number | undefined {
  const points = curve.points.filter((point) => Number.isFinite(point.throughput));
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || !Number.isFinite(factor)) return undefined;
  const next = points.findIndex((point) => point.factor >= factor);
  if (next > 0) {
    const [a, b] = [points[next - 1]!, points[next]!];
    const share = b.factor > a.factor ? (factor - a.factor) / (b.factor - a.factor) : 0;
    return a.throughput + share * (b.throughput - a.throughput);
  }
  if (next === 0) return first.factor > 0 ? (first.throughput * factor) / first.factor : first.throughput;
  const proportional =
    first.factor > 0 &&
    last.factor > 0 &&
    Math.abs(last.throughput / last.factor / (first.throughput / first.factor) - 1) < 0.01;
  // The first point's ratio: near saturation a full queue already turns a few away.
  return proportional ? (first.throughput * factor) / first.factor : undefined;
}
