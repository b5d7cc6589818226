/**
 * Branches that a thread runs at the same time (AND fork and join). The layers hold the thread for one path only, so the time of the join
 * is found around them: solve, take the branches' times, fit their laws by two moments, take the mean of the greatest, share it among the
 * branches, and again until it stays. Branches that use the same processor or the same task also wait for each other; all of them never
 * take longer than one after the other.
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
export type Parallel = { readonly entry: number; readonly branches: readonly number[] };

const mostRounds = 60;
const settled = 1e-6;

type Join = { delay: number; held: number[]; mean: number };

/** @param parallels inner forks before the outer ones that hold them */
export function solveParallel(model: LayeredModel, parallels: readonly Parallel[]): LayeredAnswer {
  const joins: Join[] = parallels.map(({ branches }) => ({
    delay: 0,
    held: branches.map(() => 1 / branches.length),
    mean: 0,
  }));
  let answer: LayeredAnswer | undefined;
  for (let round = 0; round < mostRounds; round++) {
    const current = withJoins(model, parallels, joins);
    answer = solveLayered(current, {
      method: 'layers',
      start: answer?.kind === 'solved' ? answer.iterate : undefined,
    });
    if (answer.kind !== 'solved') return answer;
    const branch = new Branches(current, answer);
    let change = 0;
    parallels.forEach((fork, i) => {
      const next = branch.join(fork);
      change = Math.max(change, Math.abs(next.mean - joins[i]!.mean) / Math.max(next.mean, Number.MIN_VALUE));
      joins[i] = next;
    });
    if (change < settled) return answer;
  }
  return { kind: 'unsolved', why: `the times of branches in parallel still change after ${mostRounds} rounds` };
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

  constructor(
    private readonly model: LayeredModel,
    private readonly answer: LayeredSolution,
  ) {
    this.times = entryTimes(model, answer);
  }

  join({ branches }: Parallel): Join {
    const alone = branches.map((e) => this.times[e]!.service);
    const cvs = branches.map((e, i) => (alone[i]! > 0 ? Math.sqrt(this.variance(e)) / alone[i]! : 0));
    const times = this.amongEachOther(branches, alone);
    const sequence = alone.reduce((sum, time) => sum + time, 0);
    const { mean: greatest, last } = maximum(times, cvs);
    const mean = Math.min(sequence, greatest);
    const held = alone.map((time, i) => (time > 0 ? Math.min(1, (mean * last[i]!) / time) : 0));
    const covered = held.reduce((sum, share, i) => sum + share * alone[i]!, 0);
    return { mean, held, delay: Math.max(0, mean - covered) };
  }

  /** Times of branches that meet each other at processors and tasks. */
  private amongEachOther(branches: readonly number[], alone: readonly number[]): number[] {
    const uses = branches.map((e) => {
      const found = new Map<number, Use>();
      this.collect(e, 1, found);
      return found;
    });
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

  private collect(e: number, weight: number, found: Map<number, Use>): void {
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
      add(this.model.tasks[task]!.processor, weight * first.demand * stretch, weight, first.demand);
    }
    for (const { entry, mean, send, held = 1 } of first.calls ?? []) {
      if (send || mean === 0) continue;
      const callee = this.model.entries[entry]!.task;
      if (this.model.tasks[callee]!.workers === Infinity) {
        this.collect(entry, weight * mean * held, found);
        continue;
      }
      const { service, after } = this.times[entry]!;
      const station = this.model.processors.length + callee;
      const visits = weight * mean * held;
      add(station, visits * (this.answer.tasks[callee]!.wait + service), visits, service + after);
    }
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
