import { describe, expect, it } from 'vitest';
import { erlangC } from '../../queueing/index.js';
import type { Solution } from '../solution.js';
import { ImportError } from '../xml.js';
import type { LqnFigures } from './solution.js';
import { solveLqn } from './solution.js';
import { activity, calls, customers, entry, host, model, precedence, sends, tag } from './testing.js';

const figures = (solution: Solution): LqnFigures => solution.data as unknown as LqnFigures;
const task = (solution: Solution, name: string): LqnFigures['tasks'][number] =>
  figures(solution).tasks.find((item) => item.name === name)!;
const entryOf = (solution: Solution, name: string): LqnFigures['entries'][number] =>
  figures(solution).entries.find((item) => item.name === name)!;
const close = (actual: number, expected: number, relative = 1e-8): void => {
  expect(Math.abs(actual / expected - 1), `${actual} against ${expected}`).toBeLessThan(relative);
};

const server = (name: string, demand: number, attributes = {}, ...more: string[]): string =>
  host(name, {}, {}, entry(`${name}.e`, attributes, activity(`${name}1`, demand, {}, ...more)));

describe('closed forms', () => {
  it('customers and one server: the machine repair model (Jaiswal 1968)', () => {
    const [n, think, service] = [5, 3, 0.8];
    const solution = solveLqn(model(customers(n, think, 'web.e'), server('web', service)));
    // p0 of the birth-death chain with rates (n - j) / think and 1 / service
    let weight = 1;
    let sum = 1;
    for (let j = 1; j <= n; j++) sum += weight *= ((n - j + 1) * service) / think;
    close(task(solution, 'web').throughput, (1 - 1 / sum) / service);
    expect(solution.exact).toBe(true);
    close(task(solution, 'users').busy, n - task(solution, 'users').throughput * think);
    close(entryOf(solution, 'web.e').phase1, service);
    close(figures(solution).processors[1]!.utilisation!, 1 - 1 / sum);
  });
  it('open arrivals and several threads: M/M/c (Erlang 1917)', () => {
    const [rate, service, threads] = [2.4, 1, 3];
    const solution = solveLqn(
      model(
        host(
          'web',
          { multiplicity: threads },
          { multiplicity: threads },
          entry('web.e', { 'open-arrival-rate': rate }, activity('web1', service, {})),
        ),
      ),
    );
    const wait = (erlangC(threads, rate * service) * service) / (threads - rate * service);
    close(entryOf(solution, 'web.e').openResponse!, service + wait, 1e-6);
    close(task(solution, 'web').wait!, wait, 1e-5);
  });
  it('one customer meets nobody: times add up over tasks, geometric and deterministic calls, phase delays', () => {
    const solution = solveLqn(
      model(
        customers(1, 1, 'a.e', 0.5),
        host(
          'a',
          { 'speed-factor': 2 },
          {},
          entry('a.e', {}, activity('a1', 0.6, { 'think-time': 0.25 }, calls('b.e', 1.7), calls('c.e', 0.3))),
        ),
        host('b', {}, {}, entry('b.e', {}, activity('b1', 0.2, { 'call-order': 'DETERMINISTIC' }, calls('c.e', 2)))),
        server('c', 0.1),
      ),
    );
    const b = 0.2 + 2 * 0.1;
    const a = 0.6 / 2 + 0.25 + 1.7 * b + 0.3 * 0.1;
    close(task(solution, 'users').throughput, 1 / (1 + 0.5 + a));
    close(entryOf(solution, 'a.e').phase1, a);
    close(entryOf(solution, 'b.e').phase1, b);
    close(task(solution, 'c').throughput, (1.7 * 2 + 0.3) / (1.5 + a));
    close(task(solution, 'a').processorBusy, 0.3 / (1.5 + a));
  });
  it('a second phase: the next request waits for what is left of it', () => {
    const [think, first, second] = [2, 0.5, 1.5];
    const solution = solveLqn(
      model(
        customers(1, think, 'a.e'),
        host('a', {}, {}, entry('a.e', {}, activity('a1', first, {}), activity('a2', second, {}))),
      ),
    );
    // The think time ends before the second phase with the odds of their rates; what is left of it is exponential again.
    const wait = (second * second) / (think + second);
    close(task(solution, 'users').throughput, 1 / (think + wait + first));
    close(entryOf(solution, 'a.e').phase1, first);
    close(entryOf(solution, 'a.e').phase2, second);
    close(task(solution, 'a').busy, (first + second) / (think + wait + first));
  });
  it('forwarding: the caller waits for whom the request is forwarded to, the forwarder is free', () => {
    const solution = solveLqn(
      model(
        customers(1, 1, 'a.e'),
        host(
          'a',
          {},
          {},
          entry('a.e', {}, activity('a1', 0.5, {})).replace('<entry-', '<forwarding dest="b.e" prob="0.4"/><entry-'),
        ),
        server('b', 2),
      ),
    );
    close(task(solution, 'users').throughput, 1 / (1 + 0.5 + 0.4 * 2));
    close(entryOf(solution, 'a.e').phase1, 0.5);
    close(task(solution, 'a').busy, 0.5 / 2.3);
    expect(solution.exact).toBe(true);
  });
  it('asynchronous sends: an open flow at the receiver', () => {
    const solution = solveLqn(
      model(
        host('a', {}, {}, entry('a.e', { 'open-arrival-rate': 0.5 }, activity('a1', 0.4, {}, sends('b.e', 0.8)))),
        server('b', 1),
      ),
    );
    close(task(solution, 'a').busy, 0.2, 1e-6);
    close(task(solution, 'b').throughput, 0.4, 1e-6);
    close(entryOf(solution, 'a.e').phase1, 0.4, 1e-6);
  });
});

