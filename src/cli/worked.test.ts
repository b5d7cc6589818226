// The worked examples: every figure by its formula, as the page prints it, through file, analysis and report or through the kernels.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS } from '../../scripts/docs.mjs';
import type { Report } from '../analysis/report.js';
import { createEngine } from './engine.js';
import { type Asked, answerOf, type WorkedExample, workedExamples } from './testing/worked.js';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
const page = readFileSync(`${root}/docs/worked-examples.md`, 'utf8');
const engine = createEngine();
const known = new Map<string, Promise<Report>>();

/** Analyses a file once per question. */
function reportOf({ id }: WorkedExample, asked: Asked): Promise<Report> {
  if ('call' in asked) throw new Error('a kernel has no report');
  const key = `${id} ${asked.scenario}`;
  const found = known.get(key) ?? analyseFile(id, asked.scenario);
  known.set(key, found);
  return found;
}

async function analyseFile(id: string, scenario: string | undefined): Promise<Report> {
  const answer = await engine.answer({ path: `${root}/examples/worked/${id}.arch`, scenario, overrides: [] });
  if (answer.kind !== 'answer' || !answer.report) throw new Error(`${id}: ${JSON.stringify(answer)}`);
  expect(answer.diagnostics).toEqual([]);
  return answer.report;
}

describe.each(workedExamples)('worked example $id', (example) => {
  it.each(example.figures)('$figure', async (item) => {
    const answer = await answerOf(item, (asked) => reportOf(example, asked));
    const scale = Math.abs(item.value) || 1;
    expect(Math.abs(answer - item.value) / scale, `${answer} and ${item.value}`).toBeLessThan(item.tolerance ?? 1e-9);
    if (item.published !== undefined) expect(item.show(answer)).toBe(item.published);
  });
});

const described = workedExamples.filter((item) => item.described);
describe.each(described)('the file of worked example $id', (example) => {
  it('stands on the page as it is', () => {
    const text = readFileSync(`${root}/examples/worked/${example.id}.arch`, 'utf8');
    expect(page).toContain(`\`\`\`arch\n${text}\`\`\``);
  });

  it('is laid out, and no objective is broken', async () => {
    const path = `${root}/examples/worked/${example.id}.arch`;
    const text = readFileSync(path, 'utf8');
    expect(await engine.format(path, text)).toBe(text);
    const report = await reportOf(example, { read: () => 0 });
    expect(report.objectives.map((item) => item.verdict)).toEqual(report.objectives.map(() => 'met'));
  });
});

describe('the files', () => {
  it('are all worked out', () => {
    const files = readdirSync(`${root}/examples/worked`).map((name) => name.replace('.arch', ''));
    expect(files.sort()).toEqual(described.map((item) => item.id).sort());
    expect(DOCUMENTS).toContain('worked-examples.md');
  });
});
