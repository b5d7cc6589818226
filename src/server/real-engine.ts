/** Language and analysis joined: a document to its System to its Report. */
import { analyseSteps } from '../analysis/index.js';
import type { ArchServices } from '../language/module.js';
import { readSystem } from '../language/read-system.js';
import { writeBack } from '../language/write-back/write-back.js';
import type { Engine } from './engine.js';

/** The engine of the shipped server. */
export function createEngine(services: ArchServices): Engine {
  return {
    read(document, question) {
      const { system, diagnostics } = readSystem(services, document, question);
      // About the question and not about the file: an unknown scenario, a what-if value that fits nothing.
      const misfit = diagnostics.filter((item) => item.code === 'scenario-unknown' || item.at.uri.startsWith('set:'));
      if (misfit.length > 0) return { kind: 'failed', message: misfit.map((item) => item.message).join('; ') };
      // Less than on the command line: other requests wait while a slow part runs.
      return { kind: 'steps', steps: analyseSteps(system, { budgetMs: 5_000 }) };
    },
    writeBack: (document, question) => ({ kind: 'changes', ...writeBack(services, document, question) }),
  };
}
