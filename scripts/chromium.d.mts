/** Types of chromium.mjs for the suites. */
export function findChromium(): string | undefined;
