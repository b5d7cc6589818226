import { expect, test } from 'vitest';
import type { Report } from '../../src/analysis/report.js';
import { parseXml } from '../../src/interchange/xml.js';
import { availabilityChart } from '../charts/availability.js';
import { breakdownChart } from '../charts/breakdown.js';
import { curveChart } from '../charts/curve.js';
import { dayCharts } from '../charts/day.js';
import type { ChartModel } from '../charts/model.js';
import { objectivesChart } from '../charts/objectives.js';
import { utilisationChart } from '../charts/utilisation.js';
import { sampleDay, sampleReport } from '../testing/sample.js';
import { paletteOf } from '../theme/palette.js';
import { toSvg } from './svg.js';

const palette = paletteOf(() => '', 'light', 'sans-serif');

function charts(report: Report): ChartModel[] {
  const workload = report.workloads[0]!;
  const all = [
    objectivesChart(report),
    curveChart(report.curves[0]!, report),
    breakdownChart(workload),
    utilisationChart(report),
    availabilityChart(workload, report),
    ...dayCharts({ ...report, day: sampleDay }, workload.name),
  ];
  return all.flatMap((chart) => chart ?? []);
}

test('every chart is well-formed, has a title and a description, and runs nothing', () => {
  const drawn = charts(sampleReport);
  expect(drawn).toHaveLength(8);
  for (const chart of drawn) {
    const svg = toSvg(chart, palette);
    const root = parseXml(svg);
    expect(root.name).toBe('svg');
    expect(root.children[0]).toMatchObject({ name: 'title', text: chart.title });
    expect(root.children[1]?.name).toBe('desc');
    expect(svg).not.toMatch(/NaN|Infinity|undefined|<script|<style|href|\bon\w+=/);
  }
});

test('names of a description are text, never markup', () => {
  const hostile = '</text><script>alert(1)</script>"&\u0000';
  const renamed = JSON.parse(JSON.stringify(sampleReport).replaceAll('"web"', JSON.stringify(hostile))) as Report;
  for (const chart of charts(renamed)) {
    const svg = toSvg(chart, palette);
    expect(() => parseXml(svg)).not.toThrow();
    expect(svg).not.toContain('<script');
  }
});

test('every colour of high contrast is told from the ground, and areas differ by pattern too', () => {
  const strong = paletteOf(() => '', 'high-contrast', 'sans-serif');
  const svg = toSvg(breakdownChart(sampleReport.workloads[0]!)!, strong);
  expect(svg).toContain('fill="#000000"');
  expect(svg.match(/<pattern /g)?.length ?? 0).toBeGreaterThanOrEqual(1);
});
