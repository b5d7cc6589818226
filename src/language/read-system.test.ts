import { AstUtils, EmptyFileSystem } from 'langium';
import { NodeFileSystem } from 'langium/node';
import { describe, expect, it } from 'vitest';
import { createArchCoreServices } from './module.js';
import { PROPERTIES } from './properties.js';
import { openSystem, type ReadOptions, readText } from './read-system.js';

let counter = 0;
const services = createArchCoreServices(EmptyFileSystem);
const read = (text: string, options?: ReadOptions) => readText(services, text, `memory:///t${counter++}.arch`, options);
const codes = async (text: string) => (await read(text)).diagnostics.map((item) => item.code);
const messages = async (text: string) => (await read(text)).diagnostics.map((item) => item.message);

const file = `file://${import.meta.dirname}/fixtures/everything.arch`;

describe('a description with every construct', () => {
  it('is lowered without diagnostics', async () => {
    const { system, diagnostics, scenarios } = await openSystem(createArchCoreServices(NodeFileSystem), file);
    expect(diagnostics).toEqual([]);
    expect(scenarios).toEqual(['black_friday', 'lose_zone']);
    expect(system).toMatchObject({ name: 'everything', title: 'Every construct' });
    expect(system.nodes.map((node) => node.name)).toEqual(['web', 'session', 'catalog', 'ads', 'cache', 'shared']);
    expect(system.scenarios[1]).toMatchObject({ name: 'lose_zone', base: 'black_friday' });
    expect(system.scenarios[1]?.events.map((event) => event.action.kind)).toEqual([
      'fail',
      'fail',
      'slow',
      'partition',
      'set',
      'restore',
    ]);
    const numbers = JSON.stringify(system).match(/null/g);
    expect(numbers).toBeNull();
  });

  it('uses every type of the tree and every property', async () => {
    const own = createArchCoreServices(NodeFileSystem);
    await openSystem(own, file);
    const document = own.shared.workspace.LangiumDocuments.all
      .toArray()
      .find((item) => item.uri.path.endsWith('everything.arch'));
    const types = new Set<string>();
    const properties = new Set<string>();
    for (const node of AstUtils.streamAst(document!.parseResult.value)) {
      types.add(node.$type);
      if (node.$type === 'Property') properties.add((node as unknown as { name: string }).name);
    }
    const reflection = own.shared.AstReflection;
    const concrete = reflection.getAllTypes().filter((type) => reflection.getAllSubTypes(type).length <= 1);
    expect(concrete.filter((type) => !types.has(type))).toEqual([]);
    expect(PROPERTIES.map((spec) => spec.name).filter((name) => !properties.has(name))).toEqual([]);
  });

  it('applies the overrides of a scenario, those of its base, and those from outside', async () => {
    const own = createArchCoreServices(NodeFileSystem);
    const { system, diagnostics } = await openSystem(own, file, {
      scenario: 'lose_zone',
      overrides: [
        { path: 'web.workers', value: '32' },
        { path: 'web.cores', value: 'peak' },
      ],
    });
    expect(diagnostics).toEqual([]);
    const web = system.nodes[0];
    expect(web?.replicas).toMatchObject({ value: 12, origin: 'override' });
    expect(web?.workers).toMatchObject({ value: 32, origin: 'override' });
    expect(web?.cores?.value).toBe(5);
    expect(system.workloads[0]?.load).toMatchObject({ rate: { value: 6000 } });
    expect(system.scenario).toBe('lose_zone');
    const call = web?.operations[0]?.steps.find((step) => step.kind === 'call');
    expect(call?.kind === 'call' && call.policy.timeout?.value).toBe(0.5);
  });

  it('says which name of a value from outside is not known', async () => {
    const overrides = [{ path: 'w.rate', value: '2 * paek' }];
    const { diagnostics } = await readText(
      createArchCoreServices(EmptyFileSystem),
      'param peak = 3 req/s  workload w { open peak; calls a.x }  service a { op x { cpu 1 ms } }',
      'memory:///a.arch',
      { overrides },
    );
    expect(diagnostics).toMatchObject([
      { code: 'unknown-name', message: "no parameter is called 'paek'; did you mean 'peak'?", at: { uri: 'set:' } },
    ]);
  });

  it('keeps messages short, whatever the length of a name', async () => {
    const name = 'x'.repeat(10_000);
    for (const message of await messages(`param ${name} = 1  param ${name} = 2  param y = z${name}`))
      expect(message.length).toBeLessThan(500);
  });

  it('keeps ranges and sources', async () => {
    const { system } = await read(
      'workload w { open 1 .. 2 .. 5 req/s source "log"; calls a.x }\nservice a { op x { cpu 1 ms assumed } }',
    );
    const text = await read(
      'workload w { open 1 req/s .. 2 req/s .. 5 req/s source "log"; calls a.x }\nservice a { op x { cpu 1 ms assumed } }',
    );
    expect(system.workloads).toEqual([]);
    expect(text.system.workloads[0]?.load).toMatchObject({ rate: { value: 2, low: 1, high: 5, source: 'log' } });
    expect(text.system.nodes[0]?.operations[0]?.steps[0]).toMatchObject({ demand: { mean: { source: 'assumed' } } });
  });
});

