// Completion: what the grammar allows at the cursor, cut down to what fits the block, the kind and the dimension.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of snippets are written so
import { GrammarAST, type LangiumDocument } from 'langium';
import { DefaultCompletionProvider, type LangiumServices, type NextFeature } from 'langium/lsp';
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionParams,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver';
import { propertyOf } from '../../properties.js';
import { commentOf } from '../hover.js';
import { keywordDoc } from '../keywords.js';
import { kindWord } from '../kinds.js';
import { defaultOf, type PropertySpec, propertiesIn, propertyMarkdown } from '../property-lookup.js';
import { isFirst, ruleOf, statementRules } from './grammar.js';
import { type Draft, importDrafts, unitDrafts, valueDraft } from './items.js';
import { pathMembers } from './paths.js';
import { openingText, type Place, placeAt, type Word } from './place.js';
import { candidates, nameOf } from './references.js';
import { kindOfValue } from './values.js';

/** Statements that a block has once. */
const ONCE = new Set(
  'system headroom replicas on balancing queue rate_limit concurrency_limit autoscale maintenance deployment open closed calls grows holds latency down protocol pattern members share quorum watch'.split(
    ' ',
  ),
);
/** Keywords that only make sense right behind a number, not on a line of their own. */
const INSIDE_VALUE = new Set(['source', 'assumed', 'cv', 'shape', 'to']);
const WORD_BEFORE = /[\p{L}_][\p{L}\p{N}_]*$/u;
const QUALIFIER_BEFORE = /(?:[\p{L}_][\p{L}\p{N}_]*\.)+$/u;

interface Request {
  document: LangiumDocument;
  text: string;
  offset: number;
  /** Start of what an item replaces. */
  start: number;
  place: Place;
  sameLine: boolean;
}

export class ArchCompletionProvider extends DefaultCompletionProvider {
  override readonly completionOptions = { triggerCharacters: ['.', '"', '/'] };
  private readonly services: LangiumServices;
  private readonly statements: Set<string>;

  constructor(services: LangiumServices) {
    super(services);
    this.services = services;
    this.statements = statementRules(services.Grammar);
  }

  override async getCompletion(
    document: LangiumDocument,
    params: CompletionParams,
  ): Promise<CompletionList | undefined> {
    const text = document.textDocument.getText();
    const offset = document.textDocument.offsetAt(params.position);
    const head = text.slice(0, offset);
    const wordStart = offset - (WORD_BEFORE.exec(head)?.[0].length ?? 0);
    const qualifier = QUALIFIER_BEFORE.exec(head.slice(0, wordStart))?.[0] ?? '';
    const start = wordStart - qualifier.length;
    const place = placeAt(text, start, this.lexer);
    const lineStart = head.lastIndexOf('\n') + 1;
    const request: Request = {
      document,
      text,
      offset,
      start,
      place,
      sameLine: (place.words.at(-1)?.end ?? -1) > lineStart,
    };
    const items = place.inString ? this.importPaths(request) : this.itemsAt(request, qualifier, wordStart);
    return { isIncomplete: false, items: this.deduplicateItems(items) };
  }

  private itemsAt(request: Request, qualifier: string, wordStart: number): CompletionItem[] {
    const { place } = request;
    if (!place.known) return [];
    const units = qualifier ? undefined : this.unitItems(request, wordStart);
    if (units) return units;
    const features = this.featuresAt(request);
    const items: CompletionItem[] = [];
    for (const { feature } of features) {
      if (GrammarAST.isCrossReference(feature)) {
        items.push(...this.referenceItems(request, feature, qualifier, wordStart));
      } else if (!qualifier && GrammarAST.isKeyword(feature)) {
        items.push(...this.keywordItems(request, feature));
      }
    }
    if (!qualifier) items.push(...this.valueItems(request, features));
    return items;
  }

  /** What the grammar allows next, from the words of the statement in the smallest healthy surroundings. */
  private featuresAt({ place, text, start }: Request): NextFeature[] {
    const opening = openingText(place);
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const here = place.words.filter((word) => word.start >= lineStart);
    const after = (words: readonly Word[]): NextFeature[] =>
      this.featuresOf(`${opening}${words.map((word) => word.text).join(' ')} `);
    const features = after(place.words);
    // An error in an earlier line of this block, or a statement that was left unfinished there, must not silence
    // this line: it is looked at alone then.
    const unfinished =
      here.length === 0 && !features.some(({ feature }) => GrammarAST.isKeyword(feature) && feature.value === '}');
    const alone = place.words.length > here.length && place.blocks.length > 0;
    if (features.length === 0) return after(here);
    return unfinished && alone ? [...features, ...after(here)] : features;
  }

  private featuresOf(source: string): NextFeature[] {
    const document = { getText: () => source, positionAt: () => ({ line: 0, character: 0 }) };
    return this.findFeaturesAt(document as unknown as LangiumDocument['textDocument'], source.length);
  }

