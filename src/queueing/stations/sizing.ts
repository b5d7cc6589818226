/** The least number of servers of M/M/c that meets an objective. */
import { level, nonNegative, positive } from '../check.js';
import { mmc } from './mmc.js';

export type SizingInput = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  /** per second and server, > 0 */ readonly serviceRate: number;
};

type Steady = Extract<ReturnType<typeof mmc>, { stable: true }>;

/** The least c for which the stationary queue satisfies a condition that stays true with more servers. */
function least({ arrivalRate, serviceRate }: SizingInput, enough: (m: Steady) => boolean): number {
  const holds = (servers: number): boolean => {
    const m = mmc({ arrivalRate, serviceRate, servers });
    return m.stable && enough(m);
  };
  const load = arrivalRate / serviceRate;
  // what no number of servers can do: the service alone
  if (!holds(Infinity)) return Infinity;
  let low = Math.floor(load);
  let high = low + 1;
  for (let step = 1; !holds(high); step *= 2) {
    low = high;
    high += Math.max(1, Math.floor(step * (1 + Math.sqrt(load) / 8)));
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function check({ arrivalRate, serviceRate }: SizingInput, seconds: number): void {
  nonNegative('arrivalRate', arrivalRate);
  positive('serviceRate', serviceRate);
  nonNegative('seconds', seconds);
}

/**
 * Servers for a mean wait of at most `seconds`.
 * @returns whole number >= 1; Infinity where no number of servers is enough
 * @throws RangeError on an illegal argument
 * Source: M/M/c (Erlang 1917), by bracketing; cost O(root of load) per try.
 */
export function serversForMeanWait(input: SizingInput, seconds: number): number {
  check(input, seconds);
  return least(input, (m) => m.meanWait <= seconds);
}

/** Servers for a mean response of at most `seconds`; Infinity where the service alone takes longer. */
export function serversForMeanResponse(input: SizingInput, seconds: number): number {
  check(input, seconds);
  return least(input, (m) => m.meanResponse <= seconds);
}

/**
 * Servers for which at least the share p of the jobs waits at most `seconds`: the service level of a call centre (80 % within 20 s).
 * @param p in [0, 1)
 */
export function serversForWaitPercentile(input: SizingInput, p: number, seconds: number): number {
  check(input, seconds);
  level('p', p);
  return least(input, (m) => m.waitTail(seconds) <= 1 - p);
}

/** Servers for which at least the share p of the responses takes at most `seconds`; Infinity where the service alone takes longer. */
export function serversForResponsePercentile(input: SizingInput, p: number, seconds: number): number {
  check(input, seconds);
  level('p', p);
  return least(input, (m) => m.responseTail(seconds) <= 1 - p);
}
