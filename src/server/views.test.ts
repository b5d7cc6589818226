import { expect, test } from 'vitest';
import { sampleReport } from '../../webview/testing/sample.js';
import type { Report, Result } from '../analysis/report.js';
import { actionsOf } from './actions.js';
import { findingsIn, toDiagnostic, withDocs } from './diagnostics.js';
import { explain, tooltip } from './explain.js';
import { hintsOf } from './hints.js';
import { lensesOf } from './lenses.js';
import { escapeMarkdown, link, partsIn } from './places.js';
import { summarise } from './summary.js';

const uri = sampleReport.uri;
const lines = { uri, lengthOf: (line: number) => (line < 100 ? 40 : undefined) };
const all = { start: { line: 0, character: 0 }, end: { line: 200, character: 0 } };
const unstable: Result = { kind: 'unstable', overload: 1.35, node: 'web', reason: 'web gets 1.35 times its capacity' };

test('figures stand at the end of the line, verdicts behind their goals', () => {
  const hints = hintsOf(sampleReport, lines, all);
  const web = hints.find((hint) => hint.position.line === 10);
  expect(web?.label).toBe('ρ 0.71 cores · p99 90 ms · 99.997 %');
  expect(web?.position.character).toBe(40);
  expect(hints.find((hint) => hint.position.line === 4)?.label).toBe('p99 212 ms · 99.952 % · headroom 19 %');
  const goals = hints.filter((hint) => hint.position.line === 60).map((hint) => hint.label);
  expect(goals.join()).toContain('✓ 212 ms');
  expect(goals.join()).toContain('✗ 19 %');
});

test('hints of other files and outside of the range are left out', () => {
  expect(hintsOf(sampleReport, { ...lines, uri: 'file:///other.arch' }, all)).toEqual([]);
  const range = { start: { line: 10, character: 0 }, end: { line: 10, character: 99 } };
  expect(hintsOf(sampleReport, lines, range)).toHaveLength(1);
});

test('an overloaded node type says so and shows no time', () => {
  const nodes = sampleReport.nodes.map((node) => ({ ...node, utilisation: unstable, meanWait: unstable }));
  const [hint] = hintsOf({ ...sampleReport, nodes, workloads: [], objectives: [] }, lines, all);
  expect(hint?.label).toBe('ρ 1.35, unstable');
});

test('lenses name bottleneck, headroom and commands', () => {
  const lenses = lensesOf(sampleReport, uri);
  const titles = lenses.map((lens) => lens.command?.title);
  expect(titles).toContain('headroom 19 %, bottleneck orders_store (workers)');
  expect(titles).toContain('Size for objective');
  expect(lenses.every((lens) => lens.command?.arguments?.[0] === uri)).toBe(true);
});

test('what is still being computed is shown as pending', () => {
  const pending: Result = { kind: 'unknown', reason: 'not yet' };
  const workloads = sampleReport.workloads.map((workload) => ({ ...workload, headroom: pending }));
  const report: Report = { ...sampleReport, workloads, complete: false };
  expect(lensesOf(report, uri).some((lens) => lens.command?.title.startsWith('headroom …'))).toBe(true);
  expect(explain(partsIn(report, uri)[0]!, report)).toContain('being computed');
});

test('a hover on a workload says where its mean goes, and by which method', () => {
  const workload = partsIn(sampleReport, uri).find(
    (part) => part.kind === 'workload' && part.workload.name === 'browse',
  );
  const text = explain(workload!, sampleReport);
  expect(text).toMatch(/The mean goes to orders.*store waiting in a queue 31\.1 %, web computing 20 %, .*…\./);
  expect(text).toContain('Method: mean response split along the path (approximate).');
});

