/** Entry of the panel: takes reports from its host and draws them. It computes nothing. */
import './panel.css';
import type { AnalyseResult, SimulationState, ToPanel, WhatIfValue } from '../src/server/protocol.js';
import { markCursor } from './charts/marks.js';
import { element } from './dom.js';
import { findHost, type State } from './host.js';
import { Page } from './page.js';
import type { Context } from './sections/context.js';
import { empty, failed, freshnessNotice, waiting } from './sections/notices.js';
import { SimulationSection } from './sections/simulation.js';
import { TopologySection } from './sections/topology.js';
import { WhatIfSection } from './sections/whatIf.js';
import { applyPalette, onThemeChange, palette } from './theme/theme.js';
import { busyRing, registerControls } from './toolkit.js';

registerControls();

type Report = Extract<AnalyseResult, { kind: 'report' }>['report'];

const host = findHost();
const root = document.getElementById('root') ?? document.body.appendChild(element('main'));
const ring = element('div', 'busy', [busyRing()]);
let state: State = host.state();
let colours = palette();
const open = new Set(state.open);
let shown: Extract<ToPanel, { kind: 'show' }> | undefined;
/** The report with what-if values in place. */
let tried: Report | undefined;
let compared: Context['compared'];
/** Where the cursor of the editor stands. */
let cursor: Extract<ToPanel, { kind: 'select' }>['at'];
let simulation: SimulationState = { kind: 'none' };
let pinned = state.pinned === true;
let busyTimer: ReturnType<typeof setTimeout> | undefined;

const topology = new TopologySection({
  open,
  zoom: state.zoom,
  onZoom: (zoom) => remember({ zoom }),
  onToggle: () => remember({}),
});
const whatIf = host.live
  ? new WhatIfSection({
      values: state.whatIf ?? [],
      onChange: tryValues,
      onWriteBack: (overrides) => host.send({ kind: 'writeBack', overrides }),
    })
  : undefined;
const run = (command: Parameters<Parameters<typeof empty>[0]>[0]): void => host.send({ kind: 'run', command });
const simulated = host.live ? new SimulationSection({ onRun: () => host.send({ kind: 'simulate' }) }) : undefined;
const page = new Page(topology, whatIf, simulated, (freshness, errors) => freshnessNotice(freshness, errors, run));

function remember(change: State): void {
  state = { ...state, ...change, open: [...open] };
  host.remember(state);
}

/** Forgets parts of the state; what is left is remembered with the next change. */
function without(...keys: (keyof State)[]): State {
  const left = { ...state };
  for (const key of keys) delete left[key];
  state = left;
  return {};
}

function render(): void {
  if (!shown) return;
  const { result, title, freshness = { kind: 'current' } } = shown;
  if (result.kind === 'failed') {
    put(failed(result.message, run, state.scenario, () => pickScenario(undefined)));
    return;
  }
  put(page.element);
  page.show({ context: contextOf(result.report), title, freshness, errors: result.errors }, colours);
  markCursor(root, cursor);
}

/** Shows an element as the whole page. */
function put(content: HTMLElement): void {
  if (content.parentElement !== root) root.replaceChildren(content, ring);
}

function contextOf(base: Report): Context {
  return {
    report: tried ?? base,
    before: tried && base,
    open,
    workload: state.workload,
    compared,
    simulation,
    pinned: host.live ? pinned : undefined,
    reveal: (at) => host.send({ kind: 'reveal', uri: at.uri, line: at.line, column: at.column }),
    pin: (on) => host.send({ kind: 'pin', pinned: on }),
    pickScenario,
    pickWorkload(name) {
      remember({ workload: name });
      render();
    },
    compare(other) {
      without('compare');
      remember(other ? { compare: { ...(other.scenario !== undefined && { scenario: other.scenario }) } } : {});
      askComparison();
      render();
    },
    save: (file) => host.send({ kind: 'export', file }),
    remember: () => remember({}),
  };
}

function pickScenario(name: string | undefined): void {
  tried = undefined;
  simulation = { kind: 'none' };
  remember(name === undefined ? without('scenario') : { scenario: name });
  host.send({ kind: 'scenario', name });
}

/** Passes what-if values on; without any, the description as it stands is shown at once. */
function tryValues(overrides: readonly WhatIfValue[], settled: boolean): void {
  state = { ...state, whatIf: overrides };
  if (settled) remember({});
  host.send({ kind: 'whatIf', overrides, settled });
  if (overrides.length === 0 && tried) {
    tried = undefined;
    render();
  }
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

function show(message: Extract<ToPanel, { kind: 'show' }>): void {
  const moved = message.uri !== undefined && state.uri !== undefined && message.uri !== state.uri;
  if (moved) {
    without('scenario', 'workload', 'compare', 'whatIf');
    tried = undefined;
    compared = undefined;
    simulation = { kind: 'none' };
    whatIf?.forget();
  }
  // Another scenario, or errors: what was tried is of something else.
  if (message.freshness?.kind === 'stale' || message.result.kind === 'failed') tried = undefined;
  shown = message;
  const complete = message.result.kind === 'failed' || message.result.report.complete;
  if (complete) busy(false);
  remember({ title: message.title, ...(message.uri && { uri: message.uri }) });
  if (complete) {
    const before = compared?.scenario === state.compare?.scenario ? compared : undefined;
    askComparison();
    // The last comparison stays until the new one is there.
    compared = before ?? compared;
  }
  render();
}

host.onMessage((message) => {
  switch (message.kind) {
    case 'busy':
      return busy(true);
    case 'empty':
      busy(false);
      return put(empty(run));
    case 'show':
      return show(message);
    case 'whatIf':
      // The hand may have gone back to what is described meanwhile.
      if (!state.whatIf?.length) return;
      if (message.result.kind === 'failed') return whatIf?.say(message.result.message);
      tried = message.result.report;
      return render();
    case 'simulation': {
      // While it runs, only its words change.
      const quiet = message.state.kind === 'running' && simulation.kind === 'running';
      simulation = message.state;
      if (message.state.kind === 'running' && quiet) return simulated?.say(message.state.text);
      return render();
    }
    case 'wroteBack':
      return whatIf?.wroteBack(message);
    case 'focusWhatIf':
      return whatIf?.focus(message.part);
    case 'pinned':
      pinned = message.pinned;
      remember({ pinned });
      return render();
    case 'select':
      cursor = message.at;
      topology.select(cursor);
      return markCursor(root, cursor);
    case 'compared':
      if (!state.compare || state.compare.scenario !== message.scenario) return;
      compared = { scenario: message.scenario, result: message.result };
      return render();
  }
});

applyPalette(colours);
onThemeChange(() => {
  colours = palette();
  applyPalette(colours);
  page.paint(colours);
});

put(waiting());
host.send({
  kind: 'ready',
  ...(state.scenario !== undefined && { scenario: state.scenario }),
  ...(state.whatIf && { overrides: state.whatIf }),
});
