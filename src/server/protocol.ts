/** The wire between language server and its clients (extension, panel), beyond LSP itself. */
import type { Comparison } from '../analysis/compare.js';
import type { Report, TextChange } from '../analysis/report.js';
import type { SimulationProgress, SimulationReport } from '../analysis/simulating/report.js';

/** A what-if value, as `path=value` of the command line: 'web.replicas' -> '8', 'browse.rate' -> '1800 req/s'. */
export interface WhatIfValue {
  readonly path: string;
  readonly value: string;
}

/** Client -> server. Analyse one file. Cancellable: the server hears of it between two steps of the analysis. */
export const analyseRequest = 'headroom/analyse';
export interface AnalyseParams {
  readonly uri: string;
  readonly scenario?: string;
  readonly overrides?: readonly WhatIfValue[];
  /**
   * 'quick' answers with what is there first (utilisation, times, availability; `complete` false), 'full' waits for
   * curve, headroom, survives and fixes as well. Default: 'full'. A quick report of a scenario or of what-if values
   * comes without operations, inputs, assumptions and formulas.
   */
  readonly detail?: 'quick' | 'full';
}
export type AnalyseResult =
  | { readonly kind: 'report'; readonly report: Report; readonly errors: number }
  | { readonly kind: 'failed'; readonly message: string };

/** Message of a failed answer that an edit overtook: whoever still wants to know asks again. */
export const overtakenMessage = 'cancelled';

/** Client -> server. What an analysis says, as plain text for a person; the client shows it as it is. */
export const summaryRequest = 'headroom/summary';
export type SummaryResult = { readonly text: string; readonly errors: number };

/**
 * Client -> server. What-if values as edits of the text: a number is replaced where it stands and keeps its unit, what
 * nobody wrote is added to its declaration. With a scenario its own value is replaced, or added to the scenario.
 */
