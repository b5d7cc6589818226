import { expect, test } from 'vitest';
import { sampleDay, sampleReport } from '../testing/sample.js';
import { dayCharts } from './day.js';

const [workload] = sampleReport.workloads;
const [load, busy, times] = dayCharts({ ...sampleReport, day: sampleDay }, workload!.name);

test('a day is drawn as steps, with a gap where there is no figure', () => {
  expect(load!.lines[0]!.points.map((point) => point.x / 3600)).toEqual([0, 7, 7, 19, 19, 22, 22, 24]);
  expect(load!.lines[0]!.points.map((point) => point.y / workload!.offered)).toEqual(
    [0.5, 0.5, 1, 1, 1.3, 1.3, 0.5, 0.5].map((factor) => expect.closeTo(factor, 9)),
  );
  expect(times!.lines[0]!.points.slice(4, 6).map((point) => point.y)).toEqual([Number.NaN, Number.NaN]);
  expect(times!.y.to).toBeGreaterThanOrEqual(0.33);
  expect(times!.marks.map((mark) => mark.label)).toContain('p99 < 300 ms');
});

test('the fullest node types are drawn, and the table names the fullest of each interval', () => {
  expect(busy!.lines[0]!.name).toBe(sampleDay.states[2]!.nodes.at(-1)!.name);
  expect(busy!.table.rows.map((row) => row[0]!.text)).toEqual(['00:00', '07:00', '19:00', '22:00']);
  expect(busy!.table.rows[2]!.map((cell) => cell.text)).toContain('117 %');
  expect(busy!.x.format(24 * 3600)).toBe('24:00');
});

test('without profiles there is nothing to draw', () => {
  expect(dayCharts(sampleReport, workload!.name)).toEqual([]);
});
