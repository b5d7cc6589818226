/** Poisson arrivals spread over n equal servers with a queue each. */
import { nonNegative, positive, whole } from '../check.js';
import { erlangLaw } from '../distributions/index.js';
import { balancedChain } from './balancedChain.js';
import { erlangMixture } from './erlangMixture.js';
import type { ResponseLaw, Unstable, WaitLaw } from './figures.js';
import { gm1 } from './gm1.js';
import { mmc } from './mmc.js';

export type BalancingPolicy =
  /** each job to a server at random */
  | 'random'
  /** in turn */
  | 'round-robin'
  /** to the shortest queue of `choices` servers drawn at random */
  | 'power-of-d'
  /** to the shortest queue of all */
  | 'shortest-queue'
  /** one queue for all servers */
  | 'shared';

export type BalancingInput = {
  readonly policy: BalancingPolicy;
  /** whole number >= 1 */ readonly servers: number;
  /** per second, all servers together, >= 0 */ readonly arrivalRate: number;
  /** per second and server, > 0 */ readonly serviceRate: number;
  /** servers asked, whole number >= 1; only for `power-of-d`, default 2 */ readonly choices?: number;
  /** solve the chain of n queues (exact, small systems) or take n without end (`mean-field`); default: the chain where it is small */
  readonly method?: 'chain' | 'mean-field';
};

export type Balancing =
  | (WaitLaw &
      ResponseLaw & {
        readonly stable: true;
        /** how it was found; `mean-field` is an approximation for finitely many servers */
        readonly method: 'exact' | 'chain' | 'mean-field';
        readonly utilisation: number;
        /** P(a job finds its server busy) */ readonly delayProbability: number;
        /** seconds */ readonly meanWait: number;
        /** seconds */ readonly meanResponse: number;
        /** jobs at all servers */ readonly meanJobs: number;
        /** P(a server has at least k jobs) */ queueTail(k: number): number;
      })
  | Unstable;

/**
 * Wait and response under a balancing policy; exponential service, first come first served at each server.
 *
 * `random` is M/M/1, `round-robin` G/M/1 with Erlang gaps, `shared` M/M/n: exact. `power-of-d` and `shortest-queue` are solved as chains where these
 * have at most 60 000 states (cut where queues or their differences are unlikely: relative error about 1e-6); larger systems take the mean field of Mitzenmacher and of Vvedenskaya, Dobrushin
 * and Karpelevich, P(at least k jobs) = rho^((d^k - 1) / (d - 1)), whose error falls as 1 / n (see `approximationErrors`).
 * @throws RangeError on an illegal argument, or for `shortest-queue` where the chain is too large; overload is a value
 * Source: Vvedenskaya et al. 1996; Mitzenmacher 2001.
 */
export function loadBalancing(input: BalancingInput): Balancing {
  const { policy, servers, arrivalRate, serviceRate } = input;
  whole('servers', servers, 1);
  nonNegative('arrivalRate', arrivalRate);
  positive('serviceRate', serviceRate);
  const choices = policy === 'shortest-queue' ? servers : (input.choices ?? 2);
  whole('choices', choices, 1);
  const utilisation = arrivalRate / serviceRate / servers;
  if (arrivalRate >= servers * serviceRate) return { stable: false, overload: utilisation };
  if (policy === 'random' || servers === 1 || (policy === 'power-of-d' && choices === 1) || arrivalRate === 0) {
    const m = mmc({ arrivalRate: arrivalRate / servers, serviceRate, servers: 1 });
    if (!m.stable) return m;
    return { ...m, method: 'exact', meanJobs: servers * m.meanJobs, queueTail: (k) => utilisation ** k };
  }
  if (policy === 'shared') {
    const m = mmc({ arrivalRate, serviceRate, servers });
    // no queue of a single server: its share of being busy
    return m.stable ? { ...m, method: 'exact', queueTail: (k) => (k === 0 ? 1 : k === 1 ? utilisation : 0) } : m;
  }
  if (policy === 'round-robin') {
    const m = gm1({ interarrival: erlangLaw(servers / arrivalRate, servers), serviceRate });
    if (!m.stable) return m;
    return {
      ...m,
      method: 'exact',
      meanJobs: servers * m.meanJobs,
      queueTail: (k) => (k === 0 ? 1 : m.jobsTail(k - 1)),
    };
  }
  const asked = Math.min(choices, servers);
  const chain = input.method === 'mean-field' ? undefined : balancedChain(servers, utilisation, asked);
  if (chain && 'found' in chain) {
    return assemble('chain', arrivalRate, serviceRate, utilisation, chain.found, chain.queueTail);
  }
  if (policy === 'shortest-queue' || input.method === 'chain') {
    throw new RangeError(
      `the chain of ${servers} queues has more than ${chain?.most} states at a load of ${utilisation}`,
    );
  }
  // P(at least k) = s_k, and a job finds at least k with s_k^d
  const s: number[] = [1];
  for (let k = 1; s[k - 1]! > 1e-300 && k < 100_000; k++) s.push(utilisation * s[k - 1]! ** asked);
  return assemble(
    'mean-field',
    arrivalRate,
    serviceRate,
    utilisation,
    (k) => (s[k] ?? 0) ** asked,
    (k) => s[k] ?? 0,
  );
}

/** @param found P(a job finds at least k jobs at its server) */
function assemble(
  method: 'chain' | 'mean-field',
  arrivalRate: number,
  serviceRate: number,
  utilisation: number,
  found: (k: number) => number,
  queueTail: (k: number) => number,
): Balancing {
  let mean = 0;
  for (let k = 1; k < 1e6 && found(k) > 1e-17 * (mean || 1); k++) mean += found(k);
  const meanWait = mean / serviceRate;
  return {
    stable: true,
    method,
    utilisation,
    delayProbability: found(1),
    meanWait,
    meanResponse: meanWait + 1 / serviceRate,
    meanJobs: arrivalRate * (meanWait + 1 / serviceRate),
    ...erlangMixture(serviceRate, 1, {
      delayProbability: found(1),
      ratio: (k) => (found(k + 1) > 0 ? found(k + 2) / found(k + 1) : 0),
    }),
    queueTail,
  };
}
