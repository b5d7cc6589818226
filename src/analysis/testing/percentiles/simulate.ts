/**
 * A small event simulation of descriptions without failures, retries, regulators and bounded queues: the truth of percentiles where
 * no exact law is known. It reads the steps of the System itself and shares nothing with the analysis that it judges.
 */
import type { Distribution, Operation, Step, System } from '../../../model/system.js';

export type Sampled = {
  readonly percentiles: readonly number[];
  /** half widths of the 95 % confidence intervals, from batches */ readonly halfWidths: readonly number[];
};

/** Small fast counter generator of 32 bits (Doty-Humphrey), with normal and exponential variates. */
class Random {
  private a: number;
  private b = 0x9e3779b9;
  private c = 0x243f6a88;
  private d = 1;
  constructor(seed: number) {
    this.a = seed >>> 0;
    for (let i = 0; i < 20; i++) this.uniform();
  }
  /** in (0, 1) */
  uniform(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return ((t >>> 0) + 0.5) / 4294967296;
  }
  exponential(mean: number): number {
    return -mean * Math.log(this.uniform());
  }
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
  /** Marsaglia and Tsang 2000 */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }
}

/** Gamma function by Lanczos, for the Weibull scale. */
function gammaFunction(x: number): number {
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gammaFunction(1 - x));
  const g = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  let sum = 0.9999999999998099;
  g.forEach((value, i) => {
    sum += value / (x + i);
  });
  const t = x + 6.5;
  return Math.sqrt(2 * Math.PI) * t ** (x - 0.5) * Math.exp(-t) * sum;
}

/** Shape of the Weibull with a coefficient of variation, by bisection. */
function weibullShape(cv: number): number {
  let low = 0.05;
  let high = 100;
  for (let step = 0; step < 200; step++) {
    const k = Math.sqrt(low * high);
    if (gammaFunction(1 + 2 / k) / gammaFunction(1 + 1 / k) ** 2 - 1 > cv * cv) low = k;
    else high = k;
  }
  return low;
}

/** A sampler of a declared distribution, its mean divided by the speed. */
function sampler(d: Distribution, speed: number, random: Random): () => number {
  const mean = d.mean.value / speed;
  const cv = d.cv.value;
  if (cv === 0 || d.family === 'deterministic' || mean === 0) return () => mean;
  switch (d.family) {
    case 'uniform':
      return () => mean * (1 + cv * Math.sqrt(3) * (2 * random.uniform() - 1));
    case 'lognormal': {
      const variance = Math.log1p(cv * cv);
      const mu = Math.log(mean) - variance / 2;
      return () => Math.exp(mu + Math.sqrt(variance) * random.normal());
    }
    case 'weibull': {
      const shape = weibullShape(cv);
      const scale = mean / gammaFunction(1 + 1 / shape);
      return () => scale * (-Math.log(random.uniform())) ** (1 / shape);
    }
    case 'pareto': {
      const shape = 1 + Math.sqrt(1 + 1 / (cv * cv));
      const least = (mean * (shape - 1)) / shape;
      return () => least * random.uniform() ** (-1 / shape);
    }
    default: {
      if (cv === 1) return () => random.exponential(mean);
      if (cv < 1 || d.family === 'gamma') {
        const shape = 1 / (cv * cv);
        return () => (mean / shape) * random.gamma(shape);
      }
      const p = (1 + Math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2;
      return () => {
        const branch = random.uniform() < p ? p : 1 - p;
        return random.exponential(mean / (2 * branch));
      };
    }
  }
}

type Continue = () => void;

/** Events in time order. */
class Agenda {
  now = 0;
  private readonly times: number[] = [];
  private readonly actions: Continue[] = [];
  in(delay: number, action: Continue): void {
    const { times, actions } = this;
    const time = this.now + delay;
    let i = times.length;
    times.push(time);
    actions.push(action);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (times[parent]! <= time) break;
      times[i] = times[parent]!;
      actions[i] = actions[parent]!;
      i = parent;
    }
    times[i] = time;
    actions[i] = action;
  }
  step(): void {
    const { times, actions } = this;
    this.now = times[0]!;
    const action = actions[0]!;
    const time = times.pop()!;
    const last = actions.pop()!;
    const n = times.length;
    if (n > 0) {
      let i = 0;
      for (;;) {
        let child = 2 * i + 1;
        if (child >= n) break;
        if (child + 1 < n && times[child + 1]! < times[child]!) child++;
        if (times[child]! >= time) break;
        times[i] = times[child]!;
        actions[i] = actions[child]!;
        i = child;
      }
      times[i] = time;
      actions[i] = last;
    }
    action();
  }
}

