// The property of conservation.test.ts over many more systems.
import { describe, it } from 'vitest';
import { checkConservation } from '../testing/conservation.js';

describe('conservation', () => {
  it.each([21, 22, 23, 24, 25])('300 random systems, seed %i', { timeout: 600_000 }, async (seed) => {
    await checkConservation(300, seed);
  });
});
