/**
 * Measures the approximations of stations against exact chains (about a minute) and writes the figures into
 * src/queueing/approximationErrors.ts. `node scripts/approximation-errors.mjs`, then `node scripts/docs.mjs`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'src/queueing/approximationErrors.ts');

const result = await build({
  entryPoints: [join(root, 'src/queueing/testing/measureErrors.ts')],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
});
const { measureErrors } = await import(
  `data:text/javascript;base64,${Buffer.from(result.outputFiles[0].text).toString('base64')}`
);
const literal = (value) => (typeof value === 'string' ? `'${value}'` : String(value));
const rows = measureErrors('all').map(
  (row) =>
    `  {\n${Object.entries(row)
      .map(([key, value]) => `    ${key}: ${literal(value)},\n`)
      .join('')}  },\n`,
);
const text = readFileSync(target, 'utf8');
const head = text.slice(0, text.indexOf('export const approximationErrors'));
writeFileSync(
  target,
  `${head}export const approximationErrors: readonly ApproximationError[] = [\n${rows.join('')}];\n`,
);
