/** Exact figures of a small layered system, from its Markov chain. */
import { chainOf, figureIndex } from './chain.js';
import { type LayeredModel, phasesOf } from './model.js';
import { stationaryOf } from './stationary.js';

export type ExactAnswer = {
  readonly states: number;
  /** share of open arrivals turned away because the chain is cut off: must be small for the figures to stand */
  readonly lost: number;
  readonly residual: number;
  /** by class: requests per second, seconds */
  readonly classes: readonly { readonly throughput: number; readonly response: number }[];
  /** by task: busy slots, waiting requests (all replicas) */
  readonly tasks: readonly { readonly busy: number; readonly waiting: number }[];
  /** by entry: mean numbers waiting, before the reply, holding a slot */
  readonly entries: readonly { readonly waiting: number; readonly serving: number; readonly holding: number }[];
  /** by processor: bursts and busy cores (all replicas) */
  readonly processors: readonly { readonly bursts: number; readonly cores: number }[];
};

export type ExactOutcome =
  | ({ readonly kind: 'solved' } & ExactAnswer)
  | { readonly kind: 'too-large'; readonly states: number }
  /** the chain does not know something that the system has */
  | { readonly kind: 'outside'; readonly why: string }
  /** the iteration for the stationary law did not end */
  | { readonly kind: 'unsettled'; readonly residual: number };

/** Share of arrivals turned away, times the room, below which the cut shows in no figure. */
const NEGLIGIBLE = 1e-7;

/**
 * The chain is cut off where an open class has so many requests in the system that fewer than one in ten million of its arrivals are
 * turned away.
 * @param mostStates the chain is refused beyond, whole >= 1; memory about 300 bytes a state
 */
export function solveExactly(model: LayeredModel, mostStates: number): ExactOutcome {
  for (const entry of model.entries)
    for (const { calls = [] } of phasesOf(entry))
      for (const { mean, held = 1, send } of calls)
        if (mean > 0 && held < 1 && !send)
          return {
            kind: 'outside',
            why: `its chain does not know calls that are made at once, as those of ${entry.name}`,
          };
  const open = model.classes.some((item) => item.kind === 'open' && item.rate > 0);
  for (let room = open ? 24 : 1; ; room *= 2) {
    const answer = solveWithin(model, mostStates, room);
    if (answer.kind !== 'solved' || answer.lost * room < NEGLIGIBLE) return answer;
  }
}

function solveWithin(model: LayeredModel, mostStates: number, room: number): ExactOutcome {
  const chain = chainOf(model, mostStates, room);
  if ('tooLarge' in chain) return { kind: 'too-large', states: chain.size };
  if ('endless' in chain) return { kind: 'outside', why: 'calls that take no time go on without end' };
  const { p, residual } = stationaryOf(chain);
  // Calls in a cycle can block each other for ever: no steady state then.
  if (!(residual < 1e-8) || !Number.isFinite(p[0]!)) return { kind: 'unsettled', residual };
  const index = figureIndex(model);
  const mean = new Float64Array(chain.figureCount);
  for (let s = 0; s < chain.size; s++) {
    const weight = p[s]!;
    for (let f = 0; f < chain.figureCount; f++) mean[f] = mean[f]! + weight * chain.figures[s * chain.figureCount + f]!;
  }
  const at = (i: number): number => mean[i]!;
  let lost = 0;
  const classes = model.classes.map((item, c) => {
    const throughput = at(index.arrivals(c));
    if (item.kind === 'open' && item.rate > 0) lost = Math.max(lost, 1 - throughput / item.rate);
    return { throughput, response: throughput > 0 ? at(index.inSystem(c)) / throughput : 0 };
  });
  return {
    kind: 'solved',
    states: chain.size,
    lost,
    residual,
    classes,
    tasks: model.tasks.map((_, t) => ({
      busy: at(index.busy(t)),
      waiting: model.entries.reduce((sum, entry, e) => (entry.task === t ? sum + at(index.waiting(e)) : sum), 0),
    })),
    entries: model.entries.map((_, e) => ({
      waiting: at(index.waiting(e)),
      serving: at(index.serving(e)),
      holding: at(index.holding(e)),
    })),
    processors: model.processors.map((_, i) => ({ bursts: at(index.bursts(i)), cores: at(index.cores(i)) })),
  };
}
