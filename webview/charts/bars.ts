/** Draws a chart of bars as a list: names and figures are text, bars are marks that lead to their lines. */

import { element } from '../dom.js';
import { type Context, nameLink } from '../sections/context.js';
import { follow, link, rove } from './marks.js';
import type { BarChart, BarRow, Segment, Series } from './model.js';

export function barsElement(model: BarChart, context: Context): HTMLElement {
  const states = model.rows.some((row) => row.state);
  const list = element(
    'ul',
    states ? 'bars states' : 'bars',
    model.rows.map((row) => rowElement(row, model, context)),
    { 'aria-label': model.title },
  );
  rove(list);
  return element('div', 'plot', [
    element('p', 'unseen', [model.description]),
    list,
    marksLegend(model),
    model.note !== undefined && element('p', 'faint', [model.note]),
    model.series.length > 1 && legend(model.series),
  ]);
}

function rowElement(row: BarRow, model: BarChart, context: Context): HTMLElement {
  const made = element('li', 'row', [
    element('span', 'name', [nameLink(row.name, row.at, context)], { title: row.name }),
    trackElement(row.segments, model, context),
    element('span', 'number', [row.value]),
    row.state && element('span', `state word-${row.state.tone}`, [row.state.text]),
  ]);
  follow(made, row.within ?? row.at);
  return made;
}

/** The bar of a row: its segments over the axis, and the lines across. */
export function trackElement(
  segments: readonly Segment[],
  { from, to, marks }: Pick<BarChart, 'from' | 'to' | 'marks'>,
  context: Context,
): HTMLElement {
  const share = (value: number): number => (Math.max(from, Math.min(to, value)) - from) / (to - from);
  const track = element('span', 'track');
  for (const segment of segments) {
    const made = segment.at
      ? element('button', `segment ${look(segment.series)}`, [], { type: 'button', 'aria-label': segment.label })
      : element('span', `segment ${look(segment.series)}`, [], { role: 'img', 'aria-label': segment.label });
    made.title = segment.label;
    if (segment.at) link(made, segment.at, context);
    // Set by script, which the content policy allows where style attributes are not.
    made.style.left = `${share(segment.from) * 100}%`;
    made.style.width = `${(share(segment.to) - share(segment.from)) * 100}%`;
    track.append(made);
  }
  for (const mark of marks) {
    const line = element('span', `mark fill-${mark.tone}`, [], { 'aria-hidden': 'true' });
    line.style.left = `${share(mark.value) * 100}%`;
    track.append(line);
  }
  return track;
}

function look(series: Series): string {
  return `fill-${series.tone} pattern-${series.pattern}`;
}

function marksLegend(model: BarChart): HTMLElement | false {
  return (
    model.marks.length > 0 &&
    element(
      'p',
      'legend',
      model.marks.map((mark) =>
        element('span', 'key', [element('span', `line fill-${mark.tone}`, [], { 'aria-hidden': 'true' }), mark.label]),
      ),
    )
  );
}

function legend(series: readonly Series[]): HTMLElement {
  return element(
    'ul',
    'legend',
    series.map((item) =>
      element('li', 'key', [element('span', `swatch ${look(item)}`, [], { 'aria-hidden': 'true' }), item.name]),
    ),
  );
}
