/** Draws a chart of lines with chart.js, and lets the keyboard walk along its points. */
import {
  Chart,
  type ChartConfiguration,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  Tooltip,
} from 'chart.js';
import { element } from '../dom.js';
import type { Palette } from '../theme/palette.js';
import type { AxisMark, LineChart, MeasuredPoint } from './model.js';

Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip);

const rowHeight = 15;

export interface DrawnLines {
  readonly element: HTMLElement;
  /** Draws in these colours, once the element is on the page; again after a change of theme. */
  draw(colours: Palette): void;
  /** Draws an upright line at a value of the x axis, or none. */
  point(at: number | undefined): void;
  /** Must be called before the element is dropped. */
  destroy(): void;
}

export function linesElement(model: LineChart): DrawnLines {
  const canvas = element('canvas', '', [], {
    role: 'img',
    tabindex: '0',
    'aria-label': `${model.title}. ${model.description} Left and right arrow keys walk along the points; the table below has all figures.`,
  });
  const said = element('p', 'unseen', [], { role: 'status' });
  let chart: Chart<'line'> | undefined;
  let index = -1;
  const pointer: Pointer = { at: undefined };
  const walk = (to: number): void => {
    const points = model.lines[0]?.points ?? [];
    if (!chart || points.length === 0) return;
    index = Math.max(0, Math.min(points.length - 1, to));
    const active = model.lines.flatMap((line, datasetIndex) => (line.points[index] ? [{ datasetIndex, index }] : []));
    const first = chart.getDatasetMeta(0).data[index];
    chart.setActiveElements(active);
    chart.tooltip?.setActiveElements(active, { x: first?.x ?? 0, y: first?.y ?? 0 });
    chart.update('none');
    const values = model.lines.map((line) => `${line.name} ${model.y.format(line.points[index]?.y ?? Number.NaN)}`);
    said.textContent = `${model.x.format(points[index]!.x)}: ${values.join(', ')}`;
  };
  canvas.addEventListener('keydown', (event) => {
    const last = (model.lines[0]?.points.length ?? 0) - 1;
    const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    walk(to);
  });
  canvas.addEventListener('blur', () => {
    index = -1;
    chart?.setActiveElements([]);
    chart?.tooltip?.setActiveElements([], { x: 0, y: 0 });
    chart?.update('none');
  });
  return {
    element: element('div', 'plot', [element('div', 'chart', [canvas]), said, legend(model)]),
    draw(colours) {
      chart?.destroy();
      chart = new Chart(canvas, configuration(model, colours, pointer));
    },
    point(at) {
      pointer.at = at;
      chart?.draw();
    },
    destroy: () => chart?.destroy(),
  };
}

/** Where an upright line stands that moves over the chart. */
interface Pointer {
  at: number | undefined;
}

/** Names of the lines, each beside a piece of its line: colour and dashes. */
function legend(model: LineChart): HTMLElement {
  const items = model.lines.map((line) => {
    const piece = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const stroke = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    piece.setAttribute('aria-hidden', 'true');
    stroke.setAttribute('d', 'M0 4H34');
    stroke.setAttribute('class', `stroke-${line.tone}`);
    stroke.setAttribute('stroke-width', String(line.width));
    if (line.dash.length > 0) stroke.setAttribute('stroke-dasharray', line.dash.join(' '));
    piece.append(stroke);
    return element('li', 'key', [piece, line.name]);
  });
  if (model.points?.length) items.push(element('li', 'key', ['○ simulated, with its interval']));
  return element('ul', 'legend', items, { 'aria-label': 'Lines' });
}