describe('values', () => {
  const node = (text: string) => `service a { ${text} }`;
  it.each([
    [node('workers 5 ms'), 'unit-mismatch'],
    [node('replicas 2.5'), 'not-whole'],
    [node('replicas 0'), 'too-small'],
    [node('workers -3'), 'negative'],
    [node('workers 1e400'), 'overflow'],
    [node('workers 1e300 * 1e300'), 'overflow'],
    [node('workers 1 / 0'), 'division-by-zero'],
    [node('workers 5 / (2 - 2)'), 'division-by-zero'],
    [node('cores sqrt(-1)'), 'not-a-number'],
    [node('utilisation 120 %'), 'over-hundred-percent'],
    [node('workers 1e7'), 'too-large'],
    [node('cores 1 ms + 2'), 'unit-arithmetic'],
    [node('cores max(1 ms, 2 req/s)'), 'unit-arithmetic'],
    [node('cores exp(1 ms)'), 'unit-mismatch'],
    [node('cores 5 .. 3'), 'range-order'],
    [node('workers 5 workers 6'), 'duplicate-property'],
    [node('op x { cpu pareto 1 ms shape 1.5 }'), 'distribution-shape'],
    [node('state s { quorum 3 read 4 write 1 }'), 'quorum-size'],
    [node('op x { first 3 of 2 { delay 1 ms delay 2 ms } }'), 'first-of'],
    ['param a = b\nparam b = a + 1', 'parameter-cycle'],
    ['param a = zz', 'unknown-name'],
    ['region r { workers 5 }', 'unknown-property'],
    ['service a { }\nservice a { }', 'duplicate-name'],
    ['service a { op x op x }', 'duplicate-name'],
    ['objective nobody { p99 < 1 s }', 'unknown-name'],
    ['objective all { p99 > 1 s }', 'objective-goal'],
    ['objective all { p0 < 1 s }', 'percentile-range'],
    ['workload w { calls a.x } service a { op x }', 'workload-load'],
    ['workload w { open 5 req/s }', 'workload-target'],
    ['scenario s { a.replcas = 3 } service a { }', 'unknown-path'],
    ['scenario s { a.replicas = 3 ms } service a { }', 'unit-mismatch'],
    ['scenario s extends t { } scenario t extends s { }', 'scenario-cycle'],
    ['scenario s { at 5 s fail a replicas 9 } service a { replicas 2 }', 'event-count'],
    ['queue q { } service a { op x { call q } }', 'channel-receiver'],
    ['headroom 9', 'unknown-version'],
    ['import "./none.arch"', 'import-not-found'],
  ])('%s gives %s', async (text, code) => {
    const found = await codes(text);
    expect(found).toContain(code);
    expect(new Set(found).size).toBe(1);
  });

  it('are computed with their units', async () => {
    const { system, diagnostics } = await read(
      'param r = 100 req/s\nservice a { workers ceil(r * 20 ms) + 1; cores 2 ^ 2; memory 2 * 4 GiB\nop x { cpu max(1 ms, 2 ms) / 4 } }',
    );
    expect(diagnostics).toEqual([]);
    expect(system.nodes[0]).toMatchObject({
      workers: { value: 3 },
      cores: { value: 4 },
      memory: { value: 8 * 1024 ** 3 },
    });
    expect(system.nodes[0]?.operations[0]?.steps[0]).toMatchObject({ demand: { mean: { value: 0.0005 } } });
  });
});

describe('names', () => {
  it('may be keywords and names of every object', async () => {
    const names = [
      'cache',
      'queue',
      'session',
      '__proto__',
      'constructor',
      'toString',
      'op',
      'service',
      'p99',
      'workers',
    ];
    const text = names.map((name) => `service ${name} { op ${name} { cpu 1 ms } }`).join('\n');
    const calls = `workload all { open 1 req/s; calls ${names.map((name) => `${name}.${name}`).join(', ')} }`;
    const { system, diagnostics } = await read(
      `${text}\n${calls}\nparam timeout = 3\nscenario s { __proto__.replicas = timeout }`,
    );
    expect(diagnostics).toEqual([]);
    expect(system.nodes.map((node) => node.name)).toEqual(names);
    expect(system.workloads[0]?.targets).toHaveLength(names.length);
  });

  it('are imported, also in a circle, which is told once', async () => {
    const own = createArchCoreServices(EmptyFileSystem);
    const { LangiumDocuments, DocumentBuilder } = own.shared.workspace;
    const { URI } = await import('langium');
    const add = (name: string, text: string) => LangiumDocuments.createDocument(URI.parse(`memory:///${name}`), text);
    const documents = [
      add('a.arch', 'import "b.arch"\nworkload w { open 1 req/s; calls c.x }'),
      add('b.arch', 'import "./c.arch"\nservice b { op x { call c.x } }'),
      add('c.arch', 'import "a.arch"\nservice c { op x { cpu 1 ms } }'),
    ];
    await DocumentBuilder.build(documents, { validation: true });
    const { readSystem } = await import('./read-system.js');
    const { system, diagnostics } = readSystem(own, documents[0]!);
    expect(diagnostics.map((item) => item.message)).toEqual([
      'these files import each other in a circle: a.arch → b.arch → c.arch → a.arch',
    ]);
    expect(system.nodes.map((node) => node.name)).toEqual(['b', 'c']);
    expect(documents[1]?.diagnostics?.map((item) => item.code)).toEqual(['import-cycle']);
  });
});

