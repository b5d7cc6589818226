/** `headroom simulate`: options, formats, exit codes; the text of a small run byte for byte. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { drill } from '../analysis/simulating/testing/sample.js';
import { toSimulationMarkdown } from '../interchange/simulation.js';
import { parseCommandLine } from './arguments.js';
import { createEngine } from './engine.js';
import type { Host } from './host.js';
import { run } from './run.js';
import { toSimulationText } from './simulationText.js';
import { budgetOf, durationOf, shareOf } from './values.js';

const schema = JSON.parse(readFileSync(new URL('../../docs/simulation.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020.default({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

let cwd: string;
let output: string;
let errors: string;
let status: string[];
let interrupt: (() => void) | undefined;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'headroom-simulate-'));
  const minimal = fileURLToPath(new URL('../../examples/minimal.arch', import.meta.url));
  writeFileSync(join(cwd, 'minimal.arch'), readFileSync(minimal));
  writeFileSync(
    join(cwd, 'full.arch'),
    'system full\nworkload users { open 220 req/s  calls api.get }\nservice api { workers 1  op get { cpu 10 ms } }\n',
  );
  writeFileSync(join(cwd, 'wrong.arch'), 'system wrong\nworkload users { open 220 req/s  calls api.put }\n');
  writeFileSync(join(cwd, 'idle.arch'), 'system idle\nservice api { op get { cpu 10 ms } }\n');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
beforeEach(() => {
  output = errors = '';
  status = [];
  interrupt = undefined;
});

const host = (): Host => ({
  cwd,
  root: cwd,
  colour: false,
  input: async () => readFileSync(join(cwd, 'minimal.arch'), 'utf8'),
  out: (text) => {
    output += text;
  },
  error: (text) => {
    errors += text;
  },
  status: (line) => status.push(line),
  onInterrupt: (stop) => {
    interrupt = stop;
    return () => undefined;
  },
});
const simulate = (...argv: string[]): Promise<number> => run(['simulate', ...argv], host(), async () => createEngine());
const short = ['--time', '5s', '--replications', '4'];

test.each([
  ['simulate.txt', toSimulationText('shop.arch', drill, { colour: false })],
  ['simulate-markdown.txt', toSimulationMarkdown('shop.arch', drill)],
])('%s is as it was', async (name, text) => {
  await expect(text).toMatchFileSnapshot(fileURLToPath(new URL(`golden/${name}`, import.meta.url)));
});

test('text of a description', async () => {
  expect(await simulate('minimal.arch', ...short)).toBe(0);
  expect(output).toMatch(/^minimal\.arch {2}system minimal\n4 replications of 5 s after a warm-up of 1 s, /);
  expect(output).toMatch(
    /\n {2}visitors {2}throughput +[\d.]+ req\/s +[\d.]+ req\/s to [\d.]+ req\/s +100 req\/s {2}✓\n/,
  );
});

test('JSON validates against its schema, with and without a time line', async () => {
  expect(await simulate('minimal.arch', ...short, '--format', 'json')).toBe(0);
  validate(JSON.parse(output));
  expect(validate.errors).toBeNull();
  output = '';
  expect(await simulate('full.arch', '--format', 'json', '--budget', '100k')).toBe(1);
  validate(JSON.parse(output));
  expect(validate.errors).toBeNull();
  expect(JSON.parse(output).simulation.timeLine.workloads[0].arrivals.length).toBeGreaterThan(50);
});

test('CSV has a line for each figure, the time line one for each interval', async () => {
  expect(await simulate('-', ...short, '--format', 'csv')).toBe(0);
  expect(output.split('\r\n')[1]).toMatch(/^workload,visitors,throughput,1\/s,[\d.]+,[\d.]+,[\d.]+,100,flow,0,/);
  output = '';
  expect(await simulate('full.arch', '--format', 'timeline', '--budget', '100k')).toBe(1);
  expect(output).toMatch(/^time \(s\),users arrivals \(1\/s\),/);
  output = '';
  expect(await simulate('minimal.arch', ...short, '--format', 'timeline')).toBe(3);
  expect(errors).toContain('there is no time line');
});

test('what grows is said, with its rate, and the exit code is 1', async () => {
  expect(await simulate('full.arch', '--budget', '100k')).toBe(1);
  expect(output).toMatch(/No steady state: grows by 1\d\d requests\/s at api\./);
});

test('mistakes are told: of the file 2, of the command line 3', async () => {
  expect(await simulate('wrong.arch')).toBe(2);
  expect(errors).toMatch(/wrong\.arch:2:\d+: /);
  expect(await simulate('missing.arch')).toBe(2);
  expect(await simulate('idle.arch')).toBe(2);
  expect(errors).toContain('no workload');
  expect(await simulate('minimal.arch', '--scenario', 'none')).toBe(3);
  expect(await simulate('minimal.arch', '--warm-up', '2s')).toBe(3);
  expect(errors).toContain('time to observe');
  for (const wrong of [
    ['--precision', '0'],
    ['--seed', '-1'],
    ['--time', '5'],
    ['--workers', '0'],
    ['--budget', 'x'],
  ])
    expect(await simulate('minimal.arch', ...wrong), wrong.join(' ')).toBe(3);
  expect(errors).toContain("--budget takes a time or a number of events, such as 30s or 50M, not 'x'");
});

test('an interrupt prints what there is; progress stands on the terminal and is wiped', async () => {
  const running = simulate('minimal.arch', '--time', '5s', '--precision', '0.01%', '--budget', '10G');
  while (status.length < 8) await new Promise((resolve) => setTimeout(resolve, 20));
  interrupt!();
  expect(await running).toBe(130);
  expect(output).toContain('Stopped: these are the figures until then.');
  expect(status.some((line) => /simulating: \d+ %/.test(line))).toBe(true);
  expect(status.at(-1)).toBe('');
});

test('without its threads it says so and simulates all the same', async () => {
  expect(await simulate('minimal.arch', ...short)).toBe(0);
  expect(errors).toMatch(/simulated without threads: .*simulator\.cjs/);
});

test('options are understood', () => {
  expect(parseCommandLine(['simulate', 'a.arch', '--precision', '1%', '--warm-up', '0s', '--failures'])).toMatchObject({
    precision: 0.01,
    warmUp: 0,
    failures: true,
    budget: {},
  });
  expect([durationOf('250ms'), durationOf('10 min'), durationOf('2 parsecs'), durationOf('0s')]).toEqual([
    0.25,
    600,
    undefined,
    undefined,
  ]);
  expect([shareOf('0.5 %'), shareOf('0.01'), shareOf('200%'), shareOf('-1')]).toEqual([
    0.005,
    0.01,
    undefined,
    undefined,
  ]);
  expect([budgetOf('30s'), budgetOf('50M'), budgetOf('2e3'), budgetOf('5 apples')]).toEqual([
    { seconds: 30 },
    { events: 5e7 },
    undefined,
    undefined,
  ]);
});
