// Completion offers what fits at the cursor, and nothing else.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of snippets are written so
import { describe, expect, it } from 'vitest';
import { expectCompletion, expectOnly } from '../../testing/expect.js';
import { scene } from '../../testing/scene.js';

const REST = `
external payments { latency 1 ms  op charge { cpu 1 ms } }
queue events { holds 10 }
service catalog { op search { cpu 1 ms } }
param peak = 3
region eu { zone a  zone b }
workload browse { open 10 req/s  calls catalog.search }
`;

describe('statements', () => {
  it('offers declarations at the top level, with snippets and documentation', async () => {
    await expectCompletion(
      '<|>',
      ['system', 'import', 'headroom', 'service', 'workload', 'scenario'],
      ['op', 'cpu', 'zone', 'max'],
    );
    await expectCompletion('service a { }\n<|>', ['service', 'param'], ['headroom', 'op', 'workers']);
    const items = await (await scene('sys<|>')).completions();
    const item = items.find((candidate) => candidate.label === 'system');
    expect(item?.documentation).toMatchObject({ value: expect.stringContaining('Names the system') });
    expect(item?.textEdit?.newText).toBe('system ${1:name}');
  });

  it('offers the statements of the block', async () => {
    await expectCompletion(
      `service web {\n  <|>\n}${REST}`,
      ['op', 'replicas', 'queue', 'fails', 'balancing'],
      ['service', 'cpu', 'open', 'zone'],
    );
    await expectCompletion(
      `workload w {\n  <|>\n}${REST}`,
      ['open', 'closed', 'calls', 'grows'],
      ['op', 'replicas', 'workload'],
    );
    await expectCompletion(`region r {\n  <|>\n}${REST}`, ['zone', 'fails'], ['op', 'replicas', 'host']);
    await expectCompletion(
      `service a { op x {\n  <|>\n} }`,
      ['cpu', 'call', 'send', 'parallel', 'cache'],
      ['op', 'replicas'],
    );
    await expectCompletion(
      `scenario s {\n  at 5 s <|>\n}`,
      ['fail', 'restore', 'slow', 'partition', 'set'],
      ['cpu', 'at'],
    );
    await expectCompletion(
      `objective all {\n  <|>\n}`,
      ['mean', 'availability', 'survives', 'headroom'],
      ['op', 'alarm'],
    );
  });

  it('offers the clauses of a call behind it', async () => {
    await expectCompletion(
      `service a { op x { call catalog.search <|> } }${REST}`,
      ['timeout', 'retry', 'breaker', 'fallback'],
      ['weight', 'replicas'],
    );
  });

  it('does not need the rest of the file, or of the block, to be healthy', async () => {
    await expectCompletion(
      'service ) {\n op x { cpu @ }\n\nservice web {\n  replicas )\n  <|>\n',
      ['op', 'balancing'],
      ['service', 'cpu'],
    );
    await expectCompletion('workload { open }\nservice a { op x {\n  cpu cpu cpu\n  ca<|>', ['call', 'cache']);
  });

  it('offers what a block has once no second time, wherever it stands', async () => {
    await expectCompletion(
      'service a {\n  workers 4\n  <|>\n  replicas 2\n  op x { cores 2 }\n}',
      ['op', 'cores', 'queue'],
      ['workers', 'replicas'],
    );
    await expectCompletion('system a\n<|>', ['service', 'param'], ['system']);
  });

  it('offers nothing in comments, strings and where a new name is due', async () => {
    await expectOnly('// serv<|>', []);
    await expectOnly('/* serv<|> */', []);
    await expectOnly('system a "ti<|>tle"', []);
    await expectOnly('service <|>', []);
  });

  it('offers words of a closed set alone', async () => {
    await expectOnly('service a { balancing <|> }', ['random', 'round_robin', 'least_loaded', 'hash', 'shared']);
    await expectOnly('service a { queue 10, when full <|> }', ['reject', 'block', 'drop_oldest', 'drop']);
  });
});