const graph = (name: string, ...children: string[]): string =>
  host(name, {}, {}, tag('entry', { name: `${name}.e`, type: 'NONE' }), tag('task-activities', {}, ...children));

const reply = (name: string, last: string): string =>
  tag('reply-entry', { name: `${name}.e` }, tag('reply-activity', { name: last }));

describe('activity graphs', () => {
  const bound = { 'bound-to-entry': 'a.e' };
  it('sequence, alternatives and loop, then a second phase', () => {
    const solution = solveLqn(
      model(
        customers(1, 100, 'a.e'),
        graph(
          'a',
          activity('start', 0.1, bound),
          activity('left', 1, {}, calls('b.e', 2)),
          activity('right', 3, {}),
          activity('join', 0.2, {}),
          activity('round', 0.4, {}),
          activity('more', 0.05, {}),
          activity('done', 0.3, {}),
          activity('tidy', 0.7, {}),
          precedence(['pre', 'start'], ['post-OR', { name: 'left', prob: 0.25 }, { name: 'right', prob: 0.75 }]),
          precedence(['pre-OR', 'left', 'right'], ['post', 'join']),
          precedence(['pre', 'join'], ['post-LOOP', { end: 'done' }, { name: 'round', count: 2.5 }]),
          precedence(['pre', 'round'], ['post', 'more']),
          precedence(['pre', 'done'], ['post', 'tidy']),
          reply('a', 'done'),
        ),
        server('b', 0.5),
      ),
    );
    close(entryOf(solution, 'a.e').phase1, 0.1 + 0.25 * (1 + 2 * 0.5) + 0.75 * 3 + 0.2 + 2.5 * 0.45 + 0.3, 1e-7);
    close(entryOf(solution, 'a.e').phase2, 0.7);
    expect(solution.exact).toBe(false);
    expect(solution.notes.join()).toContain('branches of an OR fork');
  });
  it('alternatives that reply each for themselves', () => {
    const solution = solveLqn(
      model(
        customers(1, 100, 'a.e'),
        graph(
          'a',
          activity('start', 1, bound),
          activity('left', 2, {}),
          activity('right', 4, {}),
          activity('after', 6, {}),
          precedence(['pre', 'start'], ['post-OR', { name: 'left', prob: 0.5 }, { name: 'right', prob: 0.5 }]),
          precedence(['pre', 'left'], ['post', 'after']),
          tag(
            'reply-entry',
            { name: 'a.e' },
            tag('reply-activity', { name: 'left' }),
            tag('reply-activity', { name: 'right' }),
          ),
        ),
      ),
    );
    close(entryOf(solution, 'a.e').phase1, 1 + 1 + 2, 1e-7);
    close(entryOf(solution, 'a.e').phase2, 3, 1e-7);
  });
  it('the same as phases', () => {
    const [think, first, second] = [2, 0.5, 1.5];
    const solution = solveLqn(
      model(
        customers(2, think, 'a.e'),
        graph(
          'a',
          activity('one', first, bound),
          activity('two', second, {}),
          precedence(['pre', 'one'], ['post', 'two']),
          reply('a', 'one'),
        ),
      ),
    );
    const phases = solveLqn(
      model(
        customers(2, think, 'a.e'),
        host('a', {}, {}, entry('a.e', {}, activity('a1', first, {}), activity('a2', second, {}))),
      ),
    );
    close(task(solution, 'users').throughput, task(phases, 'users').throughput, 1e-9);
    expect(solution.exact).toBe(true);
  });
  it('a customer whose cycle is a graph', () => {
    const solution = solveLqn(
      model(
        host(
          'users',
          { scheduling: 'inf' },
          { scheduling: 'ref', 'think-time': 1 },
          tag('entry', { name: 'cycle', type: 'NONE' }),
          tag(
            'task-activities',
            {},
            activity('one', 0.5, { 'bound-to-entry': 'cycle' }, calls('b.e', 1)),
            activity('two', 0.25, {}, calls('b.e', 2)),
            precedence(['pre', 'one'], ['post', 'two']),
          ),
        ),
        server('b', 0.5),
      ),
    );
    close(task(solution, 'users').throughput, 1 / (1 + 0.75 + 1.5));
  });
});

