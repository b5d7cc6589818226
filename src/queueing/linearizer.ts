/** Closed network with several classes, approximately: Linearizer, or Bard-Schweitzer where there are many classes. */
import type { MultiAnswer } from './closedMulti.js';

export type QueueingCentre = {
  /** seconds at a single server, by class */ readonly demands: readonly number[];
};

/** More classes than this are solved by Bard-Schweitzer: Linearizer's cost grows with the cube of their number. */
const CLASSES = 12;

/**
 * @param centres single-server stations (multi-server ones are transformed before, Seidmann, Schweitzer, Shalev-Oren 1987)
 * @param delays seconds per class spent without queueing, think time included
 * @param populations >= 0
 * Source: Chandy and Neuse 1982 (error about 0.2 % on published cases); Schweitzer 1979 (about 1.5 %).
 */
export function linearizer(
  centres: readonly QueueingCentre[],
  delays: readonly number[],
  populations: readonly number[],
): MultiAnswer & { readonly method: 'linearizer' | 'bard-schweitzer' } {
  const plain = core(centres, delays, populations, undefined, undefined);
  if (populations.length > CLASSES) return { ...plain, method: 'bard-schweitzer' };
  let answer = plain;
  // corrections[j][i][r]: share of class r at station i with one job of class j less, minus the share with all
  let corrections: number[][][] | undefined;
  for (let round = 0; round < 3; round++) {
    answer = core(centres, delays, populations, corrections, answer);
    const shares = answer.queues.map((row) => row.map((q, r) => share(q, populations[r]!)));
    const previous = corrections;
    corrections = populations.map((n, j) => {
      if (n < 1) return shares.map((row) => row.map(() => 0));
      const fewer = populations.with(j, n - 1);
      const less = core(centres, delays, fewer, previous, undefined);
      return less.queues.map((row, i) => row.map((q, r) => (fewer[r]! > 0 ? q / fewer[r]! - shares[i]![r]! : 0)));
    });
  }
  answer = core(centres, delays, populations, corrections, answer);
  const lawful = centres.every(({ demands }) => demands.reduce((u, d, r) => u + d * answer.throughputs[r]!, 0) <= 1);
  return lawful ? { ...answer, method: 'linearizer' } : { ...plain, method: 'bard-schweitzer' };
}

function share(queue: number, population: number): number {
  return population > 0 ? queue / population : 0;
}

function core(
  centres: readonly QueueingCentre[],
  delays: readonly number[],
  populations: readonly number[],
  corrections: readonly (readonly (readonly number[])[])[] | undefined,
  start: MultiAnswer | undefined,
): MultiAnswer {
  let queues =
    start?.queues ??
    centres.map(({ demands }) => demands.map((d, r) => (d > 0 ? populations[r]! / centres.length : 0)));
  let throughputs = populations.map(() => 0);
  for (let step = 0; step < 5000; step++) {
    const totals = queues.map((row) => row.reduce((a, b) => a + b, 0));
    const residence = centres.map(({ demands }, i) =>
      demands.map((d, r) => (d === 0 ? 0 : d * (1 + seen(queues[i]!, totals[i]!, i, r, populations, corrections)))),
    );
    throughputs = populations.map((n, r) => {
      const time = residence.reduce((a, row) => a + row[r]!, delays[r]!);
      return n === 0 ? 0 : n / time;
    });
    let change = 0;
    const next = residence.map((row, i) =>
      row.map((time, r) => {
        const q = time * throughputs[r]!;
        change = Math.max(change, Math.abs(q - queues[i]![r]!) / Math.max(1, populations[r]!));
        return q;
      }),
    );
    queues = next;
    if (change < 1e-12) break;
  }
  return { throughputs, queues };
}

/** Jobs that an arrival of class j finds at station i: the network with one job of class j less. */
function seen(
  row: readonly number[],
  total: number,
  i: number,
  j: number,
  populations: readonly number[],
  corrections: readonly (readonly (readonly number[])[])[] | undefined,
): number {
  let found = total - share(row[j]!, populations[j]!);
  if (corrections) {
    const fix = corrections[j]![i]!;
    for (let r = 0; r < row.length; r++) found += (populations[r]! - (r === j ? 1 : 0)) * fix[r]!;
  }
  return Math.max(0, found);
}