/** Cores that running bursts share alike. */
class Cores {
  /** service that each running burst has got */ private served = 0;
  private since = 0;
  private version = 0;
  private readonly bursts: { readonly end: number; readonly done: Continue }[] = [];
  constructor(
    private readonly agenda: Agenda,
    private readonly cores: number,
  ) {}
  run(work: number, done: Continue): void {
    if (this.cores === Number.POSITIVE_INFINITY) {
      this.agenda.in(work, done);
      return;
    }
    this.settle();
    const end = this.served + work;
    let i = this.bursts.length;
    this.bursts.push({ end, done });
    while (i > 0 && this.bursts[i - 1]!.end < end) {
      this.bursts[i] = this.bursts[i - 1]!;
      i--;
    }
    this.bursts[i] = { end, done };
    this.plan();
  }
  private speed(): number {
    return Math.min(1, this.cores / this.bursts.length);
  }
  private settle(): void {
    if (this.bursts.length > 0) this.served += (this.agenda.now - this.since) * this.speed();
    this.since = this.agenda.now;
  }
  private plan(): void {
    const version = ++this.version;
    const next = this.bursts.at(-1);
    if (!next) return;
    this.agenda.in(Math.max(0, next.end - this.served) / this.speed(), () => {
      if (version !== this.version) return;
      this.settle();
      const { done } = this.bursts.pop()!;
      this.plan();
      done();
    });
  }
}

class Replica {
  private busy = 0;
  private readonly queue: Continue[] = [];
  private head = 0;
  constructor(
    readonly cores: Cores,
    private readonly workers: number,
  ) {}
  enter(start: Continue): void {
    if (this.busy < this.workers) {
      this.busy++;
      start();
    } else this.queue.push(start);
  }
  leave(): void {
    if (this.head < this.queue.length) {
      const next = this.queue[this.head++]!;
      if (this.head > 1000) {
        this.queue.splice(0, this.head);
        this.head = 0;
      }
      next();
    } else this.busy--;
  }
}

type Run = (done: Continue, own: Replica) => void;

/** Builds what a body does. */
class Builder {
  private readonly operations = new Map<string, (done: Continue) => void>();
  constructor(
    private readonly system: System,
    private readonly agenda: Agenda,
    private readonly random: Random,
  ) {
    for (const node of system.nodes) {
      const shared = node.balancing.policy === 'shared';
      const replicas = Array.from(
        { length: shared ? 1 : node.replicas.value },
        () =>
          new Replica(
            new Cores(agenda, (node.cores?.value ?? Number.POSITIVE_INFINITY) * (shared ? node.replicas.value : 1)),
            (node.workers?.value ?? Number.POSITIVE_INFINITY) * (shared ? node.replicas.value : 1),
          ),
      );
      for (const operation of node.operations) {
        let body: { readonly first: Run; readonly second: Run } | undefined;
        this.operations.set(operation.id, (done) => {
          body ??= this.body(operation, node.speed.value);
          const replica = replicas[Math.floor(this.random.uniform() * replicas.length)]!;
          const { first, second } = body;
          replica.enter(() =>
            first(() => {
              done();
              second(() => replica.leave(), replica);
            }, replica),
          );
        });
      }
    }
  }
  request(id: string): (done: Continue) => void {
    return (done) => this.called(id)(done);
  }
  private called(id: string): (done: Continue) => void {
    const own = this.operations.get(id);
    if (own) return own;
    const external = this.system.externals.find((item) => item.name === id)!;
    const sample = sampler(external.latency, 1, this.random);
    return (done) => this.agenda.in(sample(), done);
  }
  private body(operation: Operation, speed: number): { readonly first: Run; readonly second: Run } {
    const reply = operation.steps.findIndex((step) => step.kind === 'reply');
    const { steps } = operation;
    return {
      first: this.sequence(reply < 0 ? steps : steps.slice(0, reply), speed),
      second: this.sequence(reply < 0 ? [] : steps.slice(reply + 1), speed),
    };
  }
  private sequence(steps: readonly Step[], speed: number): Run {
    const runs = steps.map((step) => this.step(step, speed));
    return (done, own) => {
      const next = (i: number): void => {
        if (i === runs.length) done();
        else runs[i]!(() => next(i + 1), own);
      };
      next(0);
    };
  }
  private repeated(run: Run, p: number, count: number, geometric: boolean): Run {
    if (p >= 1 && count === 1 && !geometric) return run;
    return (done, own) => {
      if (this.random.uniform() >= p) {
        done();
        return;
      }
      let n = Math.floor(count);
      if (geometric) {
        n = 0;
        while (this.random.uniform() < count / (1 + count)) n++;
      } else if (this.random.uniform() < count - n) n++;
      const next = (): void => {
        if (n-- > 0) run(next, own);
        else done();
      };
      next();
    };
  }
  private step(step: Step, speed: number): Run {
    switch (step.kind) {
      case 'cpu': {
        const sample = sampler(step.demand, speed, this.random);
        const run: Run = (done, own) => own.cores.run(sample(), done);
        return this.repeated(run, step.probability?.value ?? 1, step.count?.value ?? 1, step.geometric === true);
      }
      case 'delay': {
        const sample = sampler(step.duration, 1, this.random);
        const run: Run = (done) => this.agenda.in(sample(), done);
        return this.repeated(run, step.probability?.value ?? 1, step.count?.value ?? 1, step.geometric === true);
      }
      case 'call': {
        let target: ((done: Continue) => void) | undefined;
        const run: Run = (done) => {
          target ??= this.called(step.target);
          target(done);
        };
        return this.repeated(run, step.probability?.value ?? 1, step.count?.value ?? 1, step.geometric === true);
      }
      case 'parallel':
      case 'first': {
        const runs = step.branches.map((branch) => this.step(branch, speed));
        const total = step.kind === 'first' ? step.total.value : runs.length;
        const needed = step.kind === 'first' ? step.needed.value : runs.length;
        return (done, own) => {
          let over = 0;
          for (let i = 0; i < total; i++)
            runs[i % runs.length]!(() => {
              if (++over === needed) done();
            }, own);
        };
      }
      case 'branch': {
        const a = this.sequence(step.then, speed);
        const b = this.sequence(step.otherwise, speed);
        return (done, own) => (this.random.uniform() < step.probability.value ? a : b)(done, own);
      }
      case 'loop':
        return this.repeated(this.sequence(step.steps, speed), 1, step.count.value, step.geometric);
      case 'cache': {
        const miss = this.sequence(step.miss, speed);
        return (done, own) => {
          if (this.random.uniform() < step.hit.value) done();
          else miss(done, own);
        };
      }
      default:
        throw new Error(`the step ${step.kind} is not simulated`);
    }
  }
}

