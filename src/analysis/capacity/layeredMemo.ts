import type { LayeredSolution } from '../../queueing/index.js';

/** Remembers the last solution of a plan by layers: evaluations of one plan differ little. */
export class LayeredMemo {
  iterate: LayeredSolution['iterate'];
}
