/** The methods that figures are obtained by: name, reference, quality, and the known error of approximations. */
import { type ApproximationError, approximationErrors, layeredErrors } from '../queueing/index.js';
import { percentileErrors } from './percentileErrors.js';
import type { Method } from './report.js';

/** What was measured of an approximation of a station: median, and the extremes under high load. */
function measured(approximation: ApproximationError['approximation'], where = 'load'): string {
  const rows = approximationErrors.filter(
    (e) => e.approximation === approximation && e.quantity.startsWith(`mean wait, ${where}`),
  );
  const percent = (x: number): string => `${x > 0 ? '+' : ''}${Math.round(100 * x)} %`;
  return rows
    .map((e) => `${e.quantity}: median ${percent(e.median).slice(1)}, ${percent(e.lowest)} to ${percent(e.highest)}`)
    .join('; ');
}

const table = {
  flow: {
    name: 'traffic equations (forced flow law)',
    reference: 'Jackson 1957; Denning and Buzen 1978',
    quality: 'exact',
  },
  'utilisation-law': {
    name: 'utilisation law',
    reference: 'Denning and Buzen 1978',
    quality: 'exact',
  },
  mmc: { name: 'M/M/c queue', reference: 'Erlang 1917; Kleinrock 1975', quality: 'exact' },
  mg1: { name: 'M/G/1 queue', reference: 'Pollaczek 1930; Khinchine 1932', quality: 'exact' },
  mmck: { name: 'M/M/c/K queue', reference: 'Kleinrock 1975', quality: 'exact' },
  'mmc-ps': {
    name: 'M/M/c with processor sharing',
    reference: 'Coffman, Muntz and Trotter 1970; Baskett et al. 1975',
    quality: 'exact',
  },
  infinite: { name: 'M/G/∞: no contention', reference: 'Kleinrock 1975', quality: 'exact' },
  'pooled-station': {
    name: 'pooled station (flow-equivalent server)',
    reference: 'Chandy, Herzog and Woo 1975',
    quality: 'approximate',
    error: 'exact for exponential times at one node; stations are taken as independent of each other',
  },
  'allen-cunneen': {
    name: 'Allen-Cunneen correction for variability',
    reference: 'Allen and Cunneen 1978; Kingman 1961',
    quality: 'approximate',
    error: `${measured('allen-cunneen')}, on exact chains`,
  },
  mgc: {
    name: 'M/G/c queue, interpolated',
    reference: 'Kimura 1986; Cosmetatos 1975',
    quality: 'approximate',
    error: `${measured('kimura', 'Poisson')}, on exact chains; exact for one worker`,
  },
  path: {
    name: 'sum of responses along the path',
    reference: 'Jackson 1957; Whitt 1983',
    quality: 'approximate',
    error:
      'means are exact for exponential times and Poisson flows; pools that can fill are solved by layers, but not behind queues that reject and cycles of calls; bursts are followed along the path (Whitt 1983)',
  },
  priorities: {
    name: 'non-preemptive priorities at the workers, in the ratio of one server',
    reference: 'Cobham 1954; Kleinrock 1965; Bondi and Buzen 1984',
    quality: 'approximate',
    error:
      'mean waits exact for Poisson arrivals and one exponential time of service; response within 6 % where times differ by a factor of 4, within 9 % where a pool waits for a pool (exact chains, up to 0.8 busy); no figures while any priority overloads a node type; closed workloads by the fixed point of their stations, response within 15 %',
  },
  'path-exact': {
    name: 'open product-form network',
    reference: 'Jackson 1957; Baskett et al. 1975',
    quality: 'exact',
  },
  'percentile-exact': {
    name: 'distribution of an M/M/c response, or of exponential and fixed times without contention',
    reference: 'Kleinrock 1975',
    quality: 'exact',
  },
  'percentile-path': {
    name: 'distribution along the path, composed from those of its parts',
    reference:
      'Abate and Whitt 2006 (inversion); Tijms, van Hoorn and Federgruen 1981; Coffman, Muntz and Trotter 1970',
    quality: 'approximate',
    error: percentileError(),
  },
  mva: { name: 'mean value analysis', reference: 'Reiser and Lavenberg 1980', quality: 'exact' },
  'mva-approximate': {
    name: 'mean value analysis with worker pools by fixed point',
    reference: 'Reiser and Lavenberg 1980; Chandy and Neuse 1982; Lazowska et al. 1984',
    quality: 'approximate',
    error:
      'used where layers do not apply (bursts or priorities beside closed workloads, queues that reject, cycles of calls): a callee of a small pool is taken to see Poisson arrivals, response up to +52 %, throughput up to -22 % on the cases tried',
  },
  breakdown: {
    name: 'mean response as visits times time at each part',
    reference: 'Denning and Buzen 1978',
    quality: 'exact',
  },
  'breakdown-parallel': {
    name: 'mean response along the path, parallel branches by their criticality',
    reference: 'Van Slyke 1963 (criticality index); Denning and Buzen 1978',
    quality: 'approximate',
    error:
      'the parts add up exactly; chances that a branch is the last one within 0.03 on the cases tried, from laws fitted to three moments',
  },
  layers: {
    name: 'layered queueing (method of layers)',
    reference: 'Rolia and Sevcik 1995; Franks et al. 2009; Chandy, Herzog and Woo 1975',
    quality: 'approximate',
    error: layeredError(),
  },
  day: {
    name: 'each interval of the profiles as settled, weighed by requests',
    reference: 'Green and Kolesar 1991 (pointwise stationary approximation)',
    quality: 'approximate',
    error: 'as good as the figures of each interval, where it lasts long against the time that queues need to settle',
  },
  'percentile-day': {
    name: 'percentile of the mixture of the intervals',
    reference: 'Green and Kolesar 1991 (pointwise stationary approximation)',
    quality: 'approximate',
    error: `each interval: ${percentileError()}`,
  },
  search: {
    name: 'bracketing and bisection over the whole analysis',
    reference: 'Brent 1973',
    quality: 'approximate',
    error: 'relative tolerance 1e-4 of the load; as good as the figures that it compares',
  },
  'k-of-n': {
    name: 'k of n replicas, conditioned on the places that they share',
    reference: 'Barlow and Proschan 1975; Fleming 1975 (common causes)',
    quality: 'exact',
  },
  structure: {
    name: 'structure function with shared dependencies counted once',
    reference: 'Barlow and Proschan 1975; Rauzy 1993',
    quality: 'exact',
  },
  'structure-bounded': {
    name: 'structure function, rare combinations of failures estimated',
    reference: 'Barlow and Proschan 1975; Li and Silvester 1984; Esary, Proschan and Walkup 1967',
    quality: 'approximate',
    error: 'the bound of the error, or that the figure is pessimistic, is in the assumptions of each figure',
  },
  survives: {
    name: 'worst single loss, analysed again with what is left',
    reference: 'exhaustive over losses of the stated size',
    quality: 'approximate',
    error: 'as good as the figures that it compares',
  },
  declared: { name: 'sum of declared values', reference: 'the description', quality: 'exact' },
} as const satisfies Record<string, Omit<Method, 'id'>>;

