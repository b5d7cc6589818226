/** Random descriptions that are legal, with all that the language can state, for properties of the simulator. */
import fc from 'fast-check';

/** A description and the time at which nothing new happens in its scenario, s. */
export type RandomSystem = { readonly text: string; readonly until: number };

const UNTIL = 20;
const maybe = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(''), text);
const oneOf = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const join = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((all) => all.filter(Boolean).join(' '));

const time = oneOf('0 ms', '1 ms', '5 ms cv 0', '20 ms', '50 ms cv 2', '200 ms cv 0.5');
const policy = join(
  maybe(oneOf('timeout 30 ms', 'timeout 300 ms', 'timeout 2 s')),
  maybe(oneOf('retry 1', 'retry 2 backoff 20 ms factor 2 jitter 50 %', 'retry 3 backoff 10 ms budget 10 %')),
  maybe(oneOf('pool 1', 'pool 2 wait 50 ms', 'pool 1 wait 0 ms')),
  maybe(oneOf('bulkhead 2')),
  maybe(oneOf('throttle 1.5')),
  maybe(oneOf('breaker at 50 % window 5 s open for 1 s')),
  maybe(oneOf('cancellable')),
  maybe(oneOf('fallback ignore', 'fallback { delay 5 ms }')),
);

/** Steps of an operation that may call the later node types and send to the channels. */
function steps(index: number, nodes: number, depth = 0): fc.Arbitrary<string> {
  const plain: fc.Arbitrary<string>[] = [
    time.map((t) => `cpu ${t}`),
    time.map((t) => `delay ${t}`),
    policy.map((p) => `call ext ${p}`),
    oneOf('send q', 'send q fallback ignore', 'send t', 'reply', 'read s', 'write s', 'send sink.run'),
  ];
  for (let later = index + 1; later < nodes; later++)
    plain.push(
      policy.map((p) => `call n${later}.run ${p}`),
      policy.map((p) => `call n${later}.run ${p}`),
      oneOf(`send n${later}.run`, `send n${later}.run fallback ignore`),
    );
  const single = fc.oneof(...plain);
  if (depth > 1) return single;
  const inner = fc.array(steps(index, nodes, depth + 1), { minLength: 1, maxLength: 2 }).map((list) => list.join('  '));
  const noReply = inner.map((text) => text.replaceAll('reply', 'cpu 1 ms'));
  return fc.oneof(
    { weight: 4, arbitrary: single },
    { weight: 1, arbitrary: noReply.map((body) => `parallel { ${body}  delay 10 ms }`) },
    { weight: 1, arbitrary: noReply.map((body) => `first 1 of 2 cancellable { times 1 { ${body} }  delay 20 ms }`) },
    { weight: 1, arbitrary: noReply.map((body) => `first 1 of 2 { times 1 { ${body} }  delay 20 ms }`) },
    { weight: 1, arbitrary: inner.map((body) => `with 50 % { ${body} } else { cpu 1 ms }`) },
    { weight: 1, arbitrary: noReply.map((body) => `times 1.5 { ${body} }`) },
    { weight: 1, arbitrary: noReply.map((body) => `cache hit 50 % { ${body} }`) },
  );
}

