/** How far each approximation of a station is from the truth, over a grid: the source of `approximationErrors`. */
import {
  type ApproximationError,
  cache,
  fitTwoMoments,
  type GigcMethod,
  gigc,
  loadBalancing,
  mapMc,
  mdc,
  mg1,
  type PhaseType,
  phaseTypeLaw,
  pointwiseStationary,
  timeVaryingMmck,
  zipf,
} from '../index.js';
import { stationary } from './chain.js';
import { phPhcMeanWait } from './phPhc.js';

type Case = {
  readonly truth: number;
  readonly input: { arrivalCv2: number; serviceCv2: number; servers: number; rho: number };
};

export type Sample = 'all' | 'quick';

const LOADS = [0.5, 0.7, 0.9, 0.95];
const CV2 = [0.25, 0.5, 1, 4];
const SERVERS = [1, 2, 4, 8];

const phases = (mean: number, cv2: number): PhaseType => fitTwoMoments(mean, Math.sqrt(cv2));

/** Exact mean waits of PH/PH/c; service of mean 1. */
function waits(sample: Sample): Case[] {
  const cases: Case[] = [];
  for (const servers of SERVERS) {
    for (const serviceCv2 of CV2) {
      // four phases over eight servers are too many states
      if (serviceCv2 < 0.5 && servers > 4) continue;
      for (const arrivalCv2 of CV2) {
        if (arrivalCv2 === 1 && serviceCv2 === 1) continue;
        for (const rho of LOADS) {
          if (sample === 'quick' && (servers > 2 || rho === 0.7 || serviceCv2 === 0.25)) continue;
          const truth = phPhcMeanWait(phases(1 / (rho * servers), arrivalCv2), phases(1, serviceCv2), servers);
          // a wait below 1 % of the service time decides nothing
          if (truth >= 0.01) cases.push({ truth, input: { arrivalCv2, serviceCv2, servers, rho } });
        }
      }
    }
  }
  return cases;
}

/** Poisson arrivals of two operations with exponential times of 1 and `ratio`: the mixture is all that a pool sees. */
function mixtures(sample: Sample): Case[] {
  const cases: Case[] = [];
  for (const servers of SERVERS) {
    if (sample === 'quick' && servers > 2) continue;
    for (const ratio of [4, 10]) {
      for (const share of [0.5, 0.9]) {
        const mean = share + (1 - share) * ratio;
        const serviceCv2 = (2 * (share + (1 - share) * ratio ** 2)) / mean ** 2 - 1;
        const service = phaseTypeLaw(
          [share, 1 - share],
          [
            [-mean, 0],
            [0, -mean / ratio],
          ],
        );
        for (const rho of LOADS) {
          const truth = phPhcMeanWait(phases(1 / (rho * servers), 1), service, servers);
          cases.push({ truth, input: { arrivalCv2: 1, serviceCv2, servers, rho } });
        }
      }
    }
  }
  return cases;
}

const inputOf = ({ arrivalCv2, serviceCv2, servers, rho }: Case['input']) => ({
  arrivalRate: rho * servers,
  arrivalCv2,
  serviceTime: 1,
  serviceCv2,
  servers,
});

function gigcErrors(method: GigcMethod, cases: readonly Case[]): number[] {
  return cases.map(({ truth, input }) => {
    const m = gigc(inputOf(input), method);
    return m.stable ? m.meanWait / truth - 1 : Number.NaN;
  });
}

/** The 99th percentile of the wait by the exponential tail on the default mean, where the exact law is known: GI/M/c, M/G/1, M/D/c. */
function percentileErrors(): number[] {
  const errors: number[] = [];
  const add = (exact: number, input: Case['input']): void => {
    const m = gigc(inputOf(input));
    if (m.stable && exact >= 0.1) errors.push(m.waitPercentile(0.99) / exact - 1);
  };
  for (const rho of LOADS) {
    for (const servers of SERVERS) {
      for (const arrivalCv2 of CV2) {
        const { generator, alpha, exit } = phases(1 / (rho * servers), arrivalCv2);
        const d0 = generator.map((row) => Array.from(row));
        const d1 = Array.from(exit, (x) => Array.from(alpha, (p) => x * p));
        const m = mapMc({ arrivals: { d0, d1 }, serviceRate: 1, servers });
        if (m.stable) add(m.waitPercentile(0.99), { arrivalCv2, serviceCv2: 1, servers, rho });
      }
      const d = mdc({ arrivalRate: rho * servers, serviceTime: 1, servers });
      if (d.stable) add(d.waitPercentile(0.99), { arrivalCv2: 1, serviceCv2: 0, servers, rho });
    }
    for (const serviceCv2 of CV2) {
      const m = mg1(rho, phases(1, serviceCv2));
      if (m.stable) add(m.waitPercentile(0.99), { arrivalCv2: 1, serviceCv2, servers: 1, rho });
    }
  }
  return errors;
}

