/** Arrival rates that change over the day: point by point as if stationary, and exactly by uniformisation of the bounded queue. */
import { nonNegative, positive, whole } from '../check.js';
import type { Unstable } from './figures.js';
import { type Mmc, mmc } from './mmc.js';
import { queueFigures, type TransientQueue, transientBirthDeath } from './transient.js';

export type RateStep = {
  /** seconds, > 0 */ readonly duration: number;
  /** arrivals per second, >= 0 */ readonly arrivalRate: number;
};

export type ProfileInput = {
  /** the rate as a staircase; repeated without end */ readonly profile: readonly RateStep[];
  /** per second and server, > 0 */ readonly serviceRate: number;
  /** whole number >= 1 */ readonly servers: number;
};

export type PointwiseStationary =
  | {
      readonly stable: true;
      /** the stationary queue of each step */ readonly steps: readonly Extract<Mmc, { stable: true }>[];
      /** weighed by arrivals */ readonly delayProbability: number;
      /** seconds, weighed by arrivals */ readonly meanWait: number;
      /** jobs, over time */ readonly meanQueue: number;
    }
  /** the step with the highest load has no steady state */
  | (Unstable & { /** index of that step */ readonly step: number });

function check({ profile, serviceRate, servers }: ProfileInput): void {
  if (profile.length === 0) throw new RangeError('profile must have at least one step');
  profile.forEach((s, i) => {
    positive(`profile[${i}].duration`, s.duration);
    nonNegative(`profile[${i}].arrivalRate`, s.arrivalRate);
  });
  positive('serviceRate', serviceRate);
  whole('servers', servers, 1);
}

/**
 * The pointwise-stationary approximation of M(t)/M/c: right where the rate changes slowly against the relaxation of the queue,
 * 1 / (mu (sqrt(c) - sqrt(a))^2) seconds.
 * Measured against the exact chain: see the table of approximations; it errs upwards for fast changes and says nothing past saturation.
 * @throws RangeError on an illegal argument
 * Source: Green and Kolesar 1991.
 */
export function pointwiseStationary(input: ProfileInput): PointwiseStationary {
  check(input);
  const { profile, serviceRate, servers } = input;
  const steps: Extract<Mmc, { stable: true }>[] = [];
  let worst: (Unstable & { step: number }) | undefined;
  profile.forEach(({ arrivalRate }, step) => {
    const m = mmc({ arrivalRate, serviceRate, servers });
    if (m.stable) steps.push(m);
    else if (!worst || m.overload > worst.overload) worst = { ...m, step };
  });
  if (worst) return worst;
  let arrivals = 0;
  let time = 0;
  let delayed = 0;
  let waited = 0;
  let queue = 0;
  profile.forEach(({ duration, arrivalRate }, i) => {
    const m = steps[i]!;
    time += duration;
    arrivals += duration * arrivalRate;
    delayed += duration * arrivalRate * m.delayProbability;
    waited += duration * arrivalRate * m.meanWait;
    queue += duration * m.meanQueue;
  });
  return {
    stable: true,
    steps,
    delayProbability: arrivals > 0 ? delayed / arrivals : 0,
    meanWait: arrivals > 0 ? waited / arrivals : 0,
    meanQueue: queue / time,
  };
}

export type TimeVarying = {
  /** the queue at the end of each sample, in order of time */
  readonly samples: readonly (Omit<TransientQueue, 'probabilities'> & {
    readonly time: number;
    readonly arrivalRate: number;
  })[];
  /** weighed by arrivals */ readonly delayProbability: number;
  /** weighed by arrivals */ readonly lossProbability: number;
  /** seconds, admitted jobs: queue over throughput (Little over the cycle) */ readonly meanWait: number;
  /** jobs, over time */ readonly meanQueue: number;
  /** cycles until the queue repeated itself within 1e-9 */ readonly cycles: number;
};

/**
 * M(t)/M/c/K under a repeated staircase of rates, in its periodic regime: uniformisation from sample to sample until a cycle ends as it began.
 * @param capacity places, those in service included: whole number >= servers, at most 20 000
 * @param samples per step of the profile, default 8: averages are by Simpson's rule over them
 * @throws RangeError on an illegal argument, or where the work exceeds that of `transientBirthDeath`
 */
export function timeVaryingMmck(
  input: ProfileInput & { readonly capacity: number; readonly samples?: number },
): TimeVarying {
  check(input);
  const { profile, serviceRate, servers, capacity, samples: perStep = 8 } = input;
  whole('capacity', capacity, servers);
  whole('samples', perStep, 2);
  if (capacity > 20_000) throw new RangeError(`capacity must be at most 20000, got ${capacity}`);
  if (perStep % 2 !== 0) throw new RangeError(`samples must be even, got ${perStep}`);
  const deaths = Float64Array.from({ length: capacity }, (_, i) => Math.min(i + 1, servers) * serviceRate);
  let v: Float64Array = new Float64Array(capacity + 1);
  v[0] = 1;
  for (let cycles = 1; ; cycles++) {
    const begin = v;
    const samples: (Omit<TransientQueue, 'probabilities'> & { time: number; arrivalRate: number })[] = [];
    let time = 0;
    let arrivals = 0;
    let delayed = 0;
    let lost = 0;
    let queue = 0;
    for (const { duration, arrivalRate } of profile) {
      const births = new Float64Array(capacity).fill(arrivalRate);
      const part = duration / perStep;
      const ends = [queueFigures(v, servers)];
      for (let k = 0; k < perStep; k++) {
        v = transientBirthDeath({ births, deaths, initial: v, time: part });
        time += part;
        const figures = queueFigures(v, servers);
        ends.push(figures);
        samples.push({ time, arrivalRate, ...figures });
      }
      const simpson = (value: (f: Omit<TransientQueue, 'probabilities'>) => number): number =>
        ends.reduce((sum, f, k) => sum + value(f) * (k === 0 || k === perStep ? 1 : k % 2 === 1 ? 4 : 2), 0) *
        (part / 3);
      arrivals += duration * arrivalRate;
      delayed += arrivalRate * simpson((f) => f.delayProbability);
      lost += arrivalRate * simpson((f) => f.lossProbability);
      queue += simpson((f) => f.meanQueue);
    }
    const change = v.reduce((sum, x, i) => sum + Math.abs(x - begin[i]!), 0);
    if (change < 1e-9 || cycles === 1000) {
      return {
        samples,
        delayProbability: arrivals > 0 ? delayed / arrivals : 0,
        lossProbability: arrivals > 0 ? lost / arrivals : 0,
        meanWait: arrivals > lost ? queue / (arrivals - lost) : 0,
        meanQueue: queue / time,
        cycles,
      };
    }
  }
}
