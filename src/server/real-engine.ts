/** Language and analysis joined: text to System to Report. */
import type { ArchServices } from '../language/module.js';
import type { Engine } from './engine.js';

/** The engine of the shipped server. */
export function createEngine(_services: ArchServices): Engine {
  return { read: () => ({ kind: 'failed', message: 'The analysis is not part of this build.' }) };
}