describe('branches in parallel', () => {
  /** One customer, one task that forks into the branches and joins them. */
  const forked = (branches: string[], ...more: string[]): string =>
    model(
      customers(1, 1, 'a.e'),
      graph(
        'a',
        activity('start', 0, { 'bound-to-entry': 'a.e' }),
        ...branches,
        activity('join', 0.25, {}),
        precedence(['pre', 'start'], ['post-AND', ...branches.map((_, i) => `b${i}`)]),
        precedence(['pre-AND', ...branches.map((_, i) => `b${i}`)], ['post', 'join']),
        reply('a', 'join'),
      ),
      ...more,
    );
  const branch = (i: number, demand: number, ...inside: string[]): string =>
    activity(`b${i}`, demand, { 'call-order': 'DETERMINISTIC' }, ...inside);

  it('that meet nobody: the mean of the greatest of exponentials', () => {
    const two = solveLqn(
      forked([branch(0, 0, calls('b.e', 1)), branch(1, 0, calls('c.e', 1))], server('b', 1), server('c', 2)),
    );
    close(entryOf(two, 'a.e').phase1, 0.25 + 1 + 2 - 1 / (1 + 1 / 2), 1e-3);
    expect(two.exact).toBe(false);
    expect(two.notes.join()).toContain('branches in parallel');
    const three = solveLqn(
      forked(
        ['b', 'c', 'd'].map((name, i) => branch(i, 0, calls(`${name}.e`, 1))),
        server('b', 1),
        server('c', 1),
        server('d', 1),
      ),
    );
    close(entryOf(three, 'a.e').phase1, 0.25 + 1 + 1 / 2 + 1 / 3, 1e-3);
  });
  it('at one core: never longer than one after the other', () => {
    const solution = solveLqn(forked([branch(0, 0.4), branch(1, 0.6)]));
    const time = entryOf(solution, 'a.e').phase1;
    expect(time).toBeLessThanOrEqual(1.25 + 1e-4);
    expect(time).toBeGreaterThan(1.15);
    // the work is done whatever the time
    close(task(solution, 'a').processorBusy / task(solution, 'a').throughput, 1.25, 1e-6);
  });
  it('as in Heidelberger and Trivedi 1983, table 1, set 1', () => {
    // The mean cycle is 1.315 s by lqsim (regression suite of LQNS, models/regression/sim-results/45-activities.lqxo).
    const disks = ['d1', 'd2', 'd3', 'd4'];
    const inside = disks.map((name) => calls(`${name}.e`, 2.5));
    const solution = solveLqn(
      model(
        host(
          'users',
          {},
          { scheduling: 'ref' },
          tag('entry', { name: 'cycle', type: 'NONE' }),
          tag(
            'task-activities',
            {},
            activity('first', 0.1, { 'bound-to-entry': 'cycle' }, ...inside),
            activity('left', 0.1, {}, ...inside),
            activity('right', 0.1, {}, ...inside),
            activity('last', 0, {}),
            precedence(['pre', 'first'], ['post-AND', 'left', 'right']),
            precedence(['pre-AND', 'left', 'right'], ['post', 'last']),
          ),
        ),
        ...disks.map((name) => server(name, 0.04)),
      ),
    );
    close(entryOf(solution, 'cycle').phase1, 1.315, 0.02);
  });
  it('two forks after each other', () => {
    const names = ['b', 'c', 'd', 'e'];
    const solution = solveLqn(
      model(
        customers(1, 1, 'a.e'),
        graph(
          'a',
          activity('start', 0, { 'bound-to-entry': 'a.e' }),
          ...names.map((name) => activity(name, 0, { 'call-order': 'DETERMINISTIC' }, calls(`${name}.e`, 1))),
          activity('middle', 0.5, {}),
          activity('end', 0.25, {}),
          precedence(['pre', 'start'], ['post-AND', 'b', 'c']),
          precedence(['pre-AND', 'b', 'c'], ['post', 'middle']),
          precedence(['pre', 'middle'], ['post-AND', 'd', 'e']),
          precedence(['pre-AND', 'd', 'e'], ['post', 'end']),
          reply('a', 'end'),
        ),
        ...names.map((name) => server(name, 1)),
      ),
    );
    close(entryOf(solution, 'a.e').phase1, 0.75 + 2 * 1.5, 1e-3);
  });
  it('forks inside forks', () => {
    const solution = solveLqn(
      model(
        customers(1, 1, 'a.e'),
        graph(
          'a',
          activity('start', 0, { 'bound-to-entry': 'a.e' }),
          ...['b', 'c', 'd'].map((name) => activity(name, 0, { 'call-order': 'DETERMINISTIC' }, calls(`${name}.e`, 1))),
          activity('inner', 0, {}),
          activity('met', 0, {}),
          activity('end', 0.25, {}),
          precedence(['pre', 'start'], ['post-AND', 'b', 'inner']),
          precedence(['pre', 'inner'], ['post-AND', 'c', 'd']),
          precedence(['pre-AND', 'c', 'd'], ['post', 'met']),
          precedence(['pre-AND', 'b', 'met'], ['post', 'end']),
          reply('a', 'end'),
        ),
        ...['b', 'c', 'd'].map((name) => server(name, 1)),
      ),
    );
    // The greatest of three; the inner greatest is fitted by two moments.
    close(entryOf(solution, 'a.e').phase1, 0.25 + 11 / 6, 0.03);
  });
});

