/**
 * Asks for the figures of what-if values while they move. One question runs at a time and the newest values wait for it:
 * taking each question back at the next step of a slider would leave the panel without any answer until the hand rests.
 * The whole analysis, which takes longer, is taken back at once.
 */
import * as vscode from 'vscode';
import type { AnalyseParams, AnalyseResult, WhatIfValue } from '../server/protocol.js';
import type { Server } from './server.js';

type Ask = Pick<Server, 'analyse'>['analyse'];
type Overrides = readonly WhatIfValue[];

interface Wish {
  readonly question: Pick<AnalyseParams, 'uri' | 'scenario'>;
  readonly overrides: Overrides;
  /** The whole analysis as well. */
  readonly settled: boolean;
}

export class WhatIfAsker {
  private wish: Wish | undefined;
  private running: { readonly source: vscode.CancellationTokenSource; readonly detail: 'quick' | 'full' } | undefined;
  private looping = false;
  /** Values that the last quick answer was for. */
  private answered: string | undefined;

  /** @param answer told of each answer that is still wanted */
  constructor(
    private readonly ask: Ask,
    private readonly answer: (overrides: Overrides, result: AnalyseResult) => Promise<void>,
  ) {}

  /** Asks for values; resolves when there is no more to answer. */
  async want(wish: Wish): Promise<void> {
    this.wish = wish;
    if (this.running?.detail === 'full') this.running.source.cancel();
    if (this.looping) return;
    this.looping = true;
    try {
      while (this.wish) {
        const next: Wish = this.wish;
        this.wish = undefined;
        await this.serve(next);
      }
    } finally {
      this.looping = false;
    }
  }

  /** Takes everything back: the text or the scenario is another one, or nobody looks any more. */
  stop(): void {
    this.wish = undefined;
    this.answered = undefined;
    this.running?.source.cancel();
  }

  private async serve(wish: Wish): Promise<void> {
    const key = JSON.stringify([wish.question, wish.overrides]);
    if (key !== this.answered) {
      if (!(await this.one(wish, 'quick'))) return;
      this.answered = key;
    }
    if (wish.settled && !this.wish) await this.one(wish, 'full');
  }

  /** @returns whether an answer came that is still wanted */
  private async one({ question, overrides }: Wish, detail: 'quick' | 'full'): Promise<boolean> {
    const source = new vscode.CancellationTokenSource();
    this.running = { source, detail };
    try {
      const result = await this.ask({ ...question, overrides, detail }, source.token);
      if (source.token.isCancellationRequested) return false;
      await this.answer(overrides, result);
      return true;
    } catch (error) {
      if (source.token.isCancellationRequested || error instanceof vscode.CancellationError) return false;
      throw error;
    } finally {
      this.running = undefined;
      source.dispose();
    }
  }
}
