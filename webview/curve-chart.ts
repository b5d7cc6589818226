/** The throughput-latency curve as a chart: lines for mean and percentiles, marks for load, knee, saturation, objectives. */
import {
  Chart,
  type ChartConfiguration,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  Tooltip,
} from 'chart.js';
import { formatDuration, formatNumber, formatRate } from '../src/analysis/render/format.js';
import type { Curve } from '../src/analysis/report.js';
import type { Palette } from './theme.js';

Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip, Legend);

/** A line across the chart with its name. */
interface Mark {
  readonly axis: 'x' | 'y';
  readonly value: number;
  readonly label: string;
  readonly colour: string;
  readonly dash: readonly number[];
}

const rowHeight = 15;

/** Draws a curve; the chart must be destroyed before its canvas is dropped. */
export function drawCurve(canvas: HTMLCanvasElement, curve: Curve, colours: Palette): Chart {
  return new Chart(canvas, configuration(curve, colours));
}

function configuration(curve: Curve, colours: Palette): ChartConfiguration<'line'> {
  const points = curve.points.filter((point) => Number.isFinite(point.throughput));
  const marks = marksOf(curve, colours);
  const upright = marks.filter((mark) => mark.axis === 'x');
  const line = (label: string, metric: 'mean' | 'p95' | 'p99', colour: string, width: number) => ({
    label,
    data: points
      .filter((point) => Number.isFinite(point[metric]))
      .map((point) => ({ x: point.throughput, y: point[metric] })),
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: width,
    pointRadius: 0,
    pointHoverRadius: 4,
    // Straight lines between computed points: a smoothed curve would show values that nobody computed.
    tension: 0,
  });
  const right = Math.max(...points.map((point) => point.throughput), ...upright.map((mark) => mark.value), 0);
  return {
    type: 'line',
    data: {
      datasets: [
        line('p99', 'p99', colours.lines[2], 2),
        line('p95', 'p95', colours.lines[1], 1.5),
        line('mean', 'mean', colours.lines[0], 1.5),
      ],
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      layout: { padding: { top: upright.length * rowHeight + 4, right: 8 } },
      font: { family: colours.font },
      scales: {
        x: {
          type: 'linear',
          min: 0,
          max: right > 0 ? right * 1.04 : 1,
          title: { display: true, text: 'throughput, req/s', color: colours.faint },
          ticks: { color: colours.faint, maxTicksLimit: 8, callback: (value) => formatNumber(Number(value)) },
          grid: { color: colours.grid },
          border: { color: colours.grid },
        },
        y: {
          type: 'linear',
          min: 0,
          max: topOf(curve),
          title: { display: true, text: 'response time', color: colours.faint },
          ticks: { color: colours.faint, maxTicksLimit: 6, callback: (value) => formatDuration(Number(value)) },
          grid: { color: colours.grid },
          border: { color: colours.grid },
        },
      },
      plugins: {
        legend: {
          position: 'bottom',
          labels: { color: colours.text, usePointStyle: true, pointStyle: 'line', boxHeight: 6 },
        },
        tooltip: {
          callbacks: {
            title: (items) => formatRate(Number(items[0]?.parsed.x ?? 0)),
            label: (item) => `${item.dataset.label ?? ''} ${formatDuration(Number(item.parsed.y))}`,
          },
        },
      },
    },
    plugins: [markPlugin(marks, colours)],
  };
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

function marksOf(curve: Curve, colours: Palette): Mark[] {
  const upright = (factor: number | undefined, name: string, colour: string, dash: number[]): Mark[] => {
    const value = factor === undefined ? undefined : throughputAt(curve, factor);
    return value === undefined ? [] : [{ axis: 'x', value, label: `${name} ${formatRate(value)}`, colour, dash }];
  };
  return [
    ...upright(curve.present, 'present load', colours.present, []),
    ...upright(curve.knee, 'knee', colours.faint, [3, 3]),
    ...upright(curve.saturation, 'saturation', colours.limit, [6, 4]),
    ...curve.objectives.filter(isTime).map(
      (objective): Mark => ({
        axis: 'y',
        value: objective.bound,
        label: objective.text,
        colour: colours.objective,
        dash: [6, 3],
      }),
    ),
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

/** Draws the marks over the lines; labels of upright ones stand in rows above the chart so that they never overlap. */
function markPlugin(marks: readonly Mark[], colours: Palette): Plugin<'line'> {
  return {
    id: 'marks',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      const { x, y } = scales;
      if (!x || !y) return;
      // The further right, the higher: no line then crosses a label, which stands to the left of its own line.
      const rows = marks.filter((mark) => mark.axis === 'x').sort((a, b) => a.value - b.value);
      ctx.save();
      ctx.font = `11px ${colours.font}`;
      for (const mark of marks) {
        ctx.strokeStyle = mark.colour;
        ctx.fillStyle = mark.colour;
        ctx.lineWidth = 1.25;
        ctx.setLineDash([...mark.dash]);
        ctx.beginPath();
        if (mark.axis === 'x') {
          const at = x.getPixelForValue(mark.value);
          const labelY = area.top - 6 - rows.indexOf(mark) * rowHeight;
          ctx.moveTo(at, labelY - 9);
          ctx.lineTo(at, area.bottom);
          ctx.stroke();
          const width = ctx.measureText(mark.label).width;
          ctx.fillText(mark.label, at - width - 5 >= 0 ? at - width - 5 : at + 5, labelY);
        } else if (mark.value <= y.max) {
          const at = y.getPixelForValue(mark.value);
          ctx.moveTo(area.left, at);
          ctx.lineTo(area.right, at);
          ctx.stroke();
          ctx.fillText(mark.label, area.left + 6, at - 6);
        }
      }
      ctx.restore();
    },
  };
}
