/** Counts from the end of the warm-up, and the series over all intervals: differences of counters that never stop. */
import { type Ending, errorKinds, type Mark, type Replication, type Series } from '../result.js';
import type { Run } from './run.js';
import { AT_CPU } from './task.js';

const INTERVALS = 200;
const MOST_MARKS = 5000;

type Snapshot = {
  readonly time: number;
  readonly workloads: readonly {
    readonly sent: number;
    readonly succeeded: number;
    readonly total: number;
    readonly errors: Float64Array;
  }[];
  readonly operations: readonly {
    readonly arrived: number;
    readonly started: number;
    readonly succeeded: number;
    readonly wasted: number;
    readonly errors: Float64Array;
  }[];
  readonly nodes: readonly {
    readonly busy: number;
    readonly waiting: number;
    readonly bursts: number;
    readonly full: number;
    readonly up: number;
    readonly work: number;
    readonly wasted: number;
  }[];
  readonly channels: readonly {
    readonly sent: number;
    readonly refused: number;
    readonly dropped: number;
    readonly delivered: number;
    readonly waiting: number;
  }[];
};
type Mutable<T> = { -readonly [P in keyof T]: T[P] extends readonly (infer U)[] ? Mutable<U>[] : T[P] };

export class Recorder {
  private base: Snapshot;
  private last: Snapshot;
  private readonly series: Mutable<Series>;
  private readonly marks: Mark[] = [];
  private leftOut = 0;

  constructor(private readonly run: Run) {
    const { warmUp, duration, intervals = INTERVALS } = run.options;
    const end = warmUp + duration;
    const interval = end / intervals;
    this.series = {
      interval,
      workloads: run.loads.map(() => ({
        sent: [],
        succeeded: [],
        errors: errorKinds.map(() => []),
        response: [],
        inProgress: [],
      })),
      nodes: run.program.nodes.map(() => ({ waiting: [], busy: [], up: [] })),
      channels: run.program.channels.map(() => ({ waiting: [] })),
    };
    this.base = this.last = this.snapshot();
    if (warmUp > 0) run.at(warmUp, () => this.begin());
    this.tick(1, interval, intervals, end);
  }

  mark(mark: Mark): void {
    if (this.marks.length < MOST_MARKS) this.marks.push(mark);
    else this.leftOut++;
  }

  private tick(i: number, interval: number, intervals: number, end: number): void {
    this.run.at(i < intervals ? i * interval : end, () => {
      this.sample();
      if (i < intervals) this.tick(i + 1, interval, intervals, end);
      else this.run.finish({ kind: 'complete' });
    });
  }

  private begin(): void {
    this.base = this.snapshot(this.workLeft());
    for (const { requests } of this.run.loads) requests.response.clear();
    for (const { response } of this.run.operations) response.clear();
  }

  /** Seconds of cores that bursts have still to get, by node type: work is counted when it begins. */
  private workLeft(): Float64Array {
    const { tasks, program, now } = this.run;
    const left = new Float64Array(program.nodes.length);
    for (const task of tasks.all) {
      if (task.state !== AT_CPU) continue;
      left[task.root.node!.index]! += task.cpu ? task.cpu.left(task, now) : task.finish - now;
    }
    return left;
  }

  private snapshot(left?: Float64Array): Snapshot {
    const { run } = this;
    const { now, program } = run;
    return {
      time: now,
      workloads: run.loads.map(({ requests: { sent, succeeded, totalResponse, errors } }) => ({
        sent,
        succeeded,
        total: totalResponse,
        errors: errors.slice(),
      })),
      operations: run.operations.map(({ arrived, started, succeeded, wasted, errors }) => ({
        arrived,
        started,
        succeeded,
        wasted,
        errors: errors.slice(),
      })),
      nodes: program.nodes.map(({ levels, work, wasted }, n) => {
        levels.touch(now);
        return {
          busy: levels.busyArea,
          waiting: levels.waitingArea,
          bursts: levels.burstsArea,
          full: levels.fullArea,
          up: levels.upArea,
          work: work - (left?.[n] ?? 0),
          wasted,
        };
      }),
      channels: program.channels.map(({ sent, refused, dropped, delivered, waiting }) => ({
        sent,
        refused,
        dropped,
        delivered,
        waiting: waiting.area(now),
      })),
    };
  }

