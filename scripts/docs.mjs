/**
 * Writes the generated parts of docs/language.md, docs/accuracy.md and docs/worked-examples.md, between `<!-- generated: NAME -->` and
 * `<!-- end -->`, from the tables that the language itself reads, the answers of the analysis and what was measured. `node scripts/docs.mjs` writes; src/docs.test.ts checks.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const WORKED = 'worked-examples.md';
const ACCURACY = 'accuracy.md';
/** Documents with generated parts, in docs/. */
export const DOCUMENTS = ['language.md', ACCURACY, WORKED];

/** A document as it stands. */
export function readDocument(name) {
  return readFileSync(join(root, 'docs', name), 'utf8');
}

/** The same as it should stand. */
export async function generated(name) {
  const parts = name === WORKED ? await workedExamples() : await tableParts();
  if (name === ACCURACY) parts.reality = await reality();
  return readDocument(name).replace(
    /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start, part, end) => `${start}\n${parts[part]}\n${end}`,
  );
}

async function tableParts() {
  const tables = await load(`
    export { PROPERTIES } from './src/language/properties.js';
    export { VALUES } from './src/language/values.js';
    export { BASE_UNITS, DIVISORS, KINDS, show, unitSpellings } from './src/language/units.js';
    export { methods } from './src/analysis/methods.js';
    export { simulatedErrors } from './src/analysis/simulatedErrors.js';
    export { percentileErrors } from './src/analysis/percentileErrors.js';
    export { approximationErrors } from './src/queueing/approximationErrors.js';
    export { layeredErrors } from './src/queueing/layered/accuracy.js';
    export { networkAccuracy } from './src/queueing/networks/accuracy.js';
    export { documentedKeywords } from './src/language/features/keywords.js';`);
  return {
    properties: properties(tables),
    units: units(tables),
    keywords: keywords(tables),
    bounds: bounds(tables),
    methods: methods(tables),
    approximations: approximations(tables),
    networks: measured(tables.networkAccuracy),
    layers: layers(tables),
    percentiles: percentiles(tables),
    simulated: simulated(tables),
  };
}

/** Modules of the project, bundled in memory: they are TypeScript. */
async function load(contents) {
  const result = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    // what the language server library asks for in the old way
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(import.meta.url)});`,
    },
    logLevel: 'silent',
  });
  return import(`data:text/javascript;base64,${Buffer.from(result.outputFiles[0].text).toString('base64')}`);
}

/** The worked examples, answered anew. */
async function workedExamples() {
  const { answerOf, createEngine, howOf, workedExamples } = await load(`
    export { answerOf, howOf, workedExamples } from './src/cli/testing/worked.js';
    export { createEngine } from './src/cli/engine.js';`);
  const engine = createEngine();
  const parts = {};
  for (const { id, figures } of workedExamples) {
    const rows = [];
    const known = new Map();
    const report = async ({ scenario }) => {
      if (!known.has(scenario)) {
        const path = join(root, 'examples', 'worked', `${id}.arch`);
        known.set(scenario, (await engine.answer({ path, scenario, overrides: [] })).report);
      }
      return known.get(scenario);
    };
    for (const item of figures) {
      const answer = item.show(await answerOf(item, report));
      rows.push([item.figure, `**${answer}**`, item.formula, item.source, `\`${howOf(id, item)}\``]);
    }
    parts[id] = `${table(['Figure', 'Answer', 'Formula', 'Source', 'How to ask'], rows)}\n`;
  }
  return parts;
}

/** What was measured on real systems beside what the analysis says of their descriptions now. */
async function reality() {
  const { createEngine, HEAD, predictedBy, rows, sentences } = await load(`
    export { createEngine } from './src/cli/engine.js';
    export { predictedBy } from './test/reality/judge.js';
    export { HEAD, rows, sentences } from './test/reality/table.js';`);
  const engine = createEngine();
  const kept = JSON.parse(readFileSync(join(root, 'test', 'reality', 'measurements.json'), 'utf8'));
  const known = new Map();
  for (const item of kept.loads) {
    const path = join(root, 'test', 'reality', `${item.file}.arch`);
    const { report } = await engine.answer({ path, scenario: item.scenario, overrides: [] });
    known.set(item, predictedBy(report));
  }
  const predicted = (item) => known.get(item);
  return `${sentences(kept, predicted)}\n${table(HEAD, rows(kept, predicted))}\n`;
}

