/** The replay of a time line: a moving moment, with play and pause, speed, and the values at that moment. */
import { formatDuration, formatNumber, formatRate } from '../../src/analysis/render/format.js';
import { markText } from '../../src/analysis/render/simulation.js';
import type { TimeLine } from '../../src/analysis/simulating/report.js';
import { element } from '../dom.js';
import { picker } from '../toolkit.js';

/** Seconds of the time line in one of the clock. */
const speeds = [1, 2, 5, 10, 20, 50, 100] as const;
/** A time line takes about half a minute, unless told otherwise. */
const playSeconds = 30;

export class Replay {
  readonly element: HTMLElement;
  private readonly button = element('button', 'tool', ['Play'], { type: 'button' });
  private readonly slider: HTMLInputElement;
  private readonly values = element('ul', 'moment', [], { 'aria-label': 'Values at this moment' });
  private readonly end: number;
  private speed: number;
  private time = 0;
  private last: number | undefined;
  private frame: number | undefined;

  /** @param onMove told of the moment, seconds; undefined where none is shown */
  constructor(
    private readonly timeLine: TimeLine,
    private readonly onMove: (at: number | undefined) => void,
  ) {
    this.end = (timeLine.workloads[0]?.arrivals.length ?? 0) * timeLine.interval;
    this.speed = speeds.find((speed) => speed * playSeconds >= this.end) ?? 100;
    this.slider = element('input', 'slider', [], {
      type: 'range',
      min: '0',
      max: String(this.end),
      step: String(timeLine.interval),
      value: '0',
      'aria-label': 'Moment of the time line',
    });
    this.slider.addEventListener('input', () => this.move(Number(this.slider.value)));
    this.button.addEventListener('click', () => (this.frame === undefined ? this.play() : this.stop()));
    const choices = speeds.map((speed) => ({ value: String(speed), label: `${speed}×` }));
    this.element = element('div', 'replay', [
      this.button,
      this.slider,
      picker('Speed', choices, String(this.speed), (value) => {
        this.speed = Number(value);
      }),
      this.values,
    ]);
    this.describe();
  }

  stop(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = this.last = undefined;
    this.button.textContent = 'Play';
  }

  private play(): void {
    if (this.time >= this.end) this.time = 0;
    this.button.textContent = 'Pause';
    const step = (now: number): void => {
      const passed = this.last === undefined ? 0 : (now - this.last) / 1000;
      this.last = now;
      this.move(Math.min(this.end, this.time + passed * this.speed));
      if (this.time >= this.end) this.stop();
      else this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  private move(time: number): void {
    this.time = time;
    this.slider.value = String(time);
    this.onMove(time > 0 ? time : undefined);
    this.describe();
  }

  /** The values of the interval that holds the moment, and the mark before it. */
  private describe(): void {
    const { interval, workloads, nodes, channels, marks } = this.timeLine;
    const length = workloads[0]?.arrivals.length ?? 0;
    const i = Math.max(0, Math.min(length - 1, Math.ceil(this.time / interval) - 1));
    const sum = (values: readonly number[]): number => values.reduce((a, x) => a + x, 0);
    const mark = marks.findLast(({ time }) => time <= this.time);
    const errors = new Map<string, number>();
    for (const workload of workloads)
      for (const { kind, rates } of workload.errors) errors.set(kind, (errors.get(kind) ?? 0) + rates[i]!);
    const texts = [
      formatDuration(this.time),
      `arrivals ${formatRate(sum(workloads.map(({ arrivals }) => arrivals[i] ?? 0)))}`,
      `goodput ${formatRate(sum(workloads.map(({ goodput }) => goodput[i] ?? 0)))}`,
      ...[...errors].map(([kind, rate]) => `${kind} ${formatRate(rate)}`),
      `in progress ${formatNumber(sum(workloads.map(({ inProgress }) => inProgress[i] ?? 0)))}`,
      `waiting ${formatNumber(sum([...nodes, ...channels].map(({ waiting }) => waiting[i] ?? 0)))}`,
      ...(mark ? [`last: ${markText(mark)}`] : []),
    ];
    this.slider.setAttribute('aria-valuetext', texts.join(', '));
    this.values.replaceChildren(...texts.map((text) => element('li', '', [text])));
  }
}
