/** Traffic equations over stations and classes: flows, chains, visit ratios. Without subtraction, by elimination as Grassmann et al. 1985. */
import { nonNegative, probability, whole } from '../check.js';

/** A class at a station. */
export type Place = { readonly station: number; readonly class: number };

export type Route = {
  readonly from: Place;
  /** where a request goes after service there, and as which class */ readonly to: Place;
  /** in [0, 1]; what is missing to 1 leaves the network */ readonly probability: number;
};

/** Places up to which the equations are solved: the elimination is dense, 8 bytes times the square. */
export const MOST_PLACES = 2000;

export type Chain = {
  /** places that communicate */ readonly places: readonly Place[];
  /** requests never leave it */ readonly closed: boolean;
};

export class Routing {
  /** chance of each move, by number of place */
  private readonly moves: Float64Array;
  private readonly exits: Float64Array;
  private readonly size: number;

  /**
   * @param stations how many
   * @param classes how many
   * @throws RangeError on an illegal argument, or over `MOST_PLACES` places
   */
  constructor(
    readonly stations: number,
    readonly classes: number,
    routes: readonly Route[],
  ) {
    const size = stations * classes;
    this.size = size;
    if (size > MOST_PLACES) throw new RangeError(`stations times classes must be at most ${MOST_PLACES}, got ${size}`);
    this.moves = new Float64Array(size * size);
    routes.forEach(({ from, to, probability: p }, k) => {
      probability(`routes[${k}].probability`, p);
      const at = this.number(from, `routes[${k}].from`) * size + this.number(to, `routes[${k}].to`);
      this.moves[at] = this.moves[at]! + p;
    });
    this.exits = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += this.moves[i * size + j]!;
      if (sum > 1 + 1e-9) {
        throw new RangeError(
          `routes from station ${this.place(i).station} class ${this.place(i).class} sum to ${sum}, over 1`,
        );
      }
      // probabilities that are meant to sum to 1 do so up to rounding
      this.exits[i] = sum > 1 - 1e-12 ? 0 : 1 - sum;
    }
  }

  number(place: Place, name = 'place'): number {
    whole(`${name}.station`, place.station, 0);
    whole(`${name}.class`, place.class, 0);
    if (place.station >= this.stations)
      throw new RangeError(`${name}.station must be below ${this.stations}, got ${place.station}`);
    if (place.class >= this.classes)
      throw new RangeError(`${name}.class must be below ${this.classes}, got ${place.class}`);
    return place.class * this.stations + place.station;
  }

  place(number: number): Place {
    return { station: number % this.stations, class: Math.floor(number / this.stations) };
  }

  probability(from: number, to: number): number {
    return this.moves[from * this.size + to]!;
  }

  /**
   * Flow through each place, requests per second.
   * @param arrivals from outside, by number of place, per second, >= 0
   * @returns undefined where requests arrive at places that they can never leave
   */
  flows(arrivals: readonly number[]): Float64Array | undefined {
    arrivals.forEach((rate, k) => {
      nonNegative(`arrivals[${k}]`, rate);
    });
    const { size } = this;
    const a = this.moves.slice();
    const out = this.exits.slice();
    const flow = Float64Array.from(arrivals);
    const reached = this.reachable(Array.from(flow.keys()).filter((k) => flow[k]! > 0));
    const order = reached.toSorted((x, y) => x - y);
    // forward: the last place is cut out, its flow goes to the others
    for (let at = order.length - 1; at >= 0; at--) {
      const k = order[at]!;
      let leave = out[k]!;
      for (let j = 0; j < at; j++) leave += a[k * size + order[j]!]!;
      if (leave === 0) return undefined;
      for (let i = 0; i < at; i++) {
        const from = order[i]!;
        const share = a[from * size + k]! / leave;
        if (share === 0) continue;
        a[from * size + k] = share;
        for (let j = 0; j < at; j++) {
          const to = order[j]!;
          a[from * size + to] = a[from * size + to]! + share * a[k * size + to]!;
        }
        out[from] = out[from]! + share * out[k]!;
      }
      // flow[k] counts visits per arrival at k when the others are cut out of it
      flow[k] = flow[k]! / leave;
      for (let j = 0; j < at; j++) {
        const to = order[j]!;
        flow[to] = flow[to]! + flow[k]! * a[k * size + to]!;
      }
    }
    // backward: what comes from places of lower number
    order.forEach((k, at) => {
      for (let i = 0; i < at; i++) flow[k] = flow[k]! + flow[order[i]!]! * a[order[i]! * size + k]!;
    });
    return flow;
  }

  /** Places that can be reached, the given ones included. */
  private reachable(from: readonly number[]): number[] {
    const seen = new Set(from);
    for (const k of seen) for (let j = 0; j < this.size; j++) if (this.probability(k, j) > 0) seen.add(j);
    return [...seen];
  }

  /** Chains of the places that requests use: those reached from the given ones. */
  chains(used: readonly number[]): Chain[] {
    const places = this.reachable(used);
    const chains: Chain[] = [];
    const done = new Set<number>();
    for (const start of places) {
      if (done.has(start)) continue;
      // requests of one chain share places in either direction
      const group = new Set([start]);
      for (const k of group) {
        for (const j of places) if (this.probability(k, j) > 0 || this.probability(j, k) > 0) group.add(j);
      }
      for (const k of group) done.add(k);
      const closed = [...group].every((k) => this.exits[k] === 0);
      chains.push({ places: [...group].toSorted((x, y) => x - y).map((k) => this.place(k)), closed });
    }
    return chains;
  }

  /**
   * Visits to each place of a closed chain per visit to the reference place.
   * @returns by number of place; places of the chain that are left for good have 0
   */
  visits(reference: number): Float64Array {
    const { size } = this;
    const order = this.reachable([reference]).toSorted((x, y) => (x === reference ? -1 : y === reference ? 1 : x - y));
    const a = this.moves.slice();
    for (let at = order.length - 1; at > 0; at--) {
      const k = order[at]!;
      let leave = 0;
      for (let j = 0; j < at; j++) leave += a[k * size + order[j]!]!;
      for (let i = 0; i < at; i++) {
        const from = order[i]!;
        const share = a[from * size + k]! / leave;
        if (!(share > 0)) continue;
        a[from * size + k] = share;
        for (let j = 0; j < at; j++) {
          const to = order[j]!;
          if (to !== from) a[from * size + to] = a[from * size + to]! + share * a[k * size + to]!;
        }
      }
    }
    const visits = new Float64Array(size);
    visits[reference] = 1;
    order.forEach((k, at) => {
      for (let i = 0; i < at; i++) visits[k] = visits[k]! + visits[order[i]!]! * a[order[i]! * size + k]!;
    });
    return visits;
  }
}
