/** The time line of a simulation: what happened when, as means over replications. */
import type { System } from '../../model/system.js';
import type { Mark, Series } from '../../simulation/index.js';
import { errorMetric } from './figures.js';
import type { TimeLine, TimeMark } from './report.js';

/** Marks that a report holds; a breaker that flutters makes thousands. */
const MOST_MARKS = 300;

/**
 * @param marks of one replication, in order of time
 * @param leftOut marks that the replication itself has left out
 */
export function timeLineOf(
  system: System,
  series: Series,
  warmUp: number,
  marks: readonly Mark[],
  leftOut: number,
): TimeLine {
  const { interval } = series;
  const perSecond = (counts: readonly number[]): number[] => counts.map((count) => tidy(count / interval));
  const shown: TimeMark[] = marks.slice(0, MOST_MARKS).map(({ time, what, where, detail }) => ({
    time: tidy(time),
    what,
    where,
    detail,
  }));
  const drain = drainOf(series, marks, warmUp);
  return {
    interval,
    warmUp,
    workloads: series.workloads.map((workload, i) => ({
      name: system.workloads[i]!.name,
      arrivals: perSecond(workload.sent),
      goodput: perSecond(workload.succeeded),
      errors: workload.errors.flatMap((counts, kind) =>
        counts.some((count) => count > 0) ? [{ kind: errorMetric(kind), rates: perSecond(counts) }] : [],
      ),
      response: workload.response.map((value) => (Number.isFinite(value) ? tidy(value) : null)),
      inProgress: workload.inProgress.map(tidy),
    })),
    nodes: series.nodes.map(({ waiting, busy, up }, i) => ({
      name: system.nodes[i]!.name,
      waiting: waiting.map(tidy),
      busy: busy.map(tidy),
      up: up.map(tidy),
    })),
    channels: series.channels.map(({ waiting }, i) => ({
      name: system.channels[i]!.name,
      waiting: waiting.map(tidy),
    })),
    marks: shown,
    marksLeftOut: leftOut + marks.length - shown.length,
    ...(drain && { drain }),
  };
}

/** Six digits are more than is seen, and a third of the bytes. */
function tidy(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : 0;
}

/** When the requests in progress are back where they were before the first event. */
function drainOf(series: Series, marks: readonly Mark[], warmUp: number): TimeLine['drain'] {
  const events = marks.filter(({ what }) => what === 'event');
  const first = events[0];
  const last = events.at(-1);
  if (!first || !last) return undefined;
  const { interval } = series;
  const length = series.workloads[0]?.inProgress.length ?? 0;
  const total = Array.from({ length }, (_, i) => series.workloads.reduce((sum, w) => sum + w.inProgress[i]!, 0));
  const before = total.slice(Math.ceil(warmUp / interval), Math.floor(first.time / interval));
  if (before.length === 0) return undefined;
  const level = Math.max(...before);
  // A number stands for the end of its interval.
  const after = total.findIndex((value, i) => (i + 1) * interval > last.time && value <= level);
  return {
    from: last.time,
    level: tidy(level),
    ...(after >= 0 && { seconds: tidy(Math.max(0, (after + 1) * interval - last.time)) }),
  };
}
