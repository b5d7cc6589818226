/** Language and analysis joined: a document to its System to its Report. */
import { analyseSteps } from '../analysis/index.js';
import type { ArchServices } from '../language/module.js';
import { type ReadResult, readSystem } from '../language/read-system.js';
import { writeBack } from '../language/write-back/write-back.js';
import { EarlierVersions } from './earlier.js';
import type { Engine, Reading, SystemReading } from './engine.js';
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
    system: (document, question) => fitting(readSystem(services, document, question)),
    async earlier(document, files, question) {
      const read = await versions.read(document.uri.toString(), files, question);
      const errors = read.diagnostics.filter((item) => item.severity === 'error').length;
      return { reading: readingOf(read, settings()), errors, wanted: read.wanted };
    },
    writeBack: (document, question) => ({ kind: 'changes', ...writeBack(services, document, question) }),
  };
}

function readingOf(read: ReadResult, settings: Settings): Reading {
  const found = fitting(read);
  // Less than on the command line: other requests wait while a slow part runs.
  return found.kind === 'failed'
    ? found
    : { kind: 'steps', steps: analyseSteps(found.system, { budgetMs: settings.budgetMs }) };
}

function fitting({ system, diagnostics }: ReadResult): SystemReading {
  // About the question and not about the file: an unknown scenario, a what-if value that fits nothing.
  const misfit = diagnostics.filter((item) => item.code === 'scenario-unknown' || item.at.uri.startsWith('set:'));
  if (misfit.length > 0) return { kind: 'failed', message: misfit.map((item) => item.message).join('; ') };
  return { kind: 'system', system };
}
