/**
 * Evaluates expressions: a number in SI units with its dimension, or one diagnostic at the place of the mistake. A plain
 * literal takes a fast path; everything else is computed by mathjs on numbers, operator by operator.
 */
import type { AstNode } from 'langium';
import type { Quantity, SourceRange } from '../model/system.js';
import {
  type Arguments,
  type DiagnosticCode,
  diagnostic,
  didYouMean,
  type LanguageDiagnostic,
  nearest,
} from './diagnostics.js';
import type { Binary, Call, Expression, Param, Value } from './generated/ast.js';
import { arithmetic } from './math.js';
import type { ValueSpec } from './properties.js';
import {
  accepts,
  COUNT,
  combine,
  type Dimension,
  describe,
  KINDS,
  NONE,
  raise,
  same,
  show,
  toModel,
  unitOf,
} from './units.js';

/** A number in SI with its dimension, and the ends of its range (both equal to it where there is none). */
export interface Measured {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly dimension: Dimension;
  readonly source?: string;
}

/** What the evaluator needs of its surroundings. */
export interface Surroundings {
  readonly params: ReadonlyMap<string, Param>;
  /** Value that replaces that of a parameter. */
  override(name: string): Value | undefined;
  rangeOf(node: AstNode): SourceRange;
  report(diagnostic: LanguageDiagnostic): void;
}

const QUANTITY = /^([0-9._]+(?:[eE][+-]?[0-9]+)?)[ \t]*(.*)$/s;

/** Splits a literal such as '1_200 req/s' into its number and its unit (empty where there is none). */
export function splitLiteral(text: string): { number: number; unit: string } | undefined {
  const match = QUANTITY.exec(text);
  if (!match) return undefined;
  return { number: Number((match[1] ?? '').replaceAll('_', '')), unit: match[2] ?? '' };
}

export class Evaluator {
  private readonly cache = new Map<Param, Measured | undefined>();
  private readonly running: Param[] = [];

  constructor(private readonly around: Surroundings) {}

  /**
   * Reads a value as what it must be.
   *
   * @returns the quantity in units of the model; undefined after one diagnostic where it is broken
   */
  read(node: Value | undefined, spec: ValueSpec, origin: Quantity['origin'] = 'written'): Quantity | undefined {
    if (!node) return undefined;
    const found = this.value(node);
    if (!found) return undefined;
    const at = this.around.rangeOf(node);
    if (!accepts(spec.kind, found.dimension)) {
      const { name, example } = KINDS[spec.kind];
      this.report('unit-mismatch', node, {
        expected: `${name}, such as ${example}`,
        actual: describe(found.dimension),
      });
      return undefined;
    }
    const value = toModel(spec.kind, found.value);
    const low = toModel(spec.kind, found.low);
    const high = toModel(spec.kind, found.high);
    const problem = this.violation(spec, low) ?? this.violation(spec, value) ?? this.violation(spec, high);
    if (problem) {
      this.report(problem.code, node, problem.args);
      return undefined;
    }
    const range = low === high ? {} : { low, high };
    return { value, ...range, ...(found.source === undefined ? {} : { source: found.source }), origin, at };
  }

  /** The first bound of a specification that a value (in units of the model) breaks. */
  private violation(spec: ValueSpec, value: number): { code: DiagnosticCode; args: Arguments } | undefined {
    // Beyond this even showing it in another unit would leave the range of doubles.
    if (!(Math.abs(value) < 1e300)) return { code: 'overflow', args: {} };
    const { what, kind } = spec;
    const shown = (): string => show(kind, value);
    const lowest = spec.min ?? spec.above ?? Number.NEGATIVE_INFINITY;
    if (value < 0 && lowest >= 0) return { code: 'negative', args: { what, value: shown() } };
    if (spec.min !== undefined && value < spec.min) {
      return { code: 'too-small', args: { what, limit: show(kind, spec.min), value: shown() } };
    }
    if (spec.above !== undefined && value <= spec.above) {
      return { code: 'too-small', args: { what, limit: `more than ${show(kind, spec.above)}`, value: shown() } };
    }
    if (kind === 'share' && spec.max === 1 && value > 1) {
      return { code: 'over-hundred-percent', args: { what, value: shown() } };
    }
    if (spec.max !== undefined && value > spec.max) {
      return { code: 'too-large', args: { what, limit: show(kind, spec.max), value: shown() } };
    }
    if (spec.whole && Math.abs(value - Math.round(value)) > 1e-9 * Math.max(1, Math.abs(value))) {
      return { code: 'not-whole', args: { what, value: shown() } };
    }
    return undefined;
  }