const failure = join(
  oneOf('fails every 5 s', 'fails every 20 s'),
  oneOf(', repaired in 1 s', ', repaired in 5 s'),
  oneOf(', detected in 0 s', ', detected in 1 s', ', detected in 3 s'),
  maybe(oneOf(', coverage 50 %')),
  maybe(oneOf(', crews 1')),
  maybe(oneOf(', beta 30 %')),
  maybe(oneOf(', refuses')),
);
const node = (index: number, nodes: number): fc.Arbitrary<string> =>
  join(
    fc.constant(`service n${index} {`),
    oneOf('replicas 1', 'replicas 2 across eu', 'replicas 3 across eu', 'replicas 4'),
    maybe(oneOf('on h')),
    oneOf('', 'balancing round_robin', 'balancing least_loaded', 'balancing hash skew 1.2', 'balancing shared'),
    oneOf('', 'workers 1', 'workers 2', 'workers 4'),
    oneOf('', 'cores 0.5', 'cores 1', 'cores 2'),
    maybe(
      oneOf(
        'queue 0',
        'queue 2',
        'queue 5, when full block',
        'queue 0, when full block',
        'queue 3, when full drop_oldest',
        'queue 1, when full reject costing 2 ms',
      ),
    ),
    maybe(oneOf('rate_limit 20 req/s burst 2', 'rate_limit 30 req/s burst 3 reject', 'rate_limit 40 req/s total')),
    maybe(
      oneOf(
        'concurrency_limit 2',
        'concurrency_limit 3 reject',
        'concurrency_limit 4 total',
        'concurrency_limit 4 total reject',
        'concurrency_limit aimd from 1 to 8',
        'concurrency_limit vegas from 1 to 8 reject',
      ),
    ),
    maybe(failure),
    maybe(
      oneOf(
        'autoscale { target 60 % minimum 1 maximum 5 period 2 s cold_start 1 s cooldown 3 s }',
        'autoscale { target 30 % minimum 1 maximum 3 period 1 s step 1 cold_start 0 s cooldown 0 s }',
      ),
    ),
    maybe(
      oneOf(
        'maintenance { every 8 s batch 1 duration 1 s }',
        'maintenance { every 8 s batch 2 duration 1 s drain 500 ms }',
      ),
    ),
    maybe(oneOf('deployment { every 10 s batch 1 duration 1 s failure 30 % rollback 2 s }')),
    fc.constant('state s { share something copies 2 quorum 2 read 1 write 2 }'),
    join(
      oneOf('op run {', 'op run idempotent cancellable {'),
      fc.array(steps(index, nodes), { minLength: 1, maxLength: 4 }).map((list) => list.join('  ')),
      fc.constant('}'),
    ),
    fc.constant('}'),
  );

function events(nodes: number): fc.Arbitrary<string> {
  const targets = [
    'ext',
    'q',
    't',
    'eu',
    'eu.x',
    'eu.y',
    'h',
    'sink',
    ...Array.from({ length: nodes }, (_, i) => `n${i}`),
  ];
  const target = fc.constantFrom(...targets);
  const action = fc.oneof(
    target.map((name) => `fail ${name}`),
    target.map((name) => `restore ${name}`),
    fc.nat(nodes - 1).map((i) => `fail n${i} replicas 1`),
    fc.tuple(target, oneOf('0.5', '3')).map(([name, by]) => `slow ${name} by ${by}`),
    fc.tuple(target, target).map(([left, right]) => `partition ${left} from ${right}`),
    oneOf(
      'set o.rate = 5 req/s',
      'set o.rate = 0 req/s',
      'set o.rate = 60 req/s',
      'set c.users = 1',
      'set c.users = 12',
      'set ext.latency = 80 ms',
      'set ext.availability = 50 %',
      'set q.holds = 1',
      'set sink.replicas = 4',
      'set sink.replicas = 1',
    ),
    fc
      .tuple(
        fc.nat(nodes - 1),
        oneOf(
          'replicas = 1',
          'replicas = 5',
          'workers = 1',
          'workers = 5',
          'cores = 0.5',
          'speed = 2',
          'queue = 0',
          'queue = 4',
          'rate_limit = 10 req/s',
          'concurrency_limit = 1',
          'fails.detected = 5 s',
          'run.cpu = 30 ms',
          'run.hit = 100 %',
          'run.ext.timeout = 10 ms',
          'run.ext.pool = 5',
          'run.ext.bulkhead = 1',
        ),
      )
      .map(([i, what]) => `set n${i}.${what}`),
  );
  const at = fc.integer({ min: 0, max: 10 * UNTIL - 1 }).map((tenth) => tenth / 10);
  return fc
    .array(fc.tuple(at, action), { maxLength: 8 })
    .map((list) => [
      ...list.map(([when, what]) => `at ${when} s ${what}`),
      ...targets.map((name) => `at ${UNTIL} s restore ${name}`),
    ])
    .map((lines) => `scenario drill {\n  ${lines.join('\n  ')}\n}`);
}