  private keywordItems(request: Request, keyword: GrammarAST.Keyword): CompletionItem[] {
    const word = keyword.value;
    if (!this.filterKeyword(undefined as never, keyword)) return [];
    const rule = ruleOf(keyword);
    const statement = rule !== undefined && this.statements.has(rule) && isFirst(keyword);
    if (rule === 'PropertyName') return this.propertyItems(request, word);
    if (statement && ONCE.has(word) && request.place.present.has(word)) return [];
    if (rule === 'Document' && request.text.slice(0, request.start).trim()) return [];
    if (!request.sameLine && INSIDE_VALUE.has(word)) return [];
    const doc = keywordDoc(rule, word);
    const first = statement !== request.sameLine;
    return [
      this.item(request, {
        label: word,
        kind: CompletionItemKind.Keyword,
        detail: doc?.otherwise ? `default: ${doc.otherwise}` : statement ? 'statement' : 'keyword',
        insertText: doc?.snippet ?? word,
        ...(doc ? { documentation: { kind: MarkupKind.Markdown, value: doc.doc } } : {}),
        sortText: `${first ? '2' : '4'}${word}`,
      }),
    ];
  }

  private propertyItems(request: Request, word: string): CompletionItem[] {
    return propertiesIn(request.place.blocks.at(-1)?.rule)
      .filter((property) => property.name === word && !request.place.present.has(word))
      .map((property) => this.propertyItem(request, property, `${word} \${1:${property.example}}`));
  }

  private propertyItem(request: Request, property: PropertySpec, insertText: string): CompletionItem {
    const otherwise = defaultOf(property);
    return this.item(request, {
      label: property.name,
      kind: CompletionItemKind.Property,
      detail: otherwise ? `default: ${otherwise}` : 'property',
      documentation: { kind: MarkupKind.Markdown, value: propertyMarkdown(property) },
      insertText,
      sortText: `${request.sameLine ? '5' : '3'}${property.name}`,
    });
  }

  private referenceItems(
    request: Request,
    feature: GrammarAST.CrossReference,
    qualifier: string,
    wordStart: number,
  ): CompletionItem[] {
    const type = feature.type.$refText;
    if (qualifier && type === 'Root') return this.pathItems({ ...request, start: wordStart }, qualifier);
    return candidates(feature, request.place, request.document, this.services)
      .filter(({ name }) => name.startsWith(qualifier))
      .map(({ name, node, rank }) => {
        const documentation = commentOf(node, this.services);
        return this.item(request, {
          label: name,
          kind: this.nodeKindProvider.getCompletionItemKind(node),
          detail: kindWord(node),
          insertText: name,
          ...(documentation ? { documentation: { kind: MarkupKind.Markdown, value: documentation } } : {}),
          sortText: `${rank}${name}`,
        });
      });
  }

  private pathItems(request: Request, qualifier: string): CompletionItem[] {
    const documents = this.services.shared.workspace.LangiumDocuments;
    const { nodes, words } = pathMembers(qualifier.split('.').slice(0, -1), request.document, documents);
    const declarations = nodes.map((node): Draft => {
      const name = nameOf(node) ?? '';
      const kind = this.nodeKindProvider.getCompletionItemKind(node);
      return { label: name, kind, detail: kindWord(node), insertText: name, sortText: `0${name}` };
    });
    const numbers = words.map((word): Draft => {
      const doc = propertyOf(word)?.doc ?? keywordDoc(undefined, word)?.doc;
      const documentation = doc ? { documentation: { kind: MarkupKind.Markdown, value: doc } } : {};
      return {
        label: word,
        kind: CompletionItemKind.Property,
        detail: 'property',
        insertText: word,
        sortText: `1${word}`,
        ...documentation,
      };
    });
    return [...declarations, ...numbers].map((draft) => this.item(request, draft));
  }

  /** Units, when the cursor stands behind a number; undefined when it does not. */
  private unitItems(request: Request, wordStart: number): CompletionItem[] | undefined {
    const { place, text } = request;
    const number = place.words.at(-1);
    const gap = number ? text.slice(number.end, wordStart) : '';
    if (number?.type !== 'NUMBER' || /[\r\n]/.test(gap)) return undefined;
    const kind = kindOfValue(place);
    const drafts = kind ? unitDrafts(place, kind, gap, text.slice(request.start, request.offset)) : [];
    if (!kind || drafts.length === 0) return undefined;
    const units = drafts.map((draft) => this.item(request, draft));
    // A count or a share needs no unit: what may follow is offered too.
    if (kind !== 'count' && kind !== 'share') return units;
    const keywords = this.featuresAt(request)
      .map(({ feature }) => feature)
      .filter(GrammarAST.isKeyword);
    return [...units, ...keywords.flatMap((keyword) => this.keywordItems(request, keyword))];
  }

  /** A usual value of the right kind, where a value is due. */
  private valueItems(request: Request, features: NextFeature[]): CompletionItem[] {
    const due = features.some(({ feature }) => GrammarAST.isRuleCall(feature) && feature.rule.$refText === 'QUANTITY');
    const kind = due ? kindOfValue(request.place) : undefined;
    return kind ? [this.item(request, valueDraft(kind, request.place))] : [];
  }

  /** Files of the workspace, relative to this one, inside the string of an import. */
  private importPaths(request: Request): CompletionItem[] {
    const string = request.place.inString;
    if (string?.statement !== 'import') return [];
    const drafts = importDrafts(request.document, this.services.shared.workspace.LangiumDocuments);
    return drafts.map((draft) => this.item({ ...request, start: string.start }, draft));
  }

  private item(request: Request, { plain, ...item }: Draft): CompletionItem {
    const { textDocument } = request.document;
    const { insertText, ...rest } = item;
    const range = { start: textDocument.positionAt(request.start), end: textDocument.positionAt(request.offset) };
    const snippet = !plain && /\$[{\d]/.test(insertText);
    return {
      filterText: rest.label,
      ...rest,
      ...(snippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
      textEdit: { range, newText: insertText },
    };
  }
}
