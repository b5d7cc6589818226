/** What the command line touches outside of itself, in one place, so that tests need no process. */
import type { Report } from '../analysis/report.js';
import type { Diagnostic } from '../interchange/document.js';
import type { System } from '../model/system.js';
import type { Override } from './arguments.js';

export interface Host {
  /** Absolute path against which file names are resolved and shown. */
  readonly cwd: string;
  /** Absolute path of the installed package: holds package.json, docs and dist. */
  readonly root: string;
  /** True where standard output is a terminal that wants colour. */
  readonly colour: boolean;
  /** The whole of standard input. */
  input(): Promise<string>;
  out(text: string): void;
  error(text: string): void;
  /** Writes over the last line of standard error, where that is a terminal; '' clears it. Absent where it is none. */
  readonly status?: (line: string) => void;
  /** Calls `stop` at the first interrupt (Ctrl-C) instead of ending the program. @returns what undoes that */
  readonly onInterrupt?: (stop: () => void) => () => void;
}

/** What to analyse. */
export interface Question {
  /** Absolute path. */
  readonly path: string;
  /** Text to read in place of what stands in the file; imports are those of a file at `path`. */
  readonly text?: string | undefined;
  readonly scenario?: string | undefined;
  readonly overrides: readonly Override[];
}

/** Why there is no answer. */
export type Unanswered =
  /** The file cannot be read. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** The question does not fit the file: no such scenario, no such value. */
  | { readonly kind: 'misfit'; readonly reason: string };

export type Answer =
  | { readonly kind: 'answer'; readonly report: Report | undefined; readonly diagnostics: readonly Diagnostic[] }
  | Unanswered;

export type SystemAnswer =
  | { readonly kind: 'system'; readonly system: System; readonly diagnostics: readonly Diagnostic[] }
  | Unanswered;

/** Language and analysis as the command line sees them. */
export interface Engine {
  /** Reads and analyses one file completely. Never throws for what stands in a file. */
  answer(question: Question): Promise<Answer>;
  /** Reads one file without analysing it. */
  system(question: Question): Promise<SystemAnswer>;
  /** The text laid out as the editor would; the same text where it is laid out already. */
  format(path: string, text: string): Promise<string>;
  /** One line about a code of the registries, or undefined. */
  describe(code: string): string | undefined;
  /** All codes, sorted. */
  codes(): readonly string[];
}

/** Exit codes, part of the public contract (docs/cli.md). */
export const exit = {
  /** All objectives hold. */
  holds: 0,
  /** An objective is missed, or unknown, or got worse; a file is not laid out. */
  missed: 1,
  /** A file is missing or has errors. */
  broken: 2,
  /** The command line is wrong. */
  usage: 3,
  /** Interrupted by the user (128 + SIGINT); what there was has been written. */
  interrupted: 130,
  /** A defect of the program itself (EX_SOFTWARE of sysexits.h). */
  defect: 70,
} as const;
