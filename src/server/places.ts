/** Places of the model as places of the protocol, and the parts of a report that have one. */
import type { Position, Range } from 'vscode-languageserver';
import type { NodeReport, ObjectiveReport, OperationReport, Report, WorkloadReport } from '../analysis/report.js';
import type { SourceRange } from '../model/system.js';

/** A part of a report that stands at a place of the text. */
export type Part =
  | { readonly kind: 'node'; readonly at: SourceRange; readonly node: NodeReport }
  | {
      readonly kind: 'operation';
      readonly at: SourceRange;
      readonly operation: OperationReport;
      readonly node: NodeReport;
    }
  | { readonly kind: 'workload'; readonly at: SourceRange; readonly workload: WorkloadReport }
  | { readonly kind: 'objective'; readonly at: SourceRange; readonly objective: ObjectiveReport };

/** All parts of a report that stand in one file, in order of place. */
export function partsIn(report: Report, uri: string): Part[] {
  const parts: Part[] = [
    ...report.nodes.map((node): Part => ({ kind: 'node', at: node.at, node })),
    ...report.nodes.flatMap((node) =>
      node.operations.map((operation): Part => ({ kind: 'operation', at: operation.at, operation, node })),
    ),
    ...report.workloads.map((workload): Part => ({ kind: 'workload', at: workload.at, workload })),
    ...report.objectives.map((objective): Part => ({ kind: 'objective', at: objective.at, objective })),
  ];
  return parts.filter((part) => part.at.uri === uri).sort((a, b) => a.at.offset - b.at.offset);
}

export function toRange(at: SourceRange): Range {
  return { start: toPosition(at), end: { line: at.endLine, character: at.endColumn } };
}

function toPosition(at: SourceRange): Position {
  return { line: at.line, character: at.column };
}

/** True where two ranges touch. */
export function touches(a: Range, b: Range): boolean {
  return !before(a.end, b.start) && !before(b.end, a.start);
}

function before(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** A link that opens a place in the editor. */
export function link(text: string, at: SourceRange | undefined): string {
  const shown = escapeMarkdown(text);
  if (!at) return shown;
  // Characters that would end a link target early are percent-encoded.
  const uri = at.uri.replace(/[()<>\s]/g, (character) =>
    encodeURIComponent(character).replace(/[()]/g, (c) => (c === '(' ? '%28' : '%29')),
  );
  return `[${shown}](${uri}#L${at.line + 1},${at.column + 1})`;
}

/** Text of the user shown as it is. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~$]/g, '\\$&').replace(/\s+/g, ' ');
}
