/** What the server needs of language and analysis; the real one stands in `real-engine.ts`, tests bring their own. */
import type { LangiumDocument } from 'langium';
import type { Report } from '../analysis/report.js';
import type { System } from '../model/system.js';
import type { WhatIfValue, WriteBackResult } from './protocol.js';

/** How a file is to be read. */
export interface Question {
  readonly scenario?: string | undefined;
  readonly overrides?: readonly WhatIfValue[] | undefined;
}

/**
 * The steps of an analysis: each report holds more than the one before, the last one is complete; `undefined` between
 * them is a chance to hear of edits. Whoever stops asking cancels.
 */
export type Steps = Iterator<Report | undefined, unknown>;

export type Reading =
  | { readonly kind: 'steps'; readonly steps: Steps }
  /** The question does not fit the file, or there is no system in it. */
  | { readonly kind: 'failed'; readonly message: string };

export type SystemReading =
  | { readonly kind: 'system'; readonly system: System }
  | { readonly kind: 'failed'; readonly message: string };

export interface EarlierReading {
  readonly reading: Reading;
  /** Mistakes in its text. */
  readonly errors: number;
  readonly wanted: readonly string[];
}

export interface Engine {
  /** Reads a linked document and starts its analysis. Never throws for what stands in a file. */
  read(document: LangiumDocument, question: Question): Reading;
  /** The same without an analysis. */
  system(document: LangiumDocument, question: Question): SystemReading;
  /**
   * Reads an earlier version of a document from texts by address; what is not among them is read as it is now, and told in
   * `wanted`. Its analysis begins with the first step.
   */
  earlier(document: LangiumDocument, files: ReadonlyMap<string, string>, question: Question): Promise<EarlierReading>;
  /** What-if values as edits of the text. */
  writeBack(document: LangiumDocument, question: Question): WriteBackResult;
}
