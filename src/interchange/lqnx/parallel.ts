/**
 * Branches that a thread runs at the same time (AND fork and join). The layers hold the thread for one path only, so the time of the join
 * is found around them: solve, take the branches' times, fit their laws by two moments, take the mean of the greatest, share it among the
 * branches, and again until it stays. Branches that use the same processor or the same task also wait for each other; all of them never
 * take longer than one after the other. What the solver makes of a share differs a little from it (the thread meets its own branches);
 * the difference of the entry's time from the sum of its parts is taken back from round to round.
 *
 * Source: the fixed point is that of Heidelberger and Trivedi 1983 (programs with internal concurrency) and Mak and Lundstrom 1990.
 */
import {
  type LayeredAnswer,
  type LayeredModel,
  type LayeredPhase,
  type LayeredSolution,
  lawOfMeanCv,
  solveLayered,
} from '../../queueing/index.js';
import { entryTimes } from './times.js';

/** An entry whose calls, each to an entry of its own beside it, run at the same time. */
export type Parallel = {
  readonly entry: number;
  readonly branches: readonly number[];
  /** entry that forks */ readonly owner: number;
  /** task whose threads fork */ readonly task: number;
  /** how many of them, or customers, there are */ readonly threads: number;
};

const mostRounds = 100;
const damping = 0.7;
const settled = 1e-6;

type Join = {
  delay: number;
  held: number[];
  /** seconds until the last branch ends */ mean: number;
  /** what the solver is told beyond it, so that its time of the entry comes out right */ extra: number;
};

/** @param parallels inner forks before the outer ones that hold them */
export function solveParallel(model: LayeredModel, parallels: readonly Parallel[]): LayeredAnswer {
  const joins: Join[] = parallels.map(({ branches }) => ({
    delay: 0,
    held: branches.map(() => 1 / branches.length),
    mean: 0,
    extra: 0,
  }));
  const inner = innerForks(model, parallels);
  let answer: LayeredAnswer | undefined;
  for (let round = 0; round < mostRounds; round++) {
    const current = withJoins(model, parallels, joins);
    answer = solveLayered(current, {
      method: 'layers',
      start: answer?.kind === 'solved' ? answer.iterate : undefined,
    });
    if (answer.kind !== 'solved') return answer;
    const branches = new Branches(current, answer);
    const rates = answer.entries;
    const known = new Map(parallels.map(({ entry }, i) => [entry, joins[i]!.mean]));
    let change = 0;
    parallels.forEach((fork, i) => {
      const before = joins[i]!;
      const beside = inner.has(fork.entry)
        ? Infinity
        : parallels.filter(({ owner, entry }) => owner === fork.owner && !inner.has(entry)).length;
      const next = branches.join(fork, before, rates[fork.entry]!.throughput, known, beside);
      change = Math.max(change, Math.abs(next.mean - before.mean) / Math.max(next.mean, Number.MIN_VALUE));
      change = Math.max(change, Math.abs(next.extra - before.extra) / Math.max(next.mean, Number.MIN_VALUE));
      joins[i] = next;
    });
    if (change < settled) return answer;
  }
  return { kind: 'unsolved', why: `the times of branches in parallel still change after ${mostRounds} rounds` };
}

/** Forks inside branches of others: their time is part of that of the outer ones. */
function innerForks(model: LayeredModel, parallels: readonly Parallel[]): ReadonlySet<number> {
  const forks = new Set(parallels.map(({ entry }) => entry));
  const found = new Set<number>();
  for (const { branches } of parallels) {
    const open = [...branches];
    const passed = new Set<number>();
    for (let e = open.pop(); e !== undefined; e = open.pop()) {
      if (passed.has(e)) continue;
      passed.add(e);
      if (forks.has(e)) found.add(e);
      const { task, first } = model.entries[e]!;
      if (model.tasks[task]!.workers === Infinity) open.push(...(first.calls ?? []).map(({ entry }) => entry));
    }
  }
  return found;
}

