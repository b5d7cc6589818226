/** Laws of queue lengths in product-form networks: closed forms for open classes, normalising constants for closed ones. */
import { law } from '../check.js';
import { convolutionCost, convolutionLaw } from './convolution.js';
import { checkNetwork, isDelay, type Network, type NetworkStation, speedAt } from './model.js';
import { closedSingleCost, convolve, delayRates, stationLaw } from './singleClass.js';

/** P(k) for k = 0, 1, ...: the total number of jobs at one station. */
export type QueueLengthLaw = {
  /** of k = 0..length - 1 */ readonly probabilities: Float64Array;
  /** P(k >= length); 0 for closed networks */ readonly beyond: number;
};

/** Entries at which the law of an open station is cut off. */
const LONGEST = 1_000_000;

/**
 * Law of the number of jobs at one station, all classes together.
 * @param at index of the station
 * @param work operations allowed for closed classes, default 1e8
 * @throws RangeError on an illegal argument, a network with open and closed classes, an overloaded station, or a lattice over the bound
 * Source: Jackson 1957; Baskett et al. 1975; Buzen 1973.
 */
export function queueLengthLaw(network: Network, at: number, work = 1e8): QueueLengthLaw {
  checkNetwork(network);
  const { classes, stations } = network;
  const station = stations[at];
  if (!station) throw new RangeError(`at must be a whole number below ${stations.length}, got ${at}`);
  const closed = classes.flatMap((c) => (c.kind === 'closed' && c.population > 0 ? [c] : []));
  const open = classes.some((c) => c.kind === 'open' && c.rate > 0);
  if (open && closed.length > 0) throw new RangeError('network must have open or closed classes, not both');
  if (closed.length === 0) {
    const load = classes.reduce((a, c, r) => (c.kind === 'open' ? a + c.rate * station.demands[r]! : a), 0);
    return openLaw(station, load);
  }
  const index = classes.flatMap((c, r) => (c.kind === 'closed' && c.population > 0 ? [r] : []));
  const kept = stations.map((s): NetworkStation => ({ ...s, demands: index.map((r) => s.demands[r]!) }));
  const thinks = closed.map((c) => c.think);
  const populations = closed.map((c) => c.population);
  const total = populations.reduce((a, b) => a + b, 0);
  // a delay whose law is asked for is a station with a server for each user
  kept[at] = isDelay(station) ? { ...kept[at]!, servers: total } : kept[at]!;
  const probabilities = closedLaw(kept, at, thinks, populations, work);
  const sum = probabilities.reduce((a, b) => a + b, 0);
  law(Math.abs(sum - 1) < 1e-9, `the law of station ${at} sums to ${sum}`);
  return { probabilities, beyond: 0 };
}

/**
 * Exact law of the number of closed jobs at a station that is no delay.
 * @throws RangeError where it takes more operations than `work`
 */
export function closedLaw(
  stations: readonly NetworkStation[],
  at: number,
  thinks: readonly number[],
  populations: readonly number[],
  work: number,
): Float64Array {
  if (stations[at]!.demands.every((d) => d === 0)) return Float64Array.of(1);
  if (populations.length > 1) {
    const cost = convolutionCost(stations, populations);
    if (cost > work) {
      throw new RangeError(`work must be at least ${cost.toExponential(1)} for this lattice, got ${work}`);
    }
    return convolutionLaw(stations, at, thinks, populations);
  }
  const n = populations[0]!;
  const single = stations.map(({ servers, demands, speeds }) => ({ servers, demand: demands[0]!, speeds }));
  const cost = closedSingleCost(single, n);
  if (cost > work) throw new RangeError(`work must be at least ${cost.toExponential(1)}, got ${work}`);
  let others = delayRates(single, thinks[0]!, n);
  single.forEach((s, i) => {
    if (i !== at && s.demand > 0 && s.servers !== Infinity) others = convolve(others, s, n);
  });
  return stationLaw(others, single[at]!, n);
}

/** Birth and death at a constant rate of arrivals: geometric, M/M/c, Poisson; in logarithms up to a tail below 1e-16. */
function openLaw(station: NetworkStation, load: number): QueueLengthLaw {
  const top = station.speeds ? station.speeds.at(-1)! : station.servers;
  if (load >= top) throw new RangeError(`the open load at the station must be below ${top}, got ${load}`);
  const logs = [0];
  let greatest = 0;
  for (let k = 1; k < LONGEST; k++) {
    const last = logs[k - 1]! + Math.log(load / speedAt(station, k));
    logs.push(last);
    greatest = Math.max(greatest, last);
    if (
      k >= (station.speeds?.length ?? 0) &&
      load < speedAt(station, k) &&
      last - Math.log(1 - load / speedAt(station, k + 1)) < greatest - 41
    )
      break;
  }
  const end = logs.length - 1;
  const ratio = load / speedAt(station, end + 1);
  let mass = 0;
  const weights = Float64Array.from(logs, (log) => {
    const weight = Math.exp(log - greatest);
    mass += weight;
    return weight;
  });
  const tail = (weights[end]! * ratio) / (1 - ratio);
  mass += tail;
  return { probabilities: weights.map((w) => w / mass), beyond: tail / mass };
}
