/**
 * Runs analyses for open documents: quick part first, slow parts after it, both given up as soon as a newer edit
 * arrives. Holds the newest report of each file.
 */
import type { LangiumDocument } from 'langium';
import type { Report } from '../analysis/report.js';
import { describeError, type Log } from './boundary.js';
import type { Engine, Question, Reading } from './engine.js';

/** A report with the version of the text that it was computed from. */
export interface Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly report: Report;
}

export interface Timing {
  /** Milliseconds without a further edit before the quick part starts. */
  readonly quick: number;
  /** Milliseconds without a further edit before the slow parts start. */
  readonly slow: number;
}
const defaultTiming: Timing = { quick: 60, slow: 250 };

/** Cancellation as far as the loop needs it. */
export interface Cancelled {
  readonly isCancellationRequested: boolean;
}

interface Job {
  readonly version: number;
  readonly token: { isCancellationRequested: boolean };
  /** Resolves with the first report, or when there will be none. */
  readonly first: Promise<void>;
  readonly done: Promise<void>;
}

export class Analyses {
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly jobs = new Map<string, Job>();
  private readonly listeners: ((snapshot: Snapshot) => void)[] = [];
  private readonly failureListeners: ((uri: string) => void)[] = [];

  constructor(
    private readonly engine: Pick<Engine, 'read'>,
    private readonly log: Log,
    private readonly timing: Timing = defaultTiming,
  ) {}

  /** Told of every step of every analysis, quick part first. */
  onReport(listener: (snapshot: Snapshot) => void): void {
    this.listeners.push(listener);
  }

  /** Told of a file that could not be analysed. */
  onFailure(listener: (uri: string) => void): void {
    this.failureListeners.push(listener);
  }

  /** The newest report of a file, perhaps of an older text. */
  latest(uri: string): Snapshot | undefined {
    return this.snapshots.get(uri);
  }

  /** The report of exactly this text. */
  current(document: LangiumDocument): Snapshot | undefined {
    const snapshot = this.snapshots.get(document.uri.toString());
    return snapshot?.version === document.textDocument.version ? snapshot : undefined;
  }

  /** The report of the present text, after waiting for its quick part where it is on its way. */
  async fresh(document: LangiumDocument): Promise<Snapshot | undefined> {
    const job = this.jobs.get(document.uri.toString());
    if (job && !this.current(document)) await job.first;
    return this.current(document);
  }

  /** All newest reports. */
  all(): Iterable<Snapshot> {
    return this.snapshots.values();
  }

  /** Starts over with the present text; older work on the file is given up. */
  schedule(document: LangiumDocument): void {
    const uri = document.uri.toString();
    this.cancel(uri);
    const token = { isCancellationRequested: false };
    let tellFirst = (): void => undefined;
    const first = new Promise<void>((resolve) => {
      tellFirst = resolve;
    });
    const done = this.run(document, uri, token, tellFirst)
      .catch((error: unknown) => {
        this.log(`analysis of ${uri}: ${describeError(error)}`);
        this.fail(uri);
      })
      .finally(tellFirst);
    this.jobs.set(uri, { version: document.textDocument.version, token, first, done });
  }

  /** Gives up work on a file: its text has changed. */
  cancel(uri: string): void {
    const job = this.jobs.get(uri);
    if (job) job.token.isCancellationRequested = true;
    this.jobs.delete(uri);
  }

  /** Forgets a file that was closed. */
  forget(uri: string): void {
    this.cancel(uri);
    this.snapshots.delete(uri);
  }

  /** Resolves when the work on a file has ended or was given up. */
  async settled(uri: string): Promise<void> {
    for (let job = this.jobs.get(uri); job; job = this.jobs.get(uri)) {
      await job.done;
      if (this.jobs.get(uri) === job) this.jobs.delete(uri);
    }
  }

  /**
   * Analyses a document apart from the held reports: for questions with a scenario or what-if values.
   *
   * @param detail 'quick' stops at the first report
   * @returns the report, a message why there is none, or undefined when cancelled
   */
  async answer(
    document: LangiumDocument,
    question: Question,
    cancelled: Cancelled,
    detail: 'quick' | 'full' = 'full',
  ): Promise<Report | { readonly message: string } | undefined> {
    // A question that was taken back at once, as by a moving slider, costs nothing.
    await pause(0);
    if (cancelled.isCancellationRequested) return undefined;
    return this.finish(this.engine.read(document, question), cancelled, detail);
  }

  /** Goes through the steps of an analysis; the answer is that of `answer`. */
  async finish(
    reading: Reading,
    cancelled: Cancelled,
    detail: 'quick' | 'full' = 'full',
  ): Promise<Report | { readonly message: string } | undefined> {
    if (reading.kind === 'failed') return { message: reading.message };
    let report: Report | undefined;
    for (;;) {
      if (cancelled.isCancellationRequested) return undefined;
      const step = reading.steps.next();
      if (step.done) break;
      report = step.value ?? report;
      if (report && detail === 'quick') break;
      await pause(0);
    }
    return report ?? { message: 'there is nothing to analyse in this file' };
  }

  private fail(uri: string): void {
    this.snapshots.delete(uri);
    for (const listener of this.failureListeners) listener(uri);
  }

  private async run(document: LangiumDocument, uri: string, token: Cancelled, tellFirst: () => void): Promise<void> {
    await pause(this.timing.quick);
    if (token.isCancellationRequested) return;
    const version = document.textDocument.version;
    const reading = this.engine.read(document, {});
    if (reading.kind === 'failed') {
      this.fail(uri);
      return;
    }
    let first = true;
    for (;;) {
      const step = reading.steps.next();
      if (step.done) return;
      if (step.value) {
        const snapshot: Snapshot = { uri, version, report: step.value };
        this.snapshots.set(uri, snapshot);
        for (const listener of this.listeners) listener(snapshot);
        tellFirst();
      }
      await pause(first ? this.timing.slow : 0);
      first = false;
      if (token.isCancellationRequested) return;
    }
  }
}

/** Yields to the event loop, so that edits and cancellations are heard. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
