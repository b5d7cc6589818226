// No text and no position makes a feature throw.
import fc from 'fast-check';
import { describe, it } from 'vitest';
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
});
