// Layered systems whose chain is too large, and those with fixed times, by long simulations. HEADROOM_TRUTH=write keeps the figures.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type LayeredModel, phasesOf } from '../queueing/layered/model.js';
import { simulatedCases } from '../queueing/layered/testing/simulated.js';
import { studentQuantile } from '../queueing/student.js';
import { Run } from './engine/run.js';
import { meanOf } from './statistics/histogram.js';
import { systemOf } from './testing/describe.js';

const file = fileURLToPath(new URL('../queueing/layered/testing/simulated.tsv', import.meta.url));
const write = globalThis.process?.env.HEADROOM_TRUTH === 'write';
const SEED = 20_261_125;
const REPLICATIONS = 8;
/** Requests that each replication counts, all workloads together. */
const REQUESTS = 15_000;

/** One service per task, on cores of its own. */
function textOf(model: LayeredModel): string {
  const service = (t: number): string => {
    const { name, workers, processor } = model.tasks[t]!;
    const bodies = model.entries.flatMap((entry) => {
      if (entry.task !== t) return [];
      const [first, second] = phasesOf(entry).map(({ demand, cv = 1, calls = [] }) => {
        const to = calls.flatMap(({ entry: target, mean }) => {
          const call = `call ${model.tasks[model.entries[target]!.task]!.name}.run`;
          const whole = Math.floor(mean);
          return [
            ...Array.from({ length: whole }, () => call),
            ...(mean > whole ? [`with ${100 * (mean - whole)} % { ${call} }`] : []),
          ];
        });
        return [demand > 0 ? `cpu ${1000 * demand} ms cv ${cv}` : '', ...to].join(' ');
      });
      return [`op run { ${first}${second === undefined ? '' : ` reply ${second}`} }`];
    });
    return `service ${name} { workers ${workers} cores ${model.processors[processor]!.cores} ${bodies.join(' ')} }`;
  };
  const load = model.classes.map((item, c) => {
    const entry = model.entries[item.targets[0]!.entry]!;
    const how = item.kind === 'open' ? `open ${item.rate} req/s` : `closed ${item.users} users think ${item.think} s`;
    return `workload w${c} { ${how}; calls ${model.tasks[entry.task]!.name}.run }`;
  });
  return [...load, ...model.tasks.map((_, t) => service(t))].join('\n');
}

it('the figures that are kept are those of the simulator', { timeout: 3_600_000 }, async () => {
  const known = new Map(
    (write ? '' : readFileSync(file, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.split('\t')[0]!, line]),
  );
  const lines: string[] = [];
  for (const { name, model, expected } of simulatedCases()) {
    const system = await systemOf(textOf(model));
    const duration = REQUESTS / expected;
    const samples = model.classes.map(() => ({ throughput: [] as number[], response: [] as number[] }));
    for (let replication = 0; replication < REPLICATIONS; replication++) {
      const run = new Run(system, { seed: SEED, replication, warmUp: duration / 4, duration });
      while (!run.advance(100_000));
      run.result().workloads.forEach((workload, c) => {
        samples[c]!.throughput.push(workload.succeeded / duration);
        samples[c]!.response.push(meanOf(workload.response));
      });
    }
    const of = (values: readonly number[]): string => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1);
      const half = studentQuantile(0.975, values.length - 1) * Math.sqrt(variance / values.length);
      return `${mean.toPrecision(6)} ${half.toPrecision(2)}`;
    };
    const line = [name, SEED, ...samples.map(({ throughput, response }) => `${of(throughput)} ${of(response)}`)].join(
      '\t',
    );
    lines.push(line);
    if (write) writeFileSync(file, `${lines.join('\n')}\n`);
    else expect(line).toBe(known.get(name));
  }
  expect(lines.length).toBeGreaterThanOrEqual(60);
});
