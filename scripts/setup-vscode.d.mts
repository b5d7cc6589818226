/** Types of setup-vscode.mjs for the suites. */
import type { Place } from './lib/vscode-server.mjs';
export function place(edition: 'oldest' | 'newest'): Place;
export function missing(): string[];
