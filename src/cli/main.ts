#!/usr/bin/env node
/** Entry of the command line: joins it to this process. */
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { run } from './run.js';
import { watchOutput } from './streams.js';

const colour = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

// The bundle is dist/cli.js of the package; npm puts a link to it on the path.
const script = realpathSync(process.argv[1] ?? '.');

watchOutput(process.stdout, process.stderr, (code) => process.exit(code));

// The exit code is set and not forced, so that output through a pipe is written to its end.
process.exitCode = await run(
  process.argv.slice(2),
  {
    cwd: process.cwd(),
    root: join(dirname(script), '..'),
    colour,
    input: () => text(process.stdin),
    out: (output) => process.stdout.write(output),
    error: (output) => process.stderr.write(output),
    ...(process.stderr.isTTY && { status: (line: string) => process.stderr.write(`\r\u001b[K${line}`) }),
    onInterrupt: (stop) => {
      // The second one ends the program as ever.
      process.once('SIGINT', stop);
      return () => process.removeListener('SIGINT', stop);
    },
  },
  async () => (await import('./engine.js')).createEngine(),
);
