import { readdirSync, readFileSync } from 'node:fs';
import { EmptyFileSystem, type LangiumDocument, URI } from 'langium';
import { expect, test } from 'vitest';
import { createArchCoreServices } from '../module.js';
import { readSystem } from '../read-system.js';
import { restyle } from './literal.js';
import { type Written, writeBack } from './write-back.js';

const services = createArchCoreServices(EmptyFileSystem);
let count = 0;

/** Built documents of texts that may import each other by the names 'main.arch', 'other.arch'. */
async function build(texts: Record<string, string>): Promise<LangiumDocument> {
  const { LangiumDocuments, DocumentBuilder } = services.shared.workspace;
  const folder = `memory:///${count++}/`;
  const documents = Object.entries(texts).map(([name, text]) =>
    LangiumDocuments.createDocument(URI.parse(folder + name), text),
  );
  await DocumentBuilder.build(documents, { validation: false });
  return documents[0]!;
}

function apply(text: string, changes: Written['changes']): string {
  let result = text;
  for (const { at, newText } of [...changes].sort((a, b) => b.at.offset - a.at.offset)) {
    result = result.slice(0, at.offset) + newText + result.slice(at.end);
  }
  return result;
}

type Overrides = Record<string, string>;
const asked = (values: Overrides) => Object.entries(values).map(([path, value]) => ({ path, value }));

async function write(text: string, values: Overrides, scenario?: string): Promise<Written & { text: string }> {
  const document = await build({ 'main.arch': text });
  const written = writeBack(services, document, { scenario, overrides: asked(values) });
  return { ...written, text: apply(text, written.changes) };
}

/** A system without places and origins: what it says. */
function said(document: LangiumDocument, options: Parameters<typeof readSystem>[2] = {}): unknown {
  const { system } = readSystem(services, document, options);
  const drop = new Set(['at', 'nameAt', 'targetAt', 'origin', 'uri', 'source', 'low', 'high', 'recoveryOrigin']);
  return JSON.parse(
    JSON.stringify(system, (key, value: unknown) => {
      if (drop.has(key)) return undefined;
      return typeof value === 'number' ? Number(value.toPrecision(9)) : value;
    }),
  );
}

const shop = `param peak = 3
workload browse { open peak * 400 req/s; calls web.page }
workload staff { closed 250 users think 20 s; calls web.page }
frontend web {
  // in front
  replicas 6  // two per zone
  cores 4
  op page { cpu 8ms cv 1.2 }
}
service bare { op run { cpu 1 ms } }
scenario busy { web.replicas = 9 }
`;

test('a number is replaced where it stands, its unit and what follows it stay', async () => {
  const { text, notes, refused } = await write(shop, {
    'web.replicas': '8',
    'staff.users': '300',
    'web.page.cpu': '0.012 s',
  });
  expect(text).toBe(
    shop.replace('replicas 6 ', 'replicas 8 ').replace('250 users', '300 users').replace('8ms', '12ms'),
  );
  expect(notes).toEqual([]);
  expect(refused).toEqual([]);
});

test('an expression over parameters is replaced as a whole, and said', async () => {
  const { text, notes } = await write(shop, { 'browse.rate': '1800 req/s' });
  expect(text).toContain('workload browse { open 1800 req/s; calls web.page }');
  expect(notes).toEqual(["browse.rate: 'peak * 400 req/s' became '1800 req/s' and no longer follows peak."]);
});

test('what nobody wrote is added to its declaration', async () => {
  const { text, refused } = await write(shop, { 'bare.replicas': '4', 'web.workers': '64', 'browse.burstiness': '2' });
  expect(text).toContain('service bare { replicas 4; op run');
  expect(text).toContain('frontend web {\n  workers 64\n  // in front\n');
  expect(text).toContain('open peak * 400 req/s burstiness 2;');
  expect(refused).toEqual([]);
});

test('a parameter can be written too, and line ends of the file are kept', async () => {
  const { text } = await write(shop.replaceAll('\n', '\r\n'), { peak: '4', 'web.queue': '64' });
  expect(text).toContain('param peak = 4\r\n');
  expect(text).toContain('frontend web {\r\n  queue 64\r\n');
});

