/** Builders of figures: a number never leaves the analysis without its method, assumptions and inputs. */
import type { Quantity } from '../../model/system.js';
import type { Cause } from '../capacity/bodyTime.js';
import type { Plan } from '../capacity/plan.js';
import type { MethodId } from '../methods.js';
import { formatNumber, formatShare } from '../render/format.js';
import type { Figure, FigureInput, Result } from '../report.js';

export interface Grounds {
  readonly method: MethodId;
  readonly assumptions?: readonly string[];
  readonly inputs?: readonly FigureInput[];
  readonly formula?: string;
}

/** A value with its grounds. A number that is not finite is a defect of the analysis: it is reported as unknown, never shown. */
export function figure(value: number, unit: Figure['unit'], grounds: Grounds): Result {
  if (!Number.isFinite(value)) return unknown('The figure is beyond the range of numbers.');
  return {
    kind: 'value',
    value,
    unit,
    method: grounds.method,
    assumptions: grounds.assumptions ?? [],
    inputs: grounds.inputs ?? [],
    ...(grounds.formula === undefined ? {} : { formula: grounds.formula }),
  };
}

export const unknown = (reason: string): Result => ({ kind: 'unknown', reason });

/** No figure because of an overload; says whether the node itself or one that it depends on is overloaded. */
export function unstable(plan: Plan, cause: Cause, subject?: string): Result {
  const node = plan.nodes[cause.node]!.name;
  if (cause.overload === 0) return unknown(`${node} has no replica left.`);
  const own = subject === undefined || subject === node;
  const reason = own
    ? `${node} is offered ${formatShare(cause.overload)} of what it can serve; its queue grows without end.`
    : `Depends on ${node}, which is offered ${formatShare(cause.overload)} of what it can serve.`;
  return { kind: 'unstable', overload: cause.overload, node, reason };
}

/** An input of a figure, with its place and whether it was written. */
export function input(name: string, quantity: Quantity, text: (value: number) => string = formatNumber): FigureInput {
  return {
    name,
    text: text(quantity.value),
    defaulted: quantity.origin === 'default',
    assumed: quantity.source === 'assumed',
    ...(quantity.at ? { at: quantity.at } : {}),
  };
}

/** An input that follows from others. */
export const derived = (name: string, text: string): FigureInput => ({ name, text, defaulted: false, assumed: false });
