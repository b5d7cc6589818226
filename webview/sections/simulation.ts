/** The simulation: the button that starts one, its figures beside the computed ones, and the time line of a drill. Lives as long as the page. */
import './simulation.css';
import { formatDuration } from '../../src/analysis/render/format.js';
import { disagreementText, drainText, effortText, endingText, markText } from '../../src/analysis/render/simulation.js';
import type { SimulationReport } from '../../src/analysis/simulating/report.js';
import type { SimulationState } from '../../src/server/protocol.js';
import { type DrawnLines, linesElement } from '../charts/lines.js';
import type { LineChart } from '../charts/model.js';
import { drillCharts, simulationTable } from '../charts/simulation.js';
import { details, element, section } from '../dom.js';
import { type Exportable, exportable } from '../export/menu.js';
import type { Palette } from '../theme/palette.js';
import type { Context } from './context.js';
import { Replay } from './replay.js';
import { chartMenu, dataTable, tableBehind } from './section.js';

export class SimulationSection {
  readonly element: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly status = element('p', 'faint', [], { role: 'status' });
  private readonly content = element('div');
  private shown: SimulationState | undefined;
  private workload: string | undefined;
  private charts: readonly LineChart[] = [];
  private drawn: readonly DrawnLines[] = [];
  private replay: Replay | undefined;

  constructor({ onRun }: { onRun(): void }) {
    this.button = element('button', 'tool', ['Simulate'], { type: 'button' });
    this.button.addEventListener('click', onRun);
    this.element = section('Simulation', [this.status, this.content], this.button);
  }

  update(context: Context, colours: Palette): void {
    const { simulation, workload } = context;
    const same = simulation === this.shown && workload === this.workload;
    this.button.disabled = simulation.kind === 'running';
    if (same) return;
    this.shown = simulation;
    this.workload = workload;
    this.say(statusOf(simulation));
    this.clear();
    this.status.className = simulation.kind === 'done' && simulation.stale ? 'notice' : 'faint';
    if (simulation.kind === 'done') this.fill(simulation.report, context, colours);
  }

  /** How far it is. */
  say(text: string): void {
    this.status.textContent = text;
  }

  drawings(): readonly DrawnLines[] {
    return this.drawn;
  }

  exports(): Exportable[] {
    return this.charts.map(exportable);
  }

  private clear(): void {
    this.replay?.stop();
    this.replay = undefined;
    for (const one of this.drawn) one.destroy();
    this.drawn = [];
    this.charts = [];
    this.content.replaceChildren();
  }

  private fill(report: SimulationReport, context: Context, colours: Palette): void {
    this.charts = drillCharts(report, context.workload ?? '');
    this.drawn = this.charts.map(linesElement);
    const disagreement = disagreementText(report);
    const bad = report.ending.kind === 'overloaded' || report.ending.kind === 'failed';
    this.content.append(
      element('p', bad ? 'bad' : '', [endingText(report.ending)]),
      element('p', 'faint', [`${effortText(report)}.`]),
      ...(disagreement === undefined ? [] : [element('p', report.disagreements > 0 ? 'bad' : '', [disagreement])]),
      ...this.drill(report, context),
      details(
        'table-simulation',
        'Table: simulated and computed figures',
        [element('div', 'figures', [dataTable(simulationTable(report), context)])],
        context.open,
        () => context.remember(),
      ),
      ...(report.notes.length > 0
        ? [
            element(
              'ul',
              'faint',
              report.notes.map((note) => element('li', '', [note])),
              { 'aria-label': 'Not executed as it stands' },
            ),
          ]
        : []),
    );
    for (const one of this.drawn) one.draw(colours);
  }

  /** Charts over time, the replay over them, and the marks in words. */
  private drill(report: SimulationReport, context: Context): HTMLElement[] {
    const { timeLine } = report;
    const [first] = this.charts;
    if (!timeLine || !first) return [];
    this.replay = new Replay(timeLine, (at) => {
      for (const one of this.drawn) one.point(at);
    });
    const drained = drainText(report);
    const marks = timeLine.marks.map((mark) => element('li', '', [`${formatDuration(mark.time)}: ${markText(mark)}`]));
    return [
      this.replay.element,
      ...this.charts.flatMap((chart, i) => [
        element('div', 'heading', [element('h3', '', [chart.title]), chartMenu(chart, context)]),
        this.drawn[i]!.element,
        element('p', 'faint', [chart.description]),
      ]),
      ...(drained === undefined ? [] : [element('p', '', [drained])]),
      ...(marks.length > 0
        ? [
            details(
              'simulation-marks',
              `Marks (${marks.length + timeLine.marksLeftOut})`,
              [element('ul', '', marks)],
              context.open,
              () => context.remember(),
            ),
          ]
        : []),
      tableBehind(first, context),
    ];
  }
}

function statusOf(state: SimulationState): string {
  switch (state.kind) {
    case 'none':
      return 'Executes the description many times over and holds the computed figures against what comes out.';
    case 'running':
      return state.text;
    case 'failed':
      return `It could not be simulated: ${state.message}`;
    case 'done': {
      const values = state.values.map(({ path, value }) => `${path} = ${value}`).join(', ');
      const what = values === '' ? '' : `With ${values}. `;
      return state.stale ? `${what}Of an earlier text: simulate again.` : what;
    }
  }
}
