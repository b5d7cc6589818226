/** The birth-death chain of a pool and the queue in front of it, summed in one pass: constant memory, no overflow. */
import type { FlowEquivalent } from './flowEquivalent.js';
import { type Moments, waitMoments, zero } from './moments.js';

export type ChainInput = {
  readonly arrivalRate: number;
  readonly flow: FlowEquivalent;
  /** slots, finite */ readonly workers: number;
  /** waiting places, or Infinity */ readonly queue: number;
  /** variability factor (ca^2 + cs^2) / 2 of the wait, given the saturation rate; 1 is the plain chain */
  readonly spread: (saturation: number) => number;
};

export type ChainSums = {
  /** X(workers) */ readonly saturation: number;
  /** share of arrivals turned away, and its complement */ readonly loss: number;
  readonly admitted: number;
  /** admitted arrivals that wait */ readonly waitProbability: number;
  /** wait of admitted arrivals (of the plain chain where the queue is unbounded) */ readonly wait: Moments;
  /** E(stretch), E(stretch^2) of the CPU time of admitted arrivals */ readonly stretch1: number;
  readonly stretch2: number;
};

/** Weights are divided by this when they pass it; what is lost then is below 1e-200 of the sum. */
const BIG = 1e200;
/** Jobs in the pool up to which the chain is walked: some ten seconds. */
const MOST_STEPS = 1e9;

/** A walk over the states 0..workers-1, then the waiting states. With an unbounded, overloaded queue only `saturation` counts. */
export function poolChain({ arrivalRate, flow, workers, queue, spread }: ChainInput): ChainSums {
  let weight = 1;
  let mass = 0;
  let sum1 = 0;
  let sum2 = 0;
  let saturation: number | undefined;
  for (let n = 0; n < workers && saturation === undefined; n++) {
    if (n === MOST_STEPS) throw new RangeError(`the pool must be likely to hold at most ${MOST_STEPS} jobs`);
    flow.next();
    mass += weight;
    sum1 += weight * flow.stretch1;
    sum2 += weight * flow.stretch2;
    weight *= arrivalRate / flow.rate;
    // the ratios fall with n: what has become negligible stays so
    if (weight < 1e-25 * mass && arrivalRate < flow.rate) flow.quiet = true;
    // and what has no weight at all need not be walked, where the end is known
    if (flow.quiet && weight === 0) saturation = flow.settled(workers);
    if (weight > BIG) {
      weight /= BIG;
      mass /= BIG;
      sum1 /= BIG;
      sum2 /= BIG;
    }
  }
  saturation ??= flow.rate;
  const ratio = arrivalRate / saturation;
  if (queue === Infinity) {
    if (ratio >= 1)
      return { saturation, loss: 0, admitted: 1, waitProbability: 1, wait: zero, stretch1: 1, stretch2: 1 };
    // 1 - ratio as (X - rate) / X keeps its digits near saturation
    const tail = weight / ((saturation - arrivalRate) / saturation);
    const total = mass + tail;
    // below this no figure changes, and squares of it would leave the range of doubles
    const p = tail / total < 1e-90 ? 0 : tail / total;
    return {
      saturation,
      loss: 0,
      admitted: 1,
      waitProbability: p,
      wait: p === 0 ? zero : waitMoments(p, saturation - arrivalRate),
      stretch1: (sum1 + tail * flow.stretch1) / total,
      stretch2: (sum2 + tail * flow.stretch2) / total,
    };
  }
  const full = bounded(weight, mass, ratio, spread(saturation), queue);
  const admitted = full.below + full.waiting;
  if (admitted === 0) {
    return {
      saturation,
      loss: 1,
      admitted: 0,
      waitProbability: 1,
      wait: zero,
      stretch1: flow.stretch1,
      stretch2: flow.stretch2,
    };
  }
  const m1 = full.position1 / admitted / saturation;
  const m2 = full.position2 / admitted / saturation ** 2;
  const m3 = full.position3 / admitted / saturation ** 3;
  const share = full.below === 0 ? 0 : full.below / mass;
  return {
    saturation,
    loss: full.last / (admitted + full.last),
    admitted: admitted / (admitted + full.last),
    waitProbability: full.waiting / admitted,
    wait: { shift: 0, k1: m1, k2: Math.max(0, m2 - m1 * m1), k3: m3 - 3 * m1 * m2 + 2 * m1 ** 3 },
    stretch1: (sum1 * share + full.waiting * flow.stretch1) / admitted,
    stretch2: (sum2 * share + full.waiting * flow.stretch2) / admitted,
  };
}

type Bounded = {
  /** weight of the states with a free slot */ below: number;
  /** weight of the states in which an arrival waits */ waiting: number;
  /** weight of the full state */ last: number;
  /** sums of (j+1), (j+1)(j+2), (j+1)(j+2)(j+3) over the states in which an arrival finds j waiting */
  position1: number;
  position2: number;
  position3: number;
};

/**
 * Sums over 0..queue waiting jobs. The states decay by ratio^(1/factor), scaled such that the flows balance for every ratio: with a
 * long queue the wait is `factor` times that of the plain chain near saturation, far above it the loss is 1 - 1/ratio, and without
 * a queue the factor has no say. Positive terms only; parts without weight are left out.
 */
function bounded(weight: number, mass: number, ratio: number, factor: number, queue: number): Bounded {
  const s: Bounded = { below: mass, waiting: 0, last: weight, position1: 0, position2: 0, position3: 0 };
  if (queue === 0) return s;
  const plain = Math.log(ratio);
  const growth = Math.min(plain / Math.max(1e-3, factor), 200);
  const decay = Math.exp(growth);
  const level = plain === 0 ? 1 / Math.max(1e-3, factor) : Math.expm1(growth) / Math.expm1(plain);
  let first = 0;
  if (growth > 0 && growth * queue > 700) {
    // only the upper end has weight
    first = Math.max(0, queue - Math.ceil(100 / growth));
    if (first > 0) {
      s.below = 0;
      s.last = 1;
    }
  }
  // A very long queue near saturation is summed in blocks so short that the weights in one hardly differ.
  const block = Math.max(1, Math.min(Math.ceil(queue / 1e6), Math.floor(1e-3 / Math.abs(growth))));
  for (let j = first; j < queue; ) {
    const size = j === 0 ? 1 : Math.min(block, queue - j);
    const w = s.last;
    const sum = size === 1 ? w : w * (growth === 0 ? size : Math.expm1(size * growth) / Math.expm1(growth));
    const middle = j + (size - 1) / 2;
    s.waiting += sum;
    s.position1 += sum * (middle + 1);
    s.position2 += sum * (middle + 1) * (middle + 2);
    s.position3 += sum * (middle + 1) * (middle + 2) * (middle + 3);
    s.last = j === 0 ? w * ratio * level : w * (size === 1 ? decay : Math.exp(size * growth));
    j += size;
    if (s.last > BIG) {
      for (const key of ['below', 'waiting', 'last', 'position1', 'position2', 'position3'] as const) s[key] /= BIG;
    }
    if (w === 0 || ((j - 1) * (1 - decay) > 10 && w * j ** 3 < 1e-20 * s.position3)) {
      s.last *= decay ** (queue - j);
      break;
    }
  }
  s.last /= level;
  return s;
}
