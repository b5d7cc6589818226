/** The command that simulates: asks for the scenario where there are some, and shows the result in the panel. */
import * as vscode from 'vscode';
import type { SimulationReport } from '../analysis/simulating/report.js';
import type { WhatIfValue } from '../server/protocol.js';
import type { PanelHost } from './panel.js';
import type { Server } from './server.js';
import type { Simulations } from './simulations.js';

/** What a panel that shows a scenario and what-if values wants to be simulated. */
interface Choice {
  readonly scenario?: string | undefined;
  readonly overrides?: readonly WhatIfValue[];
}

interface Parts {
  readonly server: Server;
  readonly simulations: Simulations;
  readonly panel: PanelHost;
}

/**
 * @param choice as given by the panel; anything else means that nobody has chosen yet
 * @returns the report; undefined where the user left, or there is none
 */
export async function simulate(
  { server, simulations, panel }: Parts,
  uri: vscode.Uri,
  choice: unknown,
): Promise<SimulationReport | undefined> {
  const chosen = isChoice(choice) ? choice : await choose(server, uri);
  if (!chosen) return undefined;
  const view = panel.show(uri);
  const running = simulations.run({ uri: uri.toString(), ...chosen });
  await view.showSimulation(chosen.scenario);
  return running;
}

function isChoice(value: unknown): value is Choice {
  return typeof value === 'object' && value !== null && ('scenario' in value || 'overrides' in value);
}

async function choose(server: Server, uri: vscode.Uri): Promise<Choice | undefined> {
  const result = await server.analyse({ uri: uri.toString(), detail: 'quick' });
  if (result.kind === 'failed') {
    void vscode.window.showWarningMessage(result.message);
    return undefined;
  }
  const { scenarios } = result.report;
  if (scenarios.length === 0) return {};
  const items: (vscode.QuickPickItem & Choice)[] = [
    { label: vscode.l10n.t('As described'), description: vscode.l10n.t('no scenario') },
    ...scenarios.map((scenario) => ({ label: scenario, scenario })),
  ];
  return vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Simulate'),
    placeHolder: vscode.l10n.t('What is to be executed'),
  });
}