test('a hover explains itself: formula, inputs with lines, method, reference, error, defaults', () => {
  const at = sampleReport.nodes[0]!.at;
  const utilisation: Result = {
    kind: 'value',
    value: 0.71,
    unit: 'share',
    method: 'pooled',
    assumptions: ['arrivals are Poisson'],
    formula: 'ρ = λ·D / c',
    inputs: [
      { name: 'cores', text: '4', defaulted: false, assumed: false, at },
      { name: 'speed', text: '1', defaulted: true, assumed: false },
    ],
  };
  const report = { ...sampleReport, nodes: [{ ...sampleReport.nodes[0]!, utilisation }] };
  const part = partsIn(report, uri).find((item) => item.kind === 'node')!;
  const text = explain(part, report);
  for (const words of [
    'ρ = λ·D / c',
    `${uri}#L11,3`,
    '*(default)*',
    'approximate',
    'within 5 % of simulation',
    'Chandy',
    'Poisson',
  ]) {
    expect(text).toContain(words);
  }
  expect(tooltip(part, report)).toContain('Pooled station');
});

test('no view ever shows NaN, Infinity or undefined', () => {
  const views = [
    JSON.stringify(hintsOf(sampleReport, lines, all)),
    JSON.stringify(lensesOf(sampleReport, uri)),
    summarise(sampleReport, 'shop.arch'),
    ...partsIn(sampleReport, uri).map((part) => explain(part, sampleReport)),
  ];
  for (const view of views) expect(view).not.toMatch(/NaN|Infinity|undefined/);
});

const finding: Report['findings'][number] = {
  ...sampleReport.findings[0]!,
  related: [{ message: 'load comes from here', at: sampleReport.workloads[0]!.at }],
  fixes: [
    { title: 'replicas 3', changes: [{ at: sampleReport.nodes[3]!.nameAt, newText: 'replicas 3' }], verified: false },
    { title: 'replicas 4', changes: [{ at: sampleReport.nodes[3]!.nameAt, newText: 'replicas 4' }], verified: true },
  ],
};

test('a finding becomes a diagnostic with code, page and related places', () => {
  const diagnostic = toDiagnostic(finding, 'file:///docs/');
  expect(diagnostic).toMatchObject({
    code: finding.code,
    source: 'headroom',
    severity: 2,
    codeDescription: { href: `file:///docs/${finding.code}.md` },
  });
  expect(diagnostic.relatedInformation?.[0]?.message).toBe('load comes from here');
  expect(toDiagnostic(finding).codeDescription).toBeUndefined();
});

test('a squiggle ends with the first line of a long declaration', () => {
  const long = { ...finding, at: { ...finding.at, endLine: finding.at.line + 30 } };
  expect(toDiagnostic(long).range.end).toEqual({ line: finding.at.line + 1, character: 0 });
});

test('the page of a diagnostic of the language is linked', () => {
  const diagnostic = { range: all, message: '', code: 'syntax' };
  expect(withDocs(diagnostic, 'file:///d/').codeDescription?.href).toBe('file:///d/syntax.md');
  expect(withDocs(diagnostic, undefined)).toBe(diagnostic);
});

test('findings of several reports about one file stand once', () => {
  expect(findingsIn([sampleReport, sampleReport], uri)).toHaveLength(1);
  expect(findingsIn([sampleReport], 'file:///other.arch')).toHaveLength(0);
});

test('quick fixes carry the version, say whether they were verified, and prefer one that was', () => {
  const actions = actionsOf([finding], toDiagnostic(finding).range, [], () => 7);
  expect(actions.map((action) => [action.title, action.isPreferred ?? false])).toEqual([
    ['replicas 3 (not verified)', false],
    ['replicas 4 (verified)', true],
  ]);
  expect(actions[1]?.edit?.documentChanges).toEqual([
    { textDocument: { uri, version: 7 }, edits: [{ range: expect.anything(), newText: 'replicas 4' }] },
  ]);
  expect(
    actionsOf([finding], { start: { line: 90, character: 0 }, end: { line: 90, character: 1 } }, [], () => 7),
  ).toEqual([]);
});

test('text of a description never becomes markup', () => {
  expect(escapeMarkdown('a|b\n[x](y) <i>')).toBe('a\\|b \\[x\\]\\(y\\) \\<i\\>');
  const at = { ...sampleReport.nodes[0]!.at, uri: 'file:///a (1)/b.arch' };
  expect(link('web', at)).toBe('[web](file:///a%20%281%29/b.arch#L11,3)');
});
