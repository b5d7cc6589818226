/** The k-th smallest of independent path laws: parallel branches, first k of n, quorums. */
import { whole } from '../check.js';
import type { Choice } from './compose.js';
import { FINE } from './contour.js';
import { refined, TabledTime } from './families.js';
import { PathLaw } from './path.js';

export type Racer = { readonly law: PathLaw; readonly count: number };

/** Knots per octave of the distance from a delay. */
const PER_OCTAVE = 6;
/** Delays at which the result is cut. */
const MOST_CUTS = 6;

/**
 * The law of the k-th smallest, by the Poisson binomial law of how many are over (David and Nagaraja 2003, ch. 5), tabled between its
 * jumps and cut at the delays of the branches.
 * @param k whole number in 1..sum of the counts
 */
export function raceLaw(k: number, racers: readonly Racer[]): PathLaw {
  whole('k', k, 1);
  const n = racers.reduce((sum, { count }) => sum + count, 0);
  if (k > n) throw new RangeError(`k must be at most the number of branches ${n}, got ${k}`);
  if (n === 1) return racers[0]!.law;
  const tail = (t: number, including = false): number => {
    if (k === n) {
      let product = 0;
      for (const { law, count } of racers) product += count * Math.log1p(-Math.min(1, law.tail(t, including, FINE)));
      return -Math.expm1(product);
    }
    const over = new Float64Array(k);
    over[0] = 1;
    for (const { law, count } of racers) {
      const late = Math.min(1, law.tail(t, including, FINE));
      for (let copy = 0; copy < count; copy++) {
        for (let j = k - 1; j > 0; j--) over[j] = over[j]! * late + over[j - 1]! * (1 - late);
        over[0] = over[0]! * late;
      }
    }
    return Math.min(
      1,
      over.reduce((a, b) => a + b, 0),
    );
  };
  // where a branch starts or jumps
  const starts = racers
    .flatMap(({ law, count }) => Array.from({ length: Math.min(count, k) }, () => law.least))
    .sort((a, b) => a - b);
  const least = starts[Math.min(k, starts.length) - 1] ?? starts.at(-1)!;
  const all = racers.flatMap(({ law }) => law.choices);
  const heavy = all.some(({ law }) => law?.heavy);
  const shifts = [...new Set(all.map(({ shift }) => shift))].filter((shift) => shift >= least).sort((a, b) => a - b);
  const choices: Choice[] = [];
  const ends = new Map<Choice, number>();
  for (const choice of all) if (choice.law) ends.set(choice, endOf(choice));
  const cuts = thinned(shifts, tail);
  const distances = (from: number, to: number): Float64Array => {
    const knots = new Set<number>();
    for (const choice of all) {
      if (!choice.law) {
        if (choice.shift > from && choice.shift < to) knots.add(choice.shift - from);
        continue;
      }
      const end = ends.get(choice)!;
      const smallest = Math.max(choice.law.mean * 1e-4, end * 1e-9);
      // one grid for all, so that knots of like branches fall together
      const first = Math.floor(Math.log2(smallest) * PER_OCTAVE);
      for (let j = first; ; j++) {
        const u = 2 ** (j / PER_OCTAVE);
        const t = choice.shift + u;
        if (t >= to || u > end) break;
        if (t > from) knots.add(t - from);
      }
      const last = choice.shift + end;
      if (last > from && last < to) knots.add(last - from);
    }
    if (to < Number.POSITIVE_INFINITY) knots.add(to - from);
    return Float64Array.from(knots).sort();
  };
  let before = 1;
  for (let i = 0; i < cuts.length; i++) {
    const from = cuts[i]!;
    const to = cuts[i + 1] ?? Number.POSITIVE_INFINITY;
    const after = Math.min(before, tail(from));
    if (before - after > 1e-9) choices.push({ weight: before - after, shift: from, law: undefined });
    const end = to < Number.POSITIVE_INFINITY ? Math.min(after, tail(to, true)) : 0;
    if (after - end > 1e-9) {
      const knots = distances(from, to);
      if (knots.length > 0) {
        const span = after - end;
        const { at, tails } = refined([...knots], (u) => (tail(from + u, from + u === to) - end) / span);
        choices.push({ weight: span, shift: from, law: new TabledTime(at, tails, heavy && i === cuts.length - 1) });
      } else choices.push({ weight: after - end, shift: from, law: undefined });
    }
    before = end;
  }
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  return PathLaw.of(choices.map((choice) => ({ ...choice, weight: choice.weight / total })));
}

/** Where the tail of a choice is next to nothing, seconds after its delay. */
function endOf({ law }: Choice): number {
  let end = law!.mean || 1e-300;
  for (let k = 0; k < 60 && law!.tail(end, FINE) > 1e-7; k++) end *= 2;
  return end;
}

/** The delays at which most happens. */
function thinned(shifts: readonly number[], tail: (t: number, including?: boolean) => number): number[] {
  const [first, ...rest] = shifts;
  const kept = rest
    .map((shift) => ({ shift, jump: tail(shift, true) - tail(shift), left: tail(shift) }))
    .filter(({ jump, left }) => jump + left > 1e-9)
    .sort((a, b) => b.jump - a.jump || b.left - a.left)
    .slice(0, MOST_CUTS);
  return [first!, ...kept.map(({ shift }) => shift)].sort((a, b) => a - b);
}
