/** Caches under independent requests: LRU by Che's approximation, FIFO and random replacement, and times to live. */
import { nonNegative, positive, whole } from '../check.js';
import { root } from '../numerics/root.js';

export type CacheInput = {
  /** requests per second (or shares) of each item, >= 0; 1 to 10 million items */ readonly rates: ArrayLike<number>;
  /** size of each item, > 0; default 1 each */ readonly sizes?: ArrayLike<number>;
  /** in units of the sizes, > 0 */ readonly capacity: number;
  /** `fifo` also stands for random replacement: both have the same hit ratios */ readonly policy?: 'lru' | 'fifo';
};

export type Cache = {
  /** share of requests that hit */ readonly hitRatio: number;
  /** share of the requested size that hits */ readonly byteHitRatio: number;
  /** seconds for which an item stays: since its last request (LRU) or since it came in (FIFO); Infinity where all fits */
  readonly characteristicTime: number;
  /** P(a request of item i hits) */ hitProbability(i: number): number;
};

const MOST = 1e7;

function checkRates(rates: ArrayLike<number>): void {
  if (rates.length === 0 || rates.length > MOST) {
    throw new RangeError(`rates must be of 1 to ${MOST} items, got ${rates.length}`);
  }
  for (let i = 0; i < rates.length; i++) nonNegative(`rates[${i}]`, rates[i]!);
}

/**
 * Hit ratios of a cache under Poisson requests of independent items (the independent reference model).
 * @throws RangeError on an illegal argument
 * An approximation, exact as the cache grows; errors measured on exact chains of small caches are in `approximationErrors`.
 * Source: Che, Tung and Wang 2002; Fricker, Robert and Roberts 2012; Martina, Garetto and Leonardi 2014 (FIFO, random).
 */
export function cache({ rates, sizes, capacity, policy = 'lru' }: CacheInput): Cache {
  checkRates(rates);
  positive('capacity', capacity);
  const n = rates.length;
  if (sizes && sizes.length !== n) throw new RangeError(`sizes must be as many as rates ${n}, got ${sizes.length}`);
  for (let i = 0; sizes && i < n; i++) positive(`sizes[${i}]`, sizes[i]!);
  const size = (i: number): number => sizes?.[i] ?? 1;
  const inside = (rate: number, time: number): number =>
    policy === 'lru' ? -Math.expm1(-rate * time) : (rate * time) / (1 + rate * time);
  let requested = 0;
  let top = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    total += rates[i]!;
    if (rates[i]! > 0) requested += size(i);
    top = Math.max(top, rates[i]!);
  }
  const filled = (time: number): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) if (rates[i]! > 0) sum += size(i) * inside(rates[i]!, time);
    return sum;
  };
  let time = Infinity;
  if (capacity < requested) {
    let high = 1 / top;
    while (filled(high) < capacity) high *= 4;
    let low = high / 4;
    while (filled(low) > capacity) low /= 4;
    time = Math.exp(root((x) => filled(Math.exp(x)) - capacity, Math.log(low), Math.log(high), 1e-14));
  }
  const hit = (i: number): number => (rates[i]! === 0 ? 0 : time === Infinity ? 1 : inside(rates[i]!, time));
  let hits = 0;
  let bytes = 0;
  let byteHits = 0;
  for (let i = 0; i < n; i++) {
    hits += rates[i]! * hit(i);
    bytes += rates[i]! * size(i);
    byteHits += rates[i]! * size(i) * hit(i);
  }
  return {
    hitRatio: total > 0 ? hits / total : 0,
    byteHitRatio: bytes > 0 ? byteHits / bytes : 0,
    characteristicTime: time,
    hitProbability(i) {
      whole('i', i, 0);
      if (i >= n) throw new RangeError(`i must be below the number of items ${n}, got ${i}`);
      return hit(i);
    },
  };
}

/**
 * A cache without a bound that forgets each item after a time: exact under Poisson requests.
 * @param ttl seconds, > 0
 * @param renewed true where every hit starts the time again, false where only a miss does
 * @returns hit ratio of all requests, of each item, and the mean number of items that are held
 * @throws RangeError on an illegal argument
 * Source: Jung, Berger and Balakrishnan 2003; Choungmo Fofack et al. 2014.
 */
export function ttlCache(
  rates: ArrayLike<number>,
  ttl: number,
  renewed: boolean,
): { readonly hitRatio: number; readonly meanItems: number; hitProbability(i: number): number } {
  checkRates(rates);
  positive('ttl', ttl);
  const hit = (rate: number): number => (renewed ? -Math.expm1(-rate * ttl) : (rate * ttl) / (1 + rate * ttl));
  let total = 0;
  let hits = 0;
  let items = 0;
  for (let i = 0; i < rates.length; i++) {
    total += rates[i]!;
    hits += rates[i]! * hit(rates[i]!);
    // seen by Poisson requests: the share of time in which the item is held is its hit probability
    items += hit(rates[i]!);
  }
  return {
    hitRatio: total > 0 ? hits / total : 0,
    meanItems: items,
    hitProbability(i) {
      whole('i', i, 0);
      if (i >= rates.length) throw new RangeError(`i must be below the number of items ${rates.length}, got ${i}`);
      return hit(rates[i]!);
    },
  };
}

/**
 * Popularities after Zipf: item i of n is requested in proportion to 1 / (i + 1)^exponent.
 * @param items whole number, 1 to 10 million
 * @param exponent >= 0; 0 is uniform
 * @returns shares that add up to 1
 */
export function zipf(items: number, exponent: number): Float64Array {
  whole('items', items, 1);
  if (items > MOST) throw new RangeError(`items must be at most ${MOST}, got ${items}`);
  nonNegative('exponent', exponent);
  const shares = Float64Array.from({ length: items }, (_, i) => (i + 1) ** -exponent);
  let total = 0;
  for (let i = items - 1; i >= 0; i--) total += shares[i]!;
  return shares.map((x) => x / total);
}
