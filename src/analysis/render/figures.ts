/** Figures of a report as short text, the same in every format. Rounds to three significant digits; computes nothing. */
import type { Figure, Report, Result, WorkloadReport } from '../report.js';

/** What stands where there is nothing to say. */
export const nothing = '–';

/**
 * A result in its own unit: '8.31 ms', '1 480/s', '99.95 %', or 'unstable, 1.35 × capacity', or '?'.
 *
 * @param result any result of a report
 * @returns short text without the reason; reasons stand in {@link reasonText}
 */
export function resultText(result: Result): string {
  if (result.kind === 'unstable') return `unstable, ${significant(result.overload)} × capacity`;
  if (result.kind === 'unknown') return '?';
  return quantityText(result.value, result.unit);
}

/** The reason why there is no figure, or undefined where there is one. */
export function reasonText(result: Result): string | undefined {
  return result.kind === 'value' ? undefined : result.reason;
}

/** A utilisation as the factor that people quote: '0.83'. */
export function utilisationText(result: Result): string {
  return result.kind === 'value' ? result.value.toFixed(2) : resultText(result);
}

/** An availability in per cent with enough digits to tell the nines apart: '99.952 %'. */
export function availabilityText(result: Result): string {
  if (result.kind !== 'value') return resultText(result);
  const percent = result.value * 100;
  // Two digits past the leading nines; cut off and not rounded up, since 99.99996 % is not 100 %.
  const digits = result.value >= 1 ? 0 : Math.min(9, Math.max(2, Math.ceil(-Math.log10(1 - result.value))));
  const cut = Math.floor(percent * 10 ** digits + 1e-6) / 10 ** digits;
  return `${cut.toFixed(digits)} %`;
}

/** How much the load may grow: '41 %'. */
export function headroomText(result: Result): string {
  return result.kind === 'value' ? percentText(result.value) : resultText(result);
}

/** The room left to an objective, relative to its bound: '+12 %'. */
export function marginText(margin: number | undefined): string {
  if (margin === undefined) return nothing;
  return `${margin < 0 ? '−' : '+'}${percentText(Math.abs(margin))}`;
}

/** The load that a workload offers: '200/s', or '250 users' where it is closed. */
export function loadText(workload: WorkloadReport): string {
  return workload.kind === 'closed' ? `${grouped(workload.offered)} users` : quantityText(workload.offered, '1/s');
}

/** One line per method that the report used, with its reference, approximations with their known error. */
export function methodLines(report: Report): string[] {
  return Object.values(report.methods).map((method) => {
    const error = method.error === undefined ? '' : `, ${method.error}`;
    return `${method.name} (${method.quality}${error}): ${method.reference}`;
  });
}

function quantityText(value: number, unit: Figure['unit']): string {
  switch (unit) {
    case 's':
      return durationText(value);
    case '1/s':
      return `${significant(value)}/s`;
    case 'share':
      return percentText(value);
    case 'erlang':
    case 'requests':
    case 'replicas':
    case 'factor':
      return significant(value);
    case 'money/h':
      return `${significant(value)}/h`;
    case 'min/year':
      return `${significant(value)} min/year`;
  }
}

function durationText(seconds: number): string {
  if (seconds === 0) return '0 s';
  if (seconds < 1e-3) return `${significant(seconds * 1e6)} µs`;
  if (seconds < 1) return `${significant(seconds * 1e3)} ms`;
  if (seconds < 120) return `${significant(seconds)} s`;
  if (seconds < 7200) return `${significant(seconds / 60)} min`;
  if (seconds < 172_800) return `${significant(seconds / 3600)} h`;
  return `${significant(seconds / 86_400)} days`;
}

function percentText(share: number): string {
  return `${significant(share * 100)} %`;
}

/** Three significant digits, without an exponent in the range that people read. */
function significant(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e12 || size < 1e-6) return value.toExponential(2);
  if (size >= 100) return grouped(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
