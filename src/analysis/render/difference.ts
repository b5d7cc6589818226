/** The difference of two results as text, the same wherever two analyses stand side by side. */
import type { Figure, Result } from '../report.js';
import { nothing } from './figures.js';
import { formatFigure, formatNumber } from './format.js';

export interface Difference {
  readonly text: string;
  /** After minus before, in the unit of the figures (a share as a share); undefined where one of them is no figure. */
  readonly value: number | undefined;
}

/** From the first result to the second: '+12 ms', '−3.2 points' for shares, 'same', 'becomes unstable'. */
export function differenceOf(before: Result, after: Result): Difference {
  if (before.kind === 'value' && after.kind === 'value') {
    const value = after.value - before.value;
    const size = Math.max(Math.abs(before.value), Math.abs(after.value));
    if (Math.abs(value) <= size * 1e-9) return { text: 'same', value: 0 };
    return { text: `${value < 0 ? '−' : '+'}${sizeText(Math.abs(value), after.unit)}`, value };
  }
  if (before.kind === after.kind)
    return { text: before.kind === 'unstable' ? 'still unstable' : nothing, value: undefined };
  if (after.kind === 'unstable') return { text: 'becomes unstable', value: undefined };
  if (before.kind === 'unstable') return { text: 'no longer unstable', value: undefined };
  return { text: nothing, value: undefined };
}

function sizeText(size: number, unit: Figure['unit']): string {
  return unit === 'share' ? `${formatNumber(size * 100)} points` : formatFigure({ value: size, unit });
}
