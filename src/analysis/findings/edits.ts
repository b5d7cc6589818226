/** Text edits of quick fixes: a written value is replaced in its place, an unwritten one is added before the closing brace. */
import type { NodeType, Quantity, SourceRange } from '../../model/system.js';
import { formatNumber } from '../render/format.js';
import type { TextChange } from '../report.js';

/** An empty range just before the last character of a declaration, its closing brace. */
function beforeBrace(at: SourceRange): SourceRange {
  const offset = at.end - 1;
  const column = Math.max(0, at.endColumn - 1);
  return { ...at, offset, end: offset, line: at.endLine, column, endLine: at.endLine, endColumn: column };
}

/** An empty range just after a place. */
export function after(at: SourceRange): SourceRange {
  return { ...at, offset: at.end, line: at.endLine, column: at.endColumn };
}

/** Sets the number of replicas. An expression or override is replaced where it stands. */
export function replicasChange(node: NodeType, count: number): TextChange {
  const { at } = node.replicas;
  if (at && node.replicas.origin !== 'default') return { at, newText: `${count}` };
  return { at: beforeBrace(node.at), newText: ` replicas ${count}; ` };
}

/** Replaces a written quantity. */
export function replace(quantity: Quantity, text: string): TextChange | undefined {
  return quantity.at ? { at: quantity.at, newText: text } : undefined;
}

/** A duration as source text, never shorter than the value: '6.6 s'. */
export function durationText(seconds: number): string {
  const up = (value: number): string => formatNumber(Math.ceil(value * 1000 - 1e-6) / 1000, 9).replaceAll(' ', '');
  return seconds < 1 ? `${up(seconds * 1000)} ms` : `${up(seconds)} s`;
}
