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

/** Calls `use` with the weight of i others given j own, relative to i = 0, until they have died out. Returns their sum. */
function walk(
  rates: Float64Array,
  j: number,
  { open, threads, each }: Background,
  use?: (i: number, w: number) => void,
): number {
  let w = 1;
  let sum = 1;
  use?.(0, 1);
  for (let i = 0; i < MOST; i++) {
    const rate = rateAt(rates, i + j + 1);
    const arrivals = Math.min(open, NEARLY_FULL * rates[rates.length - 1]!) + Math.max(0, threads - i) * each;
    const ratio = ((i + j + 1) / (i + 1)) * (arrivals / rate);
    w *= ratio;
    if (w === 0) break;
    sum += w;
    use?.(i + 1, w);
    if (ratio < 1 && w < 1e-11 * sum * (1 - ratio)) break;
    if (sum > 1e250) break;
  }
  return sum;
}

/** Rates with j = 1 .. most own threads present, the others averaged out. `rates`: with all present; the last goes on. */
export function seenRates(rates: Float64Array, most: number, background: Background): Float64Array {
  if (isEmpty(background)) return rates.length > most ? rates.subarray(0, most) : rates;
  const seen = new Float64Array(most);
  let before = walk(rates, 0, background);
  for (let j = 1; j <= most; j++) {
    const sum = walk(rates, j, background);
    seen[j - 1] = rateAt(rates, j) * (before / sum);
    before = sum;
  }
  return seen;
}

/** Law of the number of all present, from that of the caller's own. */
export function totalLaw(rates: Float64Array, own: Float64Array, background: Background): Float64Array {
  if (isEmpty(background)) return own;
  const total: number[] = [];
  own.forEach((p, j) => {
    if (p < 1e-14) return;
    const sum = walk(rates, j, background);
    walk(rates, j, background, (i, w) => {
      total[i + j] = (total[i + j] ?? 0) + (p * w) / sum;
    });
  });
  return Float64Array.from({ length: total.length }, (_, l) => total[l] ?? 0);
}
