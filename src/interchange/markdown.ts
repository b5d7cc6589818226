/** Writes results as GitHub Markdown: the whole report, for a pull request, a wiki or a file beside the description. */

import { resultText } from '../analysis/render/figures.js';
import { countsText } from '../analysis/render/objectives.js';
import { type FileResult, placeText, tally } from './document.js';
import { markdown } from './escape.js';
import { reportSections } from './markdown-report.js';
import { table } from './markdown-table.js';

/**
 * The results as Markdown: per file a heading, a summary, and all that its report says.
 *
 * @param files outcomes, file names already relative
 * @returns Markdown with a final line break; nothing in it that came from a description is markup
 */
export function toMarkdown(files: readonly FileResult[]): string {
  return `${files.map(section).join('\n\n')}\n`;
}

function section(file: FileResult): string {
  const parts = [`## Headroom: ${markdown(file.file)}`, summary(file)];
  parts.push(...problems(file));
  if (file.report) parts.push(...reportSections(file.report));
  return parts.join('\n\n');
}

/** The problems of the text itself as a section; nothing where there are none. */
export function problems(file: FileResult, heading = '### Problems in the file'): string[] {
  if (file.diagnostics.length === 0) return [];
  return [
    heading,
    table(
      ['Severity', 'Where', 'Code', 'Message'],
      file.diagnostics.map((item) => [
        item.severity,
        item.at ? placeText(item.at) : file.file,
        item.code,
        item.message,
      ]),
    ),
  ];
}

function summary(file: FileResult): string {
  const total = tally([file]);
  if (!file.report) return `**${total.errors} ${total.errors === 1 ? 'error' : 'errors'}**, nothing was analysed.`;
  const scenario = file.report.scenario === undefined ? '' : `, scenario **${markdown(file.report.scenario)}**`;
  const objectives = `objectives: ${countsText(total)}`;
  const headroom = `headroom ${markdown(resultText(file.report.headroom))}`;
  return `System **${markdown(file.report.system)}**${scenario}; ${objectives}; ${headroom}.`;
}