const cell = (text) => text.replaceAll('|', '\\|');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

/** 'more than 0, at most 1000000, whole' */
function range({ show }, { kind, min, above, max, whole }) {
  const low = above !== undefined ? `over ${show(kind, above)}` : min !== undefined ? `from ${show(kind, min)}` : '';
  const high = max !== undefined ? `to ${show(kind, max)}` : '';
  return [[low, high].filter(Boolean).join(' '), whole ? 'whole' : ''].filter(Boolean).join(', ');
}

function properties(tables) {
  const blocks = [...new Set(tables.PROPERTIES.flatMap((spec) => spec.blocks))];
  const sections = blocks.map((block) => {
    const rows = tables.PROPERTIES.filter((spec) => spec.blocks.includes(block)).map((spec) => [
      `\`${spec.name}\``,
      spec.doc,
      tables.KINDS[spec.kind].name.replace(/^an? /, ''),
      range(tables, spec),
      spec.default === undefined ? (spec.otherwise ?? '') : `\`${tables.show(spec.kind, spec.default)}\``,
      `\`${spec.name} ${spec.example}\``,
    ]);
    const head = ['Property', 'Meaning', 'Kind', 'Range', 'Left out', 'Example'];
    return `**In ${/^[aeiou]/.test(block) ? 'an' : 'a'} ${block}**\n\n${table(head, rows)}\n`;
  });
  return sections.join('\n');
}

function units(tables) {
  const spelled = (accepts) =>
    [...tables.BASE_UNITS]
      .filter(([, unit]) => accepts(unit.dimension))
      .map(([name]) => `\`${name}\``)
      .join(' ');
  const only = (key) => (dimension) =>
    ['time', 'count', 'bytes', 'money'].every((other) => dimension[other] === (other === key ? 1 : 0));
  const rows = [
    ['Time', spelled(only('time')), 'a month is a twelfth of a year of 365 days'],
    ['Counts', spelled(only('count')), 'may be left out'],
    ['Sizes', spelled(only('bytes')), '`k` is 1000, `Ki` is 1024; 8 bits are a byte'],
    ['Money', spelled(only('money')), 'currencies are not converted into each other'],
    ['Shares', '`%`', '`30 %` is `0.3`'],
    ['Rates', '`rps` `rpm`', '`req/s`, `req/min`'],
    [
      'Per',
      [...tables.DIVISORS.keys()].map((name) => `\`/${name}\``).join(' '),
      'after any of these: `req/s`, `GB/day`',
    ],
  ];
  const kinds = Object.values(tables.KINDS).map(({ name, example }) => [name.replace(/^an? /, ''), `\`${example}\``]);
  return `${table(['Dimension', 'Units', 'Note'], rows)}\n\n${table(['A value is', 'such as'], kinds)}\n`;
}

function keywords(tables) {
  const rows = tables.documentedKeywords().map(({ key, doc, otherwise }) => {
    const [rule, word] = key.includes('.') ? key.split('.') : ['', key];
    return [`\`${word}\``, rule ? words(rule) : 'several', doc, otherwise ?? ''];
  });
  return `${table(['Keyword', 'Stands in', 'Meaning', 'Left out'], rows)}\n`;
}