function balancingErrors(sample: Sample): number[] {
  const errors: number[] = [];
  for (const servers of sample === 'quick' ? [2, 3] : [2, 3, 4, 5]) {
    for (const rho of sample === 'quick' ? [0.3, 0.7] : [0.3, 0.5, 0.7, 0.8]) {
      const at = (method: 'chain' | 'mean-field'): number => {
        const m = loadBalancing({ policy: 'power-of-d', servers, arrivalRate: rho * servers, serviceRate: 1, method });
        return m.stable ? m.meanResponse : Number.NaN;
      };
      errors.push(at('mean-field') / at('chain') - 1);
    }
  }
  return errors;
}

function cacheErrors(policy: 'lru' | 'fifo'): number[] {
  const errors: number[] = [];
  for (const items of [4, 5, 6]) {
    for (const exponent of [0.6, 0.9, 1.2]) {
      for (const capacity of [2, 3]) {
        const rates = Array.from(zipf(items, exponent));
        const { states, p } = stationary(
          Array.from({ length: capacity }, (_, i) => i),
          (list) =>
            rates.map((rate, item) =>
              list.includes(item) && policy === 'fifo'
                ? { to: list, rate }
                : { to: [item, ...list.filter((x) => x !== item)].slice(0, capacity), rate },
            ),
        );
        const exact = states.reduce((sum, list, i) => sum + p[i]! * list.reduce((s, item) => s + rates[item]!, 0), 0);
        errors.push(cache({ rates, capacity, policy }).hitRatio / exact - 1);
      }
    }
  }
  return errors;
}

/** Two steps of equal length, around a mean load of 0.6 to 0.8, each of the given number of mean service times. */
function profileErrors(duration: number): number[] {
  const errors: number[] = [];
  for (const servers of [1, 4]) {
    for (const [low, high] of [
      [0.4, 0.8],
      [0.6, 0.9],
      [0.7, 0.8],
    ] as const) {
      const profile = [low, high].map((rho) => ({ duration, arrivalRate: rho * servers }));
      const psa = pointwiseStationary({ profile, serviceRate: 1, servers });
      const exact = timeVaryingMmck({ profile, serviceRate: 1, servers, capacity: servers + 150, samples: 64 });
      if (psa.stable) errors.push(psa.meanWait / exact.meanWait - 1);
    }
  }
  return errors;
}

function summary(
  approximation: ApproximationError['approximation'],
  quantity: string,
  truth: string,
  errors: readonly number[],
): ApproximationError {
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  const at = (p: number): number => sizes[Math.min(sizes.length - 1, Math.floor(p * sizes.length))]!;
  const round = (x: number): number => Number(x.toPrecision(3));
  return {
    approximation,
    quantity,
    truth,
    cases: errors.length,
    median: round(at(0.5)),
    most: round(at(0.9)),
    lowest: round(Math.min(...errors)),
    highest: round(Math.max(...errors)),
  };
}

/** The measured table. `quick` takes a part of each grid, for the ordinary tests. */
export function measureErrors(sample: Sample): ApproximationError[] {
  const cases = waits(sample);
  const truth = 'PH/PH/c chain';
  const methods: GigcMethod[] = ['kingman', 'allen-cunneen', 'kraemer-langenbach-belz', 'kimura', 'whitt'];
  const mixed = mixtures(sample);
  const heavy = cases.filter(({ input }) => input.rho >= 0.9);
  return [
    ...methods.map((method) => summary(method, 'mean wait, load 0.5 to 0.95', truth, gigcErrors(method, cases))),
    ...methods.map((method) => summary(method, 'mean wait, load 0.9 and more', truth, gigcErrors(method, heavy))),
    ...(['allen-cunneen', 'kimura', 'whitt'] as const).map((method) =>
      summary(
        method,
        'mean wait, Poisson arrivals, two operations of unlike times',
        'M/PH/c chain',
        gigcErrors(method, mixed),
      ),
    ),
    summary('whitt', '99th percentile of the wait, load 0.5 to 0.95', 'GI/M/c, M/G/1, M/D/c', percentileErrors()),
    summary(
      'mean-field',
      'mean response, two choices of 2 to 5 servers',
      'chain of the queues',
      balancingErrors(sample),
    ),
    summary('che', 'hit ratio, caches of 2 and 3 items', 'chain of the recency lists', cacheErrors('lru')),
    summary('che-fifo', 'hit ratio, caches of 2 and 3 items', 'chain of the lists', cacheErrors('fifo')),
    ...[10, 100, 1000].map((duration) =>
      summary(
        'pointwise-stationary',
        `mean wait, two steps of ${duration} service times`,
        'uniformised chain',
        profileErrors(duration),
      ),
    ),
  ];
}
