/**
 * Time at a station of several speeds, for the approximate methods: R = D ((1 + Q)/a + E), Q jobs found, a the top speed, and E the
 * loss of speed while there are few jobs, E = sum over m of m (1/s(m) - 1/a) p(m - 1). The law p is that of the station alone under
 * Poisson arrivals which carry the same load: exact in the limit of many users, and what Conway 1989 and de Souza e Silva and
 * Muntz 1987 estimate from marginal probabilities.
 */
import { type NetworkStation, speedAt, speedsOf } from './model.js';

/** Points at which the loss of speed is tabulated between no load and the top speed. */
const POINTS = 512;

/** E as a function of the load (erlangs at speed 1) that the station carries. */
export class SpeedLoss {
  readonly top: number;
  private readonly table = new Float64Array(POINTS + 1);

  /** @param population jobs that may be at the station, >= 1 */
  constructor(station: NetworkStation, population: number) {
    const { speeds, top } = speedsOf(station, population);
    this.top = top;
    for (let k = 0; k <= POINTS; k++) this.table[k] = loss(station, speeds.length, top, (k / POINTS) * top, population);
  }

  at(load: number): number {
    const place = Math.min(POINTS, Math.max(0, (load / this.top) * POINTS));
    const k = Math.min(POINTS - 1, Math.floor(place));
    const low = this.table[k]!;
    return low + (place - k) * (this.table[k + 1]! - low);
  }
}

function loss(station: NetworkStation, levels: number, top: number, load: number, population: number): number {
  // weights of 0..levels - 1 jobs relative to that of `levels`, downwards, so that nothing overflows
  if (load === 0) return levels > 0 ? 1 / speedAt(station, 1) - 1 / top : 0;
  const last = Math.min(levels, population);
  let weight = 1;
  let mass = load < top ? 1 / (1 - load / top) : Number.POSITIVE_INFINITY;
  // a speed that falls again has no stationary law without bound on its jobs: it ends at the population
  if (levels >= population) mass = 1;
  let sum = 0;
  for (let j = last - 1; j >= 0; j--) {
    weight *= speedAt(station, j + 1) / load;
    mass += weight;
    sum += weight * (j + 1) * (1 / speedAt(station, j + 1) - 1 / top);
    if (weight > 1e200) {
      weight /= 1e200;
      mass /= 1e200;
      sum /= 1e200;
    }
  }
  return sum / mass;
}

/**
 * Exponent of the utilisation in R = D (1 + U^e Q / c).
 * Source: Suri, Sahu and Vernon 2007 (fitted by them to exact solutions).
 */
export function suriExponent(servers: number): number {
  return 4.464 * (servers ** 0.676 - 1);
}
