/** All that a report says, as sections of Markdown: verdicts first, then where they come from, methods and assumptions last. */
import { byOwner, partNames } from '../analysis/render/breakdown.js';
import { backlogTexts, dayRows } from '../analysis/render/day.js';
import {
  availabilityText,
  breaksText,
  downtimeText,
  loadText,
  marginText,
  nothing,
  ofNode,
  resultText,
  utilisationText,
} from '../analysis/render/figures.js';
import { formatDuration, formatNumber, formatRate, formatShare } from '../analysis/render/format.js';
import { actualText } from '../analysis/render/objectives.js';
import type { FigureInput, NodeReport, Report, WorkloadReport } from '../analysis/report.js';
import { bySeverity, placeText } from './document.js';
import { markdown } from './escape.js';
import { assumptionsUsed, countText, methodsUsed, reasonText, unmeasuredInputs } from './figures.js';
import { table } from './markdown-table.js';

/** Parts that are shown each: at most so many, and none below this share; the rest is one line. */
const shownParts = 12;
const shownShare = 1e-3;

/** The parts that matter, and what the others add up to. */
function split<T>(
  items: readonly T[],
  total: number,
  size: (item: T) => number,
): { shown: T[]; more: number; rest: number } {
  const shown = items.filter((item) => size(item) >= shownShare * total).slice(0, shownParts);
  const rest = items.filter((item) => !shown.includes(item));
  return { shown, more: rest.length, rest: rest.reduce((sum, item) => sum + size(item), 0) };
}

/** The sections, to be joined by empty lines; those that would be empty are left out. */
export function reportSections(report: Report): string[] {
  return [
    ...section('Objectives', objectives(report)),
    ...section('What saturates first', bottlenecks(report)),
    ...section('Workloads', workloads(report)),
    ...section('Over the day', day(report)),
    ...report.workloads.flatMap((item) =>
      section(`Where the response time of ${markdown(item.name)} goes`, breakdown(item)),
    ),
    ...report.workloads.flatMap((item) => section(`What makes ${markdown(item.name)} unavailable`, downtime(item))),
    ...section('Node types', nodes(report)),
    ...section('Externals and queues', others(report)),
    ...section('Findings', findings(report)),
    ...section('Reasons', reasons(report)),
    ...details('How the figures were obtained', methods(report)),
    ...details('What the figures take for granted', list(assumptionsUsed(report))),
    ...details('Inputs that nobody measured', inputs(report)),
  ];
}

const section = (title: string, text: string): string[] => (text === '' ? [] : [`### ${title}`, text]);

const details = (title: string, text: string): string[] =>
  text === '' ? [] : [`<details><summary>${title}</summary>\n\n${text}\n\n</details>`];

const list = (items: readonly string[]): string => items.map((item) => `- ${markdown(item)}`).join('\n');

/** A table, or nothing where it has no rows. */
const rows = (head: readonly string[], cells: readonly (readonly string[])[]): string =>
  cells.length === 0 ? '' : table(head, cells);

const marks = { met: '✅ met', missed: '❌ missed', unknown: '❔ unknown' } as const;

function objectives(report: Report): string {
  return rows(
    ['', 'Workload', 'Objective', 'Actual', 'Margin', 'Headroom', 'Where'],
    report.objectives.map((item) => [
      marks[item.verdict],
      item.workload ?? 'all',
      item.text,
      item.verdict !== 'met' && item.actual.kind !== 'value' ? (item.reason ?? actualText(item)) : actualText(item),
      marginText(item.margin),
      breaksText(item.headroom),
      placeText(item.at),
    ]),
  );
}

function bottlenecks(report: Report): string {
  return rows(
    ['', 'Node type', 'Resource', 'ρ', 'Full at', 'Rate then', 'Where'],
    report.bottlenecks
      .slice(0, 5)
      .map((item, index) => [
        String(index + 1),
        item.node,
        item.resource,
        item.utilisation.toFixed(2),
        `${formatNumber(item.saturationFactor)} × load`,
        formatRate(item.saturationRate),
        placeText(item.at),
      ]),
  );
}

function workloads(report: Report): string {
  return rows(
    ['Workload', 'Load', 'Throughput', 'Mean', 'p95', 'p99', 'Errors', 'Availability', 'Headroom'],
    report.workloads.map((item) => [
      item.name,
      loadText(item),
      resultText(item.throughput),
      resultText(item.mean),
      resultText(item.p95),
      resultText(item.p99),
      resultText(item.errorShare),
      availabilityText(item.availability),
      resultText(item.headroom),
    ]),
  );
}

function day(report: Report): string {
  if (!report.day) return '';
  const kinds = new Map(report.workloads.map(({ name, kind }) => [name, kind]));
  const head = ['Time', 'Workload', 'Load', 'Mean', 'p99', 'Errors', 'Busiest node type'];
  const backlogs = list(backlogTexts(report.day));
  return rows(head, dayRows(report.day, kinds)) + (backlogs === '' ? '' : `\n\n${backlogs}`);
}

