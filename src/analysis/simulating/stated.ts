/** The errors that methods state, in numbers: what a figure may be off before it contradicts the simulation. */
import { layeredErrors } from '../../queueing/index.js';
import { percentileErrors } from '../percentileErrors.js';
import type { Method } from '../report.js';
import type { Metric } from './report.js';

const layers = layeredErrors.find(({ set, systems }) => set === 'grid' && systems === 'all');
const path = percentileErrors.at(-1)?.errors ?? [];

/** Largest relative error that was measured of a method, or that its entry in the table of methods says, by figure. */
const stated: Readonly<Record<string, Partial<Record<Metric, number | undefined>>>> = {
  layers: { mean: layers?.response[2], throughput: layers?.throughput[2], arrivals: layers?.throughput[2] },
  'percentile-path': { p50: path[0]?.[2], p90: path[1]?.[2], p95: path[2]?.[2], p99: path[3]?.[2] },
  'mva-approximate': { mean: 0.52, throughput: 0.22, arrivals: 0.22 },
  priorities: { mean: 0.15, throughput: 0.15, arrivals: 0.15 },
};

/** @returns relative error, 0 for an exact method; undefined where it states none in numbers for such a figure */
export function statedError(method: Method | undefined, metric: Metric): number | undefined {
  if (!method) return undefined;
  return method.quality === 'exact' ? 0 : stated[method.id]?.[metric];
}
