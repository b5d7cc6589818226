import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'webview/**/*.test.ts', 'scripts/**/*.test.ts', 'test/reality/*.test.ts'],
    setupFiles: ['test/harness/properties.ts'],
    testTimeout: 30_000,
    reporters: ['default'],
  },
});
