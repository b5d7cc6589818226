/**
 * Writes a chart as an SVG picture that stands alone: colours put in, no script, no style sheet, a title and a description
 * for readers of screens. Pictures as PNG are made from it, so that all formats agree.
 */
import { xml } from '../../src/interchange/escape.js';
import type { BarChart, ChartModel, LineChart, Pattern, Segment, Series } from '../charts/model.js';
import type { Palette } from '../theme/palette.js';

const width = 760;
const margin = 16;
/** Mean width of a character in parts of the font's size, on the safe side: no page is at hand to measure. */
const characterWidth = 0.58;

/** The picture as a text. */
export function toSvg(chart: ChartModel, colours: Palette): string {
  const drawing = chart.kind === 'bars' ? bars(chart, colours) : lines(chart, colours);
  const title = text(margin, margin + 12, chart.title, { colours, size: 14, weight: 600 });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${drawing.height}" viewBox="0 0 ${width} ${drawing.height}" role="img" font-family="system-ui, sans-serif">`,
    `<title>${xml(chart.title)}</title><desc>${xml(chart.description)}</desc>`,
    defs(seriesOf(chart), colours),
    `<rect width="${width}" height="${drawing.height}" fill="${colours.surface}"/>`,
    title,
    ...drawing.parts,
    '</svg>',
  ].join('\n');
}

interface Drawing {
  readonly height: number;
  readonly parts: readonly string[];
}

interface TextLook {
  readonly colours: Palette;
  readonly fill?: string;
  readonly size?: number;
  readonly weight?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Room in pixels; a longer text ends in an ellipsis. */
  readonly room?: number;
}

function text(x: number, y: number, content: string, look: TextLook): string {
  const size = look.size ?? 12;
  const most = look.room === undefined ? content.length : Math.max(1, Math.floor(look.room / (size * characterWidth)));
  const shown = content.length > most ? `${content.slice(0, most - 1)}…` : content;
  const weight = look.weight ? ` font-weight="${look.weight}"` : '';
  const anchor = look.anchor && look.anchor !== 'start' ? ` text-anchor="${look.anchor}"` : '';
  return `<text x="${n(x)}" y="${n(y)}" font-size="${size}"${weight}${anchor} fill="${look.fill ?? look.colours.text}">${xml(shown)}</text>`;
}

function bars(chart: BarChart, colours: Palette): Drawing {
  const rowHeight = 22;
  const top = 50;
  const states = chart.rows.some((row) => row.state);
  const left = Math.round(width * 0.3);
  const right = width - margin - (states ? 210 : 100);
  const at = (value: number): number =>
    left + ((Math.max(chart.from, Math.min(chart.to, value)) - chart.from) / (chart.to - chart.from)) * (right - left);
  const parts: string[] = [];
  chart.rows.forEach((row, index) => {
    const y = top + index * rowHeight;
    parts.push(text(margin, y + 12, row.name, { colours, room: left - margin - 8 }));
    parts.push(
      `<rect x="${n(left)}" y="${n(y + 2)}" width="${n(right - left)}" height="12" fill="${colours.grid}" opacity="0.5"/>`,
    );
    for (const segment of row.segments) parts.push(segmentText(segment, at, y + 2, colours));
    parts.push(text(right + 96, y + 12, row.value, { colours, anchor: 'end' }));
    if (row.state) {
      parts.push(text(right + 106, y + 12, row.state.text, { colours, fill: colours.word[row.state.tone], room: 110 }));
    }
  });
  let y = top + chart.rows.length * rowHeight;
  for (const mark of chart.marks) {
    const x = n(at(mark.value));
    parts.push(
      `<line x1="${x}" x2="${x}" y1="${top - 4}" y2="${n(y)}" stroke="${colours.fill[mark.tone]}" stroke-width="1.5"/>`,
    );
    const anchor = at(mark.value) > (left + right) / 2 ? 'end' : 'start';
    parts.push(text(at(mark.value), top - 8, mark.label, { colours, fill: colours.word[mark.tone], size: 11, anchor }));
  }
  y += 8;
  if (chart.series.length > 1) {
    const columns = 3;
    chart.series.forEach((series, index) => {
      const x = margin + (index % columns) * ((width - 2 * margin) / columns);
      const line = y + Math.floor(index / columns) * 20;
      parts.push(
        `<rect x="${n(x)}" y="${n(line)}" width="18" height="12" fill="${colours.fill[series.tone]}"/>`,
        over(series, x, line, 18),
      );
      parts.push(text(x + 24, line + 10, series.name, { colours }));
    });
    y += Math.ceil(chart.series.length / columns) * 20;
  }
  if (chart.note !== undefined) {
    parts.push(text(margin, y + 10, chart.note, { colours, fill: colours.faint, size: 11 }));
    y += 18;
  }
  return { height: Math.ceil(y + margin), parts };
}

