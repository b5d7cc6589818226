/** Types of docs.mjs for its test. */
export const DOCUMENTS: readonly string[];
export function readDocument(name: string): string;
export function generated(name: string): Promise<string>;
