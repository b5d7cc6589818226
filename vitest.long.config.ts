import { defineConfig } from 'vitest/config';

const testTimeout = 3_600_000;

/** The long suite: property tests with many more runs; before them real systems are measured, one after the other and with nothing beside them. */
export default defineConfig({
  test: {
    projects: [
      {
        test: { name: 'reality', include: ['test/reality/*.long.ts'], testTimeout, sequence: { groupOrder: 0 } },
      },
      {
        test: { name: 'long', include: ['src/**/*.long.ts'], testTimeout, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
