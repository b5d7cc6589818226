/**
 * A chart as data. The panel draws it (bars.ts, lines.ts), the export writes it (export/svg.ts, export/csv.ts): both from
 * the same model, so that a picture shows what the panel shows. Its table holds every figure of it.
 */
import type { Report } from '../../src/analysis/report.js';
import type { Tone } from '../theme/palette.js';

export type Place = Report['nodes'][number]['at'];

/** How an area is filled, so that colour is never alone. */
export type Pattern = 'solid' | 'rising' | 'falling' | 'upright' | 'level' | 'dots' | 'cross';

/** A cell as people read it and, where it is a number, as programs do (in the unit of its column). */
export interface Cell {
  readonly text: string;
  readonly value?: number;
  readonly at?: Place;
}

export interface Column {
  readonly title: string;
  /** Unit of the values of its cells, for the export: 's', '1/s'. */
  readonly unit?: string;
  readonly numeric?: boolean;
}

/** Rows of cells; the first cell of a row names it. */
export interface DataTable {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

interface Named {
  /** Name of a file: 'breakdown-browse'. */
  readonly name: string;
  readonly title: string;
  /** What it shows and how to read it, in one or two sentences. */
  readonly description: string;
  readonly table: DataTable;
}

/** What a kind of segment stands for. */
export interface Series {
  readonly name: string;
  readonly tone: Tone;
  readonly pattern: Pattern;
}

export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly series: Series;
  /** 'web, waiting for a worker: 3.2 ms'. */
  readonly label: string;
  readonly at?: Place;
}

export interface BarRow {
  readonly name: string;
  readonly at?: Place;
  /** Place of all that the row stands for, where that is more than `at`. */
  readonly within?: Place;
  readonly segments: readonly Segment[];
  readonly value: string;
  /** A word or two about it, with its tone. */
  readonly state?: { readonly text: string; readonly tone: Tone };
}

/** Rows of bars over one axis. */
export interface BarChart extends Named {
  readonly kind: 'bars';
  readonly from: number;
  readonly to: number;
  readonly rows: readonly BarRow[];
  /** Shown as a legend where there is more than one. */
  readonly series: readonly Series[];
  /** What the axis does not show, in a sentence. */
  readonly note?: string;
  /** Lines across all rows. */
  readonly marks: readonly { readonly value: number; readonly label: string; readonly tone: Tone }[];
}

export interface Axis {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly format: (value: number) => string;
  /** Between ticks, where round numbers are not what people read: hours of a day. */
  readonly step?: number;
}

export interface Line {
  readonly name: string;
  readonly tone: Tone;
  readonly width: number;
  readonly dash: readonly number[];
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** A measured point with its interval; `low` and `high` are `y` where nothing bounds it on that side. */
export interface MeasuredPoint {
  readonly name: string;
  readonly tone: Tone;
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** A line across a chart of lines with its name. */
export interface AxisMark {
  readonly axis: 'x' | 'y';
  readonly value: number;
  readonly label: string;
  readonly tone: Tone;
  readonly dash: readonly number[];
  readonly at?: Place;
}

export interface LineChart extends Named {
  readonly kind: 'lines';
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  /** Drawn over the lines. */
  readonly points?: readonly MeasuredPoint[];
  readonly marks: readonly AxisMark[];
}

export type ChartModel = BarChart | LineChart;

/** A name as part of a file's name: letters, digits, dashes. */
export function slug(text: string): string {
  return text.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^-|-$/g, '') || 'chart';
}
