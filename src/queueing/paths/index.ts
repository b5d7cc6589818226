/** Laws of times along a path, for percentiles end to end. */
export {
  exponentialTime,
  fittedTime,
  gammaTime,
  hyperexponentialTime,
  pooledWait,
  sharedExponential,
  sharedTime,
  tabledTime,
  uniformTime,
} from './elements.js';
export { PathLaw } from './path.js';
export { type Racer, raceLaw } from './race.js';