  /** Evaluates a value with its range and its note of the source. */
  value(node: Value): Measured | undefined {
    if (!node.expression) return undefined;
    const first = this.expression(node.expression);
    const second = node.likely === undefined ? undefined : this.expression(node.likely);
    const third = node.high === undefined ? undefined : this.expression(node.high);
    if (!first || (node.likely && !second) || (node.high && !third)) return undefined;
    const note = node.source ?? (node.assumed ? 'assumed' : undefined);
    const source = note ?? first.source ?? second?.source ?? third?.source;
    const noted = source === undefined ? {} : { source };
    if (!second) return { ...first, ...noted };
    const last = third ?? second;
    for (const other of [second, last]) {
      if (!this.addable(first.dimension, other.dimension)) {
        this.report('unit-mismatch', node, { expected: describe(first.dimension), actual: describe(other.dimension) });
        return undefined;
      }
    }
    const likely = third ? second.value : (first.value + second.value) / 2;
    if (!(first.low <= likely && likely <= last.high)) {
      this.report('range-order', node);
      return undefined;
    }
    return { value: likely, low: first.low, high: last.high, dimension: first.dimension, ...noted };
  }

  /** The value of a parameter; undefined after a diagnostic where it is broken. */
  param(param: Param): Measured | undefined {
    if (this.cache.has(param)) return this.cache.get(param);
    if (this.running.includes(param)) {
      const cycle = [...this.running.slice(this.running.indexOf(param)), param].map((p) => p.name).join(' = … ');
      this.report('parameter-cycle', param, { cycle });
      return undefined;
    }
    // Also stops chains of thousands of parameters from exhausting the stack.
    if (this.running.length > 200) {
      this.report('nested-too-deep', param, { depth: this.running.length, limit: 200 });
      return undefined;
    }
    this.running.push(param);
    const node = this.around.override(param.name) ?? param.value;
    const result = node && this.value(node);
    this.running.pop();
    this.cache.set(param, result);
    return result;
  }

  private expression(node: Expression): Measured | undefined {
    switch (node.$type) {
      case 'Literal':
        return this.literal(node.text, node);
      case 'Reference': {
        const name = node.param?.$refText ?? '';
        const param = this.around.params.get(name);
        // A name that is not known is reported where names are; a value from outside of every file is not linked.
        if (!param && name !== '' && this.around.rangeOf(node).uri.startsWith('set:')) {
          const suggestion = didYouMean(nearest(name, this.around.params.keys()));
          this.report('unknown-name', node, { kind: 'parameter', name, suggestion });
        }
        return param && this.param(param);
      }
      case 'Negation': {
        const inner = node.operand && this.expression(node.operand);
        return inner && { ...inner, value: -inner.value, low: -inner.high, high: -inner.low };
      }
      case 'Binary':
        return this.binary(node);
      case 'Call':
        return this.call(node);
      default:
        return undefined;
    }
  }

  private literal(text: string | undefined, node: AstNode): Measured | undefined {
    const parts = text === undefined ? undefined : splitLiteral(text);
    if (!parts) return undefined;
    const unit = parts.unit === '' ? undefined : unitOf(parts.unit);
    if (parts.unit !== '' && !unit) {
      this.report('unknown-unit', node, { unit: parts.unit });
      return undefined;
    }
    const value = parts.number * (unit?.factor ?? 1);
    if (!Number.isFinite(value)) {
      this.report('overflow', node);
      return undefined;
    }
    return { value, low: value, high: value, dimension: unit?.dimension ?? NONE };
  }

