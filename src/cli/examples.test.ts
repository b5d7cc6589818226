// The examples through the real engine: no problem in the text, every format valid, the same text every time.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Report } from '../analysis/report.js';
import { createEngine } from './engine.js';
import { run } from './run.js';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
const files = readdirSync(`${root}/examples`).filter((name) => name.endsWith('.arch'));
const schema = JSON.parse(readFileSync(`${root}/docs/report.schema.json`, 'utf8'));
const validate = new Ajv2020.default({ strict: true, allErrors: true }).compile(schema);

interface Output {
  readonly files: readonly { readonly report: Report; readonly diagnostics: readonly unknown[] }[];
}

/** The parts of a mean response add up to it. */
function expectBreakdowns(report: Report): void {
  for (const { name, mean, breakdown } of report.workloads) {
    expect(breakdown.kind, name).toBe(mean.kind === 'value' ? 'parts' : 'unknown');
    if (breakdown.kind !== 'parts' || mean.kind !== 'value') continue;
    const sum = breakdown.parts.reduce((total, part) => total + part.seconds, 0);
    expect(Math.abs(sum / mean.value - 1), name).toBeLessThan(1e-9);
  }
}

async function headroom(...argv: string[]): Promise<{ code: number; output: string; errors: string }> {
  let output = '';
  let errors = '';
  const host = {
    cwd: root,
    root,
    colour: false,
    input: async () => '',
    out: (text: string) => {
      output += text;
    },
    error: (text: string) => {
      errors += text;
    },
  };
  const code = await run(argv, host, async () => createEngine());
  return { code, output, errors };
}

describe.each(files)('examples/%s', (name) => {
  const file = `examples/${name}`;
  it('has no problem, and valid JSON, as it stands and in each scenario', async () => {
    const { output } = await headroom('analyze', file, '--format', 'json');
    const base = JSON.parse(output) as Output;
    validate(base);
    expect(validate.errors).toBeNull();
    expect(base.files[0]!.diagnostics).toEqual([]);
    const { scenarios, objectives } = base.files[0]!.report;
    expect(objectives.length).toBeGreaterThan(0);
    expect(scenarios.length).toBeGreaterThan(1);
    for (const scenario of scenarios) {
      const overlay = await headroom('analyze', file, '--format', 'json', '--scenario', scenario);
      const result = JSON.parse(overlay.output) as Output;
      validate(result);
      expect(validate.errors, scenario).toBeNull();
      expect(result.files[0]!.diagnostics, scenario).toEqual([]);
      expectBreakdowns(result.files[0]!.report);
    }
    expectBreakdowns(base.files[0]!.report);
  });
  it('is laid out', async () => {
    expect(await headroom('fmt', '--check', file)).toEqual({ code: 0, output: '', errors: '' });
  });
  it('reads well as text', async () => {
    const { output } = await headroom('analyze', file);
    expect(output).not.toMatch(/NaN|Infinity|undefined|\[object/);
    expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThan(400);
  });
});

describe('the documentation', () => {
  it('shows minimal.arch as it is', () => {
    const page = readFileSync(`${root}/docs/getting-started.md`, 'utf8');
    expect(page).toContain(readFileSync(`${root}/examples/minimal.arch`, 'utf8'));
  });
});

describe('the command line', () => {
  it('prints minimal.arch as it always does', async () => {
    const { output } = await headroom('analyze', 'examples/minimal.arch');
    await expect(output).toMatchFileSnapshot('./golden/minimal.txt');
  });
  it('takes overrides, and refuses those that fit nothing', async () => {
    const more = await headroom('analyze', 'examples/minimal.arch', '--set', 'web.replicas=4', '--format', 'json');
    expect((JSON.parse(more.output) as Output).files[0]!.report.nodes[0]!.replicas).toBe(4);
    const wrong = await headroom('analyze', 'examples/minimal.arch', '--set', 'wbe.replicas=4');
    expect(wrong.code).toBe(3);
    expect(wrong.errors).toContain('wbe');
    const unknown = await headroom('analyze', 'examples/minimal.arch', '--scenario', 'sael');
    expect(unknown.code).toBe(3);
    expect(unknown.errors).toContain("did you mean 'sale'?");
  });
  it('is 2 for a folder and for a missing file', async () => {
    expect((await headroom('analyze', 'examples')).code).toBe(2);
    expect((await headroom('analyze', 'examples/gone.arch')).output).toContain('no such file');
  });
});
