/**
 * The language server without its host: language features of Langium, and on top of them what the analysis says.
 * Runs over any connection and any file system; `main.ts` joins it to a process.
 */
import { DocumentState, type LangiumDocument, URI } from 'langium';
import type { DefaultSharedModuleContext } from 'langium/lsp';
import * as lsp from 'langium/lsp';
import { type CancellationToken, type Connection, DidChangeConfigurationNotification } from 'vscode-languageserver';
import { compare, gotWorse } from '../analysis/compare.js';
import { summaryText } from '../analysis/render/comparison.js';
import { ArchFeaturesModule, ArchSharedFeaturesModule } from '../language/features/module.js';
import { type ArchServices, createArchServices } from '../language/module.js';
import { Analyses, type Timing } from './analyses.js';
import { describeError, guarded, type Log } from './boundary.js';
import { filesOf, findingsIn, toDiagnostic, withDocs } from './diagnostics.js';
import { digest } from './digest.js';
import type { Engine } from './engine.js';
import { contributeHover, resultFeatures } from './features.js';
import { lean } from './lean.js';
import {
  type AnalyseParams,
  type AnalyseResult,
  analyseRequest,
  type CompareParams,
  type CompareResult,
  compareRequest,
  type InitializationOptions,
  overtakenMessage,
  type ReportChangedParams,
  reportChangedNotification,
  type SimulateParams,
  type SimulateResult,
  type SummaryResult,
  simulateRequest,
  summaryRequest,
  type WriteBackParams,
  type WriteBackResult,
  writeBackRequest,
} from './protocol.js';
import { defaultSettings, readSettings, type Settings, settingsSection } from './settings.js';
import { Simulations, type Simulators } from './simulations.js';
import { summarise } from './summary.js';
import { ArchUpdateHandler, Workspace } from './workspace.js';
import { ArchWorkspaceManager } from './workspace-manager.js';

export interface ServerContext {
  readonly connection: Connection;
  readonly fileSystemProvider: DefaultSharedModuleContext['fileSystemProvider'];
  readonly engine: (services: ArchServices, settings: () => Settings) => Engine;
  readonly timing?: Timing;
  /** What simulates; default: this thread. */
  readonly simulators?: (options: InitializationOptions) => Simulators;
  /** Done before the first answer. */
  readonly prepare?: (options: InitializationOptions) => Promise<void>;
}

/** Starts listening on the connection. */
export function startServer(context: ServerContext): ArchServices {
  const { connection } = context;
  const log: Log = (message) => connection.console.error(message);
  // The engine needs the services, which need the features, which need the analyses: bound late.
  let engine: Engine | undefined;
  const notStarted = { kind: 'failed', message: 'not started' } as const;
  const late: Engine = {
    read: (document, question) => engine?.read(document, question) ?? notStarted,
    system: (document, question) => engine?.system(document, question) ?? notStarted,
    earlier: async (document, files, question) =>
      engine?.earlier(document, files, question) ?? { reading: notStarted, errors: 0, wanted: [] },
    writeBack: (document, question) => engine?.writeBack(document, question) ?? notStarted,
  };
  const analyses = new Analyses(late, log, context.timing);
  let settings = defaultSettings;
  const feature = { analyses, log, settings: () => settings };
  const services = createArchServices(
    { connection, fileSystemProvider: context.fileSystemProvider },
    {
      language: merge(ArchFeaturesModule, resultFeatures(feature)),
      shared: merge(ArchSharedFeaturesModule, {
        lsp: { DocumentUpdateHandler: (shared) => new ArchUpdateHandler(shared) },
        workspace: { WorkspaceManager: (shared) => new ArchWorkspaceManager(shared, log) },
      } satisfies typeof ArchSharedFeaturesModule),
    },
  );
  engine = context.engine(services, feature.settings);
  contributeHover(feature, services.arch);
  const simulations = new Simulations(connection, late, log, context.simulators);
  const server = new Server(connection, services, analyses, simulations, late, log, context.prepare);
  server.start((changed) => {
    settings = changed;
  });
  new Workspace(connection, services.shared, log).start();
  return services;
}

