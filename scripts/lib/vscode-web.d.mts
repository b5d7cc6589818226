/** Types of vscode-web.mjs for the suites. */
import type { WebPlace } from './web-edition.mjs';
export interface WebServer {
  readonly url: string;
  log(): string;
  stop(): void;
}
export function startWeb(at: WebPlace, options: { extension: string; folder: string }): Promise<WebServer>;
