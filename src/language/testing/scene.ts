// A small language for tests of editor features: sources with marks in, plain text out.
//
//   const at = await scene('service web { op pa<|>ge {} }');
//   expect(await at.hover()).toContain('page');
//
// Several files: scene({ 'main.arch': '...<|>...', 'other.arch': '...' }); the marks stand in any of them.
import { type LangiumDocument, URI } from 'langium';
import { type LangiumServices, SemanticTokensDecoder } from 'langium/lsp';
import type { CompletionItem, Diagnostic, DocumentSymbol, Position, TextEdit } from 'vscode-languageserver';
import { type Marked, parseMarkers } from './markers.js';
import { testServices } from './services.js';

const FOLDER = 'file:///test/';

interface File {
  document: LangiumDocument;
  marked: Marked;
}

/** Builds the files and stands at their first mark. */
export async function scene(sources: string | Record<string, string>, services = testServices()): Promise<Scene> {
  const named = typeof sources === 'string' ? { 'main.arch': sources } : sources;
  const files = new Map<string, File>();
  const { shared } = services;
  for (const [name, source] of Object.entries(named)) {
    const marked = parseMarkers(source);
    const document = shared.workspace.LangiumDocumentFactory.fromString(marked.text, URI.parse(FOLDER + name));
    shared.workspace.LangiumDocuments.addDocument(document);
    files.set(name, { document, marked });
  }
  await shared.workspace.DocumentBuilder.build(
    [...files.values()].map((file) => file.document),
    { validation: true },
  );
  return new Scene(services, files);
}

export class Scene {
  constructor(
    readonly services: LangiumServices,
    private readonly files: Map<string, File>,
  ) {}

  /** The file with the first mark, or the first file. */
  private get current(): File {
    const all = [...this.files.values()];
    const file = all.find(({ marked }) => marked.positions.length + marked.ranges.length > 0) ?? all[0];
    if (!file) throw new Error('A scene needs a file.');
    return file;
  }

  get document(): LangiumDocument {
    return this.current.document;
  }

  private at(mark = 0): { textDocument: { uri: string }; position: Position } {
    const { document, marked } = this.current;
    const offset = marked.positions[mark] ?? marked.ranges[mark]?.start;
    if (offset === undefined) throw new Error(`The source has no mark number ${mark}.`);
    return { textDocument: { uri: document.uri.toString() }, position: document.textDocument.positionAt(offset) };
  }

  /** Takes the files out of the services, so that they can serve another scene. */
  async close(): Promise<void> {
    const uris = [...this.files.values()].map(({ document }) => document.uri);
    await this.services.shared.workspace.DocumentBuilder.update([], uris);
  }

  /** Completion items at a mark, best first. */
  async completions(mark = 0): Promise<CompletionItem[]> {
    const list = await this.services.lsp.CompletionProvider?.getCompletion(this.document, this.at(mark));
    const key = (item: CompletionItem): string => item.sortText ?? item.label;
    return (list?.items ?? []).sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  }

  /** Labels of the completion items at a mark that match the word in front of it. */
  async labels(mark = 0): Promise<string[]> {
    const { document } = this.current;
    const offset = document.textDocument.offsetAt(this.at(mark).position);
    const items = await this.completions(mark);
    return items
      .filter((item) => {
        const edit = item.textEdit;
        const start = edit && 'range' in edit ? document.textDocument.offsetAt(edit.range.start) : offset;
        return (item.filterText ?? item.label).startsWith(document.textDocument.getText().slice(start, offset));
      })
      .map((item) => item.label);
  }

  /** The text after taking one completion item (snippet placeholders as they are). */
  async complete(label: string, mark = 0): Promise<string> {
    const item = (await this.completions(mark)).find((candidate) => candidate.label === label);
    if (!item?.textEdit || !('range' in item.textEdit)) throw new Error(`There is no completion "${label}".`);
    return this.apply(this.document, [item.textEdit]);
  }

  /** Text of the hover at a mark; "" when there is none. */
  async hover(mark = 0): Promise<string> {
    const hover = await this.services.lsp.HoverProvider?.getHoverContent(this.document, this.at(mark));
    const contents = hover?.contents;
    return typeof contents === 'object' && 'value' in contents ? contents.value : '';
  }

  /** Where a mark leads, as "file:line:text", lines from 1. */
  async definition(mark = 0): Promise<string[]> {
    const links = await this.services.lsp.DefinitionProvider?.getDefinition(this.document, this.at(mark));
    return (links ?? []).map((link) =>
      this.place(link.targetUri, link.targetSelectionRange.start, link.targetSelectionRange.end),
    );
  }

  /** Every place that names the same, as "file:line:text". */
  async references(mark = 0): Promise<string[]> {
    const params = { ...this.at(mark), context: { includeDeclaration: true } };
    const found = await this.services.lsp.ReferencesProvider?.findReferences(this.document, params);
    return (found ?? []).map((location) => this.place(location.uri, location.range.start, location.range.end)).sort();
  }

  /** Highlighted words for a mark, as "line:text". */
  async highlights(mark = 0): Promise<string[]> {
    const found = await this.services.lsp.DocumentHighlightProvider?.getDocumentHighlight(this.document, this.at(mark));
    const lines = (found ?? []).map(
      ({ range }) => `${range.start.line + 1}:${this.document.textDocument.getText(range)}`,
    );
    return lines.sort();
  }

