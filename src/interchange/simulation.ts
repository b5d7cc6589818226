/** Writes a simulation as JSON after docs/simulation.schema.json, as Markdown, and as CSV. */
import { formatDuration, formatNumber } from '../analysis/render/format.js';
import {
  agreementOf,
  agreements,
  computedText,
  disagreementText,
  drainText,
  effortText,
  endingText,
  intervalText,
  markText,
  partOrder,
  partTitles,
  simulatedText,
} from '../analysis/render/simulation.js';
import type { SimulationReport, TimeLine } from '../analysis/simulating/report.js';
import { toCsv } from './csv.js';
import { markdown } from './escape.js';
import { jsonText } from './json.js';
import { table } from './markdown-table.js';

/** @param file name relative to the working folder */
export function toSimulationJson(file: string, report: SimulationReport): string {
  return jsonText({ file, simulation: report });
}

/** Markdown with a final line break; nothing in it that came from a description is markup. */
export function toSimulationMarkdown(file: string, report: SimulationReport): string {
  const scenario = report.scenario === undefined ? '' : `, scenario **${markdown(report.scenario)}**`;
  const level = `${formatNumber(100 * report.options.level)} % interval`;
  const sections = partOrder.flatMap((of) => {
    const rows = report.parts
      .filter((part) => part.of === of)
      .flatMap(({ name, figures }) =>
        figures.map((figure) => {
          const agreement = agreementOf(figure);
          return [
            name,
            figure.metric,
            simulatedText(figure),
            intervalText(figure.simulated, figure.unit),
            computedText(figure),
            agreement ? `${agreements[agreement].sign} ${agreements[agreement].text}` : '',
          ];
        }),
      );
    const head = ['Name', 'Figure', 'Simulated', level, 'Computed', ''];
    return rows.length > 0 ? [`### ${partTitles[of]}`, table(head, rows)] : [];
  });
  const drained = drainText(report);
  const marks = report.timeLine?.marks ?? [];
  const parts = [
    `## Headroom, simulated: ${markdown(file)}`,
    `System **${markdown(report.system)}**${scenario}; ${markdown(effortText(report))}.`,
    `**${markdown(endingText(report.ending))}** ${markdown(disagreementText(report) ?? '')}`.trim(),
    ...sections,
    ...(marks.length > 0
      ? [
          '### Marks',
          table(
            ['Time', 'What'],
            marks.map((mark) => [formatDuration(mark.time), markText(mark)]),
          ),
        ]
      : []),
    ...(drained === undefined ? [] : [markdown(drained)]),
    ...(report.notes.length > 0
      ? ['### Not executed as it stands', report.notes.map((note) => `- ${markdown(note)}`).join('\n')]
      : []),
    ...(Object.keys(report.methods).length > 0
      ? [
          '### Methods of the computed figures',
          Object.values(report.methods)
            .map(
              ({ name, reference, error }) =>
                `- ${markdown(`${name} (${reference})${error === undefined ? '' : `: ${error}`}`)}`,
            )
            .join('\n'),
        ]
      : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** One figure a line, in SI units. */
export function toSimulationCsv(report: SimulationReport): string {
  const number = (value: number | undefined) => ({ text: '–', ...(value !== undefined && { value }) });
  return toCsv({
    columns: [
      'part',
      'name',
      'figure',
      'unit',
      'simulated',
      'low',
      'high',
      'computed',
      'method',
      'stated error',
      'agreement',
    ].map((title) => ({ title })),
    rows: report.parts.flatMap(({ of, name, figures }) =>
      figures.map((figure) => {
        const { metric, unit, simulated, computed } = figure;
        const value = computed?.kind === 'value' ? computed : undefined;
        return [
          { text: of },
          { text: name },
          { text: metric },
          { text: unit },
          number(simulated?.value),
          number(simulated?.low),
          number(simulated?.high),
          computed && !value ? { text: computed.kind } : number(value?.value),
          { text: value?.method ?? '' },
          number(value?.stated),
          { text: agreementOf(figure) ?? '' },
        ];
      }),
    ),
  });
}

/** One interval a line: seconds of its end, then each series in SI units. */
export function toTimeLineCsv({ interval, workloads, nodes, channels }: TimeLine): string {
  const series: readonly { title: string; unit: string; values: readonly (number | null)[] }[] = [
    ...workloads.flatMap(({ name, arrivals, goodput, errors, response, inProgress }) => [
      { title: `${name} arrivals`, unit: '1/s', values: arrivals },
      { title: `${name} goodput`, unit: '1/s', values: goodput },
      ...errors.map(({ kind, rates }) => ({ title: `${name} ${kind}`, unit: '1/s', values: rates })),
      { title: `${name} response`, unit: 's', values: response },
      { title: `${name} in progress`, unit: 'requests', values: inProgress },
    ]),
    ...nodes.flatMap(({ name, waiting, busy, up }) => [
      { title: `${name} waiting`, unit: 'requests', values: waiting },
      { title: `${name} busy`, unit: 'workers', values: busy },
      { title: `${name} up`, unit: 'replicas', values: up },
    ]),
    ...channels.map(({ name, waiting }) => ({ title: `${name} waiting`, unit: 'messages', values: waiting })),
  ];
  const length = series[0]?.values.length ?? 0;
  return toCsv({
    columns: [{ title: 'time', unit: 's' }, ...series.map(({ title, unit }) => ({ title, unit }))],
    rows: Array.from({ length }, (_, i) => [
      { text: '–', value: Number(((i + 1) * interval).toPrecision(9)) },
      ...series.map(({ values }) => {
        const value = values[i];
        return { text: '–', ...(value !== null && value !== undefined && { value }) };
      }),
    ]),
  });
}
