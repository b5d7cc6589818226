/** What each section of the panel gets. */
import type { Report } from '../../src/analysis/report.js';
import type { AnalyseResult, ExportFile, SimulationState } from '../../src/server/protocol.js';
import { element } from '../dom.js';

type Place = Report['nodes'][number]['at'];

export interface Context {
  /** What is shown: with what-if values in place, where there are any. */
  readonly report: Report;
  /** The description as it stands, where `report` is a what-if. */
  readonly before: Report | undefined;
  /** Keys of the parts that are open. */
  readonly open: Set<string>;
  /** Workload whose curve is shown. */
  readonly workload: string | undefined;
  /** The second scenario of the comparison; its result is absent while it is being computed. */
  readonly compared: { readonly scenario: string | undefined; readonly result: AnalyseResult | undefined } | undefined;
  /** The simulation of the description under the chosen scenario. */
  readonly simulation: SimulationState;
  /** Whether the panel stays with its description; undefined where there is only one. */
  readonly pinned: boolean | undefined;
  reveal(at: Place): void;
  pin(on: boolean): void;
  pickScenario(name: string | undefined): void;
  pickWorkload(name: string): void;
  /** Picks the second scenario, or none. */
  compare(other: { readonly scenario: string | undefined } | undefined): void;
  /** Saves a file that was exported. */
  save(file: ExportFile): void;
  /** Called when a part was opened or closed. */
  remember(): void;
}

/** A name that leads to its line. */
export function nameLink(name: string, at: Place | undefined, context: Context): HTMLElement {
  if (!at) return element('span', '', [name]);
  const button = element('button', 'link', [name], { type: 'button', title: `Go to line ${at.line + 1}` });
  button.addEventListener('click', () => context.reveal(at));
  return button;
}
