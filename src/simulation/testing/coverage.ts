/** How often intervals contain the truth, on models with known answers. */
import { erlangB, finiteSource, mg1, mmc, mmck } from '../../queueing/index.js';
import { control } from '../control.js';
import type { Stream } from '../random/stream.js';
import type { Replication } from '../result.js';
import { type Estimates, estimate } from '../statistics/estimate.js';
import type { Estimate } from '../statistics/interval.js';
import { type StationModel, station } from './station.js';

export type Known = {
  readonly name: string;
  readonly model: StationModel;
  /** seconds over which the number in progress stays correlated */ readonly memory: number;
  /** each figure with its true value */ readonly truths: readonly (readonly [
    string,
    (e: Estimates) => Estimate,
    number,
  ])[];
};

const exponential = (stream: Stream): number => stream.exponential();

type Laws = {
  readonly meanResponse: number;
  readonly throughput: number;
  readonly utilisation: number;
  readonly meanQueue: number;
  responsePercentile(p: number): number;
};

/** Figures of a station whose service takes a second on average. */
function truths(laws: Laws, servers: number): Known['truths'] {
  const p99 = laws.responsePercentile(0.99);
  const p50 = laws.responsePercentile(0.5);
  return [
    ['mean response', (e) => e.workloads[0]!.response, laws.meanResponse],
    ['median', (e) => e.workloads[0]!.percentiles[0]!.time, p50],
    ['99th percentile', (e) => e.workloads[0]!.percentiles[1]!.time, p99],
    ['throughput', (e) => e.workloads[0]!.goodput, laws.throughput],
    ['busy', (e) => e.nodes[0]!.busy, laws.utilisation * servers],
    // without a queue there is nothing to estimate
    ...(laws.meanQueue > 0 ? [['waiting', (e: Estimates) => e.nodes[0]!.waiting, laws.meanQueue] as const] : []),
  ];
}

function steady<T>(laws: T | { readonly stable: false }): T {
  if ((laws as { stable?: boolean }).stable === false) throw new Error('unstable');
  return laws as T;
}

export function open(servers: number, utilisation: number): Known {
  const arrivalRate = servers * utilisation;
  return {
    name: `M/M/${servers} at ${utilisation}`,
    model: { load: arrivalRate, service: exponential, servers },
    memory: 4 / (1 - utilisation) ** 2 / servers,
    truths: truths(steady(mmc({ arrivalRate, serviceRate: 1, servers })) as Laws, servers),
  };
}

/** @param cv of the service: 0, or above 1 (hyperexponential with balanced means) */
export function general(cv: number, utilisation: number): Known {
  const c2 = cv * cv;
  const p = (1 + Math.sqrt(Math.max(0, c2 - 1) / (c2 + 1))) / 2;
  const service = (stream: Stream): number => {
    if (cv === 0) return 1;
    return stream.exponential() / (2 * (stream.uniform() < p ? p : 1 - p));
  };
  return {
    name: `M/G/1 of cv ${cv} at ${utilisation}`,
    model: { load: utilisation, service, servers: 1 },
    memory: (2 * (1 + c2)) / (1 - utilisation) ** 2,
    truths: truths(steady(mg1(utilisation, 1, cv)) as Laws, 1),
  };
}

export function bounded(servers: number, load: number, capacity: number): Known {
  const laws = mmck({ arrivalRate: load, serviceRate: 1, servers, capacity });
  const loss = servers === capacity ? erlangB(servers, load) : laws.lossProbability;
  return {
    name: `M/M/${servers}/${capacity} at ${load} erlangs`,
    model: { load, service: exponential, servers, capacity },
    memory: Math.min(4 / Math.max(1e-9, 1 - load / servers) ** 2 / servers, (capacity * capacity) / 3),
    truths: [...truths(laws, servers), ['loss', (e) => e.workloads[0]!.errors.rejected, loss]],
  };
}

export function closed(users: number, think: number): Known {
  const laws = finiteSource({ sources: users, servers: 1, requestRate: 1 / think, serviceRate: 1 });
  return {
    name: `M/M/1//${users} thinking ${think}`,
    model: { load: { users, think }, service: exponential, servers: 1 },
    memory: users,
    truths: truths(laws, 1),
  };
}

/** The shortest that the controller plans, should pilots find half of the memory: 5 memories of warm-up, 50 of observation, 20 replications. */
export function plannedEstimates({ model, memory }: Known, seed: number): Estimates {
  const run = station(model);
  const each = Array.from(
    { length: 20 },
    (_, replication): Replication => ({
      ...run({ seed, replication, warmUp: 5 * memory, duration: 50 * memory, intervals: 1 }),
      operations: [],
    }),
  );
  return estimate(each, { percentiles: [0.5, 0.99] });
}

/** The whole procedure: pilots, plan, stop at 10 %. */
export async function controlledEstimates({ model }: Known, seed: number): Promise<Estimates> {
  const run = station(model);
  const { estimates, ending } = await control((options) => Promise.resolve({ ...run(options), operations: [] }), {
    seed,
    precision: 0.1,
    parallel: 1,
    percentiles: [0.5, 0.99],
  });
  if (!estimates) throw new Error(`no estimates: ${ending.kind}`);
  return estimates;
}

/** Share of runs whose interval contains the truth, by figure. */
export async function coverage(
  known: Known,
  runs: number,
  of: (known: Known, seed: number) => Estimates | Promise<Estimates> = plannedEstimates,
): Promise<Map<string, number>> {
  const hits = new Map(known.truths.map(([name]) => [name, 0]));
  for (let seed = 1; seed <= runs; seed++) {
    const estimates = await of(known, seed);
    for (const [name, figure, truth] of known.truths) {
      const { low, high } = figure(estimates);
      if (low <= truth && truth <= high) hits.set(name, hits.get(name)! + 1);
    }
  }
  return new Map([...hits].map(([name, count]) => [name, count / runs]));
}
