import { expect, test } from 'vitest';
import type { Report } from '../../src/analysis/report.js';
import { sampleReport } from '../testing/sample.js';
import { comparisonTables } from './comparison.js';

const slower: Report = {
  ...sampleReport,
  scenario: 'black_friday',
  workloads: sampleReport.workloads.map((workload) =>
    workload.name === 'browse' && workload.p99.kind === 'value'
      ? { ...workload, p99: { ...workload.p99, value: workload.p99.value * 2 } }
      : workload,
  ),
};

test('side by side with the difference; only what differs is drawn, everything is saved', () => {
  const [objectives, workloads, nodes] = comparisonTables({ report: sampleReport, other: slower });
  expect(workloads?.table.columns.map((column) => column.title)).toEqual([
    'Workload',
    'Figure',
    'as described',
    'black friday',
    'Difference',
  ]);
  expect(workloads?.differing.map((row) => row.map((cell) => cell.text))).toEqual([
    ['browse', 'p99', '212 ms', '424 ms', '+212 ms, worse'],
  ]);
  expect(workloads?.table.rows).toHaveLength(12);
  expect(objectives?.differing).toEqual([]);
  expect(nodes?.differing).toEqual([]);
  expect(nodes?.table.rows).toHaveLength(sampleReport.nodes.length * 2);
});

test('names of files differ and are plain', () => {
  const names = comparisonTables({ report: sampleReport, other: slower }).map((item) => item.name);
  expect(names).toEqual([
    'objectives-as-described-black-friday',
    'workloads-as-described-black-friday',
    'nodes-as-described-black-friday',
  ]);
});
