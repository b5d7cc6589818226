/** `headroom analyze`: the report of each file, in one format, and the exit code for a build. */
import { resolve } from 'node:path';
import { type FileResult, tally } from '../../interchange/document.js';
import { toJson } from '../../interchange/json.js';
import { toJunit } from '../../interchange/junit.js';
import { toMarkdown } from '../../interchange/markdown.js';
import { toSarif } from '../../interchange/sarif.js';
import type { Command } from '../arguments.js';
import { shownName, writeOutput } from '../files.js';
import { type Engine, exit, type Host, type Question } from '../host.js';
import { toText } from '../text.js';
import { version } from '../version.js';
import { readFile } from './read.js';

/** The file of the working folder as which standard input is read and shown. */
const STANDARD_INPUT = 'stdin.arch';

type AnalyzeCommand = Extract<Command, { kind: 'analyze' }>;

/**
 * Analyses files in the order given, each once; `-` is the text of standard input.
 *
 * @returns the exit code: 2 where a file has errors, else 1 where an objective is missed or unknown, else 0
 * @throws UsageError where the scenario or an override fits none of a file
 */
export async function analyze(command: AnalyzeCommand, host: Host, engine: Engine): Promise<number> {
  const results: FileResult[] = [];
  const { scenario, overrides } = command;
  for (const path of new Set(command.files.map((file) => (file === '-' ? file : resolve(host.cwd, file))))) {
    const question: Question =
      path === '-'
        ? { path: resolve(host.cwd, STANDARD_INPUT), text: await host.input(), scenario, overrides }
        : { path, scenario, overrides };
    results.push(await readFile(question, shownName(host.cwd, question.path), host, engine));
  }
  const text = render(results, command, host, engine);
  if (command.output === undefined) host.out(text);
  else await writeOutput(host, command.output, text);
  return exitCode(results, command.allowUnknown);
}

function render(results: readonly FileResult[], command: AnalyzeCommand, host: Host, engine: Engine): string {
  switch (command.format) {
    case 'text':
      return toText(results, { colour: command.colour && host.colour && command.output === undefined });
    case 'json':
      return toJson(results);
    case 'markdown':
      return toMarkdown(results);
    case 'junit':
      return toJunit(results, { allowUnknown: command.allowUnknown });
    case 'sarif':
      return toSarif(results, { version: version(host), describe: (code) => engine.describe(code) });
  }
}

function exitCode(results: readonly FileResult[], allowUnknown: boolean): number {
  const total = tally(results);
  if (total.errors > 0 || results.some((result) => result.report === undefined)) return exit.broken;
  return total.missed > 0 || (total.unknown > 0 && !allowUnknown) ? exit.missed : exit.holds;
}
