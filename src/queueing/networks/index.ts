/** Networks of stations. */
export { type AsymptoticBounds, asymptoticBounds, type BoundStation } from './bounds.js';
export type { Network, NetworkClass, NetworkStation } from './model.js';
export { type NetworkAnswer, type NetworkMethod, type NetworkOptions, solveNetwork } from './solve.js';
