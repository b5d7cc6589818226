/** The whole report as Markdown with a picture of every chart: the text is that of the command line, figure for figure. */

import type { Report } from '../../src/analysis/report.js';
import { markdown } from '../../src/interchange/escape.js';
import { toMarkdown } from '../../src/interchange/markdown.js';
import type { ExportFile } from '../../src/server/protocol.js';
import { slug } from '../charts/model.js';
import type { Exportable } from './menu.js';
import { toPng } from './picture.js';

/**
 * The report as one Markdown text and its pictures, which the text links to by relative paths.
 *
 * @param file name of the description, as its heading shows it
 * @param charts those with a picture, in the order of the panel
 */
export async function reportFile(report: Report, file: string, charts: readonly Exportable[]): Promise<ExportFile> {
  const name = slug([report.system, report.scenario ?? '', 'report'].filter(Boolean).join(' '));
  const drawn = charts.flatMap((chart) => (chart.svg ? [{ chart, svg: chart.svg() }] : []));
  const pictures = await Promise.all(
    drawn.map(async ({ chart, svg }) => ({ path: `${name}-pictures/${chart.name}.png`, data: await toPng(svg) })),
  );
  const views = drawn.map(({ chart }, index) => {
    const title = markdown(chart.title);
    return `### ${title}\n\n![${title}](${pictures[index]?.path ?? ''})`;
  });
  const text = toMarkdown([{ file, report, diagnostics: [] }]);
  return { format: 'markdown', name, data: [text.trimEnd(), ...views].join('\n\n').concat('\n'), pictures };
}