describe('replication', () => {
  it('writes out replicas: fan-out calls each of them', () => {
    const solution = solveLqn(
      model(
        customers(1, 1, 'a.e').replace('<entry ', '<fan-out dest="a" value="3"/><entry '),
        host('a', { replication: 3 }, { replication: 3 }, entry('a.e', {}, activity('a1', 0.5, {}))),
      ),
    );
    close(task(solution, 'users').throughput, 1 / (1 + 3 * 0.5));
    close(task(solution, 'a').throughput, 1 / 2.5);
    expect(solution.notes.join()).toContain('those of one replica: a');
  });
  it('equal replicas that call each their own are systems of their own', () => {
    const one = model(customers(3, 1, 'a.e'), server('a', 0.5));
    const two = one
      .replace('scheduling="inf"', 'scheduling="inf" replication="2"')
      .replace('scheduling="ref"', 'scheduling="ref" replication="2"')
      .replace('<processor name="a"', '<processor name="a" replication="2"')
      .replace('<task name="a"', '<task name="a" replication="2"');
    close(task(solveLqn(two), 'a').throughput, task(solveLqn(one), 'a').throughput, 1e-6);
  });
});

describe('published systems', () => {
  it('two customers who call a server directly and through one with a second phase', () => {
    // The system 13-interlock of the regression suite of LQNS, by its exact solver PetriSRVN (Carleton University;
    // github.com/layeredqueuing/V5, models/regression-xml/petri-results/13-interlock.lqxo).
    const solution = solveLqn(
      model(
        host(
          'users',
          { scheduling: 'inf' },
          { scheduling: 'ref', multiplicity: 2 },
          entry('cycle', {}, activity('cycle1', 1, {}, calls('low.e', 1), calls('mid.e', 1))),
        ),
        host(
          'mid',
          {},
          {},
          entry('mid.e', {}, activity('mid1', 0.5, {}), activity('mid2', 0.5, {}, calls('low.e', 1))),
        ),
        server('low', 1),
      ),
    );
    close(task(solution, 'users').throughput, 0.364152, 3e-5);
    close(entryOf(solution, 'mid.e').phase2, 1.87053, 3e-5);
    close(task(solution, 'mid').busy, 0.863211, 3e-5);
    close(task(solution, 'low').throughput, 0.728297, 3e-5);
  });
  it('three customers at three entries with second phases of one server', () => {
    // The system 91-cs3-1 of the same suite, by its simulator (lqsim 5.16; models/regression/sim-results/91-cs3-1.lqxo).
    const customer = (name: string, demand: number): string =>
      host(
        name,
        {},
        { scheduling: 'ref' },
        entry(`${name}.c`, {}, activity(`${name}1`, demand, {}, calls(`${name}.e`, 1))),
      );
    const phases = (name: string, first: number, second: number): string =>
      entry(`${name}.e`, {}, activity(`${name}.1`, first, {}), activity(`${name}.2`, second, {}));
    const solution = solveLqn(
      model(
        customer('a', 2),
        customer('b', 0.5),
        customer('c', 1),
        host('server', {}, {}, phases('a', 1, 5), phases('b', 0.5, 0.5), phases('c', 0.5, 1)),
      ),
    );
    expect(solution.exact).toBe(true);
    close(task(solution, 'a').throughput, 0.11271, 0.005);
    close(task(solution, 'b').throughput, 0.136954, 0.005);
    close(task(solution, 'c').throughput, 0.12439, 0.005);
    close(task(solution, 'server').busy, 0.998546, 0.001);
  });
});