/**
 * Percentiles of the first workload's response.
 * @param requests of that workload that count, after a tenth of them as warm-up
 */
export function simulate(system: System, levels: readonly number[], seed: number, requests: number): Sampled {
  const random = new Random(seed);
  const agenda = new Agenda();
  const builder = new Builder(system, agenda, random);
  const warm = Math.floor(requests / 10);
  const samples = new Float64Array(requests);
  let seen = -warm;
  system.workloads.forEach((workload, index) => {
    const shares = workload.targets.map((target) => target.share.value);
    const requestsTo = workload.targets.map((target) => builder.request(target.operation));
    const send = (after: Continue): void => {
      let at = 0;
      for (let u = random.uniform(); at < shares.length - 1 && u >= shares[at]!; at++) u -= shares[at]!;
      const start = agenda.now;
      requestsTo[at]!(() => {
        if (index === 0) {
          if (seen >= 0 && seen < requests) samples[seen] = agenda.now - start;
          seen++;
        }
        after();
      });
    };
    const { load } = workload;
    if (load.kind === 'open') {
      const arrive = (): void => {
        send(() => undefined);
        agenda.in(random.exponential(1 / load.rate.value), arrive);
      };
      agenda.in(random.exponential(1 / load.rate.value), arrive);
    } else {
      const think = sampler(load.think, 1, random);
      for (let user = 0; user < load.users.value; user++) {
        const again = (): void => agenda.in(think(), () => send(again));
        again();
      }
    }
  });
  while (seen < requests) agenda.step();
  const at = (sorted: Float64Array, p: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
  const batches = Array.from({ length: 20 }, (_, b) =>
    samples.slice(Math.floor((b * requests) / 20), Math.floor(((b + 1) * requests) / 20)).sort(),
  );
  const all = samples.slice().sort();
  return {
    percentiles: levels.map((p) => at(all, p)),
    halfWidths: levels.map((p) => {
      const each = batches.map((batch) => at(batch, p));
      const mean = each.reduce((a, b) => a + b, 0) / each.length;
      // t quantile of 19 degrees of freedom
      return 2.093 * Math.sqrt(each.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 19 / 20);
    }),
  };
}
