/**
 * Time at a station of several speeds, for the approximate methods: R = D ((1 + Q)/a + E), Q jobs found, a the top speed, and E the
 * loss of speed while there are few jobs, E = sum over m of m (1/s(m) - 1/a) p(m - 1), as in exact mean value analysis. What is approximate is
 * p, the law of the jobs that an arriving one finds: Conway 1989 and de Souza e Silva and Muntz 1987 estimate it by the marginal
 * probabilities of the station at the flow of the reduced population. Here it is the law of the station alone that carries this flow, under
 * arrivals that slow down as jobs gather, by half when all others are there: between a neighbour that always has more (no slowing) and users
 * who all think (slowing to nothing). Measured in docs/accuracy.md.
 */
import { type NetworkStation, speedAt, speedsOf } from './model.js';

/** Points at which the loss of speed is tabulated between no load and the greatest one. */
const POINTS = 512;

/** E as a function of the load (erlangs at speed 1) that the station carries. Cost: 512 times the jobs that matter. */
export class SpeedLoss {
  readonly top: number;
  private readonly loads = new Float64Array(POINTS + 1);
  private readonly losses = new Float64Array(POINTS + 1);

  /** @param others jobs that an arriving one may find, >= 0 */
  constructor(station: NetworkStation, others: number) {
    const { speeds, top, rising } = speedsOf(station, others + 1);
    this.top = top;
    // far more jobs than levels: nobody is missed at the source
    const many = rising && others > 10 * speeds.length + 1000;
    for (let k = 0; k <= POINTS; k++) {
      const share = k / POINTS;
      const rate = share === 1 ? Number.MAX_VALUE : (1.2 * share * top) / (1 - share ** 4);
      const { load, loss } = many
        ? { load: share * top, loss: unlimited(station, speeds.length, top, share * top) }
        : limited(station, speeds.length, top, others, rate);
      this.loads[k] = load;
      this.losses[k] = loss;
    }
  }

  at(load: number): number {
    const { loads, losses } = this;
    if (!(load < loads[POINTS]!)) return losses[POINTS]!;
    let low = 0;
    let high = POINTS;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (loads[middle]! <= load) low = middle;
      else high = middle;
    }
    const width = loads[high]! - loads[low]!;
    const part = width > 0 ? Math.max(0, (load - loads[low]!) / width) : 0;
    return losses[low]! + part * (losses[high]! - losses[low]!);
  }
}

/** Load and loss of speed under arrivals of a given rate while the station is empty; at most `others` jobs. */
function limited(
  station: NetworkStation,
  levels: number,
  top: number,
  others: number,
  rate: number,
): { load: number; loss: number } {
  let weight = 1;
  let mass = 0;
  let load = 0;
  let loss = 0;
  for (let m = 0; m <= others; m++) {
    if (m > 0) {
      const ratio = (rate * (1 - (m - 1) / (2 * others))) / speedAt(station, m);
      // all weight on the last state where the rate has no bound
      if (ratio > 1e100) {
        mass = 0;
        load = 0;
        loss = 0;
        weight = 1;
      } else weight *= ratio;
    }
    mass += weight;
    if (m > 0) load += weight * speedAt(station, m);
    if (m < levels) loss += weight * (m + 1) * (1 / speedAt(station, m + 1) - 1 / top);
    if (weight > 1e200) {
      weight /= 1e200;
      mass /= 1e200;
      load /= 1e200;
      loss /= 1e200;
    }
  }
  return { load: load / mass, loss: loss / mass };
}

/** Loss of speed under Poisson arrivals without end. */
function unlimited(station: NetworkStation, levels: number, top: number, load: number): number {
  if (load === 0) return levels > 0 ? 1 / speedAt(station, 1) - 1 / top : 0;
  // weights of 0..levels - 1 jobs relative to that of `levels`, downwards, so that nothing overflows
  let weight = 1;
  let mass = load < top ? 1 / (1 - load / top) : Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let j = levels - 1; j >= 0; j--) {
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
