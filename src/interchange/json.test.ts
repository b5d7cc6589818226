import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { renameUris } from './document.js';
import { toJson } from './json.js';
import { range, sample } from './testing/sample.js';

const schema = JSON.parse(readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020.default({ strict: true, allErrors: true }).compile(schema);

describe('toJson', () => {
  it('validates against its schema', () => {
    validate(JSON.parse(toJson(sample)));
    expect(validate.errors).toBeNull();
  });
  it('is refused by the schema where a property is missing or unknown', () => {
    expect(validate({ version: 1 })).toBe(false);
    expect(validate({ version: 1, files: [], more: 1 })).toBe(false);
    expect(validate({ version: 2, files: [] })).toBe(false);
  });
  it('refuses a number that JSON cannot hold', () => {
    const report = { ...sample[0]!.report!, nodes: [{ ...sample[0]!.report!.nodes[0]!, arrivalRate: Number.NaN }] };
    expect(() => toJson([{ file: 'a', diagnostics: [], report }])).toThrow('"arrivalRate"');
  });
});

describe('renameUris', () => {
  it('renames at every depth and keeps the rest', () => {
    const before = { at: range(1, 2, 3, 'file:///a/b.arch'), list: [{ uri: 'file:///a/c.arch', text: 'file:///a' }] };
    const after = renameUris(before, (uri) => uri.replace('file:///a/', ''));
    expect(after).toEqual({ at: range(1, 2, 3, 'b.arch'), list: [{ uri: 'c.arch', text: 'file:///a' }] });
    expect(before.at.uri).toBe('file:///a/b.arch');
  });
  it('keeps a key called __proto__ as an own one', () => {
    const value = JSON.parse('{"__proto__": {"uri": "x"}}');
    expect(JSON.stringify(renameUris(value, () => 'y'))).toBe('{"__proto__":{"uri":"y"}}');
  });
});
