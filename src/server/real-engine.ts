/** Language and analysis joined: a document to its System to its Report. */
import { analyseSteps } from '../analysis/index.js';
import type { ArchServices } from '../language/module.js';
import { type ReadResult, readSystem } from '../language/read-system.js';
import { writeBack } from '../language/write-back/write-back.js';
import { EarlierVersions } from './earlier.js';
import type { Engine, Reading } from './engine.js';
import { defaultSettings, type Settings } from './settings.js';

/**
 * The engine of the shipped server.
 *
 * @param settings asked anew for each analysis
 */
export function createEngine(services: ArchServices, settings: () => Settings = () => defaultSettings): Engine {
  const versions = new EarlierVersions(services);
  return {
    read: (document, question) => readingOf(readSystem(services, document, question), settings()),
    async earlier(document, files, question) {
      const read = await versions.read(document.uri.toString(), files, question);
      const errors = read.diagnostics.filter((item) => item.severity === 'error').length;
      return { reading: readingOf(read, settings()), errors, wanted: read.wanted };
    },
    writeBack: (document, question) => ({ kind: 'changes', ...writeBack(services, document, question) }),
  };
}

function readingOf({ system, diagnostics }: ReadResult, settings: Settings): Reading {
  // About the question and not about the file: an unknown scenario, a what-if value that fits nothing.
  const misfit = diagnostics.filter((item) => item.code === 'scenario-unknown' || item.at.uri.startsWith('set:'));
  if (misfit.length > 0) return { kind: 'failed', message: misfit.map((item) => item.message).join('; ') };
  // Less than on the command line: other requests wait while a slow part runs.
  return { kind: 'steps', steps: analyseSteps(system, { budgetMs: settings.budgetMs }) };
}
