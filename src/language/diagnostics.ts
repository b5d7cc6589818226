/**
 * The registry of what the language reports: one row per code with its severity and its message. The analyses keep
 * their own codes; both have a page in docs/diagnostics/.
 */
import type { SourceRange } from '../model/system.js';

export type Severity = 'error' | 'warning' | 'information';

interface Entry {
  readonly severity: Severity;
  /** Message with `{name}` for each argument. */
  readonly message: string;
}

export const DIAGNOSTICS = {
  // ---- text
  syntax: { severity: 'error', message: '{problem}' },
  'unknown-word': { severity: 'error', message: "'{word}' is not known {where}{suggestion}" },
  'unknown-unit': { severity: 'error', message: "unknown unit '{unit}'{suggestion}" },
  'file-too-large': {
    severity: 'error',
    message: 'the file has {size} characters; at most {limit} are read. Split it and use import',
  },
  'nested-too-deep': { severity: 'error', message: 'nested {depth} levels deep; at most {limit} are read' },
  'unknown-version': {
    severity: 'error',
    message: 'this file is written for version {version} of the language; this tool knows up to {known}',
  },
  // ---- names
  'duplicate-name': { severity: 'error', message: "'{name}' is declared twice; the first one counts" },
  'unknown-name': { severity: 'error', message: "no {kind} is called '{name}'{suggestion}" },
  'import-not-found': { severity: 'error', message: "the imported file '{path}' cannot be found" },
  'import-unreadable': { severity: 'error', message: "the file '{path}' cannot be imported: {reason}" },
  'import-cycle': { severity: 'warning', message: 'these files import each other in a circle: {cycle}' },
  'import-broken': {
    severity: 'warning',
    message: "the imported file '{path}' has errors; what is broken there is left out here",
  },
  // ---- properties
  'unknown-property': { severity: 'error', message: "'{name}' is not a property of {block}{suggestion}" },
  'duplicate-property': { severity: 'error', message: "'{name}' is given twice in {block}; the first one counts" },
  // ---- values
  'unit-mismatch': { severity: 'error', message: 'expected {expected}, but this is {actual}' },
  'unit-arithmetic': { severity: 'error', message: 'cannot {verb} {left} and {right}' },
  overflow: { severity: 'error', message: 'the number is too large to compute with' },
  'division-by-zero': { severity: 'error', message: 'division by zero' },
  'not-a-number': { severity: 'error', message: 'the result of {operation} is not a number here' },
  negative: { severity: 'error', message: '{what} cannot be negative, but this is {value}' },
  'over-hundred-percent': {
    severity: 'error',
    message: '{what} is a share and cannot be over 100 %, but this is {value}',
  },
  'not-whole': { severity: 'error', message: '{what} is a whole number, but this is {value}' },
  'too-small': { severity: 'error', message: '{what} is at least {limit}, but this is {value}' },
  'too-large': { severity: 'error', message: '{what} is at most {limit}, but this is {value}' },
  'range-order': { severity: 'error', message: 'the ends of a range go from low to high' },
  'parameter-cycle': { severity: 'error', message: 'the parameter is defined by itself: {cycle}' },
  // ---- meaning
  'workload-load': { severity: 'error', message: "workload '{name}' needs exactly one load, 'open' or 'closed'" },
  'workload-target': { severity: 'error', message: "workload '{name}' calls nothing: name an operation after 'calls'" },
  'mix-weight': { severity: 'error', message: 'the weights of the mix sum to zero' },
  'channel-receiver': { severity: 'error', message: "'{name}' takes messages: use 'send'" },
  'quorum-size': { severity: 'error', message: 'a {verb} quorum of {value} is more than the {copies} copies' },
  'first-of': {
    severity: 'error',
    message: 'first {needed} of {total}: more are needed than there are branches ({branches})',
  },
  'bounds-order': { severity: 'error', message: '{low} is larger than {high}' },
  'distribution-shape': { severity: 'error', message: '{problem}' },
  'objective-goal': { severity: 'error', message: '{problem}' },
  'percentile-range': { severity: 'error', message: 'a percentile lies between 0 and 100, both excluded' },
  'profile-order': { severity: 'error', message: 'the times of a profile go up' },
  'unknown-path': { severity: 'error', message: "'{path}' is nothing that can be set{suggestion}" },
  'override-place': { severity: 'error', message: "'{path}': {problem}" },
  'scenario-cycle': { severity: 'error', message: 'the scenario extends itself: {cycle}' },
  'scenario-unknown': { severity: 'error', message: "there is no scenario '{name}'{suggestion}" },
  'event-count': { severity: 'error', message: "'{name}' has {replicas} replicas; {count} cannot fail" },
  'recovery-retry': { severity: 'warning', message: "'recovery at_most_once' means no retry: the retry is left out" },
  internal: { severity: 'error', message: 'this file could not be read because of a defect of the tool: {problem}' },
} as const satisfies Record<string, Entry>;

export type DiagnosticCode = keyof typeof DIAGNOSTICS;

/** A change of text that mends the problem. */
export interface Suggestion {
  readonly title: string;
  readonly at: SourceRange;
  readonly replacement: string;
}

/** Something to report about a description. */
export interface LanguageDiagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly at: SourceRange;
  readonly related?: readonly { readonly at: SourceRange; readonly message: string }[];
  readonly suggestions?: readonly Suggestion[];
}

/** Values for the `{name}` parts of a message. */
export type Arguments = Readonly<Record<string, string | number>>;

/** The message of a code with its arguments filled in. */
function messageOf(code: DiagnosticCode, args: Arguments = {}): string {
  return DIAGNOSTICS[code].message.replace(/\{(\w+)\}/g, (_, name: string) => clip(String(args[name] ?? '')));
}

/** Most characters of a part of a message: names and values of a description may have any length. */
const MAX_ARGUMENT = 400;

function clip(text: string): string {
  return text.length > MAX_ARGUMENT ? `${text.slice(0, MAX_ARGUMENT)}…` : text;
}

/** Makes a diagnostic of the registry. */
export function diagnostic(
  code: DiagnosticCode,
  at: SourceRange,
  args: Arguments = {},
  more: Pick<LanguageDiagnostic, 'related' | 'suggestions'> = {},
): LanguageDiagnostic {
  return { code, severity: DIAGNOSTICS[code].severity, message: messageOf(code, args), at, ...more };
}

/** Page of the documentation that explains a code. */
export function docsPage(code: DiagnosticCode): string {
  return `docs/diagnostics/${code}.md`;
}

/** The candidate nearest to `word`, where it is near enough to be meant. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(Math.min(word.length, 30) / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** '; did you mean ...?' or nothing. */
export function didYouMean(candidate: string | undefined): string {
  return candidate === undefined ? '' : `; did you mean '${candidate}'?`;
}

/** Number of insertions, deletions, replacements and swaps of neighbours between two words (Damerau 1964). */
function editDistance(a: string, b: string): number {
  if (a.length > 60 || b.length > 60) return a === b ? 0 : 60;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const above = rows[i - 1] as number[];
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 60;
}