type Parts = Record<string, object | undefined>;

/** Two partial modules, the second one winning within each group. */
function merge<T extends object>(first: T, second: T): T {
  const result: Parts = { ...(first as Parts) };
  for (const [group, services] of Object.entries(second as Parts)) result[group] = { ...result[group], ...services };
  return result as T;
}

class Server {
  private docs: string | undefined;
  /** Files that hold findings of an analysed file, so that they are cleared when those go. */
  private readonly marked = new Map<string, Set<string>>();
  private canRefreshHints = false;
  private canRefreshLenses = false;
  private canConfigure = false;

  constructor(
    private readonly connection: Connection,
    private readonly services: ArchServices,
    private readonly analyses: Analyses,
    private readonly simulations: Simulations,
    private readonly engine: Engine,
    private readonly log: Log,
    private readonly prepare: ServerContext['prepare'],
  ) {}

  /** @param apply told of the user's settings, at the start and at each change */
  start(apply: (settings: Settings) => void): void {
    const { shared } = this.services;
    shared.lsp.LanguageServer.onInitialize((params) => {
      const options = params.initializationOptions as InitializationOptions | undefined;
      if (typeof options?.docs === 'string') this.docs = options.docs;
      this.simulations.options = options ?? {};
      this.canRefreshHints = params.capabilities.workspace?.inlayHint?.refreshSupport === true;
      this.canConfigure = params.capabilities.workspace?.configuration === true;
      this.canRefreshLenses = params.capabilities.workspace?.codeLens?.refreshSupport === true;
    });
    this.followDocuments();
    this.followSettings(apply);
    this.analyses.onFailure((uri) => this.mark(uri, new Set([uri])));
    this.analyses.onReport((snapshot) => {
      this.mark(snapshot.uri, filesOf(snapshot.report));
      this.refreshViews();
      const params: ReportChangedParams = {
        uri: snapshot.uri,
        version: snapshot.version,
        complete: snapshot.report.complete,
      };
      void this.connection.sendNotification(reportChangedNotification, params);
    });
    this.connection.onRequest<AnalyseResult, void>(analyseRequest, (params: AnalyseParams, token: CancellationToken) =>
      this.analyse(params, token),
    );
    this.connection.onRequest<SummaryResult, void>(summaryRequest, (params: AnalyseParams, token: CancellationToken) =>
      this.summary(params, token),
    );
    this.connection.onRequest<CompareResult, void>(compareRequest, (params: CompareParams, token: CancellationToken) =>
      this.compare(params, token),
    );
    this.connection.onRequest<SimulateResult, void>(
      simulateRequest,
      (params: SimulateParams, token: CancellationToken) => this.simulate(params, token),
    );
    this.connection.onRequest<WriteBackResult, void>(
      writeBackRequest,
      (params: WriteBackParams, token: CancellationToken) => this.writeBack(params, token),
    );
    this.listen();
  }

