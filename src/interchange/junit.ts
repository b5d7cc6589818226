/** Writes results as JUnit XML, which build servers show as tests: one file = one suite, one objective = one test case. */

import { actualText } from '../analysis/render/objectives.js';
import type { ObjectiveReport } from '../analysis/report.js';
import { type Diagnostic, type FileResult, placeText, tally } from './document.js';
import { xml } from './escape.js';

/** How an objective of unknown verdict counts. */
export interface JunitOptions {
  /** True: unknown is skipped; false (default): unknown is an error. */
  readonly allowUnknown?: boolean;
}

/**
 * The results as JUnit XML. A missed objective is a failure. An error in the file is an error of the test case
 * "description", which every suite has, so that a file without objectives is seen too.
 *
 * @param files outcomes, file names already relative
 * @param options how to count what is unknown
 * @returns well-formed XML 1.0 with a final line break
 */
export function toJunit(files: readonly FileResult[], options: JunitOptions = {}): string {
  const allowUnknown = options.allowUnknown ?? false;
  const suites = files.map((file) => suite(file, allowUnknown));
  const all = counts(files, allowUnknown);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="headroom" ${all}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(file: FileResult, allowUnknown: boolean): string {
  const errors = file.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  return [
    `  <testsuite name="${xml(suiteName(file))}" ${counts([file], allowUnknown)}>`,
    ...description(file, errors),
    ...(file.report?.objectives ?? []).flatMap((objective) => testCase(file, objective, allowUnknown)),
    '  </testsuite>',
  ].join('\n');
}

function suiteName(file: FileResult): string {
  return file.report?.scenario === undefined ? file.file : `${file.file} (${file.report.scenario})`;
}

function counts(files: readonly FileResult[], allowUnknown: boolean): string {
  const total = tally(files);
  const broken = files.filter((file) => file.diagnostics.some((diagnostic) => diagnostic.severity === 'error')).length;
  const tests = files.length + total.met + total.missed + total.unknown;
  const errors = broken + (allowUnknown ? 0 : total.unknown);
  return `tests="${tests}" failures="${total.missed}" errors="${errors}" skipped="${allowUnknown ? total.unknown : 0}"`;
}

function description(file: FileResult, errors: readonly Diagnostic[]): string[] {
  const head = `    <testcase classname="${xml(file.file)}" name="description"`;
  if (errors.length === 0) return [`${head}/>`];
  const lines = errors.map((error) => {
    const where = error.at ? placeText(error.at) : file.file;
    return xml(`${where} ${error.code} ${error.message}`);
  });
  return [
    `${head}>`,
    `      <error message="${errors.length === 1 ? '1 error' : `${errors.length} errors`}">${lines.join('\n')}</error>`,
    '    </testcase>',
  ];
}

function testCase(file: FileResult, objective: ObjectiveReport, allowUnknown: boolean): string[] {
  const owner = objective.workload === undefined ? '' : `${objective.workload}: `;
  const head = `    <testcase classname="${xml(file.file)}" name="${xml(owner + objective.text)}"`;
  if (objective.verdict === 'met') return [`${head}/>`];
  const why = objective.reason ?? `actual ${actualText(objective)}`;
  const where = placeText(objective.at);
  const outcome =
    objective.verdict === 'missed'
      ? `<failure message="${xml(why)}">${xml(where)}</failure>`
      : allowUnknown
        ? `<skipped message="${xml(why)}"/>`
        : `<error message="${xml(why)}">${xml(where)}</error>`;
  return [`${head}>`, `      ${outcome}`, '    </testcase>'];
}
