/** Exponential times from a seed, the same on every machine. */
import { mersenne } from 'pure-rand/generator/mersenne';

/**
 * @param {number} seed whole number; neighbours give streams that have nothing to do with each other
 * @param {number} mean in any unit, > 0
 * @returns {() => number} the next time, in the unit of the mean
 */
export function exponential(seed, mean) {
  const generator = mersenne(seed);
  // 53 bits in [0, 1)
  const uniform = () => ((generator.next() >>> 5) * 2 ** 26 + (generator.next() >>> 6)) * 2 ** -53;
  return () => -mean * Math.log(1 - uniform());
}
