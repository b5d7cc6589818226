// Services of the language for tests: no files, no connection, every editor feature.
import { EmptyFileSystem, inject } from 'langium';
import { createDefaultModule, createDefaultSharedModule, type LangiumServices } from 'langium/lsp';
import { ArchFeaturesModule, ArchSharedFeaturesModule } from '../features/module.js';
import { ArchGeneratedModule, ArchGeneratedSharedModule } from '../generated/module.js';
import { ArchLexer } from '../lexer.js';
import { ArchScopeComputation, ArchScopeProvider } from '../scope.js';
import { ArchTokenBuilder } from '../token-builder.js';

/** Fresh services; documents of one call do not see those of another. */
export function testServices(): LangiumServices {
  const shared = inject(
    createDefaultSharedModule(EmptyFileSystem),
    ArchGeneratedSharedModule,
    ArchSharedFeaturesModule,
  );
  const services = inject(createDefaultModule({ shared }), ArchGeneratedModule, ArchFeaturesModule, {
    parser: { TokenBuilder: () => new ArchTokenBuilder(), Lexer: (s: LangiumServices) => new ArchLexer(s) },
    references: {
      ScopeComputation: (s: LangiumServices) => new ArchScopeComputation(s),
      ScopeProvider: (s: LangiumServices) => new ArchScopeProvider(s),
    },
  });
  shared.ServiceRegistry.register(services);
  return services;
}
