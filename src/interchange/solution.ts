/** The solution of an imported model, whatever its format: tables for people, plain data for programs. */

export type SolutionCell = string | number;

export interface SolutionTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** As many cells per row as there are columns. */
  readonly rows: readonly (readonly SolutionCell[])[];
}

export interface Solution {
  /** Name of the format, as in `--format json`. */
  readonly format: string;
  /** How the figures were obtained, in a few words. */
  readonly method: string;
  readonly exact: boolean;
  /** Why there is no steady state; then there are no tables. */
  readonly unstable?: string;
  /** What was read and not used, and what the figures do not say. */
  readonly notes: readonly string[];
  readonly tables: readonly SolutionTable[];
  /** The figures for JSON, in SI units. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A format that `headroom solve` reads. */
export interface ModelFormat {
  /** Each with its dot. */
  readonly extensions: readonly string[];
  /** What it is, for messages. */
  readonly title: string;
  /** @throws ImportError with the place of what is wrong or not supported */
  solve(text: string): Solution;
}
