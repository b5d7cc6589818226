/** A comparison as text for a person at a terminal: what got worse first, then what changed, the verdict last. */
import { type Comparison, gotWorse, type ObjectiveChange } from '../analysis/compare.js';
import {
  actualChangeText,
  bottleneckText,
  effectTexts,
  type Grid,
  goalText,
  marginChangeText,
  nodeGrid,
  objectiveChangeName,
  presenceText,
  summaryText,
  whyText,
  workloadGrid,
} from '../analysis/render/comparison.js';
import { verdictMarks } from '../analysis/render/objectives.js';
import type { Compared } from '../interchange/comparison.js';
import { placeText } from '../interchange/document.js';
import { plain } from '../interchange/escape.js';
import { type Cell, type Colour, columns, type Paint, painter } from './style.js';
import { block, messages } from './text.js';

/** How the text looks, and what counts as worse. */
export interface DiffTextOptions {
  readonly colour: boolean;
  readonly strict: boolean;
}

/** @returns text with a final line break */
export function diffText({ before, after, comparison }: Compared, options: DiffTextOptions): string {
  const paint = painter(options.colour);
  const lines = [heading(before.file, after.file, comparison, paint)];
  for (const side of [before, after]) {
    const title = `Problems in ${plain(side.file)}`;
    if (side.diagnostics.length > 0) lines.push(...block(title, messages(side.diagnostics, side.file, paint), paint));
  }
  if (!comparison)
    return `${[...lines, '', paint('red', 'Nothing to compare: one side could not be analysed')].join('\n')}\n`;
  const whys = comparison.objectives.flatMap((item) => {
    const why = whyText(item);
    return why === undefined ? [] : [plain(`${objectiveChangeName(item)}: ${why}`)];
  });
  lines.push(
    ...block('Objectives', objectives(comparison, paint), paint),
    ...block('Reasons', whys, paint),
    ...block('Workloads that changed', grid(workloadGrid(comparison), paint), paint),
    ...block('Node types that changed', grid(nodeGrid(comparison), paint), paint),
    ...block('Parts', parts(comparison, paint), paint),
    ...block('Saturates first', [plain(bottleneckText(comparison))], paint),
    '',
    verdict(comparison, options.strict, paint),
  );
  return `${lines.join('\n')}\n`;
}

function heading(before: string, after: string, comparison: Comparison | undefined, paint: Paint): string {
  const scenario = comparison?.after.scenario === undefined ? '' : `, scenario ${plain(comparison.after.scenario)}`;
  const system = comparison ? `  system ${plain(comparison.after.system)}${scenario}` : '';
  return `${paint('bold', `${plain(before)} → ${plain(after)}`)}${system}`;
}

function objectives({ objectives: list }: Comparison, paint: Paint): string[] {
  if (list.length === 0) return [];
  return columns(
    ['', 'workload', 'objective', 'actual', 'margin', '', 'place'],
    list.map((item): Cell[] => {
      const colour = colourOf(item);
      const paintIn = colour === undefined ? {} : { colour };
      return [
        { text: item.after ? verdictMarks[item.after.verdict] : '-', ...paintIn },
        { text: plain(item.workload ?? 'all') },
        { text: plain(goalText(item)) },
        { text: plain(actualChangeText(item)), right: true },
        { text: plain(marginChangeText(item)), right: true },
        { text: effectTexts[item.effect], ...paintIn },
        { text: plain(placeText(item.at)), colour: 'dim' },
      ];
    }),
    paint,
  );
}

function colourOf(item: ObjectiveChange): Colour | undefined {
  if (gotWorse(item)) return 'red';
  if (gotWorse(item, true)) return 'yellow';
  return item.effect === 'same' ? undefined : 'green';
}

function grid({ head, rows }: Grid, paint: Paint): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => row.map((text, column): Cell => ({ text: plain(text), right: column > 0 })));
  return columns(
    head.map((title) => (title === 'p99' ? title : title.toLowerCase())),
    cells,
    paint,
  );
}

function parts({ parts: list }: Comparison, paint: Paint): string[] {
  const marks = { appeared: ['+', 'green'], gone: ['-', 'red'], renamed: ['~', 'cyan'] } as const;
  return list.map((part) => {
    const [mark, colour] = marks[part.change];
    return `${paint(colour, mark)} ${plain(presenceText(part))}`;
  });
}

function verdict(comparison: Comparison, strict: boolean, paint: Paint): string {
  const worse = comparison.objectives.some((item) => gotWorse(item, strict));
  return paint(worse ? 'red' : 'green', plain(summaryText(comparison, strict)));
}
