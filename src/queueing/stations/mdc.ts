/** M/D/c: Poisson arrivals, fixed service time, c servers, first come first served. */
import { nonNegative, positive, whole } from '../check.js';
import { excess, gammaLogCdf, logFront } from '../gamma.js';
import { expm1 } from '../numerics/complex.js';
import { circleCoefficients, fft } from '../numerics/fft.js';
import { root } from '../numerics/root.js';
import {
  checkCount,
  type Figures,
  type JobsLaw,
  type ResponseLaw,
  responseLaw,
  type Unstable,
  type WaitLaw,
  waitLaw,
} from './figures.js';

export type MdcInput = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  /** seconds, > 0 */ readonly serviceTime: number;
  /** whole number, 1 to 100 000 */ readonly servers: number;
};

export type Mdc = (Figures & WaitLaw & ResponseLaw & JobsLaw) | Unstable;

const MOST_SERVERS = 100_000;
/** Up to so many terms Spitzer's sums are taken as they are; beyond, the roots at and next to 1 are taken out first. */
const MOST_TERMS = 800;

/**
 * The stationary M/D/c queue, exact.
 *
 * Every service time the queue loses c jobs and wins a Poisson number: it is the maximum of a random walk, whose law is compound Poisson with
 * rates b_j = sum over n of P(S_n = j) / n (Spitzer 1956). Close to saturation b_j = tau^-j / j - g_j, tau the decay of the queue and g_j the
 * Fourier coefficients of ln of what is left when the roots 1 and tau are divided out. The wait follows from the queue by positive sums.
 * @throws RangeError on an illegal argument; overload is a value
 * Source: Crommelin 1932; Franx 2001 (wait); Tijms 2003, ch. 9. Relative error about 1e-11, also of tails; 10 MB and a second at 100 000 servers.
 */
export function mdc({ arrivalRate, serviceTime, servers }: MdcInput): Mdc {
  nonNegative('arrivalRate', arrivalRate);
  positive('serviceTime', serviceTime);
  whole('servers', servers, 1);
  if (servers > MOST_SERVERS) throw new RangeError(`servers must be at most ${MOST_SERVERS}, got ${servers}`);
  const load = arrivalRate * serviceTime;
  const utilisation = load / servers;
  if (load >= servers) return { stable: false, overload: utilisation };
  const queue = queueLaw(load, servers);
  const meanWait = load === 0 ? 0 : (queue.mean / load) * serviceTime;
  // the wait and the queue obey the distributional law of Little
  const square = load === 0 ? 0 : queue.factorial2 / load / load - (queue.mean / load) ** 2;
  const varianceWait = (serviceTime * Math.sqrt(Math.max(0, square))) ** 2;
  const waitLog = (t: number): number => logWait(t / serviceTime, load, servers, queue);
  const scale = meanWait > 0 ? meanWait / Math.max(1e-3, Math.exp(waitLog(0))) : serviceTime;
  return {
    stable: true,
    utilisation,
    throughput: arrivalRate,
    lossProbability: 0,
    delayProbability: load === 0 ? 0 : Math.exp(waitLog(0)),
    meanWait,
    varianceWait,
    meanResponse: meanWait + serviceTime,
    varianceResponse: varianceWait,
    meanQueue: queue.mean,
    meanJobs: queue.mean + load,
    ...waitLaw(waitLog, scale),
    ...responseFrom(waitLog, serviceTime, scale),
    ...jobsFrom(load, queue),
  };
}

/** M/D/1: the same with one server. */
export const md1 = (input: Omit<MdcInput, 'servers'>): Mdc => mdc({ ...input, servers: 1 });

function responseFrom(waitLog: (t: number) => number, serviceTime: number, scale: number): ResponseLaw {
  const { waitPercentile } = waitLaw(waitLog, scale);
  return {
    ...responseLaw((t) => (t < serviceTime ? 0 : waitLog(t - serviceTime)), scale),
    responsePercentile: (p) => serviceTime + waitPercentile(p),
  };
}

type QueueLaw = {
  /** E(queue), E(queue (queue - 1)) */ readonly mean: number;
  readonly factorial2: number;
  /** ln P(queue = m), m >= 0 */ logProbability(m: number): number;
  /** ln P(queue > m), m >= 0 */ logTail(m: number): number;
  /** from here on the tail is geometric, with ln of its ratio */ readonly geometricFrom: number;
  readonly logRatio: number;
};

