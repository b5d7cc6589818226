/**
 * A station shared with others, as one caller's threads see it: the others' requests are summed out of the product form of the numbers
 * present, P(j, i) in proportion to (i + j over i) a(0)..a(i-1) / (v(1)..v(i+j)) times the caller's own part (Baskett et al. 1975;
 * the elimination of open classes of Lazowska et al. 1984 is the special case of a constant a).
 */

export type Background = {
  /** arrivals of open requests per second (or work), >= 0 */ readonly open: number;
  /** threads of other callers, and arrivals per second of each that is not here */
  readonly threads: number;
  readonly each: number;
};

/** Others present beyond this number are left out; their share is then below any figure of a stable station. */
const MOST = 20_000;
/** An overloaded background is taken as this load: the caller then waits very long, not for ever. */
const NEARLY_FULL = 0.9999;

export function isEmpty({ open, threads, each }: Background): boolean {
  return open <= 0 && (threads <= 0 || each <= 0);
}

const rateAt = (rates: Float64Array, n: number): number => rates[Math.min(n, rates.length) - 1]!;

/** Weights of 0, 1, .. others given the caller's own number, relative to 0; kept from one call to the next. */
const weights = new Float64Array(MOST + 2);

/** Fills `weights` until they have died out. @returns how many, and their sum */
function others(rates: Float64Array, own: number, open: number, threads: number, each: number): [number, number] {
  const last = rates.length - 1;
  const bounded = Math.min(open, NEARLY_FULL * rates[last]!);
  let w = 1;
  let sum = 1;
  weights[0] = 1;
  let i = 0;
  while (i < MOST) {
    const arrivals = bounded + (threads > i ? (threads - i) * each : 0);
    const at = i + own;
    const ratio = ((at + 1) * arrivals) / ((i + 1) * rates[Math.min(at, last)]!);
    w *= ratio;
    i++;
    if (w === 0) break;
    weights[i] = w;
    sum += w;
    if ((ratio < 1 && w < 1e-11 * sum * (1 - ratio)) || sum > 1e250) break;
  }
  return [i, sum];
}

/** Rates with j = 1 .. most own threads present, the others averaged out. `rates`: with all present; the last goes on. */
export function seenRates(rates: Float64Array, most: number, background: Background): Float64Array {
  if (isEmpty(background)) return rates.length > most ? rates.subarray(0, most) : rates;
  const { open, threads, each } = background;
  const seen = new Float64Array(most);
  let [, before] = others(rates, 0, open, threads, each);
  for (let j = 1; j <= most; j++) {
    const [, sum] = others(rates, j, open, threads, each);
    seen[j - 1] = rateAt(rates, j) * (before / sum);
    before = sum;
  }
  return seen;
}

/** Relative change of what a station is seen from, below which it is seen as before: far below what iterations end at. */
const SAME = 1e-9;
export const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= SAME * Math.abs(b);

/** `seenRates`, kept from one iteration to the next while nothing changes. */
export class SeenRates {
  private rates: Float64Array | undefined;
  private background: Background | undefined;
  private most = 0;
  private seen: Float64Array = new Float64Array(0);

  at(rates: Float64Array, most: number, background: Background): Float64Array {
    const { rates: before, background: around } = this;
    const kept =
      before !== undefined &&
      around !== undefined &&
      this.most === most &&
      isSame(around.open, background.open) &&
      around.threads === background.threads &&
      isSame(around.each, background.each) &&
      before.length === rates.length &&
      (before === rates || before.every((rate, i) => isSame(rate, rates[i]!)));
    if (kept) return this.seen;
    this.rates = rates;
    this.background = background;
    this.most = most;
    this.seen = seenRates(rates, most, background);
    return this.seen;
  }
}

/** Law of the number of all present, from that of the caller's own. */
export function totalLaw(rates: Float64Array, own: Float64Array, background: Background): Float64Array {
  if (isEmpty(background)) return own;
  const { open, threads, each } = background;
  let total = new Float64Array(own.length + 64);
  let length = 1;
  for (let j = 0; j < own.length; j++) {
    const p = own[j]!;
    if (p < 1e-14) continue;
    const [count, sum] = others(rates, j, open, threads, each);
    if (j + count + 1 > total.length) {
      const larger = new Float64Array(2 * (j + count + 1));
      larger.set(total);
      total = larger;
    }
    for (let i = 0; i < count; i++) total[i + j] = total[i + j]! + (p * weights[i]!) / sum;
    length = Math.max(length, j + count);
  }
  return total.subarray(0, length);
}

/** Law of the number of others where the caller has none. */
export function othersLaw(rates: Float64Array, { open, threads, each }: Background): Float64Array {
  const [count, sum] = others(rates, 0, open, threads, each);
  return weights.slice(0, Math.max(1, count)).map((w) => w / sum);
}