  /** All files after a rename at a mark; rejects when the name is refused. */
  async rename(newName: string, mark = 0): Promise<Record<string, string>> {
    const edit = await this.services.lsp.RenameProvider?.rename(this.document, { ...this.at(mark), newName });
    const result: Record<string, string> = {};
    for (const [name, { document }] of this.files) {
      result[name] = this.apply(document, edit?.changes?.[document.uri.toString()] ?? []);
    }
    return result;
  }

  /** The text of the first file after formatting. */
  async format(): Promise<string> {
    const params = { textDocument: { uri: this.document.uri.toString() }, options: { tabSize: 2, insertSpaces: true } };
    return this.apply(this.document, (await this.services.lsp.Formatter?.formatDocument(this.document, params)) ?? []);
  }

  /** The text of the first file after formatting the range between its first two marks. */
  async formatRange(): Promise<string> {
    const range = { start: this.at(0).position, end: this.at(1).position };
    const params = { textDocument: this.at().textDocument, range, options: { tabSize: 2, insertSpaces: true } };
    return this.apply(
      this.document,
      (await this.services.lsp.Formatter?.formatDocumentRange(this.document, params)) ?? [],
    );
  }

  /** The outline, one line per symbol, indented by depth: "kind name". */
  async outline(): Promise<string[]> {
    const params = { textDocument: { uri: this.document.uri.toString() } };
    const symbols = await this.services.lsp.DocumentSymbolProvider?.getSymbols(this.document, params);
    const lines = (list: DocumentSymbol[], depth: number): string[] =>
      list.flatMap((symbol) => [
        `${'  '.repeat(depth)}${symbol.detail} ${symbol.name}`,
        ...lines(symbol.children ?? [], depth + 1),
      ]);
    return lines(symbols ?? [], 0);
  }

  /** Names of the workspace symbols that match a query, qualified. */
  async workspaceSymbols(query: string): Promise<string[]> {
    const found = await this.services.shared.lsp.WorkspaceSymbolProvider?.getSymbols({ query });
    return (found ?? []).map((symbol) =>
      symbol.containerName ? `${symbol.containerName}.${symbol.name}` : symbol.name,
    );
  }

  /** Folding ranges as "first-last" lines from 1, with the kind where it has one. */
  async folds(): Promise<string[]> {
    const params = { textDocument: { uri: this.document.uri.toString() } };
    const ranges = await this.services.lsp.FoldingRangeProvider?.getFoldingRanges(this.document, params);
    return (ranges ?? []).map(
      (range) => `${range.startLine + 1}-${range.endLine + 1}${range.kind ? ` ${range.kind}` : ''}`,
    );
  }

  /** Semantic tokens as "text:type". */
  async tokens(): Promise<string[]> {
    const provider = this.services.lsp.SemanticTokenProvider;
    const data = await provider?.semanticHighlight(this.document, {
      textDocument: { uri: this.document.uri.toString() },
    });
    if (!provider || !data) return [];
    return SemanticTokensDecoder.decode(data, provider.tokenTypes, this.document).map(
      (token) => `${token.text}:${token.tokenType}`,
    );
  }

  /** Quick fixes for all diagnostics of the first file: title, and the text after taking it. */
  async fixes(): Promise<{ title: string; text: string }[]> {
    const diagnostics = this.diagnostics();
    const range = {
      start: { line: 0, character: 0 },
      end: this.document.textDocument.positionAt(Number.MAX_SAFE_INTEGER),
    };
    const uri = this.document.uri.toString();
    const params = { textDocument: { uri }, range, context: { diagnostics } };
    const actions = await this.services.lsp.CodeActionProvider?.getCodeActions(this.document, params);
    return (actions ?? []).flatMap((action) => {
      const edits = 'edit' in action ? action.edit?.changes?.[uri] : undefined;
      return edits ? [{ title: action.title, text: this.apply(this.document, edits) }] : [];
    });
  }

  /** Diagnostics of the first file. */
  diagnostics(): Diagnostic[] {
    return this.document.diagnostics ?? [];
  }

  /** Diagnostics of the first file as "line: message", lines from 1. */
  problems(): string[] {
    return this.diagnostics().map((diagnostic) => `${diagnostic.range.start.line + 1}: ${diagnostic.message}`);
  }

  /** Checks that the range marks are exactly the ranges of the diagnostics with this code. */
  diagnosed(code: string): { expected: string[]; actual: string[] } {
    const { document, marked } = this.current;
    const { textDocument } = document;
    const expected = marked.ranges.map(({ start, end }) => textDocument.getText().slice(start, end));
    const actual = this.diagnostics()
      .filter((d) => d.code === code)
      .map((d) => textDocument.getText(d.range));
    return { expected, actual };
  }

  private place(uri: string, start: Position, end: Position): string {
    const name = uri.slice(FOLDER.length);
    const text = this.files.get(name)?.document.textDocument.getText({ start, end }) ?? '';
    return `${name}:${start.line + 1}:${text}`;
  }

  private apply(document: LangiumDocument, edits: TextEdit[]): string {
    const { textDocument } = document;
    const offset = (edit: TextEdit): number => textDocument.offsetAt(edit.range.start);
    let text = textDocument.getText();
    for (const edit of [...edits].sort((a, b) => offset(b) - offset(a))) {
      text = text.slice(0, offset(edit)) + edit.newText + text.slice(textDocument.offsetAt(edit.range.end));
    }
    return text;
  }
}
