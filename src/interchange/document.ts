/** What the exporters take: the outcome of each analysed file, with file names made relative so that output is reproducible. */
import { countVerdicts } from '../analysis/render/objectives.js';
import type { Report } from '../analysis/report.js';
import type { SourceRange } from '../model/system.js';

/** A message about the text of a description (syntax, names, units), before any analysis. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  /** Absent where there is no text to point at: the file could not be read. */
  readonly at?: SourceRange;
}

/** The outcome for one file. */
export interface FileResult {
  /** Name relative to the working directory, with forward slashes. */
  readonly file: string;
  /** Absent where errors left nothing to analyse. */
  readonly report?: Report;
  readonly diagnostics: readonly Diagnostic[];
}

/** Counts over several files. */
export interface Tally {
  readonly met: number;
  readonly missed: number;
  readonly unknown: number;
  /** Diagnostics of severity error: the description itself is wrong. */
  readonly errors: number;
}

/**
 * Counts verdicts and errors.
 *
 * @param files outcomes, any number
 * @returns how many objectives are met, missed and unknown, and how many errors stand in the files
 */
export function tally(files: readonly FileResult[]): Tally {
  return {
    ...countVerdicts(files.flatMap((file) => file.report?.objectives ?? [])),
    errors: files.flatMap((file) => file.diagnostics).filter((diagnostic) => diagnostic.severity === 'error').length,
  };
}

/**
 * Replaces every `uri` in a value (a report, a diagnostic) by a name of the caller's choice.
 *
 * @param value plain data: objects, arrays, strings, numbers
 * @param rename from an absolute URI to the name that output shows
 * @returns a copy; the argument stays as it is
 */
export function renameUris<T>(value: T, rename: (uri: string) => string): T {
  return walk(value, rename) as T;
}

function walk(value: unknown, rename: (uri: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, rename));
  if (value === null || typeof value !== 'object') return value;
  // fromEntries defines own properties, so that a node type called __proto__ stays an entry like any other.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === 'uri' && typeof item === 'string' ? rename(item) : walk(item, rename),
    ]),
  );
}

/** 'shop.arch:12:3', counted from 1, which editors and terminals make clickable. */
export function placeText(at: SourceRange): string {
  return `${at.uri}:${at.line + 1}:${at.column + 1}`;
}

const ranks = { error: 0, warning: 1, information: 2, hint: 3 } as const;

/** Messages for people: errors first, within a severity in the order given. */
export function bySeverity<T extends { readonly severity: Diagnostic['severity'] }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => ranks[a.severity] - ranks[b.severity]);
}