/** The maximum of the random walk with steps Poisson(load) - servers. */
function queueLaw(load: number, servers: number): QueueLaw {
  if (load === 0)
    return {
      mean: 0,
      factorial2: 0,
      logProbability: (m) => (m === 0 ? 0 : -Infinity),
      logTail: () => -Infinity,
      geometricFrom: 0,
      logRatio: -Infinity,
    };
  const slack = (servers - load) / servers;
  const logTau = decayOf(slack);
  // terms of Spitzer's sums fall as e^-(servers (rho - 1 - ln rho) n)
  const fall = servers * excess(-slack);
  const { p, mean, second } =
    42 / fall <= MOST_TERMS ? light(load, servers, fall, logTau) : heavy(load, servers, logTau);
  // geometric beyond the last
  const last = p.length - 1;
  const tails = new Float64Array(last + 1);
  tails[last] = p[last]! / Math.expm1(logTau);
  for (let m = last - 1; m >= 0; m--) tails[m] = tails[m + 1]! + p[m + 1]!;
  const total = tails[0]! + p[0]!;
  const logOf = (list: ArrayLike<number>, m: number): number =>
    m <= last ? Math.log(list[m]! / total) : Math.log(list[last]! / total) - (m - last) * logTau;
  return {
    mean,
    factorial2: mean ** 2 + second,
    logProbability: (m) => logOf(p, m),
    logTail: (m) => logOf(tails, m),
    geometricFrom: last,
    logRatio: -logTau,
  };
}

/** ln tau, tau > 1 with ln tau = rho (tau - 1): x - ln(1 + x) = slack x. */
function decayOf(slack: number): number {
  const f = (x: number): number => excess(x) - slack * x;
  let high = 4 * slack;
  while (f(high) < 0) high *= 2;
  return Math.log1p(root(f, slack, high, 1e-16));
}

/** Weights of the queue, geometric beyond the last, with the sums of j b_j and j (j - 1) b_j. */
type Walk = { readonly p: ArrayLike<number>; readonly mean: number; readonly second: number };

/** By Spitzer's sums and the recursion of compound Poisson laws (Panjer 1981): positive terms, right however small. */
function light(load: number, servers: number, fall: number, logTau: number): Walk {
  const terms = Math.ceil(42 / fall) + 1;
  /** j b_j */
  const weighted = [0];
  let mean = 0;
  let second = 0;
  for (let j = 1; ; j++) {
    let rate = 0;
    for (let n = 1; n <= terms; n++) {
      const part = Math.exp(logFront(n * servers + j, n * load)) / n;
      rate += part;
      if (part < 1e-18 * rate) break;
    }
    if (rate === 0) break;
    weighted.push(j * rate);
    mean += j * rate;
    second += j * (j - 1) * rate;
    // from here on j b_j = tau^-j
    if (Math.abs(Math.log(j * rate) + j * logTau) < 1e-13) {
      const next = Math.exp(-(j + 1) * logTau);
      const gap = -Math.expm1(-logTau);
      mean += next / gap;
      second += (next * (j + (1 - gap) / gap)) / gap;
      break;
    }
  }
  const settledAt = weighted.length - 1;
  const p = [1];
  for (let m = 1; ; m++) {
    let total = 0;
    for (let j = 1; j <= m; j++) total += (j <= settledAt ? weighted[j]! : Math.exp(-j * logTau)) * p[m - j]!;
    p.push(total / m);
    const settled = Math.abs(Math.log(p[m]! / p[m - 1]!) + logTau) < 3e-14;
    if (p[m] === 0) {
      p.pop();
      break;
    }
    if ((m >= settledAt && settled) || p[m]! < 1e-280 || m >= 4 * settledAt + 100) break;
  }
  return { p, mean, second };
}