function breakdown({ breakdown: found }: WorkloadReport): string {
  if (found.kind === 'unknown' || found.parts.length === 0) return '';
  const row = (owner: string, part: string, seconds: number): string[] => [
    owner,
    part,
    formatDuration(seconds),
    formatShare(seconds / found.total),
  ];
  const parts = byOwner(found).flatMap((group) =>
    group.parts.map(({ part, seconds }) => ({ owner: group.owner, part: partNames[part], seconds })),
  );
  const { shown, more, rest } = split(parts, found.total, ({ seconds }) => seconds);
  return table(
    ['Where', 'What', 'Mean', 'Share'],
    [
      ...shown.map(({ owner, part, seconds }) => row(owner, part, seconds)),
      ...(more > 0 ? [row(`${more} more`, '', rest)] : []),
      row('All', 'mean response', found.total),
    ],
  );
}

function downtime(workload: WorkloadReport): string {
  const { downtime: total, downtimeCauses, singlePointsOfFailure } = workload;
  if (total.kind !== 'value') return '';
  const row = (name: string, minutes: number, where: string): string[] => [
    name,
    downtimeText(minutes),
    total.value > 0 ? formatShare(minutes / total.value) : nothing,
    where,
  ];
  const { shown, more, rest } = split(downtimeCauses, total.value, ({ minutesPerYear }) => minutesPerYear);
  const causes = rows(
    ['Cause', 'Downtime', 'Share', 'Where'],
    [
      ...shown.map((cause) => row(cause.name, cause.minutesPerYear, cause.at ? placeText(cause.at) : '')),
      ...(more > 0 ? [row(`${more} more`, rest, '')] : []),
    ],
  );
  const single = singlePointsOfFailure.map((item) => markdown(item.name)).join(', ');
  const text = `${markdown(availabilityText(workload.availability))} available, ${markdown(downtimeText(total.value))} of failed requests; ${
    single === '' ? 'no single point of failure' : `single points of failure: ${single}`
  }.`;
  return causes === '' ? text : `${text}\n\n${causes}`;
}

function nodes(report: Report): string {
  const row = (item: NodeReport): string[] => [
    item.name,
    item.kind,
    formatNumber(item.replicas),
    item.neededReplicas === undefined ? nothing : formatNumber(item.neededReplicas),
    formatRate(item.arrivalRate),
    ofNode(item.name, utilisationText)(item.cpuUtilisation),
    ofNode(item.name, utilisationText)(item.workerUtilisation),
    ofNode(item.name)(item.capacity),
    ofNode(item.name)(item.meanWait),
    ofNode(item.name, countText)(item.queueLength),
    ofNode(item.name)(item.loss),
    availabilityText(item.availability),
  ];
  return rows(
    [
      'Node type',
      'Kind',
      'Replicas',
      'Needed',
      'Requests',
      'ρ cores',
      'ρ workers',
      'Capacity',
      'Wait',
      'Queue',
      'Turned away',
      'Availability',
    ],
    report.nodes.map(row),
  );
}

function others(report: Report): string {
  return rows(
    ['Name', 'Kind', 'Rate', 'Limit'],
    [
      ...report.externals.map((item) => [
        item.name,
        'external',
        formatRate(item.rate),
        item.limit === undefined ? nothing : formatRate(item.limit),
      ]),
      ...report.channels.map((item) => [item.name, item.kind, formatRate(item.rate), nothing]),
    ],
  );
}

function findings(report: Report): string {
  return rows(
    ['Severity', 'Where', 'Code', 'Message'],
    bySeverity(report.findings).map((item) => [item.severity, placeText(item.at), item.code, item.message]),
  );
}

/** Why there is a question mark, each reason once. */
function reasons(report: Report): string {
  const results = [
    ...report.workloads.flatMap((item) => [item.throughput, item.mean, item.p99, item.errorShare, item.availability]),
    ...report.workloads.map((item) => item.headroom),
    ...report.nodes.flatMap((item) => [item.cpuUtilisation, item.workerUtilisation, item.capacity, item.queueLength]),
    report.headroom,
  ];
  return list([...new Set(results.map(reasonText).filter((text) => text !== undefined))]);
}

function methods(report: Report): string {
  return rows(
    ['Method', 'Quality', 'Error', 'Reference'],
    methodsUsed(report).map((item) => [item.name, item.quality, item.error ?? '', item.reference]),
  );
}

function inputs(report: Report): string {
  const { assumed, defaulted } = unmeasuredInputs(report);
  const line = (word: string) => (input: FigureInput) => [
    input.name,
    input.text,
    word,
    input.at ? placeText(input.at) : '',
  ];
  return rows(
    ['Input', 'Value', 'Why', 'Where'],
    [...assumed.map(line('assumed')), ...defaulted.map(line('left to a default'))],
  );
}
