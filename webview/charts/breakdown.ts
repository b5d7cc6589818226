/** Where the mean response of a workload goes, as bars: the whole by kind of time, then each part of the system. */
import { byOwner, byPart, partNames } from '../../src/analysis/render/breakdown.js';
import { formatDuration, formatShare } from '../../src/analysis/render/format.js';
import type { WorkloadReport } from '../../src/analysis/report.js';
import type { BarChart, BarRow, Segment } from './model.js';
import { slug } from './model.js';
import { partSeries } from './series.js';

/** Rows drawn; the table holds all. */
const mostOwners = 12;

/** The chart, or undefined where the report gives no parts. */
export function breakdownChart(workload: WorkloadReport): BarChart | undefined {
  const { breakdown } = workload;
  if (breakdown.kind !== 'parts' || breakdown.parts.length === 0 || !(breakdown.total > 0)) return undefined;
  const { total } = breakdown;
  const figure = (seconds: number): string => `${formatDuration(seconds)}, ${formatShare(seconds / total)}`;
  const stacked = (name: string, parts: ReturnType<typeof byPart>, at: Segment['at']): Segment[] => {
    let from = 0;
    return parts.map(({ part, seconds }) => {
      const segment = {
        from,
        to: from + seconds,
        series: partSeries[part],
        label: `${name}, ${partNames[part]}: ${figure(seconds)}`,
        ...(at && { at }),
      };
      from = segment.to;
      return segment;
    });
  };
  const owners = byOwner(breakdown);
  const kinds = byPart(breakdown);
  const rows = owners.slice(0, mostOwners).map(
    (item): BarRow => ({
      name: item.owner,
      ...(item.at && { at: item.at }),
      segments: stacked(item.owner, item.parts, item.at),
      value: formatDuration(item.seconds),
    }),
  );
  const first = owners[0];
  const more = owners.length > mostOwners ? ` The ${mostOwners} largest of ${owners.length} are drawn.` : '';
  return {
    kind: 'bars',
    name: `breakdown-${slug(workload.name)}`,
    title: `Response time of ${workload.name}: where it goes`,
    description: `The mean response of ${workload.name} is ${formatDuration(total)}. Most of it, ${first ? figure(first.seconds) : ''}, is spent in ${first?.owner ?? ''}.${more}`,
    from: 0,
    to: total,
    rows: [
      {
        name: 'whole response',
        segments: stacked('whole response', kinds, undefined),
        value: formatDuration(total),
      },
      ...rows,
    ],
    series: kinds.map((item) => partSeries[item.part]),
    marks: [],
    table: {
      caption: `Mean response time of ${workload.name} by part of the system`,
      columns: [
        { title: 'Kind of time' },
        { title: 'Spent in' },
        { title: 'Time', unit: 's', numeric: true },
        { title: 'Share', unit: 'share', numeric: true },
      ],
      rows: owners.flatMap((item) =>
        item.parts.map(({ part, seconds }) => [
          { text: partNames[part] },
          { text: item.owner, ...(item.at && { at: item.at }) },
          { text: formatDuration(seconds), value: seconds },
          { text: formatShare(seconds / total), value: seconds / total },
        ]),
      ),
    },
  };
}
