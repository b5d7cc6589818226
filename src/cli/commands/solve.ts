/** `headroom solve`: solves a model of another tool and prints its figures. */
import { readFile, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { plain } from '../../interchange/escape.js';
import { modelFormats } from '../../interchange/modelFormats.js';
import type { Solution } from '../../interchange/solution.js';
import { ImportError } from '../../interchange/xml.js';
import { type Command, UsageError } from '../arguments.js';
import { fileProblem, shownName } from '../files.js';
import { exit, type Host } from '../host.js';
import { type Cell, columns, painter } from '../style.js';

type SolveCommand = Extract<Command, { kind: 'solve' }>;

/**
 * Solves one model.
 *
 * @returns the exit code: 2 where the file cannot be read, 1 where the model has no steady state, else 0
 * @throws UsageError where the name of the file belongs to no format
 */
export async function solve(command: SolveCommand, host: Host): Promise<number> {
  const path = resolve(host.cwd, command.file);
  const file = shownName(host.cwd, path);
  const format = modelFormats.find(({ extensions }) => extensions.includes(extname(path).toLowerCase()));
  if (!format) {
    const known = modelFormats.map(({ extensions, title }) => `${extensions.join(', ')} (${title})`).join(', ');
    throw new UsageError(`solve does not know what ${file} is; it reads ${known}`);
  }
  let text: string;
  try {
    text = await modelText(path);
  } catch (error) {
    host.error(`${plain(file)}: ${fileProblem(error)}\n`);
    return exit.broken;
  }
  let solution: Solution;
  try {
    solution = format.solve(text);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    host.error(`${plain(file)}:${error.at.line}:${error.at.column}: ${plain(error.message)}\n`);
    return exit.broken;
  }
  host.out(command.format === 'json' ? toJson(file, solution) : toText(file, solution, host.colour));
  return solution.unstable === undefined ? exit.holds : exit.missed;
}

/** Largest file that is read; the importers refuse texts of as many characters. */
const mostBytes = 64 * 1024 * 1024;

/** @throws where it cannot be read, is no ordinary file (a pipe may never begin), is too large, or is no text in UTF-8 */
async function modelText(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile() && !found.isDirectory()) throw new Error('it is no ordinary file');
  if (found.size > mostBytes) throw new Error('it is larger than 64 MiB');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    throw error instanceof TypeError ? new Error('it is no text in UTF-8; convert it') : error;
  }
}

function toJson(file: string, { format, method, exact, unstable, notes, data }: Solution): string {
  const all = { file, format, method, exact, ...(unstable !== undefined && { unstable }), notes, ...data };
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

function toText(file: string, solution: Solution, colour: boolean): string {
  const paint = painter(colour);
  const lines = [paint('bold', plain(file))];
  if (solution.unstable !== undefined) lines.push('', paint('red', plain(solution.unstable)));
  for (const { title, columns: head, rows } of solution.tables) {
    const cells = rows.map((row) => row.map(toCell));
    lines.push('', paint('bold', title), ...columns(head, cells, paint).map((line) => `  ${line}`));
  }
  lines.push('', `${solution.exact ? '=' : '≈'} ${plain(solution.method)}`);
  for (const note of solution.notes) lines.push(`  ${plain(note)}`);
  return `${lines.join('\n')}\n`;
}

function toCell(value: string | number): Cell {
  if (typeof value === 'string') return { text: plain(value), right: value === '' };
  return { text: String(Number(value.toPrecision(6))), right: true };
}
