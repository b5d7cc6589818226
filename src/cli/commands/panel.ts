/** `headroom panel`: the panel of the editor as one page that works without editor, server or network. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Report } from '../../analysis/report.js';
import { renameUris } from '../../interchange/document.js';
import { plain } from '../../interchange/escape.js';
import { type Command, UsageError } from '../arguments.js';
import { shownName, shownUri, writeOutput } from '../files.js';
import { type Answer, type Engine, exit, type Host } from '../host.js';
import { type Sheet, toPage } from '../page.js';

type PanelCommand = Extract<Command, { kind: 'panel' }>;

/**
 * Writes the page. It holds the report of the description and of each of its scenarios, so that the picker works.
 *
 * @returns the exit code: 2 where the file has errors, else 0 (a missed objective is for `analyze` to tell)
 * @throws UsageError where an override does not fit, or the page cannot be written
 */
export async function panel(command: PanelCommand, host: Host, engine: Engine): Promise<number> {
  const path = resolve(host.cwd, command.file);
  const file = shownName(host.cwd, path);
  const ask = (scenario: string | undefined) => engine.answer({ path, scenario, overrides: command.overrides });
  const first = await ask(undefined);
  const base = sheet(first, file, host);
  if (base === undefined) return exit.broken;
  const sheets = [base];
  for (const scenario of base.result.report.scenarios) {
    const next = sheet(await ask(scenario), file, host);
    if (next !== undefined) sheets.push(next);
  }
  await writeOutput(host, command.output, toPage(sheets, await assets(host)));
  return base.result.errors > 0 ? exit.broken : exit.holds;
}

function sheet(answer: Answer, file: string, host: Host): Sheet | undefined {
  switch (answer.kind) {
    case 'misfit':
      throw new UsageError(`${file}: ${answer.reason}`);
    case 'unreadable':
      host.error(`${plain(file)}: ${answer.reason}\n`);
      return undefined;
    case 'answer': {
      const errors = answer.diagnostics.filter((item) => item.severity === 'error');
      if (answer.report === undefined) {
        const lines = errors.map((item) => plain(`${file}:${(item.at?.line ?? 0) + 1}: ${item.message}`));
        host.error(`${lines.join('\n')}\n`);
        return undefined;
      }
      const report: Report = renameUris(answer.report, (uri) => shownUri(host.cwd, uri));
      return { kind: 'show', title: file, result: { kind: 'report', report, errors: errors.length } };
    }
  }
}

async function assets(host: Host): Promise<{ script: string; style: string }> {
  const folder = join(host.root, 'dist', 'webview');
  try {
    const [script, style] = await Promise.all([
      readFile(join(folder, 'panel.js'), 'utf8'),
      // A panel without a style sheet of its own is still a panel.
      readFile(join(folder, 'panel.css'), 'utf8').catch(() => ''),
    ]);
    return { script, style };
  } catch {
    throw new UsageError('this installation holds no panel (dist/webview/panel.js); build it first: npm run build');
  }
}
