/** When a server that has stopped is started again: soon at first, later with longer pauses, in the end not at all. */

/** What to do about a server that has stopped: start it after a pause, or leave it. */
export type Decision = { readonly kind: 'restart'; readonly delay: number } | { readonly kind: 'give up' };

/** Stops within this time count together, milliseconds. */
export const crashWindow = 3 * 60_000;
/** So many of them are mended without a word. */
export const crashLimit = 5;

/** Pause before the first restart and the longest one, milliseconds; each is twice the one before. */
const firstDelay = 100;
const longestDelay = 5_000;

export class RestartPolicy {
  private crashes: number[] = [];

  /**
   * Notes that the server has stopped by itself.
   *
   * @param now milliseconds of any clock that does not run backwards
   */
  crashed(now: number): Decision {
    this.crashes = [...this.crashes.filter((time) => now - time < crashWindow), now];
    if (this.crashes.length > crashLimit) return { kind: 'give up' };
    return { kind: 'restart', delay: Math.min(firstDelay * 2 ** (this.crashes.length - 1), longestDelay) };
  }

  /** Forgets what was: the user asked for a fresh start. */
  reset(): void {
    this.crashes = [];
  }
}
