/** The downtime of a workload as a waterfall: cause after cause up to the whole, against what its objective allows. */
import { downtimeBudget, downtimeText, resultText } from '../../src/analysis/render/figures.js';
import { formatShare } from '../../src/analysis/render/format.js';
import type { ObjectiveReport, Report, WorkloadReport } from '../../src/analysis/report.js';
import type { BarChart, BarRow } from './model.js';
import { slug } from './model.js';
import { downtimeSeries, totalSeries } from './series.js';

/** Causes drawn on their own: at most so many, none below this share of the whole. The table holds all. */
const mostCauses = 8;
const leastShare = 0.002;

/** The availability that is asked of a workload: the strictest of its own objectives and those of all. */
export function availabilityObjective(report: Report, workload: WorkloadReport): ObjectiveReport | undefined {
  const asked = report.objectives.filter(
    (item) => (item.workload === undefined || item.workload === workload.name) && /^availability\s*>/.test(item.text),
  );
  return asked.sort((a, b) => b.bound - a.bound)[0];
}

/** The chart, or undefined where there are no causes. */
export function availabilityChart(workload: WorkloadReport, report: Report): BarChart | undefined {
  const { downtime } = workload;
  const causes = [...workload.downtimeCauses].sort((a, b) => b.minutesPerYear - a.minutesPerYear);
  if (downtime.kind !== 'value' || causes.length === 0 || !(downtime.value > 0)) return undefined;
  let sum = 0;
  const large = causes.filter((cause, index) => index === 0 || cause.minutesPerYear >= downtime.value * leastShare);
  const rows: BarRow[] = large.slice(0, mostCauses).map((cause) => {
    const from = sum;
    sum += cause.minutesPerYear;
    return {
      name: cause.name,
      ...(cause.at && { at: cause.at }),
      segments: [
        {
          from,
          to: sum,
          series: downtimeSeries,
          label: `${cause.name}: ${downtimeText(cause.minutesPerYear)}, ${formatShare(cause.minutesPerYear / downtime.value)}`,
          ...(cause.at && { at: cause.at }),
        },
      ],
      value: downtimeText(cause.minutesPerYear),
    };
  });
  const others = causes.slice(rows.length);
  const rest = others.reduce((all, cause) => all + cause.minutesPerYear, 0);
  if (others.length > 0) {
    const name = others.length === 1 ? 'one more cause' : `${others.length} more causes`;
    const label = `${name}: ${downtimeText(rest)}`;
    rows.push({
      name,
      segments: [{ from: sum, to: sum + rest, series: downtimeSeries, label }],
      value: downtimeText(rest),
    });
  }
  const objective = availabilityObjective(report, workload);
  const budget = objective && downtimeBudget(objective.bound);
  const state =
    objective === undefined || objective.verdict === 'unknown'
      ? undefined
      : objective.verdict === 'met'
        ? ({ text: '✓ within budget', tone: 'good' } as const)
        : ({ text: '✗ over budget', tone: 'bad' } as const);
  rows.push({
    name: 'in all',
    segments: [
      {
        from: 0,
        to: downtime.value,
        series: totalSeries,
        label: `in all: ${resultText(downtime)}`,
        ...(objective && { at: objective.at }),
      },
    ],
    value: resultText(downtime),
    ...(state && { state }),
  });
  // A budget many times larger would leave no room to tell the causes apart.
  const shown = budget !== undefined && budget <= downtime.value * 4;
  const asked = budget === undefined ? '' : ` The objective allows ${downtimeText(budget)}.`;
  return {
    kind: 'bars',
    name: `downtime-${slug(workload.name)}`,
    title: `Downtime of ${workload.name} by cause`,
    description: `${workload.name} is down ${resultText(downtime)}; the largest cause is ${causes[0]?.name ?? ''} with ${downtimeText(causes[0]?.minutesPerYear ?? 0)}.${asked}`,
    from: 0,
    to: Math.max(downtime.value, shown ? budget : 0) * 1.02,
    rows,
    series: [],
    marks:
      budget === undefined || !shown ? [] : [{ value: budget, label: `budget ${downtimeText(budget)}`, tone: 'warn' }],
    ...(budget !== undefined && !shown && { note: `The budget of ${downtimeText(budget)} lies beyond this axis.` }),
    table: {
      caption: `Downtime of ${workload.name} by cause`,
      columns: [
        { title: 'Cause' },
        { title: 'Downtime', unit: 'min/year', numeric: true },
        { title: 'Share', unit: 'share', numeric: true },
      ],
      rows: causes.map((cause) => [
        { text: cause.name, ...(cause.at && { at: cause.at }) },
        { text: downtimeText(cause.minutesPerYear), value: cause.minutesPerYear },
        { text: formatShare(cause.minutesPerYear / downtime.value), value: cause.minutesPerYear / downtime.value },
      ]),
    },
  };
}
