/** Results of a report as short text, the same in hint, hover, panel and output. Computes nothing. */
import { downtimeMinutesPerYear } from '../../reliability/replica.js';
import type { Result, WorkloadReport } from '../report.js';
import { formatAvailability, formatDowntime, formatNumber, formatRate, formatResult, formatShare } from './format.js';

/** What stands where there is nothing to say. */
export const nothing = '–';

/** A result in its own unit: '8.31 ms', '1 480 req/s', or 'unstable (×1.35)', or 'unknown'. */
export function resultText(result: Result): string {
  return formatResult(result);
}

/** The result of a node type; where only one that it depends on is overloaded, it names that one: '– (db unstable)'. */
export function ofNode(node: string, text: (result: Result) => string = resultText): (result: Result) => string {
  return (result) =>
    result.kind === 'unstable' && result.node !== node ? `${nothing} (${result.node} unstable)` : text(result);
}

/** A utilisation as the factor that people quote: '0.83'; '0.999' rather than a rounded '1.00'. */
export function utilisationText(result: Result): string {
  if (result.kind !== 'value') return formatResult(result);
  if (result.value > 0 && result.value < 0.005) return '< 0.01';
  const text = result.value.toFixed(2);
  if (text !== '1.00' || result.value >= 1) return text;
  return (Math.floor(result.value * 1e4) / 1e4).toFixed(4).replace(/0+$/, '');
}

/** An availability in per cent with enough digits to tell the nines apart: '99.952 %'. */
export function availabilityText(result: Result): string {
  return result.kind === 'value' ? formatAvailability(result.value) : formatResult(result);
}

/** How much the load may grow: '41 %'. */
export function headroomText(result: Result): string {
  return result.kind === 'value' ? formatShare(result.value) : formatResult(result);
}

/** How much the load may grow until one objective breaks; a dash where load does not decide it. */
export function breaksText(headroom: Result | undefined): string {
  return headroom === undefined ? nothing : headroom.kind === 'unknown' ? '?' : headroomText(headroom);
}

/** Minutes a year that a cause costs. */
export function downtimeText(minutesPerYear: number): string {
  return formatDowntime(minutesPerYear);
}

/** The room left to an objective, relative to its bound: '+12 %'. */
export function marginText(margin: number | undefined): string {
  if (margin === undefined) return nothing;
  return `${margin < 0 ? '−' : '+'}${formatShare(Math.abs(margin))}`;
}

/** The load that a workload offers: '200 req/s', or '250 users' where it is closed. */
export function loadText(workload: Pick<WorkloadReport, 'kind' | 'offered'>): string {
  return workload.kind === 'closed' ? `${formatNumber(workload.offered)} users` : formatRate(workload.offered);
}

/** The downtime that an availability allows, in minutes a year, as every downtime is counted. */
export function downtimeBudget(availability: number): number {
  return downtimeMinutesPerYear(Math.min(1, Math.max(0, 1 - availability)));
}

/** The room left to an objective in words: '29 % to spare', '37 % over the bound'. */
export function roomText(margin: number | undefined): string {
  if (margin === undefined) return nothing;
  if (margin === 0) return 'nothing to spare';
  return margin > 0 ? `${formatShare(margin)} to spare` : `misses by ${formatShare(-margin)}`;
}
