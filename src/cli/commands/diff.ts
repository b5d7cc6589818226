/** `headroom diff OLD NEW`: what a change does to every objective, and the exit code for a build. */
import { resolve } from 'node:path';
import { compare, gotWorse } from '../../analysis/compare.js';
import { type Compared, comparisonJson, comparisonMarkdown } from '../../interchange/comparison.js';
import { type FileResult, tally } from '../../interchange/document.js';
import type { Command } from '../arguments.js';
import { diffText } from '../diff-text.js';
import { shownName, writeOutput } from '../files.js';
import { type Engine, exit, type Host } from '../host.js';
import { readFile } from './read.js';

type DiffCommand = Extract<Command, { kind: 'diff' }>;

/**
 * Analyses both versions and compares them. `-` is the text of standard input, read as if it stood where the other file is, so
 * that its imports are found: `git show HEAD:shop.arch | headroom diff - shop.arch`.
 *
 * @returns the exit code: 2 where a file has errors, else 1 where an objective got worse, else 0
 * @throws UsageError where the scenario or an override fits none of a file
 */
export async function diff(command: DiffCommand, host: Host, engine: Engine): Promise<number> {
  const { scenario, overrides } = command;
  const side = async (name: string, other: string): Promise<FileResult> => {
    const path = resolve(host.cwd, name === '-' ? other : name);
    const text = name === '-' ? await host.input() : undefined;
    const shown = `${shownName(host.cwd, path)}${name === '-' ? ' (standard input)' : ''}`;
    return readFile({ path, text, scenario, overrides }, shown, host, engine);
  };
  const before = await side(command.before, command.after);
  const after = await side(command.after, command.before);
  const comparison = before.report && after.report ? compare(before.report, after.report) : undefined;
  const text = render({ before, after, comparison }, command, host);
  if (command.output === undefined) host.out(text);
  else await writeOutput(host, command.output, text);
  if (!comparison || tally([before, after]).errors > 0) return exit.broken;
  return comparison.objectives.some((item) => gotWorse(item, command.strict)) ? exit.missed : exit.holds;
}

function render(compared: Compared, command: DiffCommand, host: Host): string {
  switch (command.format) {
    case 'text':
      return diffText(compared, {
        colour: command.colour && host.colour && command.output === undefined,
        strict: command.strict,
      });
    case 'json':
      return comparisonJson(compared);
    case 'markdown':
      return comparisonMarkdown(compared);
  }
}
