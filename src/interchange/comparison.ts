/** Writes a comparison of two files as JSON and as GitHub Markdown. */
import { type Comparison, gotWorse } from '../analysis/compare.js';
import {
  actualChangeText,
  bottleneckText,
  effectTexts,
  type Grid,
  goalText,
  marginChangeText,
  nodeGrid,
  presenceText,
  summaryText,
  whyText,
  workloadGrid,
} from '../analysis/render/comparison.js';
import { type FileResult, placeText } from './document.js';
import { markdown } from './escape.js';
import { jsonText } from './json.js';
import { problems } from './markdown.js';
import { table } from './markdown-table.js';

/** Two analysed files, and their difference where both have a report. */
export interface Compared {
  readonly before: FileResult;
  readonly after: FileResult;
  readonly comparison: Comparison | undefined;
}

/** Version of the JSON of a comparison; it stands in the output and in docs/comparison.schema.json. */
const jsonVersion = 1;

/**
 * The comparison as JSON with two spaces of indentation and a final line break.
 *
 * @returns text that validates against docs/comparison.schema.json
 * @throws RangeError where a number is not finite
 */
export function comparisonJson({ before, after, comparison }: Compared): string {
  const side = ({ file, diagnostics }: FileResult): unknown => ({ file, diagnostics });
  return jsonText({ version: jsonVersion, before: side(before), after: side(after), comparison: comparison ?? null });
}

/**
 * The comparison as Markdown: what got worse first, then workloads and node types that changed.
 *
 * @returns Markdown with a final line break; nothing in it that came from a description is markup
 */
export function comparisonMarkdown({ before, after, comparison }: Compared): string {
  const parts = [`## Headroom: ${markdown(before.file)} → ${markdown(after.file)}`];
  for (const side of [before, after]) parts.push(...problems(side, `### Problems in ${markdown(side.file)}`));
  if (!comparison) return `${[...parts, '**Nothing to compare:** one side could not be analysed.'].join('\n\n')}\n`;
  const scenario =
    comparison.after.scenario === undefined ? '' : `, scenario **${markdown(comparison.after.scenario)}**`;
  parts.push(`System **${markdown(comparison.after.system)}**${scenario}. ${markdown(summaryText(comparison))}.`);
  if (comparison.objectives.length > 0)
    parts.push(
      '### Objectives',
      table(
        ['', 'Workload', 'Objective', 'Actual', 'Margin', 'Where'],
        comparison.objectives.map((item) => [
          `${gotWorse(item) ? '❌' : item.effect === 'mended' || item.effect === 'better' ? '✅' : '➖'} ${effectTexts[item.effect]}`,
          item.workload ?? 'all',
          goalText(item),
          whyText(item) ?? actualChangeText(item),
          marginChangeText(item),
          placeText(item.at),
        ]),
      ),
    );
  const grids: readonly (readonly [string, Grid])[] = [
    ['Workloads that changed', workloadGrid(comparison)],
    ['Node types that changed', nodeGrid(comparison)],
  ];
  for (const [title, { head, rows }] of grids) if (rows.length > 0) parts.push(`### ${title}`, table(head, rows));
  if (comparison.parts.length > 0)
    parts.push(
      '### Parts',
      comparison.parts.map((part) => `- ${part.change}: ${markdown(presenceText(part))}`).join('\n'),
    );
  parts.push(`Saturates first: ${markdown(bottleneckText(comparison))}.`);
  return `${parts.join('\n\n')}\n`;
}