describe('references', () => {
  it('offers operations after call, externals and channels bare too', async () => {
    await expectOnly(`service a { op x { call <|> } }${REST}`, [
      'payments',
      'payments.charge',
      'events',
      'catalog.search',
    ]);
    await expectOnly(`workload w { calls <|> }${REST}`, ['payments.charge', 'catalog.search']);
    const [first] = await (await scene(`service a { op x { send <|> } }${REST}`)).labels();
    expect(first).toBe('events');
  });

  it('goes on after the dot of a qualified name', async () => {
    await expectOnly(`service a { op x { call catalog.<|> } }${REST}`, ['catalog.search']);
    const at = await scene(`service a { op x { call catalog.se<|> } }${REST}`);
    expect(await at.complete('catalog.search')).toContain('call catalog.search }');
  });

  it('offers places, workloads, profiles and scenarios where those are due', async () => {
    await expectOnly(`service a { replicas 2 across <|> }${REST}`, ['eu', 'eu.a', 'eu.b']);
    await expectCompletion(`objective <|>${REST}`, ['browse', 'all'], ['catalog', 'eu']);
    await expectOnly(`scenario s { at 1 s fail <|> }${REST}`, ['eu', 'eu.a', 'eu.b', 'payments', 'events', 'catalog']);
  });

  it('offers the own operations and states of a node by their short name', async () => {
    await expectOnly('store s { state rows { bytes 1 kB }  op get { read <|> } }', ['rows']);
  });

  it('offers names of imported files only', async () => {
    const files = {
      'main.arch': 'import "./lib.arch"\nworkload w { calls <|> }',
      'lib.arch': 'service lib { op x { cpu 1 ms } }',
      'far.arch': 'service far { op x { cpu 1 ms } }',
    };
    await expectOnly(files, ['lib.x']);
    await expectOnly({ 'main.arch': 'import "<|>"', 'lib.arch': 'param x = 1' }, ['./lib.arch']);
  });

  it('offers a name that is spelled like a keyword', async () => {
    await expectOnly('workload w { calls <|> }\nstore cache { op queue { cpu 1 ms } }', ['cache.queue']);
  });
});

describe('paths of scenarios', () => {
  it('offers declarations, then what they hold', async () => {
    await expectCompletion(`scenario s { br<|> }${REST}`, ['browse']);
    await expectCompletion(`scenario s { browse.<|> }${REST}`, ['rate'], ['search']);
    await expectCompletion(
      `scenario s { catalog.<|> }${REST}`,
      ['search', 'replicas', 'workers', 'fails'],
      ['catalog'],
    );
    const call = 'service a { op x { call catalog.search timeout 1 s } }\n';
    await expectCompletion(`${call}scenario s { a.x.<|> }${REST}`, ['catalog', 'cpu'], ['search', 'replicas']);
    await expectOnly(`${call}scenario s { a.x.catalog.ti<|> }${REST}`, ['timeout', 'times']);
    await expectOnly(`scenario s { catalog.autoscale.t<|> }${REST}`, ['target']);
    await expectOnly(`scenario s { catalog.nothing.<|> }${REST}`, []);
  });
});

describe('values', () => {
  it('offers parameters and functions in an expression', async () => {
    await expectCompletion(
      `workload w { open <|> }${REST}`,
      ['peak', 'max', 'min', '100 req/s'],
      ['cpu', 'op', 'browse'],
    );
    await expectCompletion(`workload w { open 3 * p<|> }${REST}`, ['peak'], ['browse']);
  });

  it('offers the units of the dimension behind a number', async () => {
    await expectOnly('service a { op x { cpu 5 <|> } }', [
      'ns',
      'us',
      'ms',
      's',
      'min',
      'h',
      'days',
      'weeks',
      'months',
      'years',
    ]);
    await expectOnly('service a { op x { cpu 5 m<|> } }', ['ms', 'min', 'months']);
    await expectCompletion('workload w { closed 100 <|> }', ['users', 'think'], ['ms', 'req']);
    await expectCompletion('service a { workers 4 <|> }', ['op', 'assumed'], ['users', 'ms']);
    await expectCompletion('workload w { open 100 <|> }', ['req/s', 'req/min'], ['ms', '%']);
    await expectCompletion('service a { op x { call b.c with 30 <|> } }', ['%'], ['ms']);
    expect(await (await scene('service a { op x { cpu 5<|> } }')).complete('ms')).toBe(
      'service a { op x { cpu 5 ms } }',
    );
  });
});
