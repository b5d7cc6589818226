/**
 * Cost of reading and analysing generated systems of growing size. Machines differ, ratios within one run differ little:
 * times are given in units of parsing 10 node types, growth per doubling of the system, and the two promises as ratios.
 * Ends with 1 where a promise is broken. `--json` prints the numbers, `--quick` takes fewer rounds.
 */
import { EmptyFileSystem, URI } from 'langium';
import { analyseSteps } from '/tmp/dx/b/lib/analysis.js';
import { createArchCoreServices, readSystem } from '/tmp/dx/b/lib/language.js';
import { generateDescription } from '/work/main/test/bench/generate.mjs';

const quick = process.argv.includes('--quick');
const SIZES = [10, 100, 1000];
const STAGES = ['parse', 'link', 'lower', 'quick', 'full'];

const { shared, arch } = createArchCoreServices(EmptyFileSystem);
const services = { shared, arch };
let opened = 0;

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
async function timed(times, stage, work) {
  const start = performance.now();
  const result = await work();
  times[stage] = performance.now() - start;
  return result;
}

/** One way from text to report; each stage timed in ms. */
async function run(text, { full }) {
  const times = {};
  const { LangiumDocuments, DocumentBuilder, LangiumDocumentFactory } = shared.workspace;
  const uri = URI.parse(`memory:///bench${opened++}.arch`);
  const document = await timed(times, 'parse', () => LangiumDocumentFactory.fromString(text, uri));
  if (document.parseResult.parserErrors.length > 0) throw new Error(document.parseResult.parserErrors[0].message);
  LangiumDocuments.addDocument(document);
  await timed(times, 'link', () => DocumentBuilder.build([document], { validation: false }));
  const { system, diagnostics } = await timed(times, 'lower', () => readSystem(services, document));
  const wrong = diagnostics.find((item) => item.severity === 'error');
  if (wrong) throw new Error(`the generated text is wrong: ${wrong.at.line + 1}: ${wrong.message}`);
  const steps = analyseSteps(system);
  await timed(times, 'quick', () => {
    let next = steps.next();
    while (!next.done && next.value === undefined) next = steps.next();
    return next.value;
  });
  if (full) {
    await timed(times, 'rest', () => {
      for (const _ of steps);
    });
    times.full = times.quick + times.rest;
  }
  await DocumentBuilder.update([], [uri]);
  return times;
}

/** The medians of each stage over several rounds, and all rounds. */
async function measure(text, rounds, options) {
  const all = [];
  for (let round = 0; round < rounds; round++) all.push(await run(text, options));
  const stages = STAGES.filter((stage) => all[0][stage] !== undefined);
  return { all, medians: Object.fromEntries(stages.map((stage) => [stage, median(all.map((times) => times[stage]))])) };
}

/** The smallest generated description of at least so many lines. */
function ofLines(lines) {
  let count = 10;
  while (generateDescription(count).split('\n').length < lines) count += 5;
  return { count, text: generateDescription(count) };
}

// Warm, so that the compiler of the engine has seen all code.
for (let round = 0; round < (quick ? 5 : 20); round++) await run(generateDescription(30), { full: round < 3 });

const results = new Map();
for (const size of SIZES) {
  const rounds = quick ? 3 : { 10: 31, 100: 15, 1000: 5 }[size];
  const text = generateDescription(size);
  results.set(size, await measure(text, rounds, { full: false }));
  const slow = await measure(text, quick || size === 1000 ? 1 : 3, { full: true });
  results.get(size).medians.full = slow.medians.full;
}

const hundred = results.get(100);
const quickOverParse = median(hundred.all.map((times) => times.quick / times.parse));
const file = ofLines(2000);
const edits = [];
for (let round = 0; round < (quick ? 5 : 15); round++) {
  // One edit: a number changes, as a person types. What an edit costs is everything up to the first report.
  const times = await run(file.text.replace(/cpu \d+ ms/, `cpu ${1 + (round % 7)} ms`), { full: false });
  edits.push((times.parse + times.link + times.lower + times.quick) / (times.parse + times.link));
}
const promises = [
  { name: 'quick analysis of 100 node types ÷ parsing them', ratio: quickOverParse, limit: 1 },
  {
    name: `one edit in ${file.text.split('\n').length} lines to first hints and diagnostics ÷ parsing and linking`,
    ratio: median(edits),
    limit: 2,
  },
];

/** How much the time grows when the system doubles, between two sizes. */
const perDoubling = (from, to, stage) =>
  2 ** (Math.log2(results.get(to).medians[stage] / results.get(from).medians[stage]) / Math.log2(to / from));

if (process.argv.includes('--json')) {
  const medians = Object.fromEntries([...results].map(([size, { medians }]) => [size, medians]));
  console.log(JSON.stringify({ milliseconds: medians, promises }, undefined, 2));
} else {
  const unit = results.get(10).medians.parse;
  const row = (head, cells) => console.log(head.padEnd(22) + cells.map((cell) => String(cell).padStart(10)).join(''));
  console.log(`Times in units of parsing 10 node types (here ${unit.toFixed(2)} ms)\n`);
  row('node types', STAGES);
  for (const size of SIZES)
    row(
      String(size),
      STAGES.map((stage) => (results.get(size).medians[stage] / unit).toFixed(2)),
    );
  console.log('\nGrowth per doubling (2 is linear)\n');
  row('from, to', STAGES);
  for (const [from, to] of [
    [10, 100],
    [100, 1000],
  ])
    row(
      `${from}, ${to}`,
      STAGES.map((stage) => perDoubling(from, to, stage).toFixed(2)),
    );
  console.log('');
  for (const { name, ratio, limit } of promises)
    console.log(`${ratio <= limit ? 'kept  ' : 'BROKEN'}  ${name}: ${ratio.toFixed(2)} (at most ${limit})`);
}
if (promises.some(({ ratio, limit }) => ratio > limit)) process.exitCode = 1;
