/**
 * Stations in a row with finite room: what stops a full station from being entered, and what that does to throughput. Small lines by their
 * exact chain, long ones by decomposition into pairs (Gershwin 1987; Dallery and Frein 1993; Perros 1994).
 */
import { law, positive, positiveOrInfinite, whole } from '../check.js';
import { lineChain, lineStates, MOST_STATES } from './blockingChain.js';
import { decompose } from './blockingDecomposition.js';

/** What a request does when the next station is full. */
export type Blocking =
  /** it is served and keeps its server until there is room (manufacturing, production blocking) */
  | 'after-service'
  /** its service does not begin before there is room (communication blocking) */
  | 'before-service'
  /** it is served and then lost */
  | 'loss';

export type Line = {
  readonly stations: readonly {
    /** per second, > 0, exponential */ readonly serviceRate: number;
    /** requests at the station, the one in service included; whole, >= 1; Infinity for the first one only */ readonly capacity: number;
  }[];
  /** Poisson arrivals per second, > 0; Infinity: there is always a request at the door (saturated line) */
  readonly arrivalRate: number;
  readonly blocking: Blocking;
};

export type LineAnswer =
  | {
      readonly stable: true;
      readonly method: 'chain' | 'decomposition';
      readonly exact: boolean;
      /** requests that leave the last station, per second */ readonly throughput: number;
      /** share of arrivals that find the first station full, or with `loss` are lost anywhere; 0 for a saturated line */
      readonly lost: number;
      readonly stations: readonly {
        /** share of time in which a request is served */ readonly utilisation: number;
        /** share of time in which it is stopped by the next station */ readonly blocked: number;
        /** mean requests at the station */ readonly queue: number;
      }[];
      /** mean seconds from entering the first station to leaving the last one; undefined with `loss` */
      readonly response: number | undefined;
    }
  | {
      readonly stable: false;
      /** what the line can carry, requests per second */ readonly capacity: number;
      readonly overload: number;
    };

/**
 * Solves a line of single servers.
 * @param method `auto`: the chain up to `MOST_STATES` states, else decomposition
 * @throws RangeError on an illegal argument, or where the chain is asked for and too large; overload of an unbounded first station is a value
 */
export function solveLine(line: Line, method: 'auto' | 'chain' | 'decomposition' = 'auto'): LineAnswer {
  check(line);
  const { stations, arrivalRate } = line;
  if (stations[0]!.capacity === Infinity) {
    const saturated = solveLine({ ...line, stations: firstOf(line, 1), arrivalRate: Infinity }, method);
    const most = saturated.stable ? saturated.throughput : 0;
    if (line.blocking !== 'loss' && arrivalRate >= most)
      return { stable: false, capacity: most, overload: arrivalRate / most };
    if (line.blocking === 'loss' && arrivalRate >= stations[0]!.serviceRate) {
      const { serviceRate } = stations[0]!;
      return { stable: false, capacity: serviceRate, overload: arrivalRate / serviceRate };
    }
  }
  // arrivals so fast that there is always one at the door
  if (arrivalRate < Infinity && arrivalRate > 1e12 * Math.max(...stations.map((s) => s.serviceRate))) {
    const full = solveLine({ ...line, arrivalRate: Infinity }, method);
    return full.stable ? { ...full, lost: 1 - full.throughput / arrivalRate } : full;
  }
  const states = lineStates(line);
  if (method === 'chain' && states > MOST_STATES) {
    throw new RangeError(`the chain must have at most ${MOST_STATES} states, got ${states}`);
  }
  const chain = method !== 'decomposition' && states <= MOST_STATES ? lineChain(line) : undefined;
  if (method === 'chain' && !chain) {
    throw new RangeError(`the chain must have at most ${MOST_STATES} states; the first queue is too long for it`);
  }
  const answer = chain ?? decompose(line);
  checkLine(line, answer);
  return answer;
}

function firstOf({ stations }: Line, capacity: number): Line['stations'] {
  return stations.map((s, i) => (i === 0 ? { ...s, capacity } : s));
}

function check({ stations, arrivalRate }: Line): void {
  if (stations.length === 0) throw new RangeError('stations must not be empty');
  positiveOrInfinite('arrivalRate', arrivalRate);
  stations.forEach(({ serviceRate, capacity }, i) => {
    positive(`stations[${i}].serviceRate`, serviceRate);
    whole(`stations[${i}].capacity`, capacity, 1, i === 0);
  });
  if (arrivalRate === Infinity && stations[0]!.capacity === Infinity) {
    throw new RangeError('stations[0].capacity must be finite where arrivalRate is Infinity');
  }
}

/** The same flow through all stations, no more than any can serve, no queue over its room. */
function checkLine({ stations, arrivalRate, blocking }: Line, answer: Extract<LineAnswer, { stable: true }>): void {
  const slack = answer.exact ? 1e-7 : 1e-4;
  const slowest = Math.min(arrivalRate, ...stations.map((s) => s.serviceRate));
  law(answer.throughput <= slowest * (1 + slack), `the line carries ${answer.throughput}, its slowest part ${slowest}`);
  answer.stations.forEach(({ utilisation, blocked, queue }, i) => {
    const { serviceRate, capacity } = stations[i]!;
    law(
      utilisation >= 0 && utilisation + blocked <= 1 + slack,
      `station ${i} is busy ${utilisation} and blocked ${blocked}`,
    );
    law(queue >= 0 && queue <= capacity * (1 + slack), `station ${i} holds ${queue} of ${capacity}`);
    if (blocking === 'loss') return;
    const flow = utilisation * serviceRate;
    law(Math.abs(flow - answer.throughput) <= slack * flow, `station ${i} passes ${flow} of ${answer.throughput}`);
  });
  if (arrivalRate < Infinity) {
    const kept = arrivalRate * (1 - answer.lost);
    law(
      Math.abs(kept - answer.throughput) <= slack * kept + 1e-12 * arrivalRate,
      `${kept} are let in and ${answer.throughput} leave`,
    );
  }
}
