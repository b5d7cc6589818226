/** Probability of a structure of failures and the importance of its events: in closed form for a series, else by a decision diagram. */
import { Bdd } from '../../reliability/index.js';
import type { Fail, Shape } from './structure.js';

export interface Evaluated {
  readonly probability: number;
  readonly birnbaum: ArrayLike<number>;
  /** Bound on how far an estimated probability is off; absent where it is exact. */
  readonly error?: number;
}

export interface Diagram {
  /**
   * Probability that the request fails, and Birnbaum's importance of each event.
   * @param q probability of each event, in [0, 1]
   */
  evaluate(q: readonly number[]): Evaluated;
}

/** @param budget greatest number of nodes of the diagram; @returns undefined where it would be larger */
export function diagramOf(shape: Shape, budget = 8_000): Diagram | undefined {
  const series = seriesOf(shape.root);
  if (series) return seriesDiagram(shape.events.length, series);
  const bdd = new Bdd(shape.events.length, budget);
  const top = bdd.attempt(() => build(bdd, shape.root, new Map()));
  if (typeof top !== 'number') return undefined;
  return { evaluate: (q) => bdd.evaluate(top, q) };
}

/** The events of a structure that fails with any of them; undefined where it is not of that form. */
function seriesOf(root: Fail): number[] | undefined {
  const events = new Set<number>();
  const seen = new Set<Fail>();
  const stack = [root];
  for (let part = stack.pop(); part; part = stack.pop()) {
    if (seen.has(part)) continue;
    seen.add(part);
    if (part.kind === 'event') events.add(part.event);
    else if (part.kind === 'or') stack.push(...part.parts);
    else return undefined;
  }
  return [...events];
}

/** Fails with any of the given events, or with any at all. */
export function seriesDiagram(count: number, some?: readonly number[]): Diagram {
  const events = some ?? Array.from({ length: count }, (_, event) => event);
  return {
    evaluate(q) {
      let log = 0;
      let dead = 0;
      for (const event of events) {
        if (q[event]! >= 1) dead++;
        else log += Math.log1p(-q[event]!);
      }
      const up = Math.exp(log);
      const birnbaum = new Float64Array(count);
      for (const event of events) {
        const own = q[event]!;
        if (own >= 1) birnbaum[event] = dead === 1 ? up : 0;
        else birnbaum[event] = dead === 0 ? up / (1 - own) : 0;
      }
      return { probability: dead > 0 ? 1 : -Math.expm1(log), birnbaum };
    },
  };
}

function build(bdd: Bdd, part: Fail, done: Map<Fail, number>): number {
  const before = done.get(part);
  if (before !== undefined) return before;
  let made: number;
  if (part.kind === 'event') made = bdd.event(part.event);
  else if (part.kind === 'pick') {
    made = bdd.ite(bdd.event(part.event), build(bdd, part.yes, done), build(bdd, part.no, done));
  } else {
    const parts = part.parts.map((child) => build(bdd, child, done));
    if (part.kind === 'kOf') made = bdd.atLeast(part.k, parts);
    else if (part.kind === 'and') made = parts.reduce((f, g) => bdd.and(f, g), 1);
    // From the last event backwards the diagram of a series only grows at its top.
    else made = parts.reduceRight((f, g) => bdd.or(f, g), 0);
  }
  done.set(part, made);
  return made;
}