test('under a scenario its own value is replaced, or one is added to it', async () => {
  const { text } = await write(shop, { 'web.replicas': '12', 'browse.rate': '2000 req/s' }, 'busy');
  expect(text).toContain('scenario busy { browse.rate = 2000 req/s; web.replicas = 12 }');
  expect(text).toContain('open peak * 400 req/s');
});

test('the likely value of a range moves inside of it; one outside replaces the range', async () => {
  const ranged = (value: string): string => `service web { replicas 3; op page { cpu ${value} } }\n`;
  const inside = await write(ranged('5 ms .. 8 ms .. 12 ms source "profile"'), { 'web.page.cpu': '10 ms' });
  expect(inside.text).toBe(ranged('5 ms .. 10 ms .. 12 ms'));
  expect(inside.notes).toEqual([
    "web.page.cpu is now '5 ms .. 10 ms .. 12 ms': its range stays, without its source 'profile'.",
  ]);
  const two = await write(ranged('5 ms .. 12 ms assumed'), { 'web.page.cpu': '10 ms' });
  expect(two.text).toBe(ranged('5 ms .. 10 ms .. 12 ms assumed'));
  const outside = await write(ranged('5 ms .. 12 ms'), { 'web.page.cpu': '20 ms' });
  expect(outside.text).toBe(ranged('20 ms'));
  expect(outside.notes[0]).toContain('lies outside');
});

test('what does not fit is refused with the reason of the analysis, the rest is written', async () => {
  const { text, refused } = await write(shop, {
    'web.replicas': '2.5',
    'webb.replicas': '3',
    'web.cores': '8',
    'bare.fails.every': '3 days',
  });
  expect(refused.map((item) => item.path)).toEqual(['web.replicas', 'webb.replicas', 'bare.fails.every']);
  expect(refused.every((item) => item.reason.length > 10)).toBe(true);
  expect(text).toBe(shop.replace('cores 4', 'cores 8'));
});

test('a value of an imported file is written there', async () => {
  const document = await build({
    'main.arch': 'import "other.arch"\nworkload w { open 5 req/s; calls store.read }\n',
    'other.arch': 'store store { replicas 2; op read { cpu 1 ms } }\n',
  });
  const { changes } = writeBack(services, document, { overrides: asked({ 'store.replicas': '5' }) });
  expect(changes).toHaveLength(1);
  expect(changes[0]!.at.uri).toMatch(/other\.arch$/);
  expect(apply('store store { replicas 2; op read { cpu 1 ms } }\n', changes)).toContain('replicas 5;');
});

test('numbers keep unit, spacing and thousands where the new one fits', () => {
  expect(restyle('90_000 req/min', '1800 req/s')).toBe('108_000 req/min');
  expect(restyle('30 %', '0.4')).toBe('40 %');
  expect(restyle('0.3', '40 %')).toBe('0.4');
  expect(restyle('250 users', '300')).toBe('300 users');
  expect(restyle('8ms', '12 ms')).toBe('12ms');
  expect(restyle('2 days', '1 s')).toBe('1 s');
  expect(restyle('8 ms', '5')).toBe('5');
});

/** The written text says what the what-if said. */
test.each(readdirSync('examples').filter((name) => name.endsWith('.arch')))(
  'values of %s can be written back',
  async (file) => {
    const text = readFileSync(`examples/${file}`, 'utf8');
    const document = await build({ 'main.arch': text });
    const places = new Map<string, string>();
    readSystem(services, document, { onValue: (path, node) => node && places.set(path, node.$cstNode?.text ?? '') });
    expect(places.size).toBeGreaterThan(5);
    // Twice the value where that is legal; what is refused must not have changed anything.
    const all = [...places].map(([path, old]) => ({ path, value: `2 * (${old.replace(/ (source|assumed).*/, '')})` }));
    // Some of them, evenly: a hundred documents take seconds.
    const sample = all.filter((_, index) => index % Math.ceil(all.length / 40) === 0);
    let tried = 0;
    for (const override of sample) {
      const { changes, refused } = writeBack(services, document, { overrides: [override] });
      if (refused.length > 0) continue;
      tried++;
      const written = await build({ 'main.arch': apply(text, changes) });
      expect(said(written), override.path).toEqual(said(document, { overrides: [override] }));
    }
    expect(tried).toBeGreaterThan(sample.length / 2);
  },
);
