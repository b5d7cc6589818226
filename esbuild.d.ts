import type { BuildOptions } from 'esbuild';

/** The bundles that ship, by name. */
export const bundles: Record<string, BuildOptions>;
