/** Erlang's loss and delay formulas, by the recursion in 1/B: no factorials, constant memory, no subtraction. */
import { nonNegative, probability, whole } from './check.js';

/**
 * Erlang B: the share of Poisson arrivals lost by `servers` servers without a queue.
 * @param servers whole number >= 0, or Infinity
 * @param load offered load in erlangs, >= 0
 * @returns loss probability in [0, 1]
 * @throws RangeError on an illegal argument
 * Source: Erlang 1917; Jagerman 1974 (recursion in 1/B). Cost O(servers).
 */
export function erlangB(servers: number, load: number): number {
  whole('servers', servers, 0, true);
  nonNegative('load', load);
  if (load === 0) return servers === 0 ? 1 : 0;
  if (servers === Infinity) return 0;
  let inverse = 1;
  for (let k = 1; k <= servers; k++) {
    inverse = 1 + (k / load) * inverse;
    if (inverse === Infinity) return 0;
  }
  return 1 / inverse;
}

/** C from B; `slack` = 1 - rho, formed by the caller without cancellation. All terms are positive. */
function delayFromLoss(loss: number, utilisation: number, slack: number): number {
  return loss / (slack + utilisation * loss);
}

/**
 * Erlang C: the probability that a Poisson arrival waits in M/M/servers; 1 where load >= servers (no steady state).
 * @param servers whole number >= 1, or Infinity
 * @param load offered load in erlangs, >= 0
 * @throws RangeError on an illegal argument
 * Source: Erlang 1917; C = B / (1 - rho (1 - B)), Cooper 1981.
 */
export function erlangC(servers: number, load: number): number {
  whole('servers', servers, 1, true);
  nonNegative('load', load);
  if (load >= servers) return 1;
  if (servers === Infinity) return 0;
  return delayFromLoss(erlangB(servers, load), load / servers, (servers - load) / servers);
}

/**
 * The least number of servers with which an arrival waits with at most the given probability.
 * @param load offered load in erlangs, >= 0
 * @param maximum greatest acceptable delay probability, in (0, 1]
 * @returns whole number of servers >= 1, always more than `load`
 * @throws RangeError on an illegal argument
 * One pass of the recursion, as C falls with the number of servers. Cost O(result).
 */
export function serversForDelayProbability(load: number, maximum: number): number {
  nonNegative('load', load);
  probability('maximum', maximum);
  if (maximum === 0) throw new RangeError('maximum must be in (0, 1], got 0');
  if (load === 0) return 1;
  let inverse = 1;
  for (let servers = 1; ; servers++) {
    inverse = 1 + (servers / load) * inverse;
    if (servers <= load) continue;
    if (delayFromLoss(1 / inverse, load / servers, (servers - load) / servers) <= maximum) return servers;
  }
}
