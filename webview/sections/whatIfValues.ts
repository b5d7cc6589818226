/** What the sliders and steppers stand at, as values of the description. */
import type { Report } from '../../src/analysis/report.js';
import type { WhatIfValue } from '../../src/server/protocol.js';

/** Something that can be turned: the load of a workload, the replicas of a node type. */
export interface Knob {
  readonly path: string;
  /** Name of the workload or node type. */
  readonly part: string;
  readonly kind: 'rate' | 'users' | 'replicas';
  /** What the description says. */
  readonly base: number;
}

/** The knobs of a report, workloads first. */
export function knobsOf(report: Report): Knob[] {
  return [
    ...report.workloads.map((workload): Knob => {
      const kind = workload.kind === 'open' ? 'rate' : 'users';
      return { path: `${workload.name}.${kind}`, part: workload.name, kind, base: workload.offered };
    }),
    ...report.nodes.map(
      (node): Knob => ({ path: `${node.name}.replicas`, part: node.name, kind: 'replicas', base: node.replicas }),
    ),
  ];
}

/** Factors at which the slider of a load stops: finer near to what is. */
export const stops: readonly number[] = [...series(0.1, 2, 0.05), ...series(2.1, 5, 0.1), ...series(5.25, 10, 0.25)];

function series(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) =>
    Number((from + index * step).toFixed(2)),
  );
}

/** The stop next to a factor. */
export function stopOf(factor: number): number {
  let best = 0;
  for (const [index, stop] of stops.entries()) {
    if (Math.abs(stop - factor) < Math.abs((stops[best] ?? 0) - factor)) best = index;
  }
  return best;
}

/** A number that a knob can take: whole and at least one where things are counted, else six digits and not negative. */
export function fitting(knob: Knob, wanted: number): number {
  if (!Number.isFinite(wanted)) return knob.base;
  if (knob.kind !== 'rate') return Math.min(1_000_000, Math.max(1, Math.round(wanted)));
  return Number(Math.min(1e12, Math.max(0, wanted)).toPrecision(6));
}

/** The value of the description for a number, as the wire has it. */
export function overrideOf(knob: Knob, number: number): WhatIfValue {
  return { path: knob.path, value: knob.kind === 'rate' ? `${plain(number)} req/s` : String(number) };
}

/** The number in a value of the wire. */
export function numberIn(value: string): number {
  return Number.parseFloat(value);
}

/** Without exponent, which a reader of the description would not write. */
function plain(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(9).replace(/0+$/, '').replace(/\.$/, '') : text;
}
