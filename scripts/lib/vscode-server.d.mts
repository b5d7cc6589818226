/** Types of vscode-server.mjs for the suites. */
export interface Place {
  readonly edition: string;
  readonly folder: string;
  readonly server: string;
  readonly node: string;
  readonly ready: boolean;
}
export interface Server {
  readonly url: string;
  readonly port: number;
  readonly data: string;
  log(): string;
  stop(): void;
}
export function startServer(
  at: Place,
  options?: {
    vsix?: string;
    trust?: boolean;
    settings?: Record<string, unknown>;
    env?: Record<string, string>;
    data?: string;
  },
): Promise<Server>;
export function address(
  server: Server,
  folder: string,
  options?: { extension?: string | undefined; tests?: string; file?: string },
): string;
