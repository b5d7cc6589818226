// Any text as input, the long version: at least a million random edits of the examples. HEADROOM_FUZZ sets their number,
// HEADROOM_SEED the first seed; a failure names the seed and shows the text.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { attempt, type Depth, fuzzServices, Mutator } from './fuzz-run.js';

const COUNT = Number(process.env.HEADROOM_FUZZ ?? 1_000_000);
const FIRST = Number(process.env.HEADROOM_SEED ?? 1_000_000);
const HOUR = 3_600_000;

const folder = new URL('../examples/', import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.arch'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

/** Most texts are only read; one in 20 is analysed, one in 500 with searches and curves. */
function depthOf(index: number): Depth {
  if (index % 500 === 0) return 'full';
  return index % 20 === 0 ? 'quick' : 'read';
}

it(
  `${COUNT} random edits`,
  async () => {
    const mutator = new Mutator(examples);
    let services = await fuzzServices();
    for (let index = 0; index < COUNT; index++) {
      if (index % 20_000 === 0) {
        services = await fuzzServices();
        // Says how far it is, and where to look should it never end.
        process.stderr.write(`${index} of ${COUNT} edits, next seed ${FIRST + index}\n`);
      }
      const text = mutator.text(FIRST + index);
      const problem = await attempt(services, text, depthOf(index));
      if (problem !== undefined) expect.fail(`seed ${FIRST + index}: ${problem}\n${text}`);
    }
  },
  8 * HOUR,
);
