/** Argument checks shared by the kernels: an illegal argument is a RangeError that names the argument and its bound. */

/** Throws unless `value` is a finite number >= 0. */
export function nonNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw new RangeError(`${name} must be finite and >= 0, got ${value}`);
}

/** Throws unless `value` is a finite number > 0. */
export function positive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} must be finite and > 0, got ${value}`);
}

/** Throws unless `value` is a rate or time > 0 whose powers stay within the range of doubles. */
export function moderate(name: string, value: number): void {
  if (!(value >= 1e-100 && value <= 1e100)) throw new RangeError(`${name} must be from 1e-100 to 1e100, got ${value}`);
}

/** Throws unless `value` is > 0; Infinity is allowed. */
export function positiveOrInfinite(name: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`${name} must be > 0 (Infinity allowed), got ${value}`);
}

/** Throws unless `value` is a whole number >= least; Infinity only where `infinite` says so. */
export function whole(name: string, value: number, least: number, infinite = false): void {
  if (infinite && value === Infinity) return;
  if (!(Number.isInteger(value) && value >= least)) {
    throw new RangeError(`${name} must be a whole number >= ${least}${infinite ? ' or Infinity' : ''}, got ${value}`);
  }
}

/** Throws unless `value` is in [0, 1]. */
export function probability(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must be in [0, 1], got ${value}`);
}

/** Throws unless `value` is in [0, 1): the level of a percentile. */
export function level(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new RangeError(`${name} must be in [0, 1), got ${value}`);
}

/** A law that every answer must satisfy; its violation is a defect of the kernel and never a result. */
export function law(holds: boolean, what: string): void {
  if (!holds) throw new Error(`internal error: ${what}`);
}
