/** The language server as a process of its own, started by the extension. */
import { NodeFileSystem } from 'langium/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { TextFiles } from '../language/text-files.js';
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
});
