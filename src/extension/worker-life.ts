/**
 * A web worker whose end is noticed. A worker ends without a word, other than a process. So it holds a lock of the browser
 * as long as it lives; who waits in line for it gets it when the worker ends, for whatever reason.
 */
export class WorkerLife {
  readonly worker: Worker;

  /**
   * Starts the worker.
   *
   * @param lock name of the lock, which the worker is told in its own way
   * @param onEnd told once that the worker has ended, or that its script could not be loaded
   */
  constructor(
    script: string,
    name: string,
    private readonly lock: string,
    private readonly onEnd: () => void,
  ) {
    this.worker = new Worker(script, { name });
    // Before it has said anything, an error means that the script could not be loaded; later ones are its own to handle.
    let alive = false;
    this.worker.addEventListener('message', () => {
      alive = true;
    });
    this.worker.addEventListener('error', () => {
      if (!alive) onEnd();
    });
  }

  /** To be called once the worker holds the lock. An address that is not secure has no locks, and no sign of the end. */
  watch(): void {
    if ('locks' in navigator) navigator.locks.request(this.lock, () => this.onEnd()).catch(() => undefined);
  }

  end(): void {
    this.worker.terminate();
  }
}
