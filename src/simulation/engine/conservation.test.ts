// Random systems under random events: nothing is lost, nothing leaks, nothing throws. The long suite looks at many more.
import { describe, it } from 'vitest';
import { checkConservation } from '../testing/conservation.js';

describe('conservation', () => {
  it('whatever fails, slows down, is cut off or changes, all requests end and all is given back', async () => {
    await checkConservation(15, 1);
  }, 60_000);
});
