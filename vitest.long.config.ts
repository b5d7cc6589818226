import { defineConfig } from 'vitest/config';

/** The long suite: property tests with many more runs. */
export default defineConfig({ test: { include: ['src/**/*.long.ts'], testTimeout: 3_600_000 } });
