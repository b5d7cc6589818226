// Wiring of the editor features: two partial modules to merge into the services of the language.
import type { Module } from 'langium';
import type {
  LangiumServices,
  LangiumSharedServices,
  PartialLangiumServices,
  PartialLangiumSharedServices,
} from 'langium/lsp';
import { ArchCodeActionProvider } from './code-actions.js';
import { ArchCompletionProvider } from './completion/provider.js';
import { ArchFoldingRangeProvider } from './folding.js';
import { ArchFormatter } from './formatter.js';
import { ArchHoverProvider } from './hover.js';
import { ArchNodeKindProvider } from './kinds.js';
import { ArchDefinitionProvider, ArchDocumentLinkProvider, ArchReferences, ArchRenameProvider } from './navigation.js';
import { ArchSemanticTokenProvider } from './semantic-tokens.js';
import { ArchDocumentSymbolProvider, ArchWorkspaceSymbolProvider } from './symbols.js';

/** Features of one language: merge after the module that wires scoping and validation. */
export const ArchFeaturesModule: Module<LangiumServices, PartialLangiumServices> = {
  references: {
    References: (services) => new ArchReferences(services),
  },
  lsp: {
    CodeActionProvider: () => new ArchCodeActionProvider(),
    CompletionProvider: (services) => new ArchCompletionProvider(services),
    DefinitionProvider: (services) => new ArchDefinitionProvider(services),
    DocumentLinkProvider: (services) => new ArchDocumentLinkProvider(services),
    DocumentSymbolProvider: (services) => new ArchDocumentSymbolProvider(services),
    FoldingRangeProvider: (services) => new ArchFoldingRangeProvider(services),
    Formatter: (services) => new ArchFormatter(services),
    HoverProvider: (services) => new ArchHoverProvider(services),
    RenameProvider: (services) => new ArchRenameProvider(services),
    SemanticTokenProvider: (services) => new ArchSemanticTokenProvider(services),
  },
};

/** Features shared by all languages of a server: symbols of the workspace, icons. */
export const ArchSharedFeaturesModule: Module<LangiumSharedServices, PartialLangiumSharedServices> = {
  lsp: {
    NodeKindProvider: () => new ArchNodeKindProvider(),
    WorkspaceSymbolProvider: (services) => new ArchWorkspaceSymbolProvider(services),
  },
};
