/** Erlang's loss and delay formulas, by the recursion in 1/B: no factorials, constant memory, no subtraction. */
import { nonNegative, probability, whole } from '../check.js';
import { gammaFraction, gammaLogTail, logFront } from '../gamma.js';
import { root } from '../numerics/root.js';

/** Above this offered load a call would take more than some tenths of a second: refused. */
const MOST_LOAD = 1e12;

function checkLoad(load: number): void {
  nonNegative('load', load);
  if (load > MOST_LOAD) throw new RangeError(`load must be at most ${MOST_LOAD} erlangs, got ${load}`);
}

function checkServers(servers: number, least: number): void {
  if (!(servers >= least)) throw new RangeError(`servers must be >= ${least}, got ${servers}`);
}

/**
 * The largest start of the recursion from which an error of the first value has faded to 1e-17 at `servers`: the factor of each step is below
 * x / load there.
 */
function firstStep(servers: number, load: number): number {
  const short = load - servers;
  const back = short > 0 ? Math.sqrt(short * short + 90 * load) - short : -short + Math.sqrt(90 * load);
  const fraction = servers - Math.floor(servers);
  return fraction + Math.max(0, Math.floor(servers) - Math.ceil(back) - 20);
}

/** 1/B at the start of the recursion: exact at 0 <= x < 1, a guess that fades further up. */
function firstInverse(x: number, load: number): number {
  if (x === 0) return 1;
  if (x >= 1) return load / (load - x);
  // 1/B = integral of a e^-at (1 + t)^x = a^-x e^a Gamma(x + 1, a)
  if (load >= 3) return load * gammaFraction(x + 1, load);
  return Math.exp(gammaLogTail(x + 1, load) - logFront(x, load));
}

/** 1/B; Infinity beyond the range of doubles. Cost O(root of load). */
function inverseLoss(servers: number, load: number): number {
  let x = firstStep(servers, load);
  let inverse = firstInverse(x, load);
  const steps = Math.round(servers - x);
  for (let k = 1; k <= steps && inverse < Infinity; k++) {
    x++;
    inverse = 1 + (x / load) * inverse;
  }
  return inverse;
}

/**
 * Erlang B: the share of Poisson arrivals lost by `servers` servers without a queue.
 * @param servers >= 0; fractions allowed (the continued formula), Infinity too
 * @param load offered load in erlangs, 0 to 1e12
 * @returns loss probability in [0, 1]
 * @throws RangeError on an illegal argument
 * Source: Erlang 1917; Jagerman 1974 (recursion in 1/B, continuation by the incomplete gamma function). Cost O(root of load).
 */
export function erlangB(servers: number, load: number): number {
  checkServers(servers, 0);
  checkLoad(load);
  if (load === 0) return servers === 0 ? 1 : 0;
  if (servers === Infinity) return 0;
  return 1 / inverseLoss(servers, load);
}

/** C from B; `slack` = 1 - rho, formed by the caller without cancellation. All terms are positive. */
function delayFromLoss(loss: number, utilisation: number, slack: number): number {
  return loss / (slack + utilisation * loss);
}

/**
 * Erlang C: the probability that a Poisson arrival waits in M/M/servers; 1 where load >= servers (no steady state).
 * @param servers > 0; fractions allowed, Infinity too
 * @param load offered load in erlangs, 0 to 1e12
 * @throws RangeError on an illegal argument
 * Source: Erlang 1917; C = B / (1 - rho (1 - B)), Cooper 1981.
 */
export function erlangC(servers: number, load: number): number {
  checkServers(servers, 0);
  if (servers === 0) throw new RangeError('servers must be > 0, got 0');
  checkLoad(load);
  if (load >= servers) return 1;
  if (servers === Infinity) return 0;
  return delayFromLoss(erlangB(servers, load), load / servers, (servers - load) / servers);
}

function checkTarget(name: string, value: number): void {
  probability(name, value);
  if (value === 0) throw new RangeError(`${name} must be in (0, 1], got 0`);
}

/** The recursion upwards until `enough` holds. */
function searchUp(load: number, least: number, enough: (servers: number, inverse: number) => boolean): number {
  const start = Math.max(least, Math.floor(load - Math.sqrt(90 * load)));
  let inverse = inverseLoss(start, load);
  for (let servers = start; ; servers++) {
    if (enough(servers, inverse)) return servers;
    inverse = 1 + ((servers + 1) / load) * inverse;
  }
}

