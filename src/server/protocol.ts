/** The wire between language server and its clients (extension, panel), beyond LSP itself. */
import type { Report } from '../analysis/report.js';

/** Client -> server. Analyse one file, wholly (curve, headroom, survives and fixes included). Cancellable. */
export const analyseRequest = 'headroom/analyse';
export interface AnalyseParams {
  readonly uri: string;
  readonly scenario?: string;
  /** What-if values, as `path=value` of the command line: 'web.replicas' -> '8'. */
  readonly overrides?: readonly { readonly path: string; readonly value: string }[];
}
export type AnalyseResult =
  | { readonly kind: 'report'; readonly report: Report; readonly errors: number }
  | { readonly kind: 'failed'; readonly message: string };

/** Client -> server. What an analysis says, as plain text for a person; the client shows it as it is. */
export const summaryRequest = 'headroom/summary';
export type SummaryResult = { readonly text: string; readonly errors: number };

/** Client -> server, once, with `initialize`. */
export interface InitializationOptions {
  /** URI of the folder that holds a page per diagnostic, ending in '/'. */
  readonly docs?: string;
}

/** Server -> client. The report of a file has changed; the client asks again for what it shows. */
export const reportChangedNotification = 'headroom/reportChanged';
export interface ReportChangedParams {
  readonly uri: string;
  readonly version: number;
  /** True once headroom, survives and fixes are in. */
  readonly complete: boolean;
}

/** Extension -> panel. */
export type ToPanel =
  | { readonly kind: 'show'; readonly title: string; readonly uri?: string; readonly result: AnalyseResult }
  | { readonly kind: 'busy' };

/** Panel -> extension. */
export type FromPanel =
  /** Sent once loaded, with the scenario that it showed before it was hidden. */
  | { readonly kind: 'ready'; readonly scenario?: string }
  | { readonly kind: 'scenario'; readonly name: string | undefined }
  | { readonly kind: 'reveal'; readonly uri: string; readonly line: number; readonly column: number };
