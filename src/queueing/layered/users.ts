/** Many users of a closed class: too many for a convolution over them, solved station by station in constant memory per user. */
import type { NetworkStation } from './network.js';

export type UsersAnswer = {
  /** requests per second */ readonly throughput: number;
  /** by station: law of the users at one copy */ readonly laws: readonly Float64Array[];
};

/**
 * Each station sees a finite source of all users who are elsewhere for a mean time; the throughput at which the times add up is found by
 * iteration. Exact for a single station and exponential times (Jaiswal 1968); else stations are delays to each other.
 * @param users whole >= 1; @param delay seconds elsewhere, >= 0
 */
export function manyUsers(users: number, delay: number, stations: readonly NetworkStation[]): UsersAnswer {
  const used = stations.flatMap(({ demand }, s) => (demand > 0 ? [s] : []));
  const responses = stations.map(({ demand, rates }) => (demand > 0 ? demand / rates[0]! : 0));
  const laws: Float64Array[] = stations.map(() => Float64Array.of(1));
  let throughput = 0;
  for (let round = 0; round < 200; round++) {
    const before = throughput;
    let least = Infinity;
    for (const s of used) {
      const elsewhere = used.reduce((sum, o) => {
        const copies = o === s ? stations[o]!.copies - 1 : stations[o]!.copies;
        return sum + copies * responses[o]!;
      }, delay);
      const answer = finiteSource(users, Math.max(1e-12 * responses[s]!, elsewhere), stations[s]!);
      laws[s] = answer.law;
      least = Math.min(least, answer.throughput);
      responses[s] = users / answer.throughput - elsewhere;
      if (used.length > 1 || stations[s]!.copies > 1) {
        const mean = answer.law.reduce((sum, p, j) => sum + p * j, 0);
        responses[s] = mean / answer.throughput;
      }
    }
    const total = used.reduce((sum, s) => sum + stations[s]!.copies * responses[s]!, delay);
    throughput = used.length === 0 ? users / Math.max(delay, 1e-12) : Math.min(least, users / total);
    if (Math.abs(throughput - before) < 1e-10 * throughput) break;
  }
  return { throughput, laws };
}

/** Birth-death chain of one station; states that have died out are not followed. */
function finiteSource(
  users: number,
  elsewhere: number,
  { demand, rates }: NetworkStation,
): { throughput: number; law: Float64Array } {
  const weights: number[] = [1];
  let w = 1;
  let sum = 1;
  for (let j = 1; j <= users; j++) {
    const ratio = ((users - j + 1) / elsewhere) * (demand / rates[Math.min(j, rates.length) - 1]!);
    w *= ratio;
    if (w > 1e200) {
      for (let i = 0; i < weights.length; i++) weights[i] = weights[i]! * 1e-200;
      w *= 1e-200;
      sum *= 1e-200;
    }
    weights.push(w);
    sum += w;
    if (ratio < 1 && w < 1e-18 * sum) break;
  }
  const law = Float64Array.from(weights, (value) => value / sum);
  let flow = 0;
  law.forEach((p, j) => {
    if (j > 0) flow += p * rates[Math.min(j, rates.length) - 1]!;
  });
  return { throughput: flow / demand, law };
}
