/** What-if values as edits of the text: a written number in its place, an unwritten one added to its declaration. */
import { type AstNode, AstUtils, type LangiumDocument } from 'langium';
import type { SourceRange } from '../../model/system.js';
import type * as ast from '../generated/ast.js';
import { descriptionOf, visibleDocuments } from '../imports.js';
import { rangeOf } from '../lowering/context.js';
import { parseOverride, pathText } from '../overrides.js';
import { Evaluator, type Measured } from '../quantity.js';
import { type ReadOptions, type ReadServices, rangeAt, readSystem } from '../read-system.js';
import { type Insertion, insertionFor, intoBlock } from './insert.js';
import { restyle } from './literal.js';

/** One edit of a file. */
interface Change {
  readonly at: SourceRange;
  readonly newText: string;
}

export interface Written {
  readonly changes: readonly Change[];
  /** Paths that cannot be written, each with its reason. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
  /** What an edit takes along, in words. */
  readonly notes: readonly string[];
}

/**
 * The edits after which the file says what the overrides say. Under a scenario they go into the scenario: its own value
 * is replaced, and what it does not set yet is added to it.
 *
 * @param document a built document
 * @param options scenario and overrides; a later override of the same path wins
 */
export function writeBack(services: ReadServices, document: LangiumDocument, options: ReadOptions): Written {
  return new Writer(services, document, options).run();
}

class Writer {
  private readonly changes: Change[] = [];
  private readonly refused: { path: string; reason: string }[] = [];
  private readonly notes: string[] = [];
  private readonly elements: readonly ast.Element[];
  private readonly written = new Map<string, ast.Value[]>();
  /** Paths that stand for a place where nothing is written. */
  private readonly absent = new Set<string>();
  private readonly evaluator: Evaluator;

  constructor(
    private readonly services: ReadServices,
    private readonly document: LangiumDocument,
    private readonly options: ReadOptions,
  ) {
    const documents = visibleDocuments(document, services.shared.workspace.LangiumDocuments);
    this.elements = documents.flatMap((seen) => descriptionOf(seen)?.elements ?? []);
    const params = new Map<string, ast.Param>();
    for (const element of this.elements) {
      if (element.$type !== 'Param' || params.has(element.name)) continue;
      params.set(element.name, element);
      if (element.value) this.written.set(element.name, [element.value]);
    }
    this.evaluator = new Evaluator({ params, override: () => undefined, rangeOf, report: () => undefined });
    const onValue = (path: string, node: ast.Value | undefined): void => {
      const known = this.written.get(path);
      if (!node) this.absent.add(path);
      else if (!known) this.written.set(path, [node]);
      else if (!known.includes(node)) known.push(node);
    };
    readSystem(services, document, { scenario: options.scenario, onValue });
  }

  run(): Written {
    for (const [path, value] of new Map(this.options.overrides?.map((item) => [item.path, item.value]))) {
      const problem = this.misfit(path, value) ?? this.write(path, value);
      if (problem !== undefined) this.refused.push({ path, reason: problem });
    }
    return { changes: this.changes, refused: this.refused, notes: this.notes };
  }

  /** Why a value does not fit its path, in the words that the analysis would use. */
  private misfit(path: string, value: string): string | undefined {
    const { scenario } = this.options;
    const { diagnostics } = readSystem(this.services, this.document, { scenario, overrides: [{ path, value }] });
    return diagnostics.find((item) => item.code === 'scenario-unknown' || item.at.uri.startsWith('set:'))?.message;
  }

  /** Writes one value; returns why it cannot. */
  private write(path: string, value: string): string | undefined {
    const scenario = this.elements.find(
      (element): element is ast.Scenario => element.$type === 'Scenario' && element.name === this.options.scenario,
    );
    if (scenario) {
      const own = scenario.members.filter(
        (member): member is ast.Override => member.$type === 'Override' && pathText(member.path) === path,
      );
      const last = own.at(-1)?.value;
      return last ? this.replace(path, last, value) : this.insert(intoBlock(scenario, `${path} = ${value}`));
    }
    const places = this.written.get(path) ?? [];
    if (places.length === 0) return this.insert(insertionFor(this.elements, path, value));
    if (this.absent.has(path))
      return 'it stands for several places, and some of them do not say it; write it there by hand';
    for (const place of places) this.replace(path, place, value);
    return undefined;
  }

  private insert(insertion: Insertion | undefined): string | undefined {
    if (!insertion) return 'nothing is written there yet; add it by hand where it belongs';
    const { offset, text, node } = insertion;
    this.changes.push({ at: rangeAt(AstUtils.getDocument(node), offset, offset), newText: text });
    return undefined;
  }

  private replace(path: string, place: ast.Value, value: string): undefined {
    const old = place.expression;
    const { likely, high } = place;
    if (!old) return undefined;
    const note = place.source === undefined ? '' : `, without its source '${place.source}'`;
    if (likely) {
      const wanted = this.measure(path, value);
      const whole = this.evaluator.value(place);
      if (wanted && whole && whole.low <= wanted.value && wanted.value <= whole.high) {
        // The value that is used moves inside of its range, and the range stays.
        const middle = high ? styled(likely, value) : styled(old, value);
        const range = `${textOf(old)} .. ${middle} .. ${textOf(high ?? likely)}`;
        this.notes.push(`${path} is now '${range}': its range stays${note}.`);
        this.put(place, range);
        return undefined;
      }
      this.notes.push(`${path}: the range '${textOf(place)}' became '${value}', which lies outside of it.`);
      this.put(place, value);
      return undefined;
    }
    const text = styled(old, value);
    if (old.$type !== 'Literal') {
      const params = [...new Set(AstUtils.streamAst(old).flatMap((node) => paramsOf(node)))];
      const follows = params.length > 0 ? ` and no longer follows ${params.join(', ')}` : '';
      this.notes.push(`${path}: '${textOf(old)}' became '${text}'${follows}${note}.`);
    } else if (note) this.notes.push(`${path} is now '${text}'${note}.`);
    this.put(place, text);
    return undefined;
  }

  private measure(path: string, value: string): Measured | undefined {
    const parsed = parseOverride(this.services.arch.parser.LangiumParser, path, value);
    return 'code' in parsed ? undefined : this.evaluator.value(parsed.value);
  }

  /** Puts text in the place of a value; `assumed` stays true of it and stays, a source does not. */
  private put(place: ast.Value, text: string): void {
    this.changes.push({ at: rangeOf(place), newText: place.assumed ? `${text} assumed` : text });
  }
}

/** The new value in the unit of the old one where both are plain numbers. */
function styled(old: ast.Expression, value: string): string {
  return old.$type === 'Literal' ? restyle(textOf(old), value.trim()) : value.trim();
}

function paramsOf(node: AstNode): string[] {
  return node.$type === 'Reference' ? [(node as ast.Reference).param?.$refText ?? ''].filter(Boolean) : [];
}

function textOf(node: AstNode): string {
  return node.$cstNode?.text ?? '';
}
