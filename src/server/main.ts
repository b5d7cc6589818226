/** The language server as a process of its own, started by the extension. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { NodeFileSystem } from 'langium/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { TextFiles } from '../language/text-files.js';
import { nodeWorkers } from '../simulation/workers/node.js';
import { describeError } from './boundary.js';
import { ClientFiles, SplitFiles } from './client-files.js';
import { createEngine } from './real-engine.js';
import { startServer } from './server.js';

const connection = createConnection(ProposedFeatures.all);

// The last boundary: a defect outside of every feature is logged, and the server lives on.
process.on('uncaughtException', (error) => connection.console.error(describeError(error)));
process.on('unhandledRejection', (error) => connection.console.error(describeError(error)));

startServer({
  connection,
  fileSystemProvider: () =>
    new SplitFiles(new TextFiles(NodeFileSystem.fileSystemProvider()), new ClientFiles(connection)),
  engine: createEngine,
  simulators: () => ({
    start: nodeWorkers(join(__dirname, 'simulator.cjs')),
    // One core is left to the editor.
    count: Math.max(1, availableParallelism() - 1),
  }),
});
