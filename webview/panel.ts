/** Entry of the panel: takes reports from its host and draws them. It computes nothing. */
import './panel.css';
import type { Chart } from 'chart.js';
import type { AnalyseResult, ToPanel } from '../src/server/protocol.js';
import { element } from './dom.js';
import { findHost, type State } from './host.js';
import { availabilitySection } from './sections/availability.js';
import type { Context } from './sections/context.js';
import { curveSection } from './sections/curve.js';
import { header } from './sections/header.js';
import { methodsSection } from './sections/methods.js';
import { objectivesSection } from './sections/objectives.js';
import { utilisationSection } from './sections/utilisation.js';
import { onThemeChange } from './theme.js';
import { busyRing, registerControls } from './toolkit.js';

registerControls();

const host = findHost();
const root = document.getElementById('root') ?? document.body.appendChild(element('div'));
const ring = element('div', 'busy', [busyRing()]);
let state: State = host.state();
let shown: Extract<ToPanel, { kind: 'show' }> | undefined;
let chart: Chart | undefined;
let redraw: (() => Chart | undefined) | undefined;
let busyTimer: ReturnType<typeof setTimeout> | undefined;
const open = new Set(state.open);

function remember(change: State): void {
  state = { ...state, ...change, open: [...open] };
  host.remember(state);
}

function render(): void {
  if (!shown) return;
  const { result, title } = shown;
  chart?.destroy();
  chart = undefined;
  redraw = undefined;
  if (result.kind === 'failed') {
    root.replaceChildren(element('p', 'notice', [result.message]), ring);
    return;
  }
  const context = contextOf(result);
  const curve = curveSection(context);
  root.replaceChildren(
    header(context, title, result.errors),
    objectivesSection(context),
    curve.element,
    utilisationSection(context),
    availabilitySection(context),
    methodsSection(context),
    ring,
  );
  redraw = () => curve.draw();
  chart = redraw();
}

function contextOf(result: Extract<AnalyseResult, { kind: 'report' }>): Context {
  return {
    report: result.report,
    open,
    workload: state.workload,
    reveal: (at) => host.send({ kind: 'reveal', uri: at.uri, line: at.line, column: at.column }),
    pickScenario(name) {
      const { scenario: _, ...others } = state;
      state = others;
      remember(name === undefined ? {} : { scenario: name });
      host.send({ kind: 'scenario', name });
    },
    pickWorkload(name) {
      remember({ workload: name });
      render();
    },
    remember: () => remember({}),
  };
}

function busy(on: boolean): void {
  clearTimeout(busyTimer);
  // A ring that only flashes is worse than none.
  if (on) busyTimer = setTimeout(() => ring.classList.add('on'), 400);
  else ring.classList.remove('on');
}

host.onMessage((message) => {
  if (message.kind === 'busy') {
    busy(true);
    return;
  }
  if (message.kind !== 'show') return;
  busy(false);
  shown = message;
  remember({ title: message.title, ...(message.uri && { uri: message.uri }) });
  render();
});

onThemeChange(() => {
  chart?.destroy();
  chart = redraw?.();
});

root.replaceChildren(element('p', 'faint', ['Waiting for the analysis…']), ring);
host.send({ kind: 'ready', ...(state.scenario !== undefined && { scenario: state.scenario }) });
