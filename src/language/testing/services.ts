// Services of the language for tests: no files, no connection, every editor feature.
import { EmptyFileSystem } from 'langium';
import type { LangiumServices } from 'langium/lsp';
import { ArchFeaturesModule, ArchSharedFeaturesModule } from '../features/module.js';
import { createArchServices } from '../module.js';

/** Fresh services; documents of one call do not see those of another. */
export function testServices(): LangiumServices {
  return createArchServices(EmptyFileSystem, { language: ArchFeaturesModule, shared: ArchSharedFeaturesModule }).arch;
}
