/**
 * Waits that are a random number J of exponential steps, as in every M/M/c-like queue where a job that finds n others waits for n - c + 1
 * departures at rate c mu. The response adds one service, which is itself a geometric number of such steps.
 */
import { survivalMixture } from '../distributions/uniformised.js';
import { type ResponseLaw, responseLaw, type WaitLaw, waitLaw } from './figures.js';

export type StepLaw = {
  /** P(J > 0): the probability of a wait */ readonly delayProbability: number;
  /** P(J > k + 1) / P(J > k), k = 0, 1, ...; 0 where J > k + 1 is impossible */ ratio(k: number): number;
};

/**
 * Laws of wait and response.
 * @param serviceRate per second and server
 * @param servers whole number >= 1; a step takes 1 / (servers serviceRate)
 * @param law of the number of steps
 * @param width numbers that one ratio takes
 * Positive sums: relative accuracy about 1e-12 to tails of 1e-300. Time O(servers serviceRate t) for a value at t, 32 MB at most.
 */
export function erlangMixture(serviceRate: number, servers: number, law: StepLaw, width = 1): WaitLaw & ResponseLaw {
  const rate = serviceRate * servers;
  const { delayProbability } = law;
  let k = 0;
  const waitLog =
    delayProbability === 0
      ? () => -Infinity
      : survivalMixture(
          rate,
          delayProbability,
          () => {
            // the first ratio is asked for as P(J > 1)
            const r = law.ratio(k++);
            return k === 1 ? r * delayProbability : r;
          },
          width,
        );
  // V(k) = P(J + G > k), G geometric with success 1 / c: from the part with J > k and the part in which G still runs
  let waiting = delayProbability;
  let serving = 1 - delayProbability;
  let j = 0;
  const responseLog = survivalMixture(
    rate,
    1,
    () => {
      const r = law.ratio(j++);
      const nextWaiting = waiting * r;
      const nextServing = serving * ((servers - 1) / servers) + waiting * (1 - r);
      const total = nextWaiting + nextServing;
      waiting = total > 0 ? nextWaiting / total : 0;
      serving = total > 0 ? nextServing / total : 0;
      return total;
    },
    width,
  );
  return { ...waitLaw(waitLog, 1 / rate), ...responseLaw(responseLog, 1 / serviceRate) };
}

/** The law of J with P(J = j + 1) = weights[j], j >= 0, and no wait with `free`; any scale. */
export function stepLawOf(weights: ArrayLike<number>, free: number): StepLaw {
  const n = weights.length;
  const above = new Float64Array(n + 1);
  for (let j = n - 1; j >= 0; j--) above[j] = above[j + 1]! + weights[j]!;
  const total = above[0]! + free;
  return {
    delayProbability: total > 0 ? above[0]! / total : 0,
    ratio: (k) => (k + 1 < n && above[k]! > 0 ? above[k + 1]! / above[k]! : 0),
  };
}
