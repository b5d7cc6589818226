/** The server's editor features as services of the language: they render the newest report and defer to the language's own. */
import type { AstNode, LangiumDocument, Module } from 'langium';
import type {
  CodeActionProvider,
  CodeLensProvider,
  InlayHintProvider,
  LangiumServices,
  PartialLangiumServices,
} from 'langium/lsp';
import type {
  CancellationToken,
  CodeActionParams,
  CodeLensParams,
  InlayHintParams,
  Range,
} from 'vscode-languageserver';
import type { Report } from '../analysis/report.js';
import type { ArchHoverProvider, Description } from '../language/features/hover.js';
import { ArchFeaturesModule } from '../language/features/module.js';
import { actionsOf } from './actions.js';
import type { Analyses } from './analyses.js';
import { guarded, guardedNow, type Log } from './boundary.js';
import { findingsIn } from './diagnostics.js';
import { explain } from './explain.js';
import { hintsOf } from './hints.js';
import { lensesOf } from './lenses.js';
import { type Part, partsIn } from './places.js';
import type { Settings } from './settings.js';

export interface FeatureContext {
  readonly analyses: Analyses;
  readonly log: Log;
  /** Asked anew for each answer. */
  readonly settings: () => Settings;
}

type Own<T> = ((services: LangiumServices) => T) | undefined;

/** To be merged after the language's own features. */
export function resultFeatures(context: FeatureContext): Module<LangiumServices, PartialLangiumServices> {
  const own = ArchFeaturesModule.lsp as Record<string, unknown> | undefined;
  return {
    lsp: {
      InlayHintProvider: (services) =>
        hintProvider(context, (own?.InlayHintProvider as Own<InlayHintProvider>)?.(services)),
      CodeLensProvider: (services) =>
        lensProvider(context, (own?.CodeLensProvider as Own<CodeLensProvider>)?.(services)),
      CodeActionProvider: (services) =>
        actionProvider(context, services, (own?.CodeActionProvider as Own<CodeActionProvider>)?.(services)),
    },
  };
}

function hintProvider(context: FeatureContext, own: InlayHintProvider | undefined): InlayHintProvider {
  return {
    async getInlayHints(document: LangiumDocument, params: InlayHintParams, token?: CancellationToken) {
      const others = await guarded(
        'inlay hints',
        context.log,
        [],
        async () => (await own?.getInlayHints(document, params, token)) ?? [],
      );
      if (!context.settings().hints) return others;
      // Waited for, so that hints do not vanish and come back with every key.
      const snapshot = await context.analyses.fresh(document);
      if (!snapshot) return others;
      const hints = guardedNow('figures at lines', context.log, [], () =>
        hintsOf(snapshot.report, linesOf(document), params.range),
      );
      return [...others, ...hints];
    },
  };
}

function lensProvider(context: FeatureContext, own: CodeLensProvider | undefined): CodeLensProvider {
  return {
    async provideCodeLens(document: LangiumDocument, params: CodeLensParams, token?: CancellationToken) {
      const others = await guarded(
        'code lenses',
        context.log,
        [],
        async () => (await own?.provideCodeLens(document, params, token)) ?? [],
      );
      if (!context.settings().codeLens) return others;
      // Older lenses are better than a text that jumps with each key; the editor moves them along.
      const snapshot = context.analyses.latest(document.uri.toString());
      if (!snapshot) return others;
      const lenses = guardedNow('lenses of the analysis', context.log, [], () =>
        lensesOf(snapshot.report, snapshot.uri),
      );
      const last = document.textDocument.lineCount;
      return [...others, ...lenses.filter((lens) => lens.range.end.line < last)];
    },
  };
}

function actionProvider(
  context: FeatureContext,
  services: LangiumServices,
  own: CodeActionProvider | undefined,
): CodeActionProvider {
  const documents = services.shared.workspace.TextDocuments;
  return {
    async getCodeActions(document: LangiumDocument, params: CodeActionParams, token?: CancellationToken) {
      const others = await guarded(
        'code actions',
        context.log,
        [],
        async () => (await own?.getCodeActions(document, params, token)) ?? [],
      );
      const snapshot = await context.analyses.fresh(document);
      if (!snapshot) return others;
      const fixes = guardedNow('quick fixes', context.log, [], () =>
        actionsOf(findingsIn([snapshot.report], snapshot.uri), params.range, params.context.diagnostics, (uri) =>
          uri === snapshot.uri ? snapshot.version : (documents.get(uri)?.version ?? null),
        ),
      );
      return [...others, ...fixes];
    },
  };
}

/** Adds what was computed to the hovers of the language. */
export function contributeHover(context: FeatureContext, services: LangiumServices): void {
  const hover = services.lsp.HoverProvider as ArchHoverProvider | undefined;
  hover?.contributors?.push((description, document) =>
    guardedNow('hover', context.log, undefined, () => hoverText(context.analyses, description, document)),
  );
}

function hoverText(analyses: Analyses, description: Description, document: LangiumDocument): string | undefined {
  const snapshot = analyses.current(document);
  if (!snapshot) return undefined;
  const node = description.target ?? description.node;
  // What stands directly in a declaration decides its figures: `replicas 4` explains the node type.
  const owner = description.target ? undefined : node.$container;
  for (const candidate of [node, owner]) {
    const part = candidate && partOf(candidate, document, snapshot.report);
    if (part) return explain(part, snapshot.report);
  }
  return undefined;
}

function partOf(node: AstNode, document: LangiumDocument, report: Report): Part | undefined {
  const cst = node.$cstNode;
  if (!cst) return undefined;
  let root = node;
  while (root.$container) root = root.$container;
  const uri = (root.$document ?? document).uri.toString();
  const parts = partsIn(report, uri).filter((part) => part.at.offset === cst.offset);
  return parts.find((part) => part.at.end === cst.end) ?? parts[0];
}

function linesOf(document: LangiumDocument): Parameters<typeof hintsOf>[1] {
  const text = document.textDocument;
  return {
    uri: document.uri.toString(),
    lengthOf(line) {
      if (line >= text.lineCount) return undefined;
      const range: Range = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
      return text.getText(range).replace(/[\r\n]+$/, '').length;
    },
  };
}
