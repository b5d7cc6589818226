/**
 * A report without what no picture shows: operations, and the inputs, assumptions and formula of each figure. They are most
 * of a report, which has to go over two wires with every step of a slider.
 */
import type { Report } from '../analysis/report.js';

/** Lists that are left empty. */
const emptied = new Set(['inputs', 'assumptions', 'operations']);
/** What holds nothing to leave out. */
const whole = new Set(['at', 'nameAt', 'methods', 'edges', 'places', 'downtimeCauses', 'spread']);

/** The same report with empty `operations`, `inputs` and `assumptions` and without `formula`. */
export function lean(report: Report): Report {
  return strip(report) as Report;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === 'formula') continue;
    result[key] = emptied.has(key) ? [] : whole.has(key) ? item : strip(item);
  }
  return result;
}