function configuration(model: LineChart, colours: Palette, pointer: Pointer): ChartConfiguration<'line'> {
  const upright = model.marks.filter((mark) => mark.axis === 'x');
  const axis = (of: LineChart['x'], maxTicksLimit: number) => ({
    type: 'linear' as const,
    min: of.from,
    max: of.to,
    title: { display: true, text: of.title, color: colours.faint },
    ticks: {
      color: colours.faint,
      maxTicksLimit,
      ...(of.step !== undefined && { stepSize: of.step }),
      // The end of the axis is where the drawing ends, no round figure that is worth a label.
      includeBounds: false,
      callback: (value: string | number) => of.format(Number(value)),
    },
    grid: { color: colours.grid },
    border: { color: colours.grid },
  });
  return {
    type: 'line',
    data: {
      datasets: model.lines.map((line) => ({
        label: line.name,
        data: line.points.map((point) => ({ x: point.x, y: point.y })),
        borderColor: colours.fill[line.tone],
        backgroundColor: colours.fill[line.tone],
        borderWidth: line.width,
        borderDash: [...line.dash],
        pointRadius: 0,
        pointHoverRadius: 4,
        // Straight lines between computed points: a smoothed curve would show values that nobody computed.
        tension: 0,
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      layout: { padding: { top: upright.length * rowHeight + 4, right: 8 } },
      font: { family: colours.font },
      scales: { x: axis(model.x, 8), y: axis(model.y, 6) },
      plugins: {
        tooltip: {
          backgroundColor: colours.surface,
          titleColor: colours.text,
          bodyColor: colours.text,
          borderColor: colours.grid,
          borderWidth: 1,
          callbacks: {
            title: (items) => model.x.format(Number(items[0]?.parsed.x ?? 0)),
            label: (item) => `${item.dataset.label ?? ''} ${model.y.format(Number(item.parsed.y))}`,
          },
        },
      },
    },
    plugins: [
      markPlugin(model.marks, colours),
      pointsPlugin(model.points ?? [], colours),
      pointerPlugin(pointer, colours),
    ],
  };
}

/** Draws measured points over the lines: an open circle, and its interval as an upright bar with ends. */
function pointsPlugin(points: readonly MeasuredPoint[], colours: Palette): Plugin<'line'> {
  return {
    id: 'points',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      const { x, y } = scales;
      if (!x || !y) return;
      ctx.save();
      ctx.beginPath();
      ctx.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
      ctx.clip();
      for (const point of points) {
        const at = x.getPixelForValue(point.x);
        const [low, middle, high] = [point.low, point.y, point.high].map((value) => y.getPixelForValue(value)) as [
          number,
          number,
          number,
        ];
        ctx.strokeStyle = colours.fill[point.tone];
        ctx.fillStyle = colours.surface;
        ctx.lineWidth = 1.5;
        ctx.beginPath();
        ctx.moveTo(at, low);
        ctx.lineTo(at, high);
        for (const end of [low, high]) {
          ctx.moveTo(at - 4, end);
          ctx.lineTo(at + 4, end);
        }
        ctx.stroke();
        ctx.beginPath();
        ctx.arc(at, middle, 4, 0, 2 * Math.PI);
        ctx.fill();
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}

function pointerPlugin(pointer: Pointer, colours: Palette): Plugin<'line'> {
  return {
    id: 'pointer',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      if (pointer.at === undefined || !scales.x) return;
      const at = scales.x.getPixelForValue(pointer.at);
      ctx.save();
      ctx.strokeStyle = colours.text;
      ctx.lineWidth = 2;
      ctx.beginPath();
      ctx.moveTo(at, area.top);
      ctx.lineTo(at, area.bottom);
      ctx.stroke();
      ctx.restore();
    },
  };
}

/** Draws the marks over the lines; labels of upright ones stand in rows above the chart so that they never overlap. */
function markPlugin(marks: readonly AxisMark[], colours: Palette): Plugin<'line'> {
  return {
    id: 'marks',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      const { x, y } = scales;
      if (!x || !y) return;
      // The further right, the higher: no line then crosses a label, which stands to the left of its own line.
      const rows = marks.filter((mark) => mark.axis === 'x').sort((a, b) => a.value - b.value);
      ctx.save();
      ctx.font = `11px ${colours.font}`;
      for (const mark of marks) {
        ctx.strokeStyle = colours.fill[mark.tone];
        ctx.fillStyle = colours.word[mark.tone];
        ctx.lineWidth = 1.25;
        ctx.setLineDash([...mark.dash]);
        ctx.beginPath();
        if (mark.axis === 'x') {
          const at = x.getPixelForValue(mark.value);
          const labelY = area.top - 6 - rows.indexOf(mark) * rowHeight;
          ctx.moveTo(at, labelY - 9);
          ctx.lineTo(at, area.bottom);
          ctx.stroke();
          const width = ctx.measureText(mark.label).width;
          ctx.fillText(mark.label, at - width - 5 >= 0 ? at - width - 5 : at + 5, labelY);
        } else if (mark.value <= y.max) {
          const at = y.getPixelForValue(mark.value);
          ctx.moveTo(area.left, at);
          ctx.lineTo(area.right, at);
          ctx.stroke();
          ctx.fillText(mark.label, area.left + 6, at - 6);
        }
      }
      ctx.restore();
    },
  };
}
