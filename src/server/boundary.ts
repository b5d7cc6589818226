/** The error boundary: a defect in one feature is logged and costs that feature's answer, never the server. */
import { isOperationCancelled } from 'langium';
import { ResponseError } from 'vscode-languageserver';

/** Where defects are written. */
export type Log = (message: string) => void;

/**
 * Runs one feature.
 *
 * @param feature name for the log
 * @param otherwise answer when the feature fails
 * @param work may throw or reject; a cancellation passes through, since it is no defect
 */
export async function guarded<T>(feature: string, log: Log, otherwise: T, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isOperationCancelled(error) || error instanceof ResponseError) throw error;
    log(`${feature}: ${describeError(error)}`);
    return otherwise;
  }
}

/** The same for work that answers at once. */
export function guardedNow<T>(feature: string, log: Log, otherwise: T, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isOperationCancelled(error)) throw error;
    log(`${feature}: ${describeError(error)}`);
    return otherwise;
  }
}

/** Text of an error with its stack where there is one. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