describe('messages', () => {
  it.each([
    ['service a { op x { cpu 8 sek } }', "unknown unit 'sek'; did you mean 'sec'?"],
    ['service a { wrokers 64 }', "'wrokers' is not known in a service; did you mean 'workers'?"],
    ['service a { workers\n cores 4 }', "expected a count, such as 8, after 'workers'"],
    ['service a { op x { call a.x timeout } }', "expected a duration, such as 20 ms, after 'timeout'"],
    ['service a { op x { call a.x timout 250 ms } }', "'timout' is not known in an operation; did you mean 'timeout'?"],
    ['service a { balancing randm }', "'randm' is not known in a service; did you mean 'random'?"],
    ['service a { workers 5', "this '{' is never closed: a '}' is missing"],
    ['service a { workers 5 } }', "this '}' closes nothing"],
    ['sevice a { workers 5 }', "'sevice' is not known at the top level; did you mean 'service'?"],
    ['param = 4', "expected a name, after 'param'"],
    ['service a { workers 5 @ }', "'@' cannot be read here"],
    ['import "abc', 'this text has no closing quote'],
    ['/* abc', "this comment is never closed: '*/' is missing"],
    ['service a { workers 5 ms }', 'expected a count, such as 8, but this is a duration'],
    ['service a { op x { call } }', "expected a name, after 'call'"],
    ['service a { fails 90 days }', "expected 'every', after 'fails'"],
  ])('%s: %s', async (text, message) => {
    expect(await messages(text)).toEqual([message]);
  });
});

describe('a broken file', () => {
  it('keeps what is healthy before and after each mistake', async () => {
    const { system, diagnostics } = await read(`service first { workers 5; op a { cpu 1 ms } }
service second {
  wrokers 64
  cores 4
  op page {
    cpu 8 sek
    call first.a timout 250 ms retry 2
    delay 2 ms
  }
  op other idempotnt { cpu 1 ms }
}
sevice third { workers 7  op b { cpu 2 ms } }
param = 5
workload w { open 10 req/s; calls first.a, second.page, third.b }
`);
    expect(diagnostics.map((item) => item.at.line + 1)).toEqual([3, 6, 7, 10, 12, 13]);
    expect(system.nodes.map((node) => node.name)).toEqual(['first', 'second', 'third']);
    expect(system.nodes[1]?.cores?.value).toBe(4);
    const steps = system.nodes[1]?.operations[0]?.steps;
    expect(steps?.map((step) => step.kind)).toEqual(['call', 'delay']);
    expect(system.nodes[1]?.operations[1]).toMatchObject({ name: 'other', steps: [{ kind: 'cpu' }] });
    expect(system.workloads[0]?.targets).toHaveLength(3);
  });

  it('does not blame names for what is broken elsewhere', async () => {
    expect(await codes('workload w { open 1 req/s; calls a.x }\nservice a { op x { cpu 1 ms } ) }')).toEqual([
      'syntax',
    ]);
  });
});

describe('limits', () => {
  it.each([
    ['a long file', 'x'.repeat(10_000_000), 'file-too-large'],
    ['deep braces', `service a { op b { ${'parallel { '.repeat(10_000)}`, 'nested-too-deep'],
    ['deep parentheses', `param a = ${'('.repeat(10_000)}`, 'nested-too-deep'],
    ['many signs', `param a = ${'-'.repeat(10_000)}1`, 'nested-too-deep'],
    ['a long sum', `param a = ${'1+'.repeat(10_000)}1`, 'nested-too-deep'],
    ['many powers', `param a = ${'2^'.repeat(10_000)}1`, 'nested-too-deep'],
  ])('%s gives one message', async (_, text, code) => {
    expect(await codes(text)).toEqual([code]);
  });

  it('are wide enough for real files', async () => {
    const deep = `service a { op b { ${'call a.b fallback { '.repeat(47)}${'}'.repeat(47)} } }`;
    expect(await codes(deep)).toEqual([]);
    expect(await codes(`param a = ${'('.repeat(24)}1${')'.repeat(24)}`)).toEqual([]);
    expect(await codes(`param a = ${'1+'.repeat(499)}1`)).toEqual([]);
  });
});
