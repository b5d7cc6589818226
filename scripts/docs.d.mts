/** Types of docs.mjs for its test. */
export function readDocument(): string;
export function generated(): Promise<string>;