describe('results in the file', () => {
  it('are compared, never used', () => {
    const text = model(customers(1, 1, 'web.e'), server('web', 1))
      .replace('<task name="web">', '<task name="web"><result-task throughput="0.4" utilization="0.5"/>')
      .replace('<processor name="web">', '<processor name="web"><result-processor utilization="0.5"/>')
      .replace('type="PH1PH2"><entry-phase', 'type="PH1PH2"><result-entry phase1-service-time="1"/><entry-phase');
    const solution = solveLqn(text);
    const table = solution.tables.at(-1)!;
    expect(table.title).toBe('Against the results in the file');
    expect(table.rows[0]).toEqual(['task', 'web', 'throughput', 0.5, 0.4, '+25.0 %']);
    expect((solution.data as { comparison: unknown[] }).comparison.length).toBeGreaterThanOrEqual(3);
  });
});

describe('variables', () => {
  const text = (constants: string): string =>
    model(tag('parameters', {}, constants), customers(1, 1, 'web.e'), server('web', 1)).replace(
      'name="web1" host-demand-mean="1"',
      'name="web1" host-demand-mean="$s"',
    );
  it('that are constants are taken', () => {
    const solution = solveLqn(text('$s = 3\t# seconds\n$n = [1:4,1]'));
    close(task(solution, 'web').throughput, 1 / 4);
    expect(solution.notes.join()).toContain('experiments of the file');
  });
  it.each([['$s = [0.1 : 2, 0.1]'], ['$s = 3 - $c'], ['$c = 1'], ['$s = 1\n$s = 2']])(
    '%j has no one value',
    (constants) => {
      expect(() => solveLqn(text(constants))).toThrow(
        /is \$s, which the file does not set to one number.*put a number here/,
      );
    },
  );
});

describe('no steady state', () => {
  it('says what is overloaded, and by how much', () => {
    const solution = solveLqn(model(server('web', 2, { 'open-arrival-rate': 0.6 })));
    expect(solution.unstable).toMatch(/load (processor|task) web with 1\.2 times its capacity/);
    expect(solution.tables).toEqual([]);
  });
});

describe('what is approximate is said', () => {
  it('first come, first served with unlike demands', () => {
    const text = (b: number): string =>
      model(
        customers(2, 1, 'a.e'),
        tag(
          'processor',
          { name: 'cpu' },
          tag('task', { name: 'a' }, entry('a.e', {}, activity('a1', 0.5, { 'call-order': 'DETERMINISTIC' }))),
          tag('task', { name: 'b' }, entry('b.e', { 'open-arrival-rate': 0.1 }, activity('b1', b, {}))),
        ),
      );
    expect(solveLqn(text(0.5)).exact).toBe(true);
    const unlike = solveLqn(text(0.25));
    expect(unlike.exact).toBe(false);
    expect(unlike.notes.join()).toContain('first come, first served is solved as processor sharing');
    const shared = solveLqn(text(0.25).replace('name="cpu"', 'name="cpu" scheduling="ps"'));
    expect(shared.exact).toBe(true);
  });
});

