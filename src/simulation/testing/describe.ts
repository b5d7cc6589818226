/** Descriptions as text, for tests. */
import { EmptyFileSystem } from 'langium';
import { createArchCoreServices, readText } from '../../language/index.js';
import type { System } from '../../model/system.js';

/**
 * The system that a text describes.
 * @throws Error with the first diagnostic that is an error
 */
export async function systemOf(text: string, scenario?: string): Promise<System> {
  const read = await readText(createArchCoreServices(EmptyFileSystem), text, 'file:///test/main.arch', { scenario });
  const wrong = read.diagnostics.find(({ severity }) => severity === 'error');
  if (wrong) throw new Error(`${wrong.message} (line ${wrong.at.line + 1})`);
  return read.system;
}