function segmentText(segment: Segment, at: (value: number) => number, y: number, colours: Palette): string {
  const x = at(segment.from);
  const wide = Math.max(1, at(segment.to) - x);
  const border = colours.border ? ` stroke="${colours.border}"` : '';
  return [
    `<g><title>${xml(segment.label)}</title>`,
    `<rect x="${n(x)}" y="${n(y)}" width="${n(wide)}" height="12" fill="${colours.fill[segment.series.tone]}"${border}/>`,
    over(segment.series, x, y, wide),
    '</g>',
  ].join('');
}

/** The pattern of a series over its colour. */
function over(series: Series, x: number, y: number, wide: number): string {
  if (series.pattern === 'solid') return '';
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(wide)}" height="12" fill="url(#${series.pattern})"/>`;
}

const strokes: Readonly<Record<Exclude<Pattern, 'solid'>, string>> = {
  rising: '<path d="M-1 7 7 -1M-1 1 1 -1M5 7 7 5"/>',
  falling: '<path d="M-1 -1 7 7M-1 5 1 7M5 -1 7 1"/>',
  upright: '<path d="M3 0V6"/>',
  level: '<path d="M0 3H6"/>',
  dots: '<path d="M2 3H4"/>',
  cross: '<path d="M0 0 6 6M6 0 0 6"/>',
};

function defs(series: readonly Series[], colours: Palette): string {
  const used = [...new Set(series.map((item) => item.pattern))].flatMap((pattern) =>
    pattern === 'solid'
      ? []
      : [
          `<pattern id="${pattern}" width="6" height="6" patternUnits="userSpaceOnUse" stroke="${colours.surface}" stroke-width="1.4" fill="none">${strokes[pattern]}</pattern>`,
        ],
  );
  return used.length > 0 ? `<defs>${used.join('')}</defs>` : '';
}

function seriesOf(chart: ChartModel): readonly Series[] {
  if (chart.kind === 'lines') return [];
  return [...chart.series, ...chart.rows.flatMap((row) => row.segments.map((segment) => segment.series))];
}

