/**
 * Upper bound of the probability of a structure of failures, linear in its size: for diagrams that would be too large. Parts that share
 * events are positively associated, so their series fails at most as often as if they were independent (Esary, Proschan and Walkup
 * 1967); all of several fail at most as often as the rarest; at least k of several at most as often as the mean number over k (Markov).
 */
import type { Diagram } from './diagram.js';
import type { Fail, Shape } from './structure.js';

export function boundOf(shape: Shape): Diagram {
  const order: Fail[] = [];
  const index = new Map<Fail, number>();
  const visit = (part: Fail): void => {
    if (index.has(part)) return;
    for (const child of childrenOf(part)) visit(child);
    index.set(part, order.push(part) - 1);
  };
  visit(shape.root);
  const children = order.map((part) => childrenOf(part).map((child) => index.get(child)!));
  return {
    evaluate(q) {
      const value = new Float64Array(order.length);
      order.forEach((part, at) => {
        const inner = children[at]!.map((child) => value[child]!);
        value[at] = shareOf(part, inner, q);
      });
      // Slopes from the root down.
      const slope = new Float64Array(order.length);
      const birnbaum = new Float64Array(shape.events.length);
      slope[order.length - 1] = 1;
      for (let at = order.length - 1; at >= 0; at--) {
        const part = order[at]!;
        if (part.kind === 'event') birnbaum[part.event] = birnbaum[part.event]! + slope[at]!;
        const inner = children[at]!;
        inner.forEach((child, position) => {
          let factor = 0;
          if (part.kind === 'pick') factor = position === 0 ? q[part.event]! : 1 - q[part.event]!;
          else if (part.kind === 'or')
            factor = inner.reduce((product, other, i) => (i === position ? product : product * (1 - value[other]!)), 1);
          else if (part.kind === 'and') factor = value[child] === value[at] ? 1 : 0;
          else if (part.kind === 'kOf') factor = value[at]! < 1 ? 1 / part.k : 0;
          slope[child] = slope[child]! + slope[at]! * factor;
        });
      }
      return { probability: value[order.length - 1]!, birnbaum };
    },
  };
}

function childrenOf(part: Fail): readonly Fail[] {
  if (part.kind === 'event') return [];
  return part.kind === 'pick' ? [part.yes, part.no] : part.parts;
}

function shareOf(part: Fail, inner: readonly number[], q: readonly number[]): number {
  switch (part.kind) {
    case 'event':
      return q[part.event]!;
    case 'pick':
      return q[part.event]! * inner[0]! + (1 - q[part.event]!) * inner[1]!;
    case 'or':
      return inner.reduce((sum, value) => sum + value - sum * value, 0);
    case 'and':
      return Math.min(1, ...inner);
    case 'kOf':
      return Math.min(1, inner.reduce((sum, value) => sum + value, 0) / part.k);
  }
}
