// No text and no position makes a feature throw.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scene } from '../testing/scene.js';
import { testServices } from '../testing/services.js';
import { damaged, HEALTHY, soup } from '../testing/soup.js';

describe('every feature at every place', () => {
  const services = testServices();

  it('survives any text', async () => {
    const texts = fc.oneof(soup, damaged(HEALTHY));
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(), async (text, seed) => {
        const offset = seed % (text.length + 1);
        const clean = (part: string): string => part.replaceAll('<|', '<').replaceAll('|>', '>');
        const at = await scene(`${clean(text.slice(0, offset))}<|>${clean(text.slice(offset))}`, services);
        await at.completions();
        await at.hover();
        await at.definition();
        await at.references();
        await at.rename('other').catch((error: Error) => {
          if (!/already a/.test(error.message)) throw error;
        });
        await at.outline();
        await at.folds();
        await at.tokens();
        await at.format();
        await at.workspaceSymbols('a');
        await at.close();
      }),
      { numRuns: 150 },
    );
  });

  it('is quick on texts that are refused: too long, nested too deep', async () => {
    for (const text of ['service a { }\n'.repeat(200_000), '{\n'.repeat(10_000), `param x = ${'('.repeat(10_000)}`]) {
      const at = await scene(`<|>${text}`, services);
      const start = performance.now();
      await at.completions();
      await at.hover();
      await at.folds();
      await at.tokens();
      await at.outline();
      expect((await at.format()).length).toBeLessThan(text.length * 250);
      expect(performance.now() - start).toBeLessThan(2000);
      await at.close();
    }
  });
});
