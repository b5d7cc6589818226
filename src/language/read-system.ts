/** The one entry from text to model: a built document in, the System and all that is wrong with the description out. */
import {
  DocumentState,
  type LangiumCoreServices,
  type LangiumDocument,
  type LangiumSharedCoreServices,
  URI,
} from 'langium';
import type { SourceRange, System } from '../model/system.js';
import {
  type Arguments,
  type DiagnosticCode,
  diagnostic,
  didYouMean,
  type LanguageDiagnostic,
  nearest,
} from './diagnostics.js';
import type * as ast from './generated/ast.js';
import { descriptionOf, importCycle, targetOf, visibleDocuments } from './imports.js';
import { lower } from './lower.js';
import { type Override, rangeOf } from './lowering/context.js';
import { parseOverride, scenarioOverrides } from './overrides.js';
import { droppedWords, textProblems } from './parser.js';
import { ArchDocumentBuilder } from './workspace.js';

/** Newest version of the language. */
export const LANGUAGE_VERSION = 1;

/** Messages about something that is not there. */
const ABOUT_MISSING = new Set<DiagnosticCode>(['workload-load', 'workload-target']);

/** What `readSystem` needs of the services; those of an editor fit as well. */
export interface ReadServices {
  readonly shared: LangiumSharedCoreServices;
  readonly arch: LangiumCoreServices;
}

export interface ReadOptions {
  /** Name of the scenario whose overrides to apply. */
  readonly scenario?: string | undefined;
  /** Values to put in place of others, as of `--set`; they win over the scenario. */
  readonly overrides?: readonly { readonly path: string; readonly value: string }[] | undefined;
  /** Told of each place that a path stands for, with the value that is written there, if any. */
  readonly onValue?: (path: string, node: ast.Value | undefined) => void;
}

export interface ReadResult {
  /** The healthy part of the description. */
  readonly system: System;
  /** What is wrong in the file and in what it imports, in order of place. */
  readonly diagnostics: readonly LanguageDiagnostic[];
  /** Names of all scenarios. */
  readonly scenarios: readonly string[];
}

/**
 * Reads the system of a document that has been built (parsed and linked).
 *
 * @param services the services of the language
 * @param document the file; its imports are found through it
 */
export function readSystem(services: ReadServices, document: LangiumDocument, options: ReadOptions = {}): ReadResult {
  const found = new Map<string, LanguageDiagnostic>();
  const documents = visibleDocuments(document, services.shared.workspace.LangiumDocuments);
  const dropped = new Set(documents.flatMap((seen) => [...droppedWords(seen.parseResult)]));
  const broken = new Map(documents.map((seen) => [seen.uri.toString(), textProblems(seen.parseResult)]));
  const report = (item: LanguageDiagnostic): void => {
    const { uri, offset, end } = item.at;
    // What is missing inside a declaration with a broken part may well stand there.
    if (ABOUT_MISSING.has(item.code) && broken.get(uri)?.some((p) => p.offset >= offset && p.offset < end)) return;
    const key = `${item.code} ${uri} ${offset} ${end} ${item.message}`;
    if (!found.has(key)) found.set(key, item);
  };
  for (const seen of documents) checkText(services, seen, dropped, report);
  checkImports(services, document, report);
  const elements = documents.flatMap((seen) => descriptionOf(seen)?.elements ?? []);
  const scenarios = elements.filter(
    (element): element is ast.Scenario => element.$type === 'Scenario' && !!element.name,
  );
  const names = [...new Set(scenarios.map((scenario) => scenario.name))];
  const overrides = new Map<string, Override>();
  const start = rangeAt(document, 0, 0);
  const chosen = scenarios.find((scenario) => scenario.name === options.scenario);
  if (chosen) for (const [path, override] of scenarioOverrides(chosen)) overrides.set(path, override);
  else if (options.scenario !== undefined) {
    const suggestion =
      didYouMean(nearest(options.scenario, names)) || (names.length > 0 ? `; there are: ${names.join(', ')}` : '');
    report(diagnostic('scenario-unknown', start, { name: options.scenario, suggestion }));
  }
  for (const { path, value } of options.overrides ?? []) {
    const parsed = parseOverride(services.arch.parser.LangiumParser, path, value);
    if ('code' in parsed) report(parsed);
    else overrides.set(path, parsed);
  }
  const uri = document.uri.toString();
  const { onValue } = options;
  const system = lower({
    uri,
    elements,
    overrides,
    report,
    ...(chosen ? { scenario: chosen.name } : {}),
    ...(onValue ? { onValue } : {}),
  });
  const diagnostics = [...found.values()].sort(
    (a, b) => order(a.at, uri) - order(b.at, uri) || a.at.offset - b.at.offset,
  );
  return { system, diagnostics, scenarios: names };
}

/**
 * Loads a file with its imports and reads its system.
 *
 * @param services services made with a file system
 * @param uri address of the file, such as 'file:///project/shop.arch'
 * @throws where the file cannot be read
 */
export async function openSystem(services: ReadServices, uri: string, options: ReadOptions = {}): Promise<ReadResult> {
  const { LangiumDocuments, DocumentBuilder } = services.shared.workspace;
  const document = await LangiumDocuments.getOrCreateDocument(URI.parse(uri));
  if (document.state < DocumentState.Linked) await DocumentBuilder.build([document], { validation: false });
  return readSystem(services, document, options);
}

