/** What happens where output cannot be written. */
import type { Writable } from 'node:stream';
import { fileProblem } from './files.js';
import { exit } from './host.js';

/**
 * A reader such as `head` may close the pipe early; that is no error. Anything else, such as a full disk, the user must see.
 *
 * @param leave ends the process with this exit code
 */
export function watchOutput(output: Writable, errors: Writable, leave: (code: number) => void): void {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return leave(exit.holds);
    errors.write(`headroom: cannot write standard output: ${fileProblem(error)}\n`);
    leave(exit.usage);
  });
  // Without standard error there is nobody to tell; the exit code stays.
  errors.on('error', () => undefined);
}
