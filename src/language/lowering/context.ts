/** What all parts of lowering share: reading numbers with overrides and defaults, places in the text, reports. */
import { type AstNode, AstUtils } from 'langium';
import type { Origin, Quantity, SourceRange } from '../../model/system.js';
import {
  type Arguments,
  type DiagnosticCode,
  diagnostic,
  didYouMean,
  type LanguageDiagnostic,
  nearest,
} from '../diagnostics.js';
import type { Param, Property, Value } from '../generated/ast.js';
import { type BlockName, fits, propertiesOf, propertyOf, type ValueSpec } from '../properties.js';
import { Evaluator, type Surroundings } from '../quantity.js';

/** A value that replaces the one at a path. */
export interface Override {
  readonly path: string;
  readonly value: Value;
  readonly at: SourceRange;
}

/** `{ [key]: value }`, or nothing where there is no value. */
export function optional<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
}

/** The place of a node of the tree. */
export function rangeOf(node: AstNode, property?: 'name'): SourceRange {
  const whole = node.$cstNode;
  let cst = whole;
  if (property === 'name' && whole && 'content' in whole) {
    // The name is the first word rule of a declaration; its keyword stands before it.
    type Composite = { content: (typeof whole)[] };
    let children = (whole as unknown as Composite).content;
    // A rule that only hands on another one wraps its node.
    while (children.length === 1 && children[0] && 'content' in children[0]) {
      children = (children[0] as unknown as Composite).content;
    }
    const name = (node as { name?: unknown }).name;
    cst = children.find((child) => 'content' in child && child.astNode === node && child.text === name) ?? whole;
  }
  const root = AstUtils.findRootNode(node) as { $document?: { uri: { toString(): string } } };
  const uri = root.$document?.uri.toString() ?? 'set:';
  if (!cst) return { uri, offset: 0, end: 0, line: 0, column: 0, endLine: 0, endColumn: 0 };
  const { start, end } = cst.range;
  return {
    uri,
    offset: cst.offset,
    end: cst.end,
    line: start.line,
    column: start.character,
    endLine: end.line,
    endColumn: end.character,
  };
}

export class Context {
  readonly evaluator: Evaluator;
  /** Every path that can be set, with what its value must be. */
  readonly paths = new Map<string, ValueSpec>();
  private readonly used = new Set<string>();

  constructor(
    params: ReadonlyMap<string, Param>,
    private readonly overrides: ReadonlyMap<string, Override>,
    private readonly sink: (item: LanguageDiagnostic) => void,
    private readonly onValue?: (path: string, node: Value | undefined) => void,
  ) {
    const around: Surroundings = {
      params,
      override: (name) => {
        const found = overrides.get(name);
        if (found) this.used.add(name);
        return found?.value;
      },
      rangeOf,
      report: (item) => sink(item),
    };
    this.evaluator = new Evaluator(around);
  }

  report(code: DiagnosticCode, node: AstNode, args: Arguments = {}, related?: LanguageDiagnostic['related']): void {
    this.sink(diagnostic(code, rangeOf(node), args, related ? { related } : {}));
  }

  /**
   * Reads a number: the override of its path, else what is written.
   *
   * @param path the path under which scenarios and `--set` may replace it; undefined where they cannot
   */
  read(path: string | undefined, node: Value | undefined, spec: ValueSpec): Quantity | undefined {
    if (path !== undefined) {
      this.paths.set(path, spec);
      this.onValue?.(path, node);
      const override = this.overrides.get(path);
      if (override) {
        this.used.add(path);
        const value = this.evaluator.read(override.value, spec, 'override');
        if (value) return value;
      }
    }
    return this.evaluator.read(node, spec);
  }

  /** Like `read`, with a default (in units of the model). */
  readOr(path: string | undefined, node: Value | undefined, spec: ValueSpec, fallback: number): Quantity {
    return this.read(path, node, spec) ?? { value: fallback, origin: 'default' as Origin };
  }

  /** Overrides that nothing has used so far. */
  unusedOverrides(): Override[] {
    return [...this.overrides.values()].filter((item) => !this.used.has(item.path) && !this.paths.has(item.path));
  }

  /** The scalar properties of a block: misplaced and repeated ones are reported and left out. */
  properties(block: BlockName, members: readonly AstNode[], owner: string): Properties {
    const found = new Map<string, Property>();
    for (const member of members) {
      if (member.$type !== 'Property') continue;
      const property = member as Property;
      const { name } = property;
      if (!fits(name, block)) {
        const candidates = propertiesOf(block).map((spec) => spec.name);
        const places = propertyOf(name)?.blocks.join(', ');
        const suggestion = nearest(name, candidates);
        const help = suggestion ? didYouMean(suggestion) : places ? ` (it belongs into: ${places})` : '';
        this.report('unknown-property', property, { name, block: article(block), suggestion: help });
      } else if (found.has(name)) {
        this.report('duplicate-property', property, { name, block: article(block) });
      } else found.set(name, property);
    }
    return new Properties(this, found, owner);
  }

  /** The first member of a type; further ones are reported. */
  single<T extends AstNode>(members: readonly AstNode[], type: T['$type'], name: string, block: string): T | undefined {
    const all = members.filter((member): member is T => member.$type === type);
    for (const extra of all.slice(1)) this.report('duplicate-property', extra, { name, block });
    return all[0];
  }
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}

/** The scalar properties of one block, read by name from the table. */
export class Properties {
  constructor(
    private readonly context: Context,
    private readonly found: ReadonlyMap<string, Property>,
    private readonly owner: string,
  ) {}

  has(name: string): boolean {
    return this.found.has(name);
  }

  /** The value of a property; undefined where it is left out or broken. */
  get(name: string): Quantity | undefined {
    const spec = propertyOf(name);
    return spec && this.context.read(`${this.owner}.${name}`, this.found.get(name)?.value, spec);
  }

  /** The value of a property with the default of the table. */
  or(name: string): Quantity {
    return this.get(name) ?? { value: propertyOf(name)?.default ?? 0, origin: 'default' };
  }
}
