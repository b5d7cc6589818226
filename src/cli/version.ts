/** The version of the package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from './host.js';

/**
 * Reads the version from package.json.
 *
 * @returns such as '0.1.0'; '0.0.0' where the file is not part of the installation
 */
export function version(host: Host): string {
  try {
    const text = readFileSync(join(host.root, 'package.json'), 'utf8');
    const found = (JSON.parse(text) as { version?: unknown }).version;
    return typeof found === 'string' ? found : '0.0.0';
  } catch {
    return '0.0.0';
  }
}
