/** A day of changing loads as rows of short text, the same in output and files. */
import type { DayReport } from '../report.js';
import { nothing, resultText } from './figures.js';
import { formatDuration, formatNumber, formatRate, formatShare } from './format.js';
import { formatClock } from './times.js';

/** Intervals that are listed; all of them stand in the JSON. */
const MOST_LISTED = 48;

export const dayColumns = ['time', 'workload', 'load', 'mean', 'p99', 'errors', 'busiest node type'] as const;

/** One row per interval and workload, then what holds over the whole period. */
export function dayRows(day: DayReport, kinds: ReadonlyMap<string, 'open' | 'closed'>): string[][] {
  const shown = day.intervals.slice(0, MOST_LISTED);
  const time = (seconds: number | undefined): string => (seconds === undefined ? 'unstable' : formatDuration(seconds));
  const rows = shown.flatMap(({ from, to, state }) => {
    const { workloads, nodes } = day.states[state]!;
    return workloads.map((item, index) => [
      index === 0 ? `${formatClock(from, day.period)}–${formatClock(to, day.period)}` : '',
      item.name,
      kinds.get(item.name) === 'closed' ? `${formatNumber(item.offered)} users` : formatRate(item.offered),
      time(item.mean),
      time(item.p99),
      item.errorShare === undefined ? nothing : formatShare(item.errorShare),
      index === 0 ? busiest(nodes) : '',
    ]);
  });
  const more = day.intervals.length - shown.length;
  if (more > 0) rows.push([`${more} more`, '', '', '', '', '', '']);
  return [
    ...rows,
    ...day.workloads.map((item, index) => [
      index === 0 ? 'weighed by requests' : '',
      item.name,
      resultText(item.throughput),
      resultText(item.mean),
      resultText(item.p99),
      resultText(item.errorShare),
      '',
    ]),
  ];
}

/** 'web: a backlog from 18:00, highest at 21:00 with 3 000 requests and 12 s to wait, gone at 21:40'. */
export function backlogTexts(day: DayReport): string[] {
  return day.backlogs.map(({ node, from, to, peakAt, requests, longestWait }) => {
    if (to === undefined || peakAt === undefined || requests === undefined || longestWait === undefined)
      return `${node}: more arrives over the whole period than it can serve; the backlog is never gone`;
    const clock = (seconds: number): string => formatClock(Math.round(seconds % day.period), day.period);
    const later = to > day.period ? ' of the next period' : '';
    return `${node}: a backlog from ${clock(from)}, highest at ${formatClock(Math.round(peakAt), day.period)} with ${formatNumber(requests)} requests and ${formatDuration(longestWait)} to wait, gone at ${clock(to)}${later}`;
  });
}

function busiest(nodes: DayReport['states'][number]['nodes']): string {
  let most: { name: string; load: number } | undefined;
  for (const { name, utilisation, overload } of nodes) {
    const load = overload ?? utilisation ?? 0;
    if (load > (most?.load ?? 0)) most = { name, load };
  }
  return most ? `${most.name} ${most.load.toFixed(2)}` : nothing;
}
