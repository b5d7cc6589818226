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
  const folder = join(host.root, 'docs', 'diagnostics');
  const page =
    (await readPage(join(folder, `${code}.md`))) ?? sectionOf(await readPage(join(folder, 'language.md')), code);
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

/** The section of a page under the heading that names the code, up to the next heading of that level. */
function sectionOf(page: string | undefined, code: string): string | undefined {
  const lines = (page ?? '').split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/[#`\s]/g, '') === code);
  if (start < 0) return undefined;
  const level = /^#+ /.exec(lines[start] ?? '')?.[0] ?? '';
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith(level));
  return `${lines
    .slice(start, length < 0 ? undefined : start + 1 + length)
    .join('\n')
    .trimEnd()}\n`;
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
