/**
 * Values that replace others: those of a scenario (with the scenarios that it extends) and those of `--set path=value`.
 *
 * A path starts with a declaration; what follows names one of its numbers:
 * - a parameter: `peak`
 * - a workload: `.rate .users .think .burstiness .grows .priority .deadline .timeout .retry .backoff .budget`
 * - a node type: `.replicas .queue .skew .rate_limit .concurrency_limit`, every scalar property, `.autoscale.…`,
 *   `.maintenance.…`, `.deployment.…`, `.fails.every|repaired|detected|coverage|crews|beta`
 * - a state: `web.cart.bytes`, `.quorum .quorum.read .quorum.write`
 * - an operation: `web.page.cpu`, `.delay`, `.hit`
 * - a call, by what it calls: `web.page.catalog.timeout`, `.retry .backoff .budget .pool .bulkhead .throttle .with .times …`
 * - an external, queue, topic, host or cluster: its properties, `.latency .down .holds .pattern`
 *
 * The exact set is what lowering asks for: `Context.paths`.
 */
import type { LangiumParser } from 'langium';
import { diagnostic, type LanguageDiagnostic } from './diagnostics.js';
import type * as ast from './generated/ast.js';
import { type Override, rangeOf } from './lowering/context.js';

/** The dotted text of a path; undefined where its first name is unknown (reported where names are). */
export function pathText(path: ast.Path | undefined): string | undefined {
  return path?.root?.ref ? [path.root.$refText, ...path.rest].join('.') : undefined;
}

/**
 * A scenario with those that it extends, the most basic first.
 *
 * @returns the chain, and the ring of names where it extends itself
 */
export function scenarioChain(scenario: ast.Scenario): { chain: ast.Scenario[]; cycle?: string } {
  const chain: ast.Scenario[] = [];
  for (let next: ast.Scenario | undefined = scenario; next; next = next.base?.ref) {
    if (chain.includes(next))
      return { chain, cycle: [...chain.reverse(), scenario].map((s) => s.name).join(' extends ') };
    chain.unshift(next);
  }
  return { chain };
}

/** The overrides of a scenario and of those that it extends; a later one replaces an earlier one. */
export function scenarioOverrides(scenario: ast.Scenario): Map<string, Override> {
  const result = new Map<string, Override>();
  for (const member of scenarioChain(scenario).chain.flatMap((item) => item.members)) {
    if (member.$type !== 'Override' || !member.value) continue;
    const path = pathText(member.path);
    if (path !== undefined) result.set(path, { path, value: member.value, at: rangeOf(member.path) });
  }
  return result;
}

/**
 * Reads the value of `--set path=value`.
 *
 * @returns the override, or the diagnostic that says what is wrong with it
 */
export function parseOverride(parser: LangiumParser, path: string, text: string): Override | LanguageDiagnostic {
  const uri = `set:${path}`;
  const at = { uri, offset: 0, end: text.length, line: 0, column: 0, endLine: 0, endColumn: text.length };
  if (text.length > 1000) return diagnostic('override-place', at, { path, problem: 'the value is too long' });
  const result = parser.parse<ast.Value>(text, { rule: 'Value' });
  if (result.parserErrors.length > 0 || result.lexerErrors.length > 0 || !result.value.expression) {
    return diagnostic('override-place', at, { path, problem: `'${text}' is no value; write for example 8 or 20 ms` });
  }
  return { path, value: result.value, at };
}