export type MethodId = keyof typeof table;

/** All methods by id, as a report carries them. */
export const methods: Readonly<Record<string, Method>> = Object.fromEntries(
  Object.entries(table).map(([id, method]) => [id, { id, ...method }]),
);

/** The method of figures of one station, from the name that the kernel gives. */
export function stationMethod(kernel: string, exact: boolean): MethodId {
  switch (kernel) {
    case 'layers':
      return 'layers';
    case 'M/M/c':
      return exact ? 'mmc' : 'pooled-station';
    case 'M/G/1':
      return exact ? 'mg1' : 'pooled-station';
    case 'M/G/c':
      return 'mgc';
    case 'M/M/c/K':
    case 'loss':
      return exact ? 'mmck' : 'pooled-station';
    case 'M/M/c-PS':
      return exact ? 'mmc-ps' : 'pooled-station';
    case 'M/M/inf':
    case 'idle':
      return 'infinite';
    default:
      return kernel.includes('allen-cunneen') ? 'allen-cunneen' : 'pooled-station';
  }
}

/** The measured errors in a sentence. */
/** What was measured of percentiles end to end. */
function percentileError(): string {
  const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
  const all = percentileErrors.at(-1)!;
  const [low, high] = [
    Math.min(...all.errors.map(([median]) => median)),
    Math.max(...all.errors.map(([median]) => median)),
  ];
  return (
    `p50 to p99 on ${all.count} systems: median ${low === high ? percent(high) : `${percent(low)} to ${percent(high)}`}, ` +
    `9 in 10 within ${percent(Math.max(...all.errors.map(([, most]) => most)))}; waits on the way are taken as independent, retries and timeouts are not counted`
  );
}

/** Of closed workloads that hold the workers of one pool for unlike times: stated in the method and at the figure. */
export function unlikeError(): string {
  const row = layeredErrors.find(({ set }) => set === 'unlike');
  const [median, nine, worst] = (row?.response ?? []).map((share) => `${Number((100 * share).toPrecision(2))} %`);
  return `closed workloads with unlike times at one pool, each alone: median ${median}, 9 in 10 within ${nine}, worst ${worst}`;
}

function layeredError(): string {
  const [light, heavy, closed] = ['up to 0.9', 'over 0.9', 'closed'].map((part) =>
    layeredErrors.find((row) => row.systems.includes(part)),
  );
  const early = layeredErrors.find((row) => row.systems.includes('early'));
  const percent = (share: number | undefined): string => `${Number((100 * (share ?? 0)).toPrecision(2))} %`;
  return (
    `response against exact chains, median: ${percent(light?.response[0])} up to 0.9 busy (9 in 10 within ${percent(light?.response[1])}), ` +
    `${percent(heavy?.response[0])} above, ${percent(closed?.response[0])} for closed load, ${percent(early?.response[0])} after an early reply; ` +
    'behind bursts (squared cv of the gaps 2 to 9) 3.3 %, 9 in 10 within 11 %; ' +
    unlikeError()
  );
}