/** Reads the system of a text that is in no file; imports are resolved against `uri`. */
export async function readText(
  services: ReadServices,
  text: string,
  uri = 'memory:///text.arch',
  options: ReadOptions = {},
): Promise<ReadResult> {
  const { LangiumDocuments, DocumentBuilder } = services.shared.workspace;
  const address = URI.parse(uri);
  if (LangiumDocuments.hasDocument(address)) await DocumentBuilder.update([], [address]);
  const document = LangiumDocuments.createDocument(address, text);
  await DocumentBuilder.build([document], { validation: false });
  return readSystem(services, document, options);
}

function order(at: SourceRange, uri: string): number {
  return at.uri === uri ? 0 : 1;
}

type Report = (item: LanguageDiagnostic) => void;

/** What is wrong with the text of one file: syntax, version, names that nothing bears. */
function checkText(
  services: ReadServices,
  document: LangiumDocument,
  dropped: ReadonlySet<string>,
  report: Report,
): void {
  const result = document.parseResult;
  const raise = (code: DiagnosticCode, at: SourceRange, args: Arguments): void => report(diagnostic(code, at, args));
  for (const problem of textProblems(result)) {
    const at = rangeAt(document, problem.offset, problem.end);
    const { replacement } = problem;
    const more =
      replacement === undefined ? {} : { suggestions: [{ title: `Change to '${replacement}'`, at, replacement }] };
    report(diagnostic(problem.code, at, problem.args, more));
  }
  const description = descriptionOf(document);
  const version = description?.version;
  if (description && version !== undefined && Number(version) !== LANGUAGE_VERSION) {
    raise('unknown-version', rangeAt(document, 0, document.textDocument.getText().indexOf('\n') + 1), {
      version,
      known: LANGUAGE_VERSION,
    });
  }
  let left = MAX_SUGGESTIONS;
  const known = new Map<string, ReadonlySet<string>>();
  for (const reference of document.references) {
    if (!reference.error || !reference.$refNode) continue;
    const { info } = reference.error;
    const type = services.shared.AstReflection.getReferenceType(info);
    const name = reference.$refText;
    // What was declared in a broken part is no second mistake.
    if (name.split('.').some((part) => dropped.has(part))) continue;
    let near: string | undefined;
    if (left-- > 0) {
      const scope = services.arch.references.ScopeProvider.getScope(info);
      const names = known.get(type) ?? new Set(scope.getAllElements().map((element) => element.name));
      known.set(type, names);
      near = nearest(name, names) ?? [...names].find((candidate) => candidate.endsWith(`.${name}`));
    }
    const { offset, end } = reference.$refNode;
    const at = rangeAt(document, offset, end);
    const suggestions = near === undefined ? [] : [{ title: `Change to '${near}'`, at, replacement: near }];
    const args = { kind: KIND_NAMES.get(type) ?? type.toLowerCase(), name, suggestion: didYouMean(near) };
    report(diagnostic('unknown-name', at, args, { suggestions }));
  }
}

/** Most unknown names for which a similar one is looked for. */
const MAX_SUGGESTIONS = 50;

const KIND_NAMES = new Map([
  ['Place', 'region, zone or host'],
  ['Callable', 'operation, external or queue'],
  ['Linkable', 'node, external, queue or workload'],
  ['Failable', 'node, place, external or queue'],
  ['Root', 'declaration'],
  ['Param', 'parameter'],
  ['Node', 'node type'],
]);

function checkImports(services: ReadServices, document: LangiumDocument, report: Report): void {
  const documents = services.shared.workspace.LangiumDocuments;
  const raise = (code: DiagnosticCode, item: ast.Import, args: Arguments): void =>
    report(diagnostic(code, rangeOf(item), args));
  const imports = descriptionOf(document)?.imports ?? [];
  let ringTold = false;
  for (const item of imports) {
    const target = targetOf(item, document, documents);
    if (item.path === undefined || !target) continue;
    const imported = target.kind === 'file' ? documents.getDocument(target.uri) : undefined;
    if (!imported) {
      const reason = target.kind === 'refused' ? target.reason : whyUnread(services, target.uri);
      if (reason === undefined) raise('import-not-found', item, { path: item.path });
      else raise('import-unreadable', item, { path: item.path, reason });
      continue;
    }
    if (textProblems(imported.parseResult).length > 0) raise('import-broken', item, { path: item.path });
    const ring = ringTold ? undefined : importCycle(document, documents);
    const through = ring?.[1]?.uri.toString() === imported.uri.toString();
    if (ring && through) {
      ringTold = true;
      raise('import-cycle', item, { cycle: ring.map((member) => member.uri.path.split('/').at(-1)).join(' → ') });
    }
  }
}

/** Why a file that is there could not be read. */
function whyUnread(services: ReadServices, uri: URI): string | undefined {
  const builder = services.shared.workspace.DocumentBuilder;
  return builder instanceof ArchDocumentBuilder ? builder.imports.reasonOf(uri) : undefined;
}

/** The place between two offsets of a document. */
export function rangeAt(document: LangiumDocument, offset: number, end: number): SourceRange {
  const from = document.textDocument.positionAt(offset);
  const to = document.textDocument.positionAt(end);
  return {
    uri: document.uri.toString(),
    offset,
    end,
    line: from.line,
    column: from.character,
    endLine: to.line,
    endColumn: to.character,
  };
}
