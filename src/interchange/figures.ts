/** Cells of the tables that several formats show. Numbers look as in every view (analysis/render); nothing is computed. */
import { resultText } from '../analysis/render/figures.js';
import { formatNumber } from '../analysis/render/format.js';
import type { Figure, FigureInput, Method, Report, Result } from '../analysis/report.js';

/** The reason why there is no figure, or undefined where there is one. */
export function reasonText(result: Result): string | undefined {
  return result.kind === 'value' ? undefined : result.reason;
}

/** A queue length without its unit, which the column names. */
export function countText(result: Result): string {
  if (result.kind !== 'value') return resultText(result);
  // A queue of 1e-48 requests is a number that tells nobody anything.
  return result.value > 0 && result.value < 0.001 ? '< 0.001' : formatNumber(result.value);
}

/** The methods that the report's figures name, in the order of the report. */
export function methodsUsed(report: Report): readonly Method[] {
  const used = new Set<string>();
  visitFigures(figuresOf(report), (figure) => used.add(figure.method));
  for (const { breakdown } of report.workloads) if (breakdown.kind === 'parts') used.add(breakdown.method);
  return Object.values(report.methods).filter((method) => used.has(method.id));
}

/** What the report's figures take for granted, each once, in the order of the report. */
export function assumptionsUsed(report: Report): readonly string[] {
  const found = new Set<string>();
  visitFigures(figuresOf(report), ({ assumptions }) => {
    for (const text of assumptions) found.add(text);
  });
  for (const { breakdown } of report.workloads)
    if (breakdown.kind === 'parts') for (const text of breakdown.assumptions) found.add(text);
  return [...found];
}

const figuresOf = (report: Report): unknown => [report.nodes, report.workloads, report.objectives, report.headroom];

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