/**
 * The least number of servers with which an arrival waits with at most the given probability.
 * @param load offered load in erlangs, 0 to 1e12
 * @param maximum greatest acceptable delay probability, in (0, 1]
 * @returns whole number of servers >= 1, always more than `load`
 * @throws RangeError on an illegal argument
 * One pass of the recursion, as C falls with the number of servers. Cost O(root of load).
 */
export function serversForDelayProbability(load: number, maximum: number): number {
  checkLoad(load);
  checkTarget('maximum', maximum);
  if (load === 0) return 1;
  return searchUp(
    load,
    1,
    (servers, inverse) =>
      servers > load && delayFromLoss(1 / inverse, load / servers, (servers - load) / servers) <= maximum,
  );
}

/**
 * The least number of servers that lose at most the given share of Poisson arrivals (no queue).
 * @param load offered load in erlangs, 0 to 1e12
 * @param maximum greatest acceptable loss, in (0, 1]
 * @returns whole number >= 0
 * @throws RangeError on an illegal argument
 * Cost O(root of load) for losses below some 90 %, O(load) above.
 */
export function serversForLoss(load: number, maximum: number): number {
  checkLoad(load);
  checkTarget('maximum', maximum);
  if (load === 0) return maximum === 1 ? 0 : 1;
  if (maximum === 1) return 0;
  // the loss is at least 1 - servers / load: begin below
  const least = Math.max(0, Math.floor(load * (1 - maximum) * (1 - 1e-12)) - 1);
  let inverse = inverseLoss(least, load);
  for (let servers = least; ; servers++) {
    if (1 / inverse <= maximum) return servers;
    inverse = 1 + ((servers + 1) / load) * inverse;
  }
}

/**
 * The number of servers, fractions included, that lose exactly the given share.
 * @param load offered load in erlangs, in (0, 1e12]
 * @param loss in (0, 1)
 */
export function realServersForLoss(load: number, loss: number): number {
  const above = serversForLoss(load, loss);
  if (above === 0 || load === 0) return 0;
  return root((x) => Math.log(erlangB(x, load) / loss), above - 1, above, 1e-15);
}

/**
 * The load of which `servers` servers lose exactly the given share.
 * @param servers > 0, at most 1e12; fractions allowed
 * @param loss in (0, 1)
 * @returns erlangs
 * @throws RangeError on an illegal argument
 */
export function loadForLoss(servers: number, loss: number): number {
  if (!(servers > 0 && servers <= MOST_LOAD / 1e3)) {
    throw new RangeError(`servers must be > 0 and at most ${MOST_LOAD / 1e3}, got ${servers}`);
  }
  if (!(loss > 0 && loss < 1)) throw new RangeError(`loss must be in (0, 1), got ${loss}`);
  // the loss is at least 1 - servers / load
  const high = Math.min(MOST_LOAD, Math.max(1, servers) * (1 + 2 / (1 - loss)));
  return inLog((load) => Math.log(erlangB(servers, load) / loss), high);
}

/**
 * The load at which an arrival to M/M/servers waits with exactly the given probability.
 * @param servers whole number >= 1, at most 1e9
 * @param delay in (0, 1)
 * @returns erlangs, below `servers`
 */
export function loadForDelayProbability(servers: number, delay: number): number {
  whole('servers', servers, 1);
  if (servers > 1e9) throw new RangeError(`servers must be at most 1e9, got ${servers}`);
  if (!(delay > 0 && delay < 1)) throw new RangeError(`delay must be in (0, 1), got ${delay}`);
  return inLog((load) => Math.log(erlangC(servers, load) / delay), servers);
}

/** Root of a function that rises with ln load, below `high`. */
function inLog(f: (load: number) => number, high: number): number {
  let low = high / 2;
  const rough = (load: number): number => Math.max(-1e4, f(load));
  if (rough(high) <= 0) {
    // what is left is rounding, or a load that no kernel takes
    if (rough(high) > -1e-11) return high;
    throw new RangeError(`the load must be at most ${MOST_LOAD} erlangs, and is more`);
  }
  while (low > 1e-300 && rough(low) > 0) low /= 2;
  // below the range of doubles
  if (rough(low) > 0) return 0;
  return root(rough, low, Math.min(high, 2 * low), 1e-15);
}