  private followSettings(apply: (settings: Settings) => void): void {
    const { ConfigurationProvider, LangiumDocuments, TextDocuments } = this.services.shared.workspace;
    const change = (configuration: unknown): void => {
      apply(readSettings(configuration));
      this.refreshViews();
      for (const text of TextDocuments.all()) {
        const document = LangiumDocuments.getDocument(URI.parse(text.uri));
        // One that is still being read is analysed with the new settings anyway.
        if (document?.state === DocumentState.Validated) this.analyses.schedule(document);
      }
    };
    ConfigurationProvider.onConfigurationSectionUpdate(({ section, configuration }) => {
      if (section === settingsSection) change(configuration);
    });
    this.services.shared.lsp.LanguageServer.onInitialized(() => {
      if (!this.canConfigure) return;
      const { connection } = this;
      const failed = (error: unknown): void => this.log(`settings: ${describeError(error)}`);
      // A client that knows of the registration sends the settings at once and at each change.
      connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection }).catch(failed);
      connection.workspace.getConfiguration(settingsSection).then(change, failed);
    });
  }

  private followDocuments(): void {
    const { DocumentBuilder, TextDocuments } = this.services.shared.workspace;
    DocumentBuilder.onUpdate((changed, deleted) => {
      for (const uri of [...changed, ...deleted]) this.analyses.cancel(uri.toString());
      for (const uri of deleted) void this.connection.sendDiagnostics({ uri: uri.toString(), diagnostics: [] });
    });
    DocumentBuilder.onDocumentPhase(DocumentState.Validated, async (document) => {
      const uri = document.uri.toString();
      // An open file is published once its quick findings are in; others only have what the language says.
      if (TextDocuments.get(document.uri)) this.analyses.schedule(document);
      if (!this.analyses.latest(uri) || this.languageErrors(document) > 0) this.publish(uri);
    });
    TextDocuments.onDidClose((event) => {
      const uri = event.document.uri;
      this.analyses.forget(uri);
      this.mark(uri, new Set([uri]));
    });
  }

  /** Notes where an analysed file has findings now and publishes there and where it had them before. */
  private mark(uri: string, files: Set<string>): void {
    const before = this.marked.get(uri) ?? new Set([uri]);
    this.marked.set(uri, files);
    for (const file of new Set([...before, ...files])) this.publish(file);
  }

  private publish(uri: string): void {
    const document = this.services.shared.workspace.LangiumDocuments.getDocument(URI.parse(uri));
    const reports = [...this.analyses.all()].map((snapshot) => snapshot.report);
    const findings = findingsIn(reports, uri).map((finding) => toDiagnostic(finding, this.docs));
    const last = document?.textDocument.lineCount ?? 0;
    void this.connection.sendDiagnostics({
      uri,
      diagnostics: [
        ...(document?.diagnostics ?? []).map((item) => withDocs(item, this.docs)),
        ...findings.filter((item) => item.range.start.line < last),
      ],
    });
  }

  private refreshViews(): void {
    const ignore = (): void => undefined;
    if (this.canRefreshHints) void this.connection.languages.inlayHint.refresh().catch(ignore);
    if (this.canRefreshLenses) {
      void this.connection.sendRequest('workspace/codeLens/refresh').catch(ignore);
    }
  }

  private analyse(params: AnalyseParams, token: CancellationToken): Promise<AnalyseResult> {
    const failed: AnalyseResult = { kind: 'failed', message: 'The analysis failed; the Headroom output says why.' };
    return guarded('analyse', this.log, failed, async () => {
      const document = await this.built(params.uri, token);
      if (!document) return { kind: 'failed', message: `${params.uri} is not open` };
      const errors = this.languageErrors(document);
      const { detail = 'full' } = params;
      if (!params.scenario && !params.overrides?.length) {
        if (detail === 'full') await this.analyses.settled(params.uri);
        const held = await this.analyses.fresh(document);
        if (held && (held.report.complete || detail === 'quick'))
          return { kind: 'report', report: held.report, errors };
      }
      const report = await this.analyses.answer(document, params, token, detail);
      if (!report) return { kind: 'failed', message: overtakenMessage };
      if ('message' in report) return { kind: 'failed', message: report.message };
      return { kind: 'report', report: detail === 'quick' ? lean(report) : report, errors };
    });
  }

  private simulate(params: SimulateParams, token: CancellationToken): Promise<SimulateResult> {
    const failed: SimulateResult = { kind: 'failed', message: 'The simulation failed; the Headroom output says why.' };
    return guarded('simulate', this.log, failed, async () => {
      const document = await this.built(params.uri, token);
      if (!document) return { kind: 'failed', message: `${params.uri} is not open` };
      if (this.languageErrors(document) > 0)
        return { kind: 'failed', message: 'The description has errors; mend them first.' };
      return this.simulations.run(document, params, token);
    });
  }

  private writeBack(params: WriteBackParams, token: CancellationToken): Promise<WriteBackResult> {
    const failed: WriteBackResult = { kind: 'failed', message: 'Writing back failed; the Headroom output says why.' };
    return guarded('write back', this.log, failed, async () => {
      const document = await this.built(params.uri, token);
      if (!document) return { kind: 'failed', message: `${params.uri} is not open` };
      return this.engine.writeBack(document, params);
    });
  }

  private compare(params: CompareParams, token: CancellationToken): Promise<CompareResult> {
    const failed: CompareResult = { kind: 'failed', message: 'The comparison failed; the Headroom output says why.' };
    return guarded('compare', this.log, failed, async () => {
      const document = await this.built(params.uri, token);
      if (!document) return { kind: 'failed', message: `${params.uri} is not open` };
      const { scenario } = params;
      const files = new Map(Object.entries(params.files).map(([uri, text]) => [URI.parse(uri).toString(), text]));
      const earlier = await this.engine.earlier(document, files, { scenario });
      if (params.probe) return { kind: 'wanted', uris: earlier.wanted };
      const before = await this.analyses.finish(earlier.reading, token);
      if (!before) return { kind: 'failed', message: overtakenMessage };
      if ('message' in before)
        return { kind: 'failed', message: `The earlier version cannot be analysed: ${before.message}` };
      const now = await this.analyse({ uri: params.uri, ...(scenario === undefined ? {} : { scenario }) }, token);
      if (now.kind === 'failed') return now;
      const comparison = compare(before, now.report);
      return {
        kind: 'comparison',
        comparison,
        summary: summaryText(comparison),
        worse: comparison.objectives.some((item) => gotWorse(item)),
        texts: { before: digest(before), after: digest(now.report) },
        errors: { before: earlier.errors, after: now.errors },
      };
    });
  }

  /** The document of an address, once it is parsed, linked and validated. */
  private async built(uri: string, token: CancellationToken): Promise<LangiumDocument | undefined> {
    const address = URI.parse(uri);
    const { DocumentBuilder, LangiumDocuments, WorkspaceManager } = this.services.shared.workspace;
    await WorkspaceManager.ready;
    await DocumentBuilder.waitUntil(DocumentState.Validated, address, token);
    return LangiumDocuments.getDocument(address);
  }

  private async summary(params: AnalyseParams, token: CancellationToken): Promise<SummaryResult> {
    const result = await this.analyse(params, token);
    if (result.kind === 'failed') return { text: `${result.message}\n`, errors: 1 };
    const title = decodeURIComponent(params.uri.split('/').at(-1) ?? params.uri);
    return { text: summarise(result.report, title), errors: result.errors };
  }

  private languageErrors(document: LangiumDocument): number {
    return (document.diagnostics ?? []).filter((item) => item.severity === 1).length;
  }

  /** As Langium's startLanguageServer, but for diagnostics, which we publish together with the findings. */
  private listen(): void {
    const { connection } = this;
    const { shared } = this.services;
    const add = [
      lsp.addDocumentUpdateHandler,
      lsp.addFileOperationHandler,
      lsp.addCompletionHandler,
      lsp.addFindReferencesHandler,
      lsp.addDocumentSymbolHandler,
      lsp.addGotoDefinitionHandler,
      lsp.addDocumentHighlightHandler,
      lsp.addFoldingRangeHandler,
      lsp.addFormattingHandler,
      lsp.addCodeActionHandler,
      lsp.addRenameHandler,
      lsp.addHoverHandler,
      lsp.addInlayHintHandler,
      lsp.addSemanticTokenHandler,
      lsp.addExecuteCommandHandler,
      lsp.addSignatureHelpHandler,
      lsp.addCodeLensHandler,
      lsp.addDocumentLinkHandler,
      lsp.addConfigurationChangeHandler,
      lsp.addWorkspaceSymbolHandler,
    ];
    for (const handler of add) handler(connection, shared);
    connection.onInitialize(async (params) => {
      await this.prepare?.((params.initializationOptions ?? {}) as InitializationOptions);
      return shared.lsp.LanguageServer.initialize(params);
    });
    connection.onInitialized((params) => {
      try {
        shared.lsp.LanguageServer.initialized(params);
      } catch (error) {
        this.log(describeError(error));
      }
    });
    shared.workspace.TextDocuments.listen(connection);
    connection.listen();
  }
}
