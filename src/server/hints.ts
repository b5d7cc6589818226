/** Inlay hints: figures at the end of the line of a node type, operation or workload, verdicts behind each objective. */
import { type InlayHint, MarkupKind, type Range } from 'vscode-languageserver';
import type { Report } from '../analysis/report.js';
import { tooltip } from './explain.js';
import { type Part, partsIn, touches } from './places.js';
import { nodeText, objectiveText, operationText, workloadText } from './text.js';

/** Lines of a text as far as hints need them. */
export interface Lines {
  readonly uri: string;
  /** Characters of a line without its end; undefined past the last line. */
  lengthOf(line: number): number | undefined;
}

/**
 * Hints of one file.
 *
 * @param report the newest report, of the same text
 * @param lines the text
 * @param range only hints that touch it
 */
export function hintsOf(report: Report, lines: Lines, range: Range): InlayHint[] {
  const hints: InlayHint[] = [];
  const lastAt = new Map<string, InlayHint>();
  for (const part of partsIn(report, lines.uri)) {
    const text = textOf(part);
    const position = positionOf(part, lines);
    if (!text || !position || !touches({ start: position, end: position }, range)) continue;
    // Several declarations on one line end in the same place: one hint says it all.
    const key = `${position.line}:${position.character}`;
    const other = lastAt.get(key);
    if (other) {
      other.label = `${String(other.label)}  |  ${text}`;
      continue;
    }
    const hint: InlayHint = {
      position,
      label: text,
      paddingLeft: true,
      tooltip: { kind: MarkupKind.Markdown, value: tooltip(part, report) },
    };
    lastAt.set(key, hint);
    hints.push(hint);
  }
  return hints;
}

function textOf(part: Part): string | undefined {
  switch (part.kind) {
    case 'node':
      return nodeText(part.node);
    case 'operation':
      return operationText(part.operation);
    case 'workload':
      return workloadText(part.workload);
    case 'objective':
      return objectiveText(part.objective);
  }
}

function positionOf(part: Part, lines: Lines): { line: number; character: number } | undefined {
  // Goals often share a line, so that a verdict stands right behind its goal.
  if (part.kind === 'objective') return { line: part.at.endLine, character: part.at.endColumn };
  const line =
    part.kind === 'node' ? part.node.nameAt.line : part.kind === 'workload' ? part.workload.nameAt.line : part.at.line;
  const character = lines.lengthOf(line);
  return character === undefined ? undefined : { line, character };
}