export const writeBackRequest = 'headroom/writeBack';
export interface WriteBackParams {
  readonly uri: string;
  readonly scenario?: string;
  readonly overrides: readonly WhatIfValue[];
}
export type WriteBackResult =
  | {
      readonly kind: 'changes';
      readonly changes: readonly TextChange[];
      /** Values that cannot be written, each with its reason. */
      readonly refused: readonly { readonly path: string; readonly reason: string }[];
      /** What the edits take along, such as an expression over parameters that becomes a number. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Server -> client. A look at a file or folder, for a server that cannot take it: it reads only local files by itself, and
 * in a browser none. Cancellable. Never answered with an error: what goes wrong is a result.
 */
export const fileRequest = 'headroom/file';
export interface FileParams {
  readonly uri: string;
  readonly want: 'kind' | 'text' | 'entries';
}
export type FileResult =
  /** Answers to `kind`. */
  | { readonly kind: 'file' }
  | { readonly kind: 'folder' }
  /** To `text`: decoded as the editor would. */
  | { readonly kind: 'text'; readonly text: string }
  /** To `entries`: what a folder holds, without links to folders, which may lead in a circle. */
  | { readonly kind: 'entries'; readonly entries: readonly { readonly name: string; readonly folder: boolean }[] }
  | { readonly kind: 'missing' }
  /** With the code of the editor's file system errors, such as 'NoPermissions'. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/**
 * Client -> server. What has changed since an earlier version of a file. Its texts are analysed in memory; a file that it imports
 * and that is not among `files` is read as it is now. Cancellable.
 */
export const compareRequest = 'headroom/compare';
export interface CompareParams {
  readonly uri: string;
  readonly scenario?: string;
  /** Texts of the earlier version by URI, that of `uri` among them. */
  readonly files: Readonly<Record<string, string>>;
  /** Only tell which further files the earlier version reads: whoever has their earlier texts can give them. */
  readonly probe?: boolean;
}
export type CompareResult =
  | {
      readonly kind: 'comparison';
      readonly comparison: Comparison;
      /** The comparison in one sentence, and whether an objective got worse. */
      readonly summary: string;
      readonly worse: boolean;
      /** Both analyses as Markdown of one fact a line, for a view of their difference. */
      readonly texts: { readonly before: string; readonly after: string };
      /** Mistakes in the text of either version. */
      readonly errors: { readonly before: number; readonly after: number };
    }
  | { readonly kind: 'wanted'; readonly uris: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Client -> server. Executes a description over workers, until its mean responses are as precise as asked. Cancellable: then it is
 * answered with what has been measured so far.
 */
export const simulateRequest = 'headroom/simulate';
export interface SimulateParams {
  readonly uri: string;
  readonly scenario?: string;
  readonly overrides?: readonly WhatIfValue[];
  /** Names this run in its progress. */
  readonly run: number;
}
export type SimulateResult =
  | { readonly kind: 'simulation'; readonly report: SimulationReport }
  | { readonly kind: 'failed'; readonly message: string };

/** Server -> client, several times a second while a simulation runs. */
export const simulationProgressNotification = 'headroom/simulationProgress';
export interface SimulationProgressParams {
  readonly run: number;
  readonly progress: SimulationProgress;
  /** The precision that is asked for. */
  readonly asked: number;
}

/** Client -> server, once, with `initialize`. */
export interface InitializationOptions {
  /** URI of the folder that holds a page per diagnostic, ending in '/'. */
  readonly docs?: string;
  /** Address of the script of the workers that simulate, for a server in a browser. */
  readonly simulator?: string;
  /** Name of a lock of the browser that a server in a worker holds as long as it lives, from before it answers. */
  readonly lock?: string;
}

/** Server -> client. The report of a file has changed; the client asks again for what it shows. */
export const reportChangedNotification = 'headroom/reportChanged';
export interface ReportChangedParams {
  readonly uri: string;
  readonly version: number;
  /** True once headroom, survives and fixes are in. */
  readonly complete: boolean;
}

/** How far what the panel shows is that of the present text. */
export type Freshness =
  | { readonly kind: 'current' }
  /** The text has errors now; shown is the last result of a text without. */
  | { readonly kind: 'stale'; readonly errors: number /** Time of day of that result. */; readonly since: string };

/** The simulation of what the panel shows. */
export type SimulationState =
  | { readonly kind: 'none' }
  /** With how far it is, in words. */
  | { readonly kind: 'running'; readonly text: string }
  /** `stale`: the text has changed since it began. `values`: what-if values that were in place. */
  | {
      readonly kind: 'done';
      readonly report: SimulationReport;
      readonly stale: boolean;
      readonly values: readonly WhatIfValue[];
    }
  | { readonly kind: 'failed'; readonly message: string };

/** Extension -> panel. */
export type ToPanel =
  /** The report of the description as it stands, under the chosen scenario. */
  | {
      readonly kind: 'show';
      readonly title: string;
      readonly uri?: string;
      readonly result: AnalyseResult;
      /** Default: current. */
      readonly freshness?: Freshness;
    }
  /** The report with what-if values in place. Answers the last 'whatIf' of the panel, quick first, then full. */
  | { readonly kind: 'whatIf'; readonly overrides: readonly WhatIfValue[]; readonly result: AnalyseResult }
  /** The simulation of the description under the chosen scenario, whenever it changes. */
  | { readonly kind: 'simulation'; readonly state: SimulationState }
  /** No description is open. */
  | { readonly kind: 'empty' }
  /** A result is on its way. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'pinned'; readonly pinned: boolean }
  /** Where the cursor of the editor stands, lines and columns from 0; undefined where it is in no file of the report. */
  | {
      readonly kind: 'select';
      readonly at: { readonly uri: string; readonly line: number; readonly column: number } | undefined;
    }
  /** Show the what-if control of a workload or node type, with the keyboard on it. */
  | { readonly kind: 'focusWhatIf'; readonly part: string }
  /** The report of a second scenario, for the comparison. Answers 'compare'. */
  | { readonly kind: 'compared'; readonly scenario?: string; readonly result: AnalyseResult }
  /** The what-if values stand in the text now, but for the refused ones. */
  | {
      readonly kind: 'wroteBack';
      readonly refused: readonly { readonly path: string; readonly reason: string }[];
      readonly notes: readonly string[];
    };

/** A file that the panel made: text, or base64 for 'png'. */
export interface ExportFile {
  readonly format: 'png' | 'svg' | 'csv' | 'markdown';
  /** Without its ending. */
  readonly name: string;
  readonly data: string;
  /** What a Markdown text links to, by paths relative to it: PNG in base64. */
  readonly pictures?: readonly { readonly path: string; readonly data: string }[];
}

/** Panel -> extension. */
export type FromPanel =
  /** Sent once loaded, with what it showed before it was hidden. */
  | { readonly kind: 'ready'; readonly scenario?: string; readonly overrides?: readonly WhatIfValue[] }
  | { readonly kind: 'scenario'; readonly name: string | undefined }
  | { readonly kind: 'reveal'; readonly uri: string; readonly line: number; readonly column: number }
  /** Send the report of a second scenario: a scenario of the file, or the description as it stands. */
  | { readonly kind: 'compare'; readonly scenario?: string }
  /** Save a file where the user chooses. */
  | { readonly kind: 'export'; readonly file: ExportFile }
  | { readonly kind: 'pin'; readonly pinned: boolean }
  /** All what-if values, none to leave the what-if. `settled`: the hand rests, so the whole analysis is worth its time. */
  | { readonly kind: 'whatIf'; readonly overrides: readonly WhatIfValue[]; readonly settled: boolean }
  | { readonly kind: 'writeBack'; readonly overrides: readonly WhatIfValue[] }
  /** Simulate what is shown, what-if values included. */
  | { readonly kind: 'simulate' }
  /** A button of an empty or stale panel. */
  | { readonly kind: 'run'; readonly command: 'newDescription' | 'openFile' | 'problems' };
