/**
 * The only door to mathjs: arithmetic on plain numbers, from the number-only build, created on first use. It never sees
 * text of a file; the tree is walked by quantity.ts.
 */
import {
  absDependencies,
  addDependencies,
  ceilDependencies,
  create,
  divideDependencies,
  expDependencies,
  type FactoryFunctionMap,
  floorDependencies,
  logDependencies,
  maxDependencies,
  minDependencies,
  multiplyDependencies,
  powDependencies,
  roundDependencies,
  sqrtDependencies,
  subtractDependencies,
  unaryMinusDependencies,
} from 'mathjs/number';

/** The operations of the language on plain numbers. */
export interface Arithmetic {
  add(a: number, b: number): number;
  subtract(a: number, b: number): number;
  multiply(a: number, b: number): number;
  divide(a: number, b: number): number;
  pow(a: number, b: number): number;
  unaryMinus(a: number): number;
  abs(a: number): number;
  ceil(a: number): number;
  floor(a: number): number;
  round(a: number): number;
  sqrt(a: number): number;
  exp(a: number): number;
  log(a: number): number;
  max(...values: number[]): number;
  min(...values: number[]): number;
}

let instance: Arithmetic | undefined;

/** The arithmetic, created when first asked for. */
export function arithmetic(): Arithmetic {
  const factories = {
    ...absDependencies,
    ...addDependencies,
    ...ceilDependencies,
    ...divideDependencies,
    ...expDependencies,
    ...floorDependencies,
    ...logDependencies,
    ...maxDependencies,
    ...minDependencies,
    ...multiplyDependencies,
    ...powDependencies,
    ...roundDependencies,
    ...sqrtDependencies,
    ...subtractDependencies,
    ...unaryMinusDependencies,
  } as FactoryFunctionMap;
  // Results outside the real numbers come back as NaN and are reported by the caller.
  instance ??= create(factories, { predictable: true }) as unknown as Arithmetic;
  return instance;
}
