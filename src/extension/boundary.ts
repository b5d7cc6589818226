/** The error boundary of the client: a failing command says so and is logged, nothing else stops. */
import * as vscode from 'vscode';

/**
 * Runs a command or handler.
 *
 * @param what what failed, in words for a person: 'open the panel'
 * @returns undefined where it failed
 */
export async function guarded<T>(
  what: string,
  log: vscode.LogOutputChannel,
  work: () => T | PromiseLike<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof vscode.CancellationError) return undefined;
    log.error(`Could not ${what}.`, error instanceof Error ? (error.stack ?? error.message) : String(error));
    const choice = await vscode.window.showErrorMessage(`Headroom could not ${what}.`, 'Show Log');
    if (choice) log.show();
    return undefined;
  }
}