function lines(chart: LineChart, colours: Palette): Drawing {
  const upright = chart.marks.filter((mark) => mark.axis === 'x').sort((a, b) => a.value - b.value);
  const area = { left: 84, right: width - margin, top: 44 + upright.length * 15, bottom: 0 };
  area.bottom = area.top + 250;
  const x = (value: number): number =>
    area.left + ((value - chart.x.from) / (chart.x.to - chart.x.from)) * (area.right - area.left);
  const y = (value: number): number =>
    area.bottom - ((value - chart.y.from) / (chart.y.to - chart.y.from)) * (area.bottom - area.top);
  const parts = [
    '<defs><clipPath id="area"><rect ',
    `x="${area.left}" y="${area.top}" width="${area.right - area.left}" height="${area.bottom - area.top}"/></clipPath></defs>`,
  ];
  for (const tick of ticks(chart.x.from, chart.x.to, 8, chart.x.step)) {
    parts.push(rule(x(tick), area.top, x(tick), area.bottom, colours.grid));
    parts.push(
      text(x(tick), area.bottom + 16, chart.x.format(tick), {
        colours,
        fill: colours.faint,
        size: 11,
        anchor: 'middle',
      }),
    );
  }
  for (const tick of ticks(chart.y.from, chart.y.to, 5)) {
    parts.push(rule(area.left, y(tick), area.right, y(tick), colours.grid));
    parts.push(
      text(area.left - 6, y(tick) + 4, chart.y.format(tick), { colours, fill: colours.faint, size: 11, anchor: 'end' }),
    );
  }
  parts.push(
    text(area.right, area.bottom + 34, chart.x.title, { colours, fill: colours.faint, size: 11, anchor: 'end' }),
  );
  parts.push(text(margin, area.top - 8, chart.y.title, { colours, fill: colours.faint, size: 11 }));
  for (const line of chart.lines) {
    for (const piece of pieces(line.points)) {
      const points = piece.map((point) => `${n(x(point.x))},${n(y(Math.min(point.y, chart.y.to * 4)))}`).join(' ');
      parts.push(
        `<polyline points="${points}" fill="none" stroke="${colours.fill[line.tone]}" stroke-width="${line.width}"${dash(line.dash)} clip-path="url(#area)"/>`,
      );
    }
  }
  for (const mark of chart.marks) {
    const [stroke, fill] = [colours.fill[mark.tone], colours.word[mark.tone]];
    if (mark.axis === 'x') {
      const labelY = area.top - 6 - upright.indexOf(mark) * 15;
      parts.push(rule(x(mark.value), labelY - 9, x(mark.value), area.bottom, stroke, mark.dash));
      const before = x(mark.value) - 5 - mark.label.length * 11 * characterWidth > area.left;
      parts.push(
        text(x(mark.value) + (before ? -5 : 5), labelY, mark.label, {
          colours,
          fill,
          size: 11,
          anchor: before ? 'end' : 'start',
        }),
      );
    } else if (mark.value <= chart.y.to) {
      parts.push(rule(area.left, y(mark.value), area.right, y(mark.value), stroke, mark.dash));
      parts.push(text(area.left + 6, y(mark.value) - 5, mark.label, { colours, fill, size: 11 }));
    }
  }
  const legendY = area.bottom + 54;
  chart.lines.forEach((line, index) => {
    const from = area.left + index * ((area.right - area.left) / chart.lines.length);
    parts.push(rule(from, legendY - 4, from + 30, legendY - 4, colours.fill[line.tone], line.dash, line.width));
    parts.push(
      text(from + 36, legendY, line.name, { colours, room: (area.right - area.left) / chart.lines.length - 40 }),
    );
  });
  return { height: legendY + margin, parts };
}

function rule(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  stroke: string,
  dashes: readonly number[] = [],
  wide = 1,
): string {
  return `<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}" stroke="${stroke}" stroke-width="${wide}"${dash(dashes)}/>`;
}

function dash(dashes: readonly number[]): string {
  return dashes.length > 0 ? ` stroke-dasharray="${dashes.join(' ')}"` : '';
}

/** Round values within an axis: 1, 2 or 5 times a power of ten apart. */
function ticks(from: number, to: number, most: number, given?: number): number[] {
  const rough = (to - from) / most;
  if (!(rough > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = given ?? ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}

/** A coordinate with as many digits as can be seen. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** The parts of a line between its gaps: points without a value. */
function pieces<T extends { readonly y: number }>(points: readonly T[]): T[][] {
  const found: T[][] = [[]];
  for (const point of points) {
    if (Number.isFinite(point.y)) found.at(-1)!.push(point);
    else if (found.at(-1)!.length > 0) found.push([]);
  }
  return found.filter((piece) => piece.length > 0);
}