function withJoins(model: LayeredModel, parallels: readonly Parallel[], joins: readonly Join[]): LayeredModel {
  const entries = [...model.entries];
  parallels.forEach(({ entry }, i) => {
    const { delay, held } = joins[i]!;
    const { first, ...rest } = entries[entry]!;
    const calls = (first.calls ?? []).map((call, b) => ({ ...call, held: held[b]! }));
    entries[entry] = { ...rest, first: { demand: 0, delay, calls } };
  });
  return { ...model, entries };
}

/** At one station: seconds and visits per execution, seconds of service per visit. */
type Use = { time: number; visits: number; service: number };

class Branches {
  private readonly times;
  private readonly variances: (number | undefined)[] = [];
  private readonly used: (ReadonlyMap<number, Use> | undefined)[] = [];

  constructor(
    private readonly model: LayeredModel,
    private readonly answer: LayeredSolution,
  ) {
    this.times = entryTimes(model, answer);
  }

  /**
   * @param before what the solver was told
   * @param rate executions per second
   * @param known times of all forks, by entry
   * @param beside outermost forks of the same entry, which share what is taken back; Infinity: an inner one, which takes no share
   */
  join(fork: Parallel, before: Join, rate: number, known: ReadonlyMap<number, number>, beside: number): Join {
    const { branches } = fork;
    const seen = branches.map((e) => this.times[e]!.service);
    const own = this.withoutItself(fork, before.held, rate);
    const alone = branches.map((e) => own.times[e]!.service);
    const cvs = branches.map((e, i) => (alone[i]! > 0 ? Math.sqrt(own.variance(e)) / alone[i]! : 0));
    const times = own.amongEachOther(branches, alone);
    const sequence = alone.reduce((sum, time) => sum + time, 0);
    const { mean: greatest, last } = maximum(times, cvs);
    const mean = Math.min(sequence, greatest);
    const given = this.given(fork.owner);
    const due = given === undefined ? undefined : own.due(fork.owner, known);
    const off = given === undefined || due === undefined || before.mean === 0 ? 0 : given - due;
    const extra = before.extra - (damping * off) / beside;
    const told = Math.max(0, mean + extra);
    const held = seen.map((time, i) => (time > 0 ? Math.min(1, (told * last[i]!) / time) : 0));
    const covered = held.reduce((sum, share, i) => sum + share * seen[i]!, 0);
    return { mean, held, delay: Math.max(0, told - covered), extra };
  }

  /** Seconds that the solver gives for an entry, where it gives any. */
  private given(e: number): number | undefined {
    const { task } = this.model.entries[e]!;
    if (this.model.tasks[task]!.workers !== Infinity) return this.answer.entries[e]!.hold || undefined;
    const cycle = this.model.classes.findIndex(({ kind, targets }) => kind === 'closed' && targets[0]?.entry === e);
    return cycle < 0 ? undefined : this.answer.classes[cycle]!.response;
  }

  /** The same as the sum of its parts, with the times of forks as they are known. */
  private due(e: number, forks: ReadonlyMap<number, number>): number {
    const known = new Map(forks);
    const phase = ({ demand, delay = 0, calls = [] }: LayeredPhase, task: number): number => {
      let time = demand * (this.answer.tasks[task]!.stretch ?? 1) + delay;
      for (const { entry, mean, send, held = 1 } of calls) {
        if (send) continue;
        const { task: callee, first } = this.model.entries[entry]!;
        const bounded = this.model.tasks[callee]!.workers !== Infinity;
        const one = bounded
          ? this.answer.tasks[callee]!.wait + this.times[entry]!.service
          : (known.get(entry) ?? phase(first, callee));
        if (!bounded) known.set(entry, one);
        time += mean * held * one;
      }
      return time;
    };
    const { first, second, task } = this.model.entries[e]!;
    return phase(first, task) + (second ? phase(second, task) : 0);
  }

