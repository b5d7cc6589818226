/** Entry of the extension: a flat list of what it activates. */
import * as vscode from 'vscode';
import { ActiveDescription } from './active.js';
import { guarded } from './boundary.js';
import {
  analyse,
  askForDescription,
  findBottleneck,
  newDescription,
  openExample,
  sizeForObjective,
} from './commands.js';
import { Comparisons } from './compare.js';
import { PanelHost } from './panel.js';
import { subject } from './places.js';
import { Reports } from './reports.js';
import { startServer } from './server.js';
import { simulate } from './simulate.js';
import { Simulations } from './simulations.js';
import { StatusBar } from './status.js';
import { ObjectiveTests } from './tests.js';
import { ArchitectureTree, revealCommand } from './tree.js';
import type { Part } from './tree-parts.js';

/** What activation gives to the tests that run in an extension host; no interface for others. */
export interface Activated {
  readonly active: ActiveDescription;
  readonly status: StatusBar;
  readonly tree: ArchitectureTree;
  readonly tests: ObjectiveTests;
  readonly simulations: Simulations;
}

let stop: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): Activated {
  const { t } = vscode.l10n;
  const log = vscode.window.createOutputChannel('Headroom', { log: true });
  const output = vscode.window.createOutputChannel('Headroom Report');
  const server = startServer(context, log);
  const reports = new Reports(server);
  const active = new ActiveDescription(reports, log);
  const simulations = new Simulations(server);
  const panel = new PanelHost(context.extensionUri, server, simulations, log);
  const tree = new ArchitectureTree(active, server);
  const tests = new ObjectiveTests(server, reports, log);
  const status = new StatusBar(active);
  const comparisons = new Comparisons(server);
  stop = () => server.dispose();

  const command = (id: string, failure: string, run: (...args: unknown[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(id, (...args: unknown[]) => guarded(failure, log, () => run(...args)));
  /** The description that a command is about, else a hint to open one. */
  const about = (argument: unknown, run: (uri: vscode.Uri) => unknown): unknown => {
    const uri = subject(argument) ?? active.uri;
    return uri ? run(uri) : askForDescription();
  };

  context.subscriptions.push(
    log,
    output,
    reports,
    active,
    simulations,
    panel,
    tree,
    tests,
    status,
    comparisons,
    command('headroom.analyse', t('Headroom could not analyse the description.'), (argument) =>
      about(argument, (uri) => analyse(server, output, uri)),
    ),
    command('headroom.simulate', t('Headroom could not simulate the description.'), (argument, choice) =>
      about(argument, (uri) => simulate({ server, simulations, panel }, uri, choice)),
    ),
    command('headroom.findBottleneck', t('Headroom could not find the bottleneck.'), (argument) =>
      about(argument, (uri) => findBottleneck(server, uri)),
    ),
    command('headroom.sizeForObjective', t('Headroom could not size the system.'), (argument) =>
      about(argument, (uri) => sizeForObjective(server, uri)),
    ),
    command('headroom.testObjectives', t('Headroom could not test the objectives.'), (argument) =>
      about(argument, (uri) => tests.run({ ...lineOf(argument), uri })),
    ),
    command('headroom.compareWithCommit', t('Headroom could not compare with the last commit.'), (argument) =>
      about(argument, (uri) => comparisons.compareWithCommit(uri)),
    ),
    command('headroom.newDescription', t('Headroom could not open a new description.'), newDescription),
    command('headroom.openExample', t('Headroom could not open an example.'), () => openExample(context.extensionUri)),
    command('headroom.restartServer', t('Headroom could not restart its language server.'), () => server.restart()),
    command('headroom.showLog', t('Headroom could not show its log.'), () => log.show()),
    command('headroom.openPanel', t('Headroom could not open its panel.'), (argument) => {
      panel.show(subject(argument) ?? active.uri);
    }),
    command('headroom.whatIf', t('Headroom could not open its panel.'), (argument, name) =>
      about(argument, (uri) => {
        const part = typeof name === 'string' ? name : lineOf(argument)?.name;
        if (part === undefined) panel.show(uri);
        else panel.openWhatIf(uri, part);
      }),
    ),
    command(revealCommand, t('Headroom could not go to that line.'), (part) => tree.reveal(part as Part)),
  );
  return { active, status, tree, tests, simulations };
}

export async function deactivate(): Promise<void> {
  await stop?.();
}

/** The line of the tree that a command of its menu was called on. */
function lineOf(argument: unknown): Part | undefined {
  return typeof argument === 'object' && argument !== null && 'kind' in argument ? (argument as Part) : undefined;
}
