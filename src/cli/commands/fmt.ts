/** `headroom fmt`: lays out files as the editor does, or tells which ones are not. */
import { resolve } from 'node:path';
import { plain } from '../../interchange/escape.js';
import type { Command } from '../arguments.js';
import { fileProblem, readSource, shownName, writeText } from '../files.js';
import { type Engine, exit, type Host } from '../host.js';

/**
 * Lays out each file in place; with `check` writes nothing and names those that would change.
 *
 * @returns the exit code: 2 where a file cannot be read or written, else 1 where `check` found one to change, else 0
 */
export async function fmt(command: Extract<Command, { kind: 'fmt' }>, host: Host, engine: Engine): Promise<number> {
  let code: number = exit.holds;
  for (const path of new Set(command.files.map((file) => resolve(host.cwd, file)))) {
    const name = plain(shownName(host.cwd, path));
    try {
      const { text, mark } = await readSource(path);
      const wanted = await engine.format(path, text);
      if (wanted === text) continue;
      if (command.check) {
        host.out(`${name} is not laid out; run: headroom fmt ${name}\n`);
        if (code === exit.holds) code = exit.missed;
      } else {
        await writeText(path, `${mark}${wanted}`);
        host.out(`${name} laid out\n`);
      }
    } catch (error) {
      host.error(`${name}: ${fileProblem(error)}\n`);
      code = exit.broken;
    }
  }
  return code;
}