  /**
   * The solver lets the branches for which the thread is not held arrive as if from elsewhere, so that they meet the thread itself. Of
   * the wait at a station this takes out the share of the flow that is the thread's own.
   */
  private withoutItself({ branches, task: own, threads }: Parallel, shares: readonly number[], rate: number): Branches {
    const flows = new Map<number, { held: number; free: number }>();
    const flow = (e: number, weight: number, kind: 'held' | 'free'): void => {
      for (const [station, { visits }] of this.uses(e)) {
        const before = flows.get(station) ?? { held: 0, free: 0 };
        flows.set(station, { ...before, [kind]: before[kind] + (weight * visits) / threads });
      }
    };
    this.model.entries.forEach(({ task }, e) => {
      if (task === own) flow(e, this.answer.entries[e]!.throughput, 'held');
    });
    branches.forEach((e, b) => {
      flow(e, rate * (1 - shares[b]!), 'free');
    });
    const { processors, tasks } = this.model;
    const total = new Map<number, number>();
    const add = (station: number, flow: number): void => void total.set(station, (total.get(station) ?? 0) + flow);
    this.answer.tasks.forEach(({ throughput }, t) => {
      add(processors.length + t, throughput);
    });
    this.model.entries.forEach(({ task, first, second }, e) => {
      const slices = (first.demand > 0 ? 1 : 0) + (second && second.demand > 0 ? 1 : 0);
      add(tasks[task]!.processor, slices * this.answer.entries[e]!.throughput);
    });
    const rest = (station: number): number => {
      const mine = flows.get(station);
      if (!mine) return 1;
      const others = (total.get(station) ?? 0) - mine.held;
      return others > 0 ? Math.max(0, 1 - mine.free / others) : 0;
    };
    return new Branches(this.model, {
      ...this.answer,
      tasks: this.answer.tasks.map((item, t) => ({
        ...item,
        wait: item.wait * rest(processors.length + t),
        stretch: 1 + ((item.stretch ?? 1) - 1) * rest(tasks[t]!.processor),
      })),
    });
  }

  /** Times of branches that meet each other at processors and tasks. */
  private amongEachOther(branches: readonly number[], alone: readonly number[]): number[] {
    const uses = branches.map((e) => this.uses(e));
    return alone.map((time, i) => {
      let more = 0;
      for (const [station, use] of uses[i]!) {
        const servers = this.servers(station);
        if (servers === Infinity) continue;
        for (const [j, other] of uses.entries()) {
          if (j === i || !(alone[j]! > 0)) continue;
          // Of the time of i, j runs too for the lesser of both, exponential; and there for the share of it that it spends there.
          const together = alone[j]! / (time + alone[j]!);
          const there = (other.get(station)?.time ?? 0) / alone[j]!;
          more += (use.visits * use.service * there * together) / servers;
        }
      }
      return time + more;
    });
  }

  /** Stations by number: processors, then tasks. */
  private servers(station: number): number {
    const { processors, tasks } = this.model;
    return station < processors.length ? processors[station]!.cores : tasks[station - processors.length]!.workers;
  }

  /** What one execution until its reply does at each station, through tasks without a bound. */
  private uses(e: number): ReadonlyMap<number, Use> {
    const known = this.used[e];
    if (known) return known;
    const found = new Map<number, Use>();
    this.used[e] = found;
    const { first, task } = this.model.entries[e]!;
    const add = (station: number, time: number, visits: number, service: number): void => {
      const use = found.get(station) ?? { time: 0, visits: 0, service: 0 };
      const all = use.visits + visits;
      found.set(station, {
        time: use.time + time,
        visits: all,
        service: all > 0 ? (use.service * use.visits + service * visits) / all : 0,
      });
    };
    if (first.demand > 0) {
      const stretch = this.answer.tasks[task]!.stretch ?? 1;
      add(this.model.tasks[task]!.processor, first.demand * stretch, 1, first.demand);
    }
    for (const { entry, mean, send, held = 1 } of first.calls ?? []) {
      const visits = mean * held;
      if (send || visits === 0) continue;
      const callee = this.model.entries[entry]!.task;
      if (this.model.tasks[callee]!.workers === Infinity) {
        for (const [station, use] of this.uses(entry)) {
          add(station, visits * use.time, visits * use.visits, use.service);
        }
        continue;
      }
      const { service, after } = this.times[entry]!;
      const station = this.model.processors.length + callee;
      add(station, visits * (this.answer.tasks[callee]!.wait + service), visits, service + after);
    }
    return found;
  }

