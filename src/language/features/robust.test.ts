// No text and no position makes a feature throw.
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { scene } from '../testing/scene.js';
import { testServices } from '../testing/services.js';
import { damaged, soup } from '../testing/soup.js';

const HEALTHY = `system shop
param peak = 3
region eu { zone a  zone b }
workload browse { open peak * 12 req/s burstiness 2; calls web.page }
frontend web {
  replicas 6 across eu
  queue 128, when full reject
  op page {
    cpu 8 ms cv 1.2
    call catalog.search timeout 250 ms retry 2 backoff 50 ms fallback { cpu 1 ms }
    with 30 % { send events } else { cpu 2 ms }
  }
}
queue events { consumer catalog.search }
service catalog { op search { cpu 2 ms } }
objective browse { p99 < 300 ms; survives 1 zone }
scenario s { browse.rate = 5 req/s; web.page.catalog.timeout = 2 s; at 1 s fail eu.a }
`;

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
