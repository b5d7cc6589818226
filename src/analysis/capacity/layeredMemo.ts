import type { FullPools, LayeredSolution } from '../../queueing/index.js';

/** Remembers the last solution of a plan by layers, and what its pools complete when full: evaluations of one plan differ little. */
export class LayeredMemo {
  iterate: LayeredSolution['iterate'];
  readonly fullPools: FullPools = new Map();
}