/** With the roots 1 and tau taken out: a geometric law, convolved with one whose transform is exp(-sum g_j z^j). */
function heavy(load: number, servers: number, logTau: number): Walk {
  let n = 512;
  while (n < 96 * (Math.sqrt(servers) + 1)) n *= 2;
  let turn = 0;
  let before = 0;
  const g = circleCoefficients(n, (angle) => {
    const half = Math.sin(angle / 2);
    // ln of -(K - 1) / ((1 - 1/z) (1 - z/tau)), with a continuous phase
    const top = expm1({ re: -2 * load * half * half, im: load * Math.sin(angle) - servers * angle });
    const one = expm1({ re: 0, im: -angle });
    const tau = expm1({ re: -logTau, im: angle });
    const size = Math.hypot(top.re, top.im) / (Math.hypot(one.re, one.im) * Math.hypot(tau.re, tau.im));
    const phase = Math.atan2(-top.im, -top.re) - Math.atan2(-one.im, -one.re) - Math.atan2(-tau.im, -tau.re);
    turn += 2 * Math.PI * Math.round((before - phase - turn) / (2 * Math.PI));
    before = phase + turn;
    return { re: Math.log(size), im: before };
  });
  let reach = g.length - 1;
  while (reach > 1 && Math.abs(g[reach]!) < 1e-15) reach--;
  const gap = Math.expm1(logTau);
  let mean = 1 / gap;
  let second = 1 / gap ** 2;
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  for (let j = 1; j <= reach; j++) {
    mean -= j * g[j]!;
    second -= j * (j - 1) * g[j]!;
    re[j] = -g[j]!;
  }
  fft(re, im);
  for (let k = 0; k < n; k++) {
    const size = Math.exp(re[k]!);
    re[k] = size * Math.cos(im[k]!);
    // the inverse transform through the conjugate
    im[k] = -size * Math.sin(im[k]!);
  }
  fft(re, im);
  let end = Math.min(n / 2, 2 * reach);
  while (end > 1 && Math.abs(re[end]!) < 1e-15 * n) end--;
  const p = new Float64Array(end + 1);
  const down = Math.exp(-logTau);
  for (let m = 0; m <= end; m++) p[m] = (m === 0 ? 0 : p[m - 1]! * down) + re[m]! / n;
  return { p, mean, second };
}

/**
 * ln P(wait > t), t in service times: with k - 1 <= t < k, sum_j poisson(j; load (k - t)) P(queue > k c - 1 - j), all of it where j >= k c.
 * Where all j of weight meet the geometric part of the tail, the sum is tau^(1 - c t), as load (tau - 1) = c ln tau.
 */
function logWait(t: number, load: number, servers: number, { logTail, geometricFrom, logRatio }: QueueLaw): number {
  if (load === 0) return -Infinity;
  const weight = load - servers * logRatio;
  if (t * servers > geometricFrom + weight + 40 * Math.sqrt(weight) + 40)
    return logTail(geometricFrom) - logRatio * (geometricFrom + 1) + logRatio * servers * t;
  const k = Math.floor(t) + 1;
  const mean = load * (k - t);
  const most = k * servers;
  const term = (j: number): number => logFront(j, mean) + (j < most ? logTail(most - 1 - j) : 0);
  // the terms rise to one peak and fall
  let low = 0;
  let high = Math.ceil(most + mean + 40 * Math.sqrt(mean + most) + 40);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (term(middle + 1) > term(middle)) low = middle;
    else high = middle;
  }
  const peak = Math.max(term(high), term(0));
  let total = 0;
  for (let j = high; ; j++) {
    const part = Math.exp(term(j) - peak);
    total += part;
    if (part < 1e-17 * total || total === 0) break;
  }
  for (let j = high - 1; j >= 0; j--) {
    const part = Math.exp(term(j) - peak);
    total += part;
    if (part < 1e-17 * total) break;
  }
  return Math.min(0, peak + Math.log(total));
}

/** Jobs: the queue one service time ago plus the Poisson arrivals since. */
function jobsFrom(load: number, queue: QueueLaw): JobsLaw {
  const mix = (n: number, value: (m: number) => number, beyond: number): number => {
    if (load === 0) return Math.exp(value(n));
    let sum = 0;
    // upwards from where Poisson weights are not negligible
    for (let j = Math.max(0, Math.floor(Math.min(n, load) - 40 * Math.sqrt(load) - 40)); j <= n; j++) {
      sum += Math.exp(logFront(j, load) + value(n - j));
      if (j > load + 40 * Math.sqrt(load) + 40) break;
    }
    return beyond === 0 ? sum : Math.min(1, sum + Math.exp(gammaLogCdf(n + 1, load)));
  };
  return {
    jobsProbability(n) {
      checkCount(n);
      return mix(n, queue.logProbability, 0);
    },
    jobsTail(n) {
      checkCount(n);
      return mix(n, queue.logTail, 1);
    },
  };
}
