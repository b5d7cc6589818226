/** The errors that methods state, in numbers: what a figure may be off before it contradicts the simulation. */
import { layeredErrors } from '../../queueing/index.js';
import type { Method } from '../report.js';
import type { Metric } from './report.js';

const all = layeredErrors.find(({ set, systems }) => set === 'grid' && systems === 'all');

/** Largest relative error by method, as its entry in the table of methods says: of response times, of throughputs. */
const stated: Readonly<Record<string, { readonly response: number; readonly throughput: number }>> = {
  layers: { response: all?.response[2] ?? 0, throughput: all?.throughput[2] ?? 0 },
  'mva-approximate': { response: 0.52, throughput: 0.22 },
  priorities: { response: 0.15, throughput: 0.15 },
};

/** @returns relative error, 0 for an exact method; undefined where it states none in numbers for such a figure */
export function statedError(method: Method | undefined, metric: Metric): number | undefined {
  if (!method) return undefined;
  if (method.quality === 'exact') return 0;
  const errors = stated[method.id];
  if (metric === 'mean') return errors?.response;
  return metric === 'throughput' || metric === 'arrivals' ? errors?.throughput : undefined;
}