  /** Of the time until the reply; waits are taken as exponential. */
  private variance(e: number): number {
    const known = this.variances[e];
    if (known !== undefined) return known;
    const { first, task, law } = this.model.entries[e]!;
    const found = this.phaseVariance(first, this.answer.tasks[task]!.stretch ?? 1, law);
    this.variances[e] = found;
    return found;
  }

  private phaseVariance(phase: LayeredPhase, stretch: number, law: 'deterministic' | 'geometric' | undefined): number {
    const { demand, cv = 1, delay = 0, delayCv = 1, calls = [] } = phase;
    const parts = calls.flatMap(({ entry, mean, send, held = 1 }) => {
      if (send || mean === 0) return [];
      const { wait } = this.answer.tasks[this.model.entries[entry]!.task]!;
      return [
        {
          count: mean,
          mean: held * (wait + this.times[entry]!.service),
          variance: held * (wait ** 2 + this.variance(entry)),
        },
      ];
    });
    const pause = (delay * delayCv) ** 2;
    const number = calls.reduce((sum, { mean }) => sum + mean, 0);
    if (law === 'geometric' && number > 0) {
      // A geometric number of rounds, each a slice and one of the calls, and a last slice.
      const slice = (demand * stretch) / (1 + number);
      const called = parts.reduce((sum, { count, mean }) => sum + (count / number) * mean, 0);
      const second = parts.reduce(
        (sum, { count, mean, variance }) => sum + (count / number) * (variance + mean * mean),
        0,
      );
      const round = (cv * slice) ** 2 + second - called * called;
      return pause + (cv * slice) ** 2 + number * round + number * (1 + number) * (slice + called) ** 2;
    }
    const fixed = parts.reduce((sum, { count, mean, variance }) => {
      const rest = count - Math.floor(count);
      return sum + count * variance + rest * (1 - rest) * mean * mean;
    }, 0);
    return pause + (cv * demand * stretch) ** 2 + fixed;
  }
}

/** Mean of the greatest of independent times, and for each the chance that it is the greatest. */
function maximum(means: readonly number[], cvs: readonly number[]): { mean: number; last: number[] } {
  const scale = Math.max(...means);
  if (!(scale > 0)) return { mean: 0, last: means.map(() => 1 / means.length) };
  const laws = means.map((mean, i) => lawOfMeanCv(mean, Math.min(10, Math.max(0.05, cvs[i]!))));
  // Over t = scale e^u, where the integrand is smooth.
  const step = 1 / 32;
  const last = means.map(() => 0);
  let mean = 0;
  let before = laws.map(() => 0);
  for (let u = -16; u <= 6; u += step) {
    const t = scale * Math.exp(u);
    const now = laws.map((law) => law.cdf(t));
    mean += step * t * (1 - now.reduce((product, value) => product * value, 1));
    now.forEach((value, i) => {
      const others = now.reduce((product, other, j) => (j === i ? product : (product * (other + before[j]!)) / 2), 1);
      last[i] = last[i]! + (value - before[i]!) * others;
    });
    before = now;
  }
  const sum = last.reduce((a, b) => a + b, 0);
  return { mean, last: last.map((value) => value / sum) };
}
