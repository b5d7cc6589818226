import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { toSarif } from './sarif.js';
import { sample } from './testing/sample.js';

// The OASIS schema of SARIF 2.1.0, as it is shipped in a package of the SARIF SDK; only the file is read.
const require = createRequire(import.meta.url);
const schemaFile = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
// It is written in draft 4, whose only difference that it uses is the name of `$id`.
delete schema.$schema;
delete schema.id;
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly kind?: string;
      readonly level: string;
      readonly locations: readonly {
        readonly physicalLocation: { readonly region?: unknown; readonly artifactLocation: unknown };
      }[];
      readonly fixes?: unknown;
    }[];
  }[];
}

function log(files = sample): Log {
  return JSON.parse(toSarif(files, { version: '0.1.0', describe: () => undefined })) as Log;
}

describe('toSarif', () => {
  it('validates against the schema of SARIF 2.1.0', () => {
    validate(log());
    expect(validate.errors).toBeNull();
    validate(log([]));
    expect(validate.errors).toBeNull();
  });
  it('is a schema that refuses', () => {
    expect(validate({ version: '2.1.0' })).toBe(false);
    expect(validate({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });
  it('gives diagnostics, findings and broken objectives, and no objective that is met', () => {
    const results = log().runs[0]!.results;
    expect(results.map((result) => [result.ruleId, result.kind ?? 'fail', result.level])).toEqual([
      ['hostile-code', 'fail', 'warning'],
      ['objective-missed', 'fail', 'error'],
      ['objective-unknown', 'fail', 'warning'],
      ['expected-duration', 'fail', 'error'],
      ['unreadable-file', 'fail', 'error'],
    ]);
  });
  it('names the rule of each result', () => {
    const { tool, results } = log().runs[0]!;
    for (const result of results) expect(tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
  });
  it('counts lines and columns from 1 and escapes file names', () => {
    const results = log().runs[0]!.results;
    expect(results[0]!.locations[0]!.physicalLocation.region).toMatchObject({
      startLine: 5,
      startColumn: 10,
      endColumn: 13,
    });
    expect(results[3]!.locations[0]!.physicalLocation.artifactLocation).toEqual({
      uri: 'examples/with%20space%20%26%20%3Cmark%3E.arch',
      uriBaseId: 'SRCROOT',
    });
  });
  it('lets no text of a description become a link or an argument of the message', () => {
    const text = toSarif(sample, { version: '0.1.0' });
    expect(text).toContain('\\\\[x](http');
    expect(text).toContain('{{0}}');
  });
  it('carries fixes', () => {
    expect(JSON.stringify(log().runs[0]!.results[0]!.fixes)).toContain('"insertedContent":{"text":"replicas 8"}');
  });
});
