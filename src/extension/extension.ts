/** Entry of the extension: a flat list of what it activates. */
import * as vscode from 'vscode';
import { guarded } from './boundary.js';
import { analyse, findBottleneck, newDescription, sizeForObjective } from './commands.js';
import { PanelHost } from './panel.js';
import { subject } from './places.js';
import { startServer } from './server.js';

let stop: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Headroom', { log: true });
  const output = vscode.window.createOutputChannel('Headroom Report');
  const server = startServer(context, log);
  const panel = new PanelHost(context.extensionUri, server, log);
  stop = () => server.dispose();

  const command = (id: string, what: string, run: (argument: unknown) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(id, (argument: unknown) => guarded(what, log, () => run(argument)));

  context.subscriptions.push(
    log,
    output,
    panel,
    command('headroom.analyse', 'analyse the description', (argument) => analyse(server, output, argument)),
    command('headroom.findBottleneck', 'find the bottleneck', (argument) => findBottleneck(server, argument)),
    command('headroom.sizeForObjective', 'size the system', (argument) => sizeForObjective(server, argument)),
    command('headroom.newDescription', 'open a new description', newDescription),
    command('headroom.restartServer', 'restart the language server', () => server.restart()),
    command('headroom.showLog', 'show the log', () => log.show()),
    command('headroom.openPanel', 'open the panel', (argument) => {
      const uri = subject(argument);
      if (uri) panel.show(uri);
      else void vscode.window.showInformationMessage('Open an architecture description (*.arch) first.');
    }),
  );
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
