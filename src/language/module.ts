/**
 * Wiring of the language: services for the editor and for use without one. The caller gives the file system, so that
 * the language also runs in a browser.
 */
import {
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  type DeepPartial,
  type DefaultSharedCoreModuleContext,
  inject,
  type LangiumCoreServices,
  type LangiumSharedCoreServices,
  type Module,
  type PartialLangiumCoreServices,
  type PartialLangiumSharedCoreServices,
} from 'langium';
import {
  createDefaultModule,
  createDefaultSharedModule,
  type DefaultSharedModuleContext,
  type LangiumServices,
  type LangiumSharedServices,
  type PartialLangiumServices,
  type PartialLangiumSharedServices,
} from 'langium/lsp';
import { ArchGeneratedModule, ArchGeneratedSharedModule, ArchLanguageMetaData } from './generated/module.js';
import { ArchDocuments } from './imports.js';
import { ArchLexer } from './lexer.js';
import { createArchParser } from './parser.js';
import { ExpectationProvider } from './repair/messages.js';
import { ArchScopeComputation, ArchScopeProvider } from './scope.js';
import { ArchTokenBuilder } from './token-builder.js';
import { ArchDocumentValidator } from './validator.js';
import { ArchDocumentBuilder, ArchIndexManager } from './workspace.js';

/** What the language adds to the default services. */
const archModule: Module<LangiumCoreServices, PartialLangiumCoreServices> = {
  // Without the self-checks of the parser library, which tests run instead, and their messages on the console.
  LanguageMetaData: () => ({ ...ArchLanguageMetaData, mode: 'production' }),
  parser: {
    TokenBuilder: () => new ArchTokenBuilder(),
    Lexer: (services) => new ArchLexer(services),
    LangiumParser: (services) => createArchParser(services),
    ParserErrorMessageProvider: () => new ExpectationProvider(),
  },
  references: {
    ScopeComputation: (services) => new ArchScopeComputation(services),
    ScopeProvider: (services) => new ArchScopeProvider(services),
  },
  validation: {
    DocumentValidator: (services) => new ArchDocumentValidator(services),
  },
};

/** What it adds to the services shared between languages. */
const archSharedModule: Module<LangiumSharedCoreServices, PartialLangiumSharedCoreServices> = {
  workspace: {
    DocumentBuilder: (services) => new ArchDocumentBuilder(services),
    LangiumDocuments: (services) => new ArchDocuments(services),
    IndexManager: (services) => new ArchIndexManager(services),
  },
};

/** Services of the language without an editor. */
export interface ArchCoreServices {
  readonly shared: LangiumSharedCoreServices;
  readonly arch: LangiumCoreServices;
}

/** Services of the language with those of the language server protocol. */
export interface ArchServices {
  readonly shared: LangiumSharedServices;
  readonly arch: LangiumServices;
}

/** Editor features to merge in, see features/module.ts. */
export interface ArchFeatures {
  readonly language?: Module<LangiumServices, PartialLangiumServices & DeepPartial<LangiumServices>>;
  readonly shared?: Module<LangiumSharedServices, PartialLangiumSharedServices>;
}

/**
 * Services for use without an editor (command line, tests, other tools).
 *
 * @param context gives the file system: `EmptyFileSystem` or `NodeFileSystem`
 */
export function createArchCoreServices(context: DefaultSharedCoreModuleContext): ArchCoreServices {
  const shared = inject(createDefaultSharedCoreModule(context), ArchGeneratedSharedModule, archSharedModule);
  const arch = inject(createDefaultCoreModule({ shared }), ArchGeneratedModule, archModule);
  shared.ServiceRegistry.register(arch);
  return { shared, arch };
}

/**
 * Services for a language server.
 *
 * @param context gives the file system and, in a server, the connection
 * @param features editor features; without them Langium's defaults hold
 */
export function createArchServices(context: DefaultSharedModuleContext, features: ArchFeatures = {}): ArchServices {
  const shared = inject(
    createDefaultSharedModule(context),
    ArchGeneratedSharedModule,
    archSharedModule as Module<LangiumSharedServices, PartialLangiumSharedServices>,
    features.shared ?? {},
  );
  const arch = inject(
    createDefaultModule({ shared }),
    ArchGeneratedModule,
    archModule as Module<LangiumServices, PartialLangiumServices>,
    (features.language ?? {}) as Module<LangiumServices, PartialLangiumServices>,
  );
  shared.ServiceRegistry.register(arch);
  if (!context.connection) shared.workspace.ConfigurationProvider.initialized({});
  return { shared, arch };
}
