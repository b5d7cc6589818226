// Random edits of a file that uses every construct: nothing throws, no number of the model is NaN or infinite.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { EmptyFileSystem } from 'langium';
import { expect, it } from 'vitest';
import { createArchCoreServices } from './module.js';
import { readText } from './read-system.js';

const source = readFileSync(`${import.meta.dirname}/fixtures/everything.arch`, 'utf8');
const services = createArchCoreServices(EmptyFileSystem);
const words = source.match(/[\p{L}_]+|[0-9.]+|[^\s\p{L}]/gu) ?? [];
const runs = Number(process.env.HEADROOM_FUZZ ?? 60);

const edit = fc.record({
  at: fc.nat(source.length),
  length: fc.oneof(fc.constant(0), fc.nat(12), fc.nat(200)),
  text: fc.oneof(
    fc.constantFrom(...words),
    fc.string({ maxLength: 6 }),
    fc.constantFrom('', '{', '}', '1e400', '__proto__', '"', '/*', '-', '%'),
  ),
});

function numbersOf(value: unknown, found: number[] = []): number[] {
  if (typeof value === 'number') found.push(value);
  else if (value instanceof Map) for (const item of value.values()) numbersOf(item, found);
  else if (value && typeof value === 'object') for (const item of Object.values(value)) numbersOf(item, found);
  return found;
}

it('survives random edits', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      let text = source;
      for (const { at, length, text: inserted } of edits) text = text.slice(0, at) + inserted + text.slice(at + length);
      const { system, diagnostics } = await readText(services, text, `memory:///fuzz${count++ % 2}.arch`);
      for (const value of numbersOf(system)) expect(Number.isFinite(value)).toBe(true);
      for (const item of diagnostics) {
        expect(item.code).not.toBe('internal');
        expect(item.message).not.toMatch(/NaN|Infinity|undefined|\[object|\u200B/);
        expect(item.at.offset).toBeGreaterThanOrEqual(0);
        expect(item.at.end).toBeGreaterThanOrEqual(item.at.offset);
      }
    }),
    { numRuns: runs },
  );
}, 60_000);