describe('what is not supported is refused at its place', () => {
  const base = model(customers(1, 1, 'web.e'), server('web', 1));
  const cases: [string, string, RegExp][] = [
    ['', 'x', /not well-formed/],
    ['<lqn-model name="test">', '<model name="test">', /unexpected close|not well-formed/],
    ['scheduling="ref"', 'scheduling="burst"', /scheduling burst of task users is not supported/],
    ['<task name="web">', '<task name="web" scheduling="semaphore">', /scheduling semaphore/],
    ['<task name="web">', '<task name="web" queue-length="4">', /bounded queue/],
    ['<task name="web">', '<task name="web" multiplicity="0">', /whole number from 1/],
    ['<task name="web">', '<task name="web" think-time="2">', /is not a reference task/],
    ['<processor name="web">', '<processor name="web" scheduling="lifo">', /scheduling lifo of processor web/],
    ['<processor name="web">', '<processor name="web" speed-factor="0">', /speed of processor web/],
    ['<processor name="web">', '<processor name="web"><group name="g" share="0.5"/>', /group g of processor web/],
    ['<processor name="web">', '<processor name="users">', /processor users stands twice/],
    ['dest="web.e"', 'dest="gone"', /there is no entry gone/],
    ['dest="web.e"', 'dest="cycle"', /reference task users and cannot be called/],
    ['calls-mean="1"', 'calls-mean="-1"', /must be at least 0/],
    ['calls-mean="1"', 'calls-mean="many"', /must be a number, not 'many'/],
    ['host-demand-mean="1"', 'host-demand-mean="1e300"', /0 or between 1e-12 and 1000000000000/],
    ['host-demand-mean="1"', '', /needs the attribute host-demand-mean/],
    ['type="PH1PH2"', 'type="PH9"', /type PH9/],
    ['type="PH1PH2"', 'type="NONE"', /no activity of task users is bound to entry cycle/],
    ['phase="1"', 'phase="4"', /must be 1, 2 or 3/],
    ['<solver-params conv_val="1e-05"/>', '<slot/>', /slots/],
    ['<solver-params conv_val="1e-05"/>', '<wonder/>', /<wonder> in <lqn-model>/],
    ['<synch-call', '<retry-call', /<retry-call> in <activity>/],
    ['scheduling="ref" multiplicity="1"', 'scheduling="ref" multiplicity="@infinity"', /number of customers/],
    ['<task name="web">', '<task name="web" replication="2">', /fan-out/],
    ['<processor name="web">', '<processor name="web" replication="2">', /not a multiple/],
  ];
  it.each(cases)('%s as %s', (from, to, message) => {
    let caught: unknown;
    try {
      solveLqn(from === '' ? to : base.replace(from, to));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ImportError);
    expect((caught as ImportError).message).toMatch(message);
    expect((caught as ImportError).at.line).toBeGreaterThan(0);
  });
  it('calls in a circle', () => {
    const circle = model(
      customers(1, 1, 'a.e'),
      server('a', 1, {}, calls('b.e', 1)),
      server('b', 1, {}, calls('a.e', 0.5)),
    );
    expect(() => solveLqn(circle)).toThrow(/calls from (a|b)\.e come back/);
  });
  it('customers whose cycle takes no time', () => {
    expect(() => solveLqn(model(customers(1, 0, 'web.e'), server('web', 0)))).toThrow(/takes no time/);
  });
  it('nobody who sends requests', () => {
    expect(() => solveLqn(model(server('web', 1)))).toThrow(/nothing sends requests/);
  });
});

describe('extremes', () => {
  it('geometric numbers of calls that take no time do not go on for ever', () => {
    const solution = solveLqn(model(customers(3, 1, 'a.e'), server('a', 0, {}, calls('b.e', 3)), server('b', 0)));
    close(task(solution, 'b').throughput, 9);
    expect(solution.notes.join()).toContain('their number is taken as fixed');
  });
  it('refuses what is made one by one without end', () => {
    const text = model(customers(1, 1, 'a.e'), server('a', 1)).replace('calls-mean="1"', 'calls-mean="1e9"');
    expect(() => solveLqn(text)).toThrow(/more than 1000 calls one by one/);
  });
  it('a million customers', () => {
    close(task(solveLqn(model(customers(1e6, 1e5, 'a.e'), server('a', 0.05))), 'a').throughput, 10, 1e-5);
  });
});
