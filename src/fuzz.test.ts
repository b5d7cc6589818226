// Any text as input, the short version: random edits of the examples, and texts made to hurt. See fuzz.long.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { URI } from 'langium';
import { describe, expect, it } from 'vitest';
import { attempt, flaw, fuzzServices, Mutator } from './fuzz-run.js';
import { readSystem, readText } from './language/read-system.js';

const folder = new URL('../examples/', import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.arch'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

it('2,000 random edits are read, and some are analysed', async () => {
  const mutator = new Mutator(examples);
  const services = await fuzzServices();
  for (let seed = 1; seed <= 2000; seed++) {
    const text = mutator.text(seed);
    const problem = await attempt(services, text, seed % 10 === 0 ? 'quick' : 'read');
    if (problem !== undefined) expect.fail(`seed ${seed}: ${problem}\n${text}`);
  }
}, 120_000);

it('the healthy examples have no flaw', async () => {
  const services = await fuzzServices();
  for (const text of examples) expect(await attempt(services, text, 'quick')).toBeUndefined();
}, 60_000);

it('a flaw is found wherever it stands', () => {
  expect(flaw({ a: [1, { b: Number.NaN }] })).toBe('$.a.1.b is NaN');
  expect(flaw({ text: 'ρ Infinity' })).toContain('Infinity');
  expect(flaw({ a: 1, b: undefined, c: 'fine' })).toBeUndefined();
});

describe('texts made to hurt', () => {
  const web = 'frontend web { op page { cpu 5 ms } }\n';
  const load = 'workload w { open 10 req/s; calls web.page }\n';
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'];
  /** Text, and the code that must be reported (none: no error at all). */
  const cases: [what: string, text: string, code?: string][] = [
    ['10 MB of comments', '// nothing\n'.repeat(900_000), 'file-too-large'],
    ['10 MB on one line', 'x'.repeat(10_000_000), 'file-too-large'],
    ['1 MB of one word', 'x '.repeat(490_000)],
    [
      '10,000 blocks deep',
      `service a { op b { ${'parallel { '.repeat(10_000)}${'} '.repeat(10_002)}`,
      'nested-too-deep',
    ],
    ['10,000 open blocks', `service a { op b { ${'parallel { '.repeat(10_000)}`, 'nested-too-deep'],
    ['10,000 parentheses', `param x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}`, 'nested-too-deep'],
    ['10,000 signs', `param x = ${'-'.repeat(10_000)}1`, 'nested-too-deep'],
    ['10,000 powers', `param x = ${'1 ^ '.repeat(10_000)}1`, 'nested-too-deep'],
    ['10,000 terms', `param x = ${'1 + '.repeat(10_000)}1`, 'nested-too-deep'],
    ['2,000 parameters in a chain', [...Array(2000).keys()].map((i) => `param p${i} = p${i + 1} + 1`).join('\n')],
    ['an endless parameter', 'param a = b\nparam b = a', 'parameter-cycle'],
    ['1e400', 'param x = 1e400', 'overflow'],
    ['a rate of 1e400', `${web}workload w { open 1e400 req/s; calls web.page }`, 'overflow'],
    ['an overflow in an expression', 'param x = 1e300 * 1e300', 'overflow'],
    ['1e-400', `${web}workload w { open 1e-400 req/s; calls web.page }`],
    ['the smallest number', `${load}frontend web { cores 1; speed 1; op page { cpu 1e-320 s } }`],
    ['the longest time', `${load}frontend web { cores 1; workers 1; op page { cpu 1000 years } }`],
    ['the largest count', `${load}frontend web { replicas 1_000_000; workers 1_000_000; op page { cpu 5 ms } }`],
    ['an operation that calls itself', `${load}frontend web { cores 1; op page { cpu 5 ms; call web.page } }`],
    [
      'an operation that half calls itself',
      `${load}frontend web { cores 1; op page { cpu 5 ms; call web.page with 50 % } }`,
    ],
    ['retries that multiply', `${load}frontend web { op page { call web.page retry 100 timeout 1 ns times 1000000 } }`],
    ['a lone surrogate', 'param \ud800 = 1'],
    ['a byte of nothing', '\u0000', 'syntax'],
    ['a byte order mark', `\ufeff${web}`],
    ['an endless comment', '/* nothing', 'syntax'],
    ['an endless string', 'system a "b', 'syntax'],
    ['nothing', ''],
    ...names.map((name): [string, string] => [
      `the name ${name}`,
      `workload ${name} { open 10 req/s; calls ${name}_.${name} }\nservice ${name}_ { replicas 2; op ${name} { cpu 5 ms } }
param ${name}__ = 1\nobjective ${name} { p99 < 1 s }\nscenario ${name} { ${name}.rate = 20 req/s }`,
    ]),
  ];

  it.each(cases)('%s', async (_, text, code) => {
    const services = await fuzzServices();
    expect(await attempt(services, text, 'full')).toBeUndefined();
    const { diagnostics } = await readText(services, text);
    const codes = diagnostics.map((item) => item.code);
    if (code !== undefined) expect(codes).toContain(code);
    if (code === 'file-too-large' || code === 'nested-too-deep') expect(codes).toEqual([code]);
  });

  it.each(names)('the name %s changes no object of the tool', async (name) => {
    await readText(
      await fuzzServices(),
      `service ${name} { replicas 2; op ${name} { cpu 5 ms } }\nscenario ${name} { ${name}.replicas = 3 }`,
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).replicas).toBeUndefined();
  });

  it('files that import each other in a circle, and themselves', async () => {
    const services = await fuzzServices();
    const { LangiumDocuments, DocumentBuilder } = services.shared.workspace;
    const texts = {
      a: 'import "./b.arch"\nimport "./a.arch"\nparam x = y',
      b: 'import "./c.arch"\nparam y = z',
      c: 'import "./a.arch"\nparam z = x',
    };
    const documents = Object.entries(texts).map(([name, text]) =>
      LangiumDocuments.createDocument(URI.parse(`memory:///${name}.arch`), text),
    );
    await DocumentBuilder.build(documents, { validation: false });
    const codes = documents.map((document) => readSystem(services, document).diagnostics.map((item) => item.code));
    for (const found of codes) {
      expect(found).toContain('import-cycle');
      expect(found).toContain('parameter-cycle');
    }
  });
});
