/** Random descriptions of what both the analysis and the simulator model, by feature: drawn from numbers, so that a number names one. */
import { Stream } from '../../../simulation/index.js';

/** What is described beside a plain chain of stations. */
export const features = [
  'stations in series',
  'service laws',
  'shared cores',
  'balancing',
  'bursts',
  'two workloads',
  'priorities',
  'closed load',
  'open and closed load',
  'pools',
  'pools, closed load',
  'queues that reject',
  'choices and caches',
  'repetitions',
  'parallel branches',
  'first k of n',
  'early replies',
  'sends and consumers',
  'externals and links',
  'several of these',
] as const;
export type Feature = (typeof features)[number];

/** Systems of each feature, and of several together. */
const EACH = 10;
const TOGETHER = 30;

export type Drawn = {
  readonly feature: Feature;
  /** 'pools 3' */ readonly name: string;
  /** share of what saturates it that its open load is */ readonly target: number;
  /** @param rate of all open workloads together, 1/s; @param closed the users too */
  text(rate: number, closed?: boolean): string;
};

export function drawnSystems(): Drawn[] {
  return features.flatMap((feature) =>
    Array.from({ length: feature === 'several of these' ? TOGETHER : EACH }, (_, i) => drawn(feature, i)),
  );
}

function drawn(feature: Feature, index: number): Drawn {
  const name = `${feature} ${index + 1}`;
  const stream = new Stream(20_261_125, index, feature);
  const draw = new Draw(stream);
  const chosen =
    feature === 'several of these'
      ? new Set(Array.from({ length: 2 + draw.below(3) }, () => draw.of(features.slice(1, -1))))
      : new Set([feature]);
  const make = describe(draw, chosen);
  return { feature, name, target: draw.of([0.4, 0.6, 0.75, 0.85, 0.9, 0.95]), text: make };
}

class Draw {
  constructor(private readonly stream: Stream) {}
  below(n: number): number {
    return this.stream.below(n);
  }
  of<T>(list: readonly T[]): T {
    return list[this.stream.below(list.length)]!;
  }
  chance(p: number): boolean {
    return this.stream.uniform() < p;
  }
  /** milliseconds, 2 to 20, spread by their logarithm */ time(): number {
    return Number((2 * 10 ** this.stream.uniform()).toPrecision(2));
  }
}

/** @returns the text for a rate */
function describe(draw: Draw, chosen: ReadonlySet<Feature>): Drawn['text'] {
  const has = (...some: Feature[]): boolean => some.some((one) => chosen.has(one));
  const pools = has('pools', 'pools, closed load');
  const count = 2 + draw.below(3);
  const externals: string[] = [];
  const extra: string[] = [];
  const nodes = Array.from({ length: count }, (_, i) => {
    // A caller without bound holds nothing while it waits; a pool does.
    const calls = i + 1 < count;
    const replicas = draw.chance(0.3) || has('balancing') ? 2 + draw.below(2) : 1;
    const settings = [`replicas ${replicas}`];
    const law = has('service laws') ? draw.of([' cv 0', ' cv 0.5', ' cv 2', ' lognormal', ' erlang']) : '';
    const work = (mean: number): string => {
      const named = /lognormal|erlang/.test(law);
      return named ? `cpu${law} ${mean} ms${law === ' lognormal' ? ' cv 1.5' : ' shape 3'}` : `cpu ${mean} ms${law}`;
    };
    if (replicas > 1 && has('balancing'))
      settings.push(`balancing ${draw.of(['round_robin', 'least_loaded', 'shared', 'hash skew 1.2'])}`);
    if (calls && !pools) settings.push(`cores ${1 + draw.below(2)}`);
    else if (has('shared cores')) settings.push(`workers ${draw.of([2, 4, 8])}`, `cores ${draw.of([1, 2])}`);
    else settings.push(`workers ${calls ? 3 + draw.below(10) : draw.of([1, 1, 2, 4])}`);
    if (has('queues that reject') && (!calls || pools)) settings.push(`queue ${draw.of([2, 5, 10, 20])}`);
    const next = `n${i + 1}.run`;
    const body = [work(draw.time())];
    if (calls) {
      const options: string[] = [];
      if (has('choices and caches'))
        options.push(
          `with ${draw.of([20, 50, 80])} % { call ${next} } else { cpu ${draw.time()} ms }`,
          `cache hit ${draw.of([50, 80, 95])} % { call ${next} }`,
          `call ${next} with ${draw.of([30, 60, 90])} %`,
        );
      if (has('repetitions'))
        options.push(`call ${next} times 2`, `call ${next} times 1.5`, `call ${next} times 2 geometric`);
      if (has('parallel branches'))
        options.push(
          `parallel { call ${next}  delay ${draw.time()} ms }`,
          `parallel { call ${next}  cpu ${draw.time()} ms }`,
          `parallel { call ${next}  call ${next} }`,
        );
      if (has('first k of n')) options.push(`first ${draw.of(['1 of 2', '2 of 3'])} { call ${next} }`);
      body.push(options.length > 0 ? draw.of(options) : `call ${next}`);
    }
    if (has('externals and links')) {
      if (draw.chance(0.6) || i === 0) {
        externals.push(
          `external x${i} { latency ${draw.of(['', 'exponential ', 'lognormal '])}${draw.time()} ms  availability ${draw.of(['100 %', '99 %', '90 %'])} }`,
        );
        body.push(`call x${i}`);
      }
      if (calls) extra.push(`link n${i} -> n${i + 1} { round_trip ${draw.of([1, 4])} ms }`);
    }
    if (has('sends and consumers') && (i === 0 || draw.chance(0.4)))
      body.push(draw.of(['send mails', 'send log.write']));
    if (has('early replies') && (i === count - 1 || draw.chance(0.5)))
      body.push('reply', draw.of([`cpu ${draw.time()} ms`, ...(i === count - 1 ? [] : [`delay ${draw.time()} ms`])]));
    return `service n${i} { ${settings.join('  ')}  op run { ${body.join('  ')} } }`;
  });
  if (has('sends and consumers'))
    extra.push(
      `queue mails { holds unbounded; consumer mailer.post }`,
      `service mailer { workers 4  op post { cpu ${draw.time()} ms } }`,
      `service log { workers 2  op write { cpu ${draw.time()} ms } }`,
    );
  const users = draw.of([2, 5, 10, 20, 40]);
  const think = draw.of([0, 20, 100, 400]);
  const burstiness = has('bursts') ? draw.of([0.25, 4]) : 1;
  const closed = `workload c { closed ${users} users${think > 0 ? ` think ${think} ms` : ''}; calls n0.run }`;
  const two = has('two workloads', 'priorities');
  const second = draw.of([`n${count - 1}.run`, 'n0.run']);
  const share = draw.of([0.3, 0.7]);
  const onlyClosed = has('closed load', 'pools, closed load');
  const mixed = has('open and closed load');
  const priority = has('priorities') ? '  priority 1' : '';
  return (rate, withUsers = true) => {
    const open = (name: string, r: number, op: string, more = ''): string =>
      `workload ${name} { open ${r} req/s${burstiness === 1 ? '' : ` burstiness ${burstiness}`}; calls ${op}${more} }`;
    const loads: string[] = [];
    if (rate > 0 && (!onlyClosed || mixed))
      loads.push(two ? open('o', rate * share, 'n0.run', priority) : open('o', rate, 'n0.run'));
    if (rate > 0 && two) loads.push(open('p', rate * (1 - share), second));
    if (withUsers && (onlyClosed || mixed)) loads.push(closed);
    return [...loads, ...nodes, ...externals, ...extra].join('\n');
  };
}
