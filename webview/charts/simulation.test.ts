import { expect, test } from 'vitest';
import { drill, steady } from '../../src/analysis/simulating/testing/sample.js';
import { sampleReport } from '../testing/sample.js';
import { curveChart } from './curve.js';
import { drillCharts, simulatedPoints, simulationTable } from './simulation.js';

test('simulated response times stand over the curve with their intervals', () => {
  const points = simulatedPoints(steady, 'browse');
  expect(points.map(({ name }) => name)).toEqual(['mean', 'p99']);
  expect(points[0]).toMatchObject({ x: 1199, y: 0.0832 });
  expect(points[0]!.low).toBeLessThan(points[0]!.y);
  expect(points[0]!.high).toBeGreaterThan(points[0]!.y);
  expect(simulatedPoints(steady, 'nobody')).toEqual([]);
  const curve = sampleReport.curves[0]!;
  const high = { ...points[1]!, y: 1000 };
  const chart = curveChart(curve, sampleReport, [high])!;
  expect(chart.points).toEqual([high]);
  expect(chart.y.to).toBeGreaterThan(1000);
  expect(chart.description).toContain('simulated');
  expect(curveChart(curve, sampleReport)).not.toHaveProperty('points');
});

test('the table has each figure beside the computed one, and says where that lies', () => {
  const { rows, columns } = simulationTable(steady);
  expect(columns[3]!.title).toBe('95 % interval');
  expect(rows.map((row) => row.map(({ text }) => text))).toContainEqual([
    'browse',
    'errors',
    '0.2 %',
    '0.16 % to 0.24 %',
    '0.31 %',
    '✗ disagrees',
  ]);
  expect(rows.at(-1)!.map(({ text }) => text)).toEqual([
    'web',
    'waiting',
    '0.7 requests',
    'at least 0.6 requests',
    'unknown',
    '',
  ]);
});

test('a drill is drawn with its marks and its drain', () => {
  const [load, queues, response] = drillCharts(drill, 'browse');
  expect(load!.lines.map(({ name }) => name)).toEqual(['arrivals', 'goodput', 'timed out', 'rejected']);
  expect(queues!.lines.map(({ name }) => name)).toEqual(['in progress', 'waiting at web', 'waiting at orders']);
  expect(response!.lines[0]!.points[0]!.y).toBeNaN();
  expect(load!.marks.map(({ value, label }) => [value, label])).toEqual([
    [40, 'eu.a: fail'],
    [50, 'eu.a detected'],
    [70, 'eu.a: restore, eu.a restored'],
    [85, 'drained'],
  ]);
  expect(load!.table.rows[0]!.map(({ text }) => text)).toContain('–');
  expect(load!.table.rows).toHaveLength(120);
});

test('without a time line there are no charts', () => {
  expect(drillCharts(steady, 'browse')).toEqual([]);
});
