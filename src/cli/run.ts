/** One run of the command line, from words to exit code. */
import { plain } from '../interchange/escape.js';
import { type Command, parseCommandLine, UsageError } from './arguments.js';
import { analyze } from './commands/analyze.js';
import { diff } from './commands/diff.js';
import { explain } from './commands/explain.js';
import { fmt } from './commands/fmt.js';
import { panel } from './commands/panel.js';
import { help } from './help.js';
import { type Engine, exit, type Host } from './host.js';
import { version } from './version.js';

/**
 * Runs a command.
 *
 * @param argv the words after the name of the program
 * @param host where to read and write
 * @param engine makes the engine; asked only by commands that need it, since it takes time to load
 * @returns the exit code (see {@link exit}); never throws
 */
export async function run(argv: readonly string[], host: Host, engine: () => Promise<Engine>): Promise<number> {
  try {
    return await dispatch(parseCommandLine(argv), host, engine);
  } catch (error) {
    if (error instanceof UsageError) {
      // A message may quote a file name or a description; only its line breaks are ours.
      host.error(`headroom: ${error.message.split('\n').map(plain).join('\n')}\nSee headroom --help.\n`);
      return exit.usage;
    }
    host.error(
      `headroom: a defect of the program: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`,
    );
    return exit.defect;
  }
}

async function dispatch(command: Command, host: Host, engine: () => Promise<Engine>): Promise<number> {
  switch (command.kind) {
    case 'help':
      host.out(help);
      return exit.holds;
    case 'version':
      host.out(`${version(host)}\n`);
      return exit.holds;
    case 'analyze':
      return analyze(command, host, await engine());
    case 'diff':
      return diff(command, host, await engine());
    case 'fmt':
      return fmt(command, host, await engine());
    case 'explain':
      return explain(command, host, await engine());
    case 'panel':
      return panel(command, host, await engine());
    case 'simulate':
      // Loaded only here: it brings threads along.
      return (await import('./commands/simulate.js')).simulate(command, host, await engine());
    case 'solve':
      // Loaded only here: it brings the kernels and a parser along.
      return (await import('./commands/solve.js')).solve(command, host);
  }
}
