/** Entry of the panel: takes reports from its host and draws them. It computes nothing. */
import './panel.css';
import type { AnalyseResult, ToPanel } from '../src/server/protocol.js';
import type { DrawnLines } from './charts/lines.js';
import { element } from './dom.js';
import { findHost, type State } from './host.js';
import { availabilitySection } from './sections/availability.js';
import { breakdownSection } from './sections/breakdown.js';
import { comparisonSection } from './sections/comparison.js';
import type { Context } from './sections/context.js';
import { curveSection } from './sections/curve.js';
import { header } from './sections/header.js';
import { methodsSection } from './sections/methods.js';
import { objectivesSection } from './sections/objectives.js';
import { utilisationSection } from './sections/utilisation.js';
import { applyPalette, onThemeChange, palette } from './theme/theme.js';
import { busyRing, registerControls } from './toolkit.js';

registerControls();

const host = findHost();
const root = document.getElementById('root') ?? document.body.appendChild(element('div'));
const ring = element('div', 'busy', [busyRing()]);
let state: State = host.state();
let shown: Extract<ToPanel, { kind: 'show' }> | undefined;
let compared: Context['compared'];
let drawings: readonly DrawnLines[] = [];
let busyTimer: ReturnType<typeof setTimeout> | undefined;
const open = new Set(state.open);

function remember(change: State): void {
  state = { ...state, ...change, open: [...open] };
  host.remember(state);
}

function render(): void {
  if (!shown) return;
  const { result, title } = shown;
  for (const drawn of drawings) drawn.destroy();
  drawings = [];
  if (result.kind === 'failed') {
    root.replaceChildren(element('p', 'notice', [result.message]), ring);
    return;
  }
  const context = contextOf(result);
  const sections = [
    objectivesSection(context),
    curveSection(context),
    breakdownSection(context),
    utilisationSection(context),
    availabilitySection(context),
    comparisonSection(context),
  ];
  const charts = sections.flatMap((section) => section.exports ?? []);
  root.replaceChildren(
    header(context, title, result.errors),
    ...sections.map((section) => section.element),
    methodsSection(context, title, charts),
    ring,
  );
  drawings = sections.flatMap((section) => section.drawings ?? []);
  paint();
}

/** Gives everything the colours of the theme as it is now. */
function paint(): void {
  const colours = palette();
  applyPalette(root, colours);
  for (const drawn of drawings) drawn.draw(colours);
}

function contextOf(result: Extract<AnalyseResult, { kind: 'report' }>): Context {
  return {
    report: result.report,
    open,
    workload: state.workload,
    compared,
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
    compare(other) {
      const { compare: _, ...others } = state;
      state = others;
      remember(other ? { compare: { ...(other.scenario !== undefined && { scenario: other.scenario }) } } : {});
      askComparison();
      render();
    },
    save: (file) => host.send({ kind: 'export', file }),
    remember: () => remember({}),
  };
}

/** Asks for the second scenario of the comparison again, where there is one. */
function askComparison(): void {
  const { compare } = state;
  compared = compare && { scenario: compare.scenario, result: undefined };
  if (compare) host.send({ kind: 'compare', ...compare });
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
  if (message.kind === 'compared') {
    if (!state.compare || state.compare.scenario !== message.scenario) return;
    compared = { scenario: message.scenario, result: message.result };
    render();
    return;
  }
  if (message.kind !== 'show') return;
  busy(false);
  shown = message;
  remember({ title: message.title, ...(message.uri && { uri: message.uri }) });
  const before = compared?.scenario === state.compare?.scenario ? compared : undefined;
  askComparison();
  // The last comparison stays until the new one is there.
  compared = before ?? compared;
  render();
});

onThemeChange(paint);

root.replaceChildren(element('p', 'faint', ['Waiting for the analysis…']), ring);
host.send({ kind: 'ready', ...(state.scenario !== undefined && { scenario: state.scenario }) });
