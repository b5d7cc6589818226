/** `headroom simulate`: a description executed, with progress, and what there is at an interrupt. */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { progressText } from '../../analysis/render/simulation.js';
import type { SimulationProgress, SimulationReport } from '../../analysis/simulating/report.js';
import { simulate as simulateSystem } from '../../analysis/simulating/simulate.js';
import { renameUris } from '../../interchange/document.js';
import { plain } from '../../interchange/escape.js';
import {
  toSimulationCsv,
  toSimulationJson,
  toSimulationMarkdown,
  toTimeLineCsv,
} from '../../interchange/simulation.js';
import { nodeWorkers } from '../../simulation/workers/node.js';
import { WorkerPool } from '../../simulation/workers/pool.js';
import { type SimulateCommand, UsageError } from '../arguments.js';
import { shownName, shownUri, writeOutput } from '../files.js';
import { type Engine, exit, type Host, type Question } from '../host.js';
import { toSimulationText } from '../simulationText.js';

/** Milliseconds between two lines of progress. */
const EVERY = 100;

/**
 * Simulates one file.
 *
 * @returns the exit code: 2 where the file has errors, 130 after an interrupt, 1 where there is no steady state or nothing could be measured, else 0
 * @throws UsageError where scenario, override or options do not fit
 */
export async function simulate(command: SimulateCommand, host: Host, engine: Engine): Promise<number> {
  const { scenario, overrides } = command;
  const piped = command.file === '-';
  const path = resolve(host.cwd, piped ? 'stdin.arch' : command.file);
  const question: Question = { path, scenario, overrides, ...(piped && { text: await host.input() }) };
  const file = shownName(host.cwd, path);
  const read = await engine.system(question);
  if (read.kind === 'misfit') throw new UsageError(`${file}: ${read.reason}`);
  if (read.kind === 'unreadable') {
    host.error(`${plain(file)}: ${plain(read.reason)}\n`);
    return exit.broken;
  }
  const errors = read.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    for (const { at, message, code } of errors) {
      const place = at ? `${shownUri(host.cwd, at.uri)}:${at.line + 1}:${at.column + 1}` : file;
      host.error(`${plain(place)}: ${plain(message)} (${code})\n`);
    }
    return exit.broken;
  }
  if (read.system.workloads.length === 0) {
    host.error(`${plain(file)}: there is no workload, so nothing would happen\n`);
    return exit.broken;
  }
  const { report, interrupted } = await execute(command, host, read.system);
  const shown = renameUris(report, (uri) => shownUri(host.cwd, uri));
  const colour = command.colour && host.colour && command.output === undefined;
  const text = render(file, shown, command.format, colour);
  if (command.output === undefined) host.out(text);
  else await writeOutput(host, command.output, text);
  if (interrupted) return exit.interrupted;
  const { kind } = report.ending;
  return kind === 'overloaded' || kind === 'unsettled' || kind === 'failed' ? exit.missed : exit.holds;
}

async function execute(
  command: SimulateCommand,
  host: Host,
  system: Parameters<typeof simulateSystem>[0],
): Promise<{ report: SimulationReport; interrupted: boolean }> {
  const { seed, precision, time, warmUp, replications, failures, budget } = command;
  const parallel = command.workers ?? availableParallelism();
  const stop = new AbortController();
  const listenNoMore = host.onInterrupt?.(() => {
    stop.abort();
    host.status?.('');
    host.error('headroom: interrupted; what has been measured follows\n');
  });
  let pool: WorkerPool | undefined;
  let last = 0;
  const onProgress = (progress: SimulationProgress): void => {
    if (Date.now() - last < EVERY || stop.signal.aborted) return;
    last = Date.now();
    host.status?.(`simulating: ${progressText(progress, precision ?? 0.02)}`);
  };
  try {
    const report = await simulateSystem(
      system,
      (played) => {
        pool = new WorkerPool(played, nodeWorkers(join(host.root, 'dist', 'simulator.cjs')));
        return pool;
      },
      {
        ...(seed !== undefined && { seed }),
        ...(precision !== undefined && { precision }),
        ...(time !== undefined && { time }),
        ...(warmUp !== undefined && { warmUp }),
        ...(replications !== undefined && { replications }),
        ...budget,
        failures,
        parallel,
        signal: stop.signal,
        onProgress,
      },
    );
    return { report, interrupted: stop.signal.aborted };
  } catch (error) {
    // An option that does not fit, in the words of the one who checks it.
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  } finally {
    listenNoMore?.();
    host.status?.('');
    if (pool?.refused !== undefined) host.error(`headroom: simulated without threads: ${plain(pool.refused)}\n`);
  }
}

function render(file: string, report: SimulationReport, format: SimulateCommand['format'], colour: boolean): string {
  switch (format) {
    case 'text':
      return toSimulationText(file, report, { colour });
    case 'json':
      return toSimulationJson(file, report);
    case 'markdown':
      return toSimulationMarkdown(file, report);
    case 'csv':
      return toSimulationCsv(report);
    case 'timeline':
      if (!report.timeLine)
        throw new UsageError('there is no time line: it is made where the scenario has events, or something grows');
      return toTimeLineCsv(report.timeLine);
  }
}