  /** An interval has ended. */
  private sample(): void {
    const { run, series, last } = this;
    const next = this.snapshot();
    const time = next.time - last.time;
    this.last = next;
    series.workloads.forEach((own, w) => {
      const from = last.workloads[w]!;
      const to = next.workloads[w]!;
      own.sent.push(to.sent - from.sent);
      own.succeeded.push(to.succeeded - from.succeeded);
      own.errors.forEach((counts, kind) => {
        counts.push(to.errors[kind]! - from.errors[kind]!);
      });
      own.response.push((to.total - from.total) / (to.succeeded - from.succeeded));
      own.inProgress.push(run.loads[w]!.requests.inProgress);
    });
    series.nodes.forEach((own, n) => {
      const from = last.nodes[n]!;
      const to = next.nodes[n]!;
      own.waiting.push((to.waiting - from.waiting) / time);
      own.busy.push((to.busy - from.busy) / time);
      own.up.push((to.up - from.up) / time);
    });
    series.channels.forEach((own, c) => {
      own.waiting.push((next.channels[c]!.waiting - last.channels[c]!.waiting) / time);
    });
  }

  result(ending: Ending): Replication {
    const { run, base } = this;
    const end = this.snapshot(this.workLeft());
    const { system, program, options } = run;
    const observed = Math.max(0, end.time - base.time);
    const errors = (to: Float64Array, from: Float64Array): number[] => Array.from(to, (n, kind) => n - from[kind]!);
    return {
      seed: options.seed,
      replication: options.replication,
      warmUp: base.time,
      observed,
      events: run.count,
      ending,
      workloads: system.workloads.map(({ name }, w) => {
        const from = base.workloads[w]!;
        const to = end.workloads[w]!;
        return {
          name,
          sent: to.sent - from.sent,
          succeeded: to.succeeded - from.succeeded,
          errors: errors(to.errors, from.errors),
          response: run.loads[w]!.requests.response.data(),
        };
      }),
      operations: program.operations.map(({ id }, o) => {
        const from = base.operations[o]!;
        const to = end.operations[o]!;
        return {
          name: id,
          arrived: to.arrived - from.arrived,
          started: to.started - from.started,
          succeeded: to.succeeded - from.succeeded,
          errors: errors(to.errors, from.errors),
          wasted: to.wasted - from.wasted,
          response: run.operations[o]!.response.data(),
        };
      }),
      nodes: program.nodes.map(({ declared, replicas }, n) => {
        const from = base.nodes[n]!;
        const to = end.nodes[n]!;
        const mean = (a: number, b: number): number => (observed > 0 ? (a - b) / observed : 0);
        return {
          name: declared.name,
          busy: mean(to.busy, from.busy),
          waiting: mean(to.waiting, from.waiting),
          bursts: mean(to.bursts, from.bursts),
          cores: mean(to.work, from.work),
          full: mean(to.full, from.full) / Math.max(1, replicas.length),
          up: mean(to.up, from.up),
          wasted: mean(to.wasted, from.wasted),
        };
      }),
      channels: program.channels.map(({ declared }, c) => {
        const from = base.channels[c]!;
        const to = end.channels[c]!;
        return {
          name: declared.name,
          sent: to.sent - from.sent,
          refused: to.refused - from.refused,
          dropped: to.dropped - from.dropped,
          delivered: to.delivered - from.delivered,
          waiting: observed > 0 ? (to.waiting - from.waiting) / observed : 0,
        };
      }),
      series: this.series,
      marks: this.marks,
      marksLeftOut: this.leftOut,
    };
  }
}
