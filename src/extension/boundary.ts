/** The error boundary of the client: a failing command says so and is logged, nothing else stops. */
import * as vscode from 'vscode';

/**
 * Runs a command or handler.
 *
 * @param failure what to tell the user where it fails, a whole sentence in the user's language
 * @returns undefined where it failed
 */
export async function guarded<T>(
  failure: string,
  log: vscode.LogOutputChannel,
  work: () => T | PromiseLike<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof vscode.CancellationError) return undefined;
    log.error(failure, error instanceof Error ? (error.stack ?? error.message) : String(error));
    const choice = await vscode.window.showErrorMessage(failure, vscode.l10n.t('Show Log'));
    if (choice) log.show();
    return undefined;
  }
}
