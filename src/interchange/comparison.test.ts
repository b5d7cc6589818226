import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { compare } from '../analysis/compare.js';
import type { Report } from '../analysis/report.js';
import { type Compared, comparisonJson, comparisonMarkdown } from './comparison.js';
import { hostile, sample } from './testing/sample.js';

const schemaOf = (name: string) => JSON.parse(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8'));
const validate = new Ajv2020.default({ strict: true, allErrors: true })
  .addSchema(schemaOf('report.schema.json'))
  .compile(schemaOf('comparison.schema.json'));

const before = sample[0]!.report!;
const after: Report = {
  ...before,
  scenario: hostile,
  nodes: [...before.nodes, { ...before.nodes[0]!, name: hostile, kind: 'store' }],
  workloads: before.workloads.slice(0, 1),
  objectives: before.objectives.map((item) => ({ ...item, verdict: 'missed', reason: hostile, text: hostile })),
  places: [],
};
const compared: Compared = {
  before: sample[0]!,
  after: { file: 'new.arch', diagnostics: sample[1]!.diagnostics, report: after },
  comparison: compare(before, after),
};
const broken: Compared = { before: sample[2]!, after: sample[0]!, comparison: undefined };

describe('a comparison as JSON', () => {
  it('validates against its schema', () => {
    for (const item of [compared, broken]) {
      validate(JSON.parse(comparisonJson(item)));
      expect(validate.errors).toBeNull();
    }
  });
  it('is refused by the schema where a property is missing or unknown', () => {
    expect(validate({ version: 1 })).toBe(false);
    expect(validate({ ...JSON.parse(comparisonJson(broken)), more: 1 })).toBe(false);
  });
});

describe('a comparison as Markdown', () => {
  const text = comparisonMarkdown(compared);
  it('lets no markup of a description through', () => {
    expect(text).not.toMatch(/<|\]\(|@all|`/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
  it('keeps every row to the columns of its table', () => {
    for (const part of text.split('\n\n')) {
      const widths = part
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map((line) => line.split('|').length);
      expect(new Set(widths).size).toBeLessThanOrEqual(1);
    }
  });
  it('says what got worse, what changed and what is gone', () => {
    expect(text).toContain('❌ newly missed');
    expect(text).toContain('- gone: workload staff');
    expect(text).toContain('- gone: zone eu.a');
    expect(comparisonMarkdown(broken)).toContain('**Nothing to compare:** one side could not be analysed.');
  });
});