  private binary(node: Binary): Measured | undefined {
    const left = node.left && this.expression(node.left);
    const right = node.right && this.expression(node.right);
    if (!left || !right) return undefined;
    const math = arithmetic();
    switch (node.operator) {
      case '+':
      case '-': {
        if (!this.addable(left.dimension, right.dimension)) {
          const verb = node.operator === '+' ? 'add' : 'subtract';
          this.report('unit-arithmetic', node, {
            verb,
            left: describe(left.dimension),
            right: describe(right.dimension),
          });
          return undefined;
        }
        const dimension = same(left.dimension, NONE) ? right.dimension : left.dimension;
        const compute = node.operator === '+' ? math.add : math.subtract;
        return this.interval(node, [left, right], (a, b) => compute(a, b), dimension);
      }
      case '*':
        return this.interval(
          node,
          [left, right],
          (a, b) => math.multiply(a, b),
          combine(left.dimension, right.dimension, 1),
        );
      case '/':
        if (right.low <= 0 && right.high >= 0) {
          this.report('division-by-zero', node.right);
          return undefined;
        }
        return this.interval(
          node,
          [left, right],
          (a, b) => math.divide(a, b),
          combine(left.dimension, right.dimension, -1),
        );
      case '^':
        if (!same(right.dimension, NONE)) {
          this.report('unit-mismatch', node.right, { expected: KINDS.factor.name, actual: describe(right.dimension) });
          return undefined;
        }
        return this.interval(node, [left, right], (a, b) => math.pow(a, b), raise(left.dimension, right.value));
      default:
        return undefined;
    }
  }

  private call(node: Call): Measured | undefined {
    const found = node.arguments.map((argument) => this.expression(argument));
    const values: Measured[] = [];
    for (const item of found) {
      if (!item) return undefined;
      values.push(item);
    }
    const first = values[0];
    if (!first) return undefined;
    const math = arithmetic();
    const name = node.function;
    if (name === 'max' || name === 'min') {
      for (const other of values) {
        if (this.addable(first.dimension, other.dimension)) continue;
        this.report('unit-arithmetic', node, {
          verb: 'compare',
          left: describe(first.dimension),
          right: describe(other.dimension),
        });
        return undefined;
      }
      const pick = (read: (item: Measured) => number): number => math[name](...values.map(read));
      const source = values.find((item) => item.source !== undefined)?.source;
      return {
        value: pick((item) => item.value),
        low: pick((item) => item.low),
        high: pick((item) => item.high),
        dimension: values.find((item) => !same(item.dimension, NONE))?.dimension ?? NONE,
        ...(source === undefined ? {} : { source }),
      };
    }
    if (values.length > 1) {
      this.report('syntax', node, { problem: `'${name}' takes one number` });
      return undefined;
    }
    const plain = same(first.dimension, NONE) || (same(first.dimension, COUNT) && name !== 'exp' && name !== 'ln');
    if (!plain && name !== 'sqrt' && name !== 'abs') {
      this.report('unit-mismatch', node, { expected: KINDS.factor.name, actual: describe(first.dimension) });
      return undefined;
    }
    const dimension = name === 'sqrt' ? raise(first.dimension, 0.5) : first.dimension;
    const compute = name === 'ln' ? math.log : math[name];
    return compute && this.interval(node, [first], (a) => compute(a), dimension);
  }

  /** Applies a function to a value and to all ends of the ranges (interval arithmetic; Moore 1966). */
  private interval(
    node: AstNode,
    inputs: readonly Measured[],
    compute: (a: number, b: number) => number,
    dimension: Dimension,
  ): Measured | undefined {
    const [left, right] = inputs;
    if (!left) return undefined;
    const other = right ?? left;
    const value = compute(left.value, other.value);
    const ranged = inputs.some((input) => input.low !== input.high);
    const ends = ranged
      ? [left.low, left.high].flatMap((a) => [other.low, other.high].map((b) => compute(a, b)))
      : [value];
    const low = Math.min(value, ...ends);
    const high = Math.max(value, ...ends);
    if (Number.isNaN(low) || Number.isNaN(high)) {
      this.report('not-a-number', node, { operation: 'this operation' });
      return undefined;
    }
    if (!Number.isFinite(low) || !Number.isFinite(high)) {
      this.report('overflow', node);
      return undefined;
    }
    const source = left.source ?? other.source;
    return { value, low, high, dimension, ...(source === undefined ? {} : { source }) };
  }

  private addable(left: Dimension, right: Dimension): boolean {
    const number = (d: Dimension): boolean => same(d, NONE) || same(d, COUNT);
    return same(left, right) || (number(left) && number(right));
  }

  private report(code: DiagnosticCode, node: AstNode, args: Arguments = {}): void {
    this.around.report(diagnostic(code, this.around.rangeOf(node), args));
  }
}
