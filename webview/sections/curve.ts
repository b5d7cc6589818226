/** The throughput-latency curve of one workload, with its table. */
import type { Chart } from 'chart.js';
import { formatDuration, formatNumber, formatRate } from '../../src/analysis/render/format.js';
import type { Curve } from '../../src/analysis/report.js';
import { drawCurve, throughputAt } from '../curve-chart.js';
import { details, element, section, table } from '../dom.js';
import { palette } from '../theme.js';
import { picker } from '../toolkit.js';
import type { Context } from './context.js';

/** The section and, where there is a curve, how to draw it once the section is on the page. */
export interface CurveSection {
  readonly element: HTMLElement;
  draw(): Chart | undefined;
}

export function curveSection(context: Context): CurveSection {
  const { curves, complete } = context.report;
  const curve = curves.find((item) => item.workload === context.workload) ?? curves[0];
  if (!curve || curve.points.length === 0) {
    const text = complete ? 'No curve: no workload has a computable response time.' : 'Being computed.';
    return { element: section('Throughput and latency', [element('p', 'faint', [text])]), draw: () => undefined };
  }
  const canvas = element('canvas', '', [], { role: 'img', 'aria-label': describe(curve) });
  const choices = curves.map((item) => ({ value: item.workload, label: item.workload }));
  const made = section('Throughput and latency', [
    curves.length > 1 && picker('Workload', choices, curve.workload, (value) => context.pickWorkload(value)),
    element('div', 'chart', [canvas]),
    element('p', 'faint', [
      'All workloads scaled together; response times of ',
      curve.workload,
      '. Nothing is drawn past saturation.',
    ]),
    details('curve', 'Table', [curveTable(curve)], context.open, () => context.remember()),
  ]);
  return { element: made, draw: () => drawCurve(canvas, curve, palette()) };
}

function describe(curve: Curve): string {
  const saturation = place('saturation', curve, curve.saturation);
  const knee = place('knee', curve, curve.knee);
  return `Response time of ${curve.workload} over throughput: marks${place('present load', curve, curve.present)}${knee}${saturation}. The table below has the figures.`;
}

function place(name: string, curve: Curve, factor: number | undefined): string {
  const throughput = factor === undefined ? undefined : throughputAt(curve, factor);
  return throughput === undefined ? '' : `, ${name} at ${formatRate(throughput)}`;
}

function curveTable(curve: Curve): HTMLElement {
  const columns = ['Load', 'Throughput', 'Mean', 'p95', 'p99'].map((title, index) => ({ title, numeric: index > 0 }));
  return table(
    `Curve of ${curve.workload}`,
    columns,
    curve.points.map((point) => [
      `${formatNumber(point.factor)} ×`,
      formatRate(point.throughput),
      formatDuration(point.mean),
      formatDuration(point.p95),
      formatDuration(point.p99),
    ]),
  );
}