/** 'CpuStep' -> 'cpu step' */
function words(rule) {
  return rule.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

function bounds(tables) {
  const rows = Object.values(tables.VALUES).map((spec) => [
    spec.what,
    tables.KINDS[spec.kind].name.replace(/^an? /, ''),
    range(tables, spec),
  ]);
  const unique = [...new Map(rows.map((row) => [row.join('|'), row])).values()];
  return `${table(['Value', 'Kind', 'Range'], unique)}\n`;
}

function methods(tables) {
  const rows = Object.values(tables.methods).map(({ name, quality, error, reference }) => [
    name,
    quality,
    error ?? '',
    reference,
  ]);
  return `${table(['Method', 'Quality', 'Known error', 'Reference'], rows)}\n`;
}

const APPROXIMATIONS = {
  kingman: 'Kingman 1961, heavy traffic',
  'allen-cunneen': 'Allen and Cunneen 1978',
  'kraemer-langenbach-belz': 'Krämer and Langenbach-Belz 1976',
  kimura: 'Kimura 1986',
  whitt: 'Whitt 1993 (default of `gigc`)',
  'mean-field': 'mean field of load balancing',
  che: 'Che et al. 2002, LRU',
  'che-fifo': 'the same for FIFO and random',
  'pointwise-stationary': 'pointwise-stationary queue',
};

function approximations(tables) {
  const percent = (x) => `${x > 0 ? '+' : ''}${Number((100 * x).toPrecision(2))} %`;
  const rows = tables.approximationErrors.map((e) => [
    APPROXIMATIONS[e.approximation],
    e.quantity,
    e.truth,
    String(e.cases),
    percent(e.median).slice(1),
    percent(e.most).slice(1),
    `${percent(e.lowest)} to ${percent(e.highest)}`,
  ]);
  return `${table(['Approximation', 'Figure', 'Truth', 'Cases', 'Median', '9 in 10 below', 'Extremes'], rows)}\n`;
}

/** Measured errors of the layers. */
function layers({ layeredErrors }) {
  const percent = (values) => values.map((value) => `${Number((100 * value).toPrecision(2))} %`);
  const head = [
    'Systems',
    'Number',
    'Response: median',
    '9 in 10 below',
    'Worst',
    'Throughput: median',
    '9 in 10 below',
    'Worst',
  ];
  const titles = {
    grid: 'The systems that the solver was developed with:',
    unaided: 'The same, without the chain of a full pool (as with pools for which it is too large):',
    fresh: 'Systems drawn from a seed that was chosen after the solver was frozen:',
    simulated:
      'Long simulations instead of chains (8 runs each; systems whose response they know within 10 %, at 95 % confidence):',
    unlike:
      'Closed workloads whose services at one pool are 3 to 10 times as long as each other (1 and 2 workers, 2 to 4 users a worker), the error by workload:',
  };
  const parts = Object.entries(titles).map(([set, title]) => {
    const own = layeredErrors.filter((e) => e.set === set);
    const rows = own.map((e) => [e.systems, String(e.count), ...percent(e.response), ...percent(e.throughput)]);
    return own.length === 0 ? '' : `${title}\n\n${table(head, rows)}\n`;
  });
  return parts.filter(Boolean).join('\n');
}

/** Measured errors of percentiles end to end: median, nine in ten, worst. */
function percentiles({ percentileErrors }) {
  const percent = (value) => `${Number((100 * value).toPrecision(2))} %`;
  const head = ['Systems', 'Number', 'of them exact', 'p50', 'p90', 'p95', 'p99'];
  const rows = percentileErrors.map(({ systems, count, exact, errors }) => [
    systems,
    String(count),
    String(exact),
    ...errors.map((three) => three.map(percent).join(', ')),
  ]);
  return `${table(head, rows)}\n`;
}

/** Distance of the analysis from simulations: median, nine in ten, worst. */
function simulated({ simulatedErrors }) {
  const two = (value) => Number((100 * value).toPrecision(2));
  const relative = (three) => three.map((value) => `${two(value)} %`).join(', ');
  const points = (three) => three.map((value) => `${Number((100 * value).toFixed(2))}`).join(', ');
  const head = ['Systems', 'Number', 'Simulation', 'Mean', 'p50', 'p99', 'Throughput', 'Errors', 'Busy', 'Waiting'];
  const rows = simulatedErrors.map(
    ({ systems, count, noise, errors: [mean, p50, p99, rate, errors, busy, waiting] }) => [
      systems,
      String(count),
      `± ${relative(noise)}`,
      ...[mean, p50, p99, rate].map(relative),
      points(errors),
      points(busy),
      relative(waiting),
    ],
  );
  return `${table(head, rows)}\n`;
}

/** Measured errors of approximations, in per cent. */
function measured(rows) {
  const head = ['Method', 'Error of', 'Cases', 'Median', '95 of 100', 'Worst', 'Compared on'];
  const percent = (value) => `${value} %`;
  const cells = rows.map(({ method, figure, grid, cases, median, p95, worst }) => [
    method,
    figure,
    String(cases),
    percent(median),
    percent(p95),
    percent(worst),
    grid,
  ]);
  return `${table(head, cells)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of DOCUMENTS) {
    const text = await generated(name);
    if (text !== readDocument(name)) writeFileSync(join(root, 'docs', name), text);
  }
}