/** What the text of a node type must have for a value to be set. */
const needed: readonly (readonly [string, RegExp])[] = [
  ['rate_limit', /rate_limit/],
  ['concurrency_limit', /concurrency_limit/],
  ['fails.', /fails/],
  ['run.cpu', /cpu \d/],
  ['run.hit', /cache hit/],
  ['run.ext', /call ext/],
];

/** Leaves out events that set what is not there. */
function legal(parts: readonly string[]): string[] {
  const keeps = (line: string): boolean => {
    const [, name, path] = /set (n\d)\.(\S+)/.exec(line) ?? [];
    if (name === undefined || path === undefined) return true;
    const own = parts.find((part) => part.startsWith(`service ${name} `)) ?? '';
    return needed.every(([prefix, pattern]) => !path.startsWith(prefix) || pattern.test(own));
  };
  return parts.map((part) => part.split('\n').filter(keeps).join('\n'));
}

/** Small systems: a chain of node types, an external, a queue and a topic, open and closed load, a scenario `drill`. */
export const randomSystem: fc.Arbitrary<RandomSystem> = fc
  .integer({ min: 1, max: 3 })
  .chain((nodes) =>
    fc.tuple(
      fc.constant('region eu { zone x zone y }'),
      maybe(fc.constant('fails every 10 s, repaired in 2 s, detected in 1 s')).map(
        (fails) => `host h { on eu.x cores 2; ${fails} }`,
      ),
      join(
        fc.constant('external ext {'),
        oneOf('latency 10 ms', 'latency exponential 50 ms'),
        oneOf('', 'availability 90 %', 'availability 80 %  down for 2 s'),
        maybe(oneOf('limit 20 req/s')),
        fc.constant('}'),
      ),
      join(
        fc.constant('queue q {'),
        oneOf(
          'holds unbounded',
          'holds 3',
          'holds 2, when full block',
          'holds 4, when full drop_oldest',
          'holds 4, when full drop',
          'holds 0, when full block',
        ),
        maybe(failure),
        fc.constant('consumer sink.run'),
        maybe(oneOf('concurrency 2 batch 3')),
        fc.constant('}'),
      ),
      join(
        fc.constant('topic t {'),
        oneOf('holds unbounded', 'holds 3, when full reject'),
        fc.constant('consumer sink.run  consumer sink.other concurrency 1 }'),
      ),
      join(
        fc.constant('service sink {'),
        oneOf('replicas 1', 'replicas 2'),
        oneOf('', 'workers 1', 'workers 3'),
        maybe(failure),
        fc.constant('op run { cpu 5 ms } op other { delay 20 ms } }'),
      ),
      maybe(
        oneOf(
          'link n0 -> ext { round_trip 4 ms }',
          'link n0 -> ext { availability 90 % }',
          'link n0 -> q { availability 90 % }',
        ),
      ),
      maybe(fc.constant('profile p { at 0 s factor 0.5 at 5 s factor 2 at 10 s factor 1 }')),
      join(
        fc.constant('workload o {'),
        oneOf('open 5 req/s PROFILE;', 'open 30 req/s PROFILE;', 'open 50 req/s burstiness 4 PROFILE;'),
        fc.constant('calls n0.run'),
        maybe(oneOf('deadline 200 ms', 'deadline 2 s')),
        maybe(oneOf('timeout 500 ms retry 1')),
        maybe(oneOf('priority 1')),
        fc.constant('}'),
      ),
      fc.constant('workload c { closed 4 users think 100 ms; calls n0.run }'),
      events(nodes),
      ...Array.from({ length: nodes }, (_, index) => node(index, nodes)),
    ),
  )
  .map((parts) => {
    const text = legal(parts).join('\n');
    return {
      text: text.replace('PROFILE', text.includes('profile p') ? 'profile p' : ''),
      until: UNTIL,
    };
  });
