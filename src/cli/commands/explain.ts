/** `headroom explain CODE`: the page of a diagnostic, from docs/diagnostics of the package. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, UsageError } from '../arguments.js';
import { type Engine, exit, type Host } from '../host.js';

/**
 * Prints what a code means and what to do about it.
 *
 * @returns the exit code, 0
 * @throws UsageError where there is no such code; names the nearest ones
 */
export async function explain(
  command: Extract<Command, { kind: 'explain' }>,
  host: Host,
  engine: Engine,
): Promise<number> {
  const code = command.code.toLowerCase();
  const known = engine.codes();
  // Only a name of the registry becomes a part of a path.
  if (!known.includes(code)) {
    const near = known.filter((item) => distance(item, code) <= 3 || item.includes(code));
    const hint =
      near.length > 0
        ? `; did you mean ${near.slice(0, 3).join(' or ')}?`
        : `; the codes are:\n  ${known.join('\n  ')}`;
    throw new UsageError(`there is no diagnostic '${command.code}'${hint}`);
  }
  const page = await readPage(join(host.root, 'docs', 'diagnostics', `${code}.md`));
  host.out(page ?? `# ${code}\n\n${engine.describe(code) ?? 'No page stands in this installation.'}\n`);
  return exit.holds;
}

async function readPage(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Edit distance (Levenshtein 1966), row by row. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
