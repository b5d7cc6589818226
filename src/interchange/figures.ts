/** Cells of the tables that several formats show. Numbers look as in every view (analysis/render); nothing is computed. */
import { formatAvailability, formatNumber, formatRate, formatResult, formatShare } from '../analysis/render/format.js';
import type {
  Figure,
  FigureInput,
  Method,
  ObjectiveReport,
  Report,
  Result,
  WorkloadReport,
} from '../analysis/report.js';

/** What stands where there is nothing to say. */
export const nothing = '–';

/** A result in its own unit; `?` where it is unknown, with the reason elsewhere (see {@link reasonText}). */
export function resultText(result: Result): string {
  return result.kind === 'unknown' ? '?' : formatResult(result);
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
  return result.kind === 'value' ? formatAvailability(result.value) : resultText(result);
}

/** A queue length without its unit, which the column names. */
export function countText(result: Result): string {
  if (result.kind !== 'value') return resultText(result);
  // A queue of 1e-48 requests is a number that tells nobody anything.
  return result.value > 0 && result.value < 0.001 ? '< 0.001' : formatNumber(result.value);
}

/** The room left to an objective, relative to its bound: '+12 %'. */
export function marginText(margin: number | undefined): string {
  if (margin === undefined) return nothing;
  // An overload can miss a bound a thousandfold; by how much exactly tells nothing.
  if (margin < -9.99) return 'below -999 %';
  return `${margin < 0 ? '-' : '+'}${formatShare(Math.abs(margin))}`;
}

/** The load that a workload offers: '200 req/s', or '250 users' where it is closed. */
export function loadText(workload: WorkloadReport): string {
  return workload.kind === 'closed' ? `${formatNumber(workload.offered)} users` : formatRate(workload.offered);
}

/** What an objective was measured to be; nothing where it is missed for a reason that is no number. */
export function actualText(objective: ObjectiveReport): string {
  if (objective.verdict === 'missed' && objective.actual.kind === 'unknown') return nothing;
  const isAvailability = objective.text.startsWith('availability');
  return isAvailability ? availabilityText(objective.actual) : resultText(objective.actual);
}

/** The methods that the report's figures name, in the order of the report. */
export function methodsUsed(report: Report): readonly Method[] {
  const used = new Set<string>();
  collectMethods([report.nodes, report.workloads, report.objectives, report.headroom], used);
  return Object.values(report.methods).filter((method) => used.has(method.id));
}

function collectMethods(value: unknown, into: Set<string>): void {
  visitFigures(value, (figure) => into.add(figure.method));
}

/** Inputs of the report's figures that nobody measured, each once: marked `assumed`, or filled in by the language. */
export function unmeasuredInputs(report: Report): {
  assumed: readonly FigureInput[];
  defaulted: readonly FigureInput[];
} {
  const inputs = new Map<string, FigureInput>();
  visitFigures([report.nodes, report.workloads, report.objectives], (figure) => {
    for (const input of figure.inputs) inputs.set(`${input.name} ${input.at?.uri} ${input.at?.offset}`, input);
  });
  const all = [...inputs.values()];
  return { assumed: all.filter((input) => input.assumed), defaulted: all.filter((input) => input.defaulted) };
}

function visitFigures(value: unknown, visit: (figure: Figure) => void): void {
  if (value === null || typeof value !== 'object') return;
  if ('kind' in value && value.kind === 'value') visit(value as unknown as Figure);
  else for (const item of Object.values(value)) visitFigures(item, visit);
}
