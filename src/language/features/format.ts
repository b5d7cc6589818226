// Layout of *.arch text, computed on the token sequence and not on the tree: only the white space between
// tokens is ever touched, so no comment, no token and no unparsable fragment can get lost, and a broken file
// is laid out as well as a healthy one. The tree only tells where statements start.
import type { AstNode, CstNode, Lexer } from 'langium';
import { AstUtils } from 'langium';
import { MAX_BRACES, MAX_CHARACTERS } from '../parse-guard.js';

/** Indentation of one level. */
export interface LayoutOptions {
  /** One level of indentation, spaces or a tab. Default: two spaces. */
  indent?: string;
  /** Line end to write. Default: "\r\n" if the text has one, else "\n". */
  eol?: string;
}

/** Replacement of the characters from `start` to before `end` (offsets in UTF-16 units). */
export interface TextChange {
  start: number;
  end: number;
  text: string;
}

interface Item {
  text: string;
  type: string;
  start: number;
  end: number;
}

interface Block {
  /** End offset of the statement that was begun last in this block. */
  statementEnd: number;
  /** In a broken file: was a call begun last in this block? */
  inCall: boolean;
}

const STATEMENT_LISTS = new Set(['imports', 'elements', 'members', 'steps', 'points', 'goals']);
const FUNCTIONS = new Set(['max', 'min', 'ceil', 'floor', 'round', 'sqrt', 'abs', 'exp', 'ln']);
const WORD = /^[\p{L}_][\p{L}\p{N}_]*$/u;
/** Words that go on with a call when they begin a line. */
const CLAUSES = new Set(
  'timeout retry backoff budget breaker recovery pool bulkhead throttle size answer fallback cancellable with times for'.split(
    ' ',
  ),
);
const OPERAND_TYPES = new Set(['ID', 'NUMBER', 'QUANTITY', ')']);

/**
 * The changes that lay out `text`; none when it is laid out already.
 *
 * @param text the text of a file
 * @param lexer the lexer of the language
 * @param root its syntax tree, if it is healthy (tells where statements start; a broken file is laid out by its words)
 * @returns changes in ascending order that do not overlap; an empty list if a change would alter the tokens
 */
export function layout(text: string, lexer: Lexer, root?: AstNode, options: LayoutOptions = {}): TextChange[] {
  if (text.length > MAX_CHARACTERS) return [];
  const items = itemsOf(text, lexer);
  const eol = options.eol ?? (text.includes('\r\n') ? '\r\n' : '\n');
  const gaps = alignComments(items, separators(text, items, statementsOf(root), options.indent ?? '  '));
  const changes: TextChange[] = [];
  for (let index = 0; index <= items.length; index++) {
    const start = items[index - 1]?.end ?? 0;
    const end = items[index]?.start ?? text.length;
    const wanted = (gaps[index] ?? '').replaceAll('\n', eol);
    if (text.slice(start, end) !== wanted) changes.push({ start, end, text: wanted });
  }
  return sameTokens(items, itemsOf(applyChanges(text, changes), lexer)) ? changes : [];
}

/** `text` with `changes` (ascending, not overlapping) made. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let result = '';
  let position = 0;
  for (const change of changes) {
    result += text.slice(position, change.start) + change.text;
    position = change.end;
  }
  return result + text.slice(position);
}

/** Tokens, comments and, as type "error", whatever the lexer could not read, in the order of the text. */
function itemsOf(text: string, lexer: Lexer): Item[] {
  const { tokens, hidden } = lexer.tokenize(text, { mode: 'full' });
  const known = [...tokens, ...hidden].sort((a, b) => a.startOffset - b.startOffset);
  const items: Item[] = [];
  let position = 0;
  const unread = (end: number): void => {
    const gap = text.slice(position, end);
    const trimmed = gap.trim();
    if (!trimmed) return;
    const start = position + gap.indexOf(trimmed);
    items.push({ text: trimmed, type: 'error', start, end: start + trimmed.length });
  };
  for (const token of known) {
    unread(token.startOffset);
    const image = token.tokenType.name === 'SL_COMMENT' ? token.image.trimEnd() : token.image;
    items.push({
      text: image,
      type: token.tokenType.name,
      start: token.startOffset,
      end: token.startOffset + image.length,
    });
    position = token.startOffset + token.image.length;
  }
  unread(text.length);
  return items;
}

function sameTokens(before: Item[], after: Item[]): boolean {
  return (
    before.length === after.length &&
    before.every((item, i) => item.text === after[i]?.text && item.type === after[i]?.type)
  );
}

type Statements = ReadonlyMap<number, number>;

/** Start offset of every statement, with its end offset; undefined where no tree tells. */
function statementsOf(root: AstNode | undefined): Statements | undefined {
  if (!root) return undefined;
  const result = new Map<number, number>();
  for (const node of AstUtils.streamAllContents(root)) {
    const cst: CstNode | undefined = node.$cstNode;
    if (!cst || cst.length === 0 || !STATEMENT_LISTS.has(node.$containerProperty ?? '')) continue;
    result.set(cst.offset, Math.max(cst.end, result.get(cst.offset) ?? 0));
  }
  return result;
}

/** The separator in front of each item, and after the last one, with "\n" as line end. */
function separators(text: string, items: Item[], statements: Statements | undefined, indent: string): string[] {
  const multiline = multilineBraces(text, items);
  const blocks: Block[] = [{ statementEnd: -1, inCall: false }];
  const result: string[] = [];
  items.forEach((item, index) => {
    const previous = items[index - 1];
    if (item.type === '}' && blocks.length > 1) blocks.pop();
    const block = blocks[blocks.length - 1];
    const starts = statements?.get(item.start);
    if (!previous) result.push('');
    else {
      const gap = text.slice(previous.end, item.start);
      let lines = countLines(gap);
      const comment = item.type.endsWith('_COMMENT');
      if (previous.type === 'SL_COMMENT') lines = Math.max(lines, 1);
      else if (item.type === '{' || (item.type === 'else' && previous.type === '}')) lines = 0;
      else if (item.type === '}' && multiline.has(index)) lines = 1;
      else if (previous.type === '{' && multiline.has(index - 1) && !comment) lines = 1;
      // No empty line after an opening or before a closing brace.
      if (previous.type === '{' || item.type === '}') lines = Math.min(lines, 1);
      if (lines > 0) {
        const own = comment || starts !== undefined || item.type === '}' || item.type === '{' || item.type === 'else';
        const goesOn = statements ? item.start < (block?.statementEnd ?? 0) : block?.inCall && CLAUSES.has(item.type);
        const continued = !own && goesOn;
        if (!continued && !comment && block) block.inCall = false;
        result.push(
          '\n'.repeat(Math.min(lines, 2)) +
            indent.repeat(Math.min(blocks.length - 1, MAX_BRACES) + (continued ? 1 : 0)),
        );
      } else {
        // Without a tree, two spaces between words stay: they may set statements apart.
        const apart = statements ? starts !== undefined : /^[ \t]{2,}$/.test(gap) && separable(previous, item);
        result.push(space(items, index, apart));
      }
    }
    if (starts !== undefined && block) block.statementEnd = starts;
    if (block && (item.type === 'call' || item.type === 'send')) block.inCall = true;
    if (item.type === '{') blocks.push({ statementEnd: -1, inCall: false });
  });
  result.push(items.length > 0 ? '\n' : '');
  return result;
}

/** May a statement end with `previous` and another one begin with `next`? */
function separable(previous: Item, next: Item): boolean {
  return (
    WORD.test(next.text) &&
    (WORD.test(previous.text) || ['NUMBER', 'QUANTITY', 'STRING', '}', ')'].includes(previous.type))
  );
}

/** Indices of the braces whose block spans more than one line. */
function multilineBraces(text: string, items: Item[]): Set<number> {
  const result = new Set<number>();
  const open: number[] = [];
  items.forEach((item, index) => {
    if (item.type === '{') open.push(index);
    if (item.type !== '}') return;
    const start = open.pop();
    const from = start === undefined ? undefined : items[start];
    if (start === undefined || !from || !/[\r\n]/.test(text.slice(from.end, item.start))) return;
    result.add(start).add(index);
  });
  return result;
}

/** The space between two items on one line. */
function space(items: Item[], index: number, startsStatement: boolean): string {
  const before = items[index - 2];
  const previous = items[index - 1];
  const next = items[index];
  if (!previous || !next) return '';
  if (previous.type === 'error' || next.type === 'error') return ' ';
  if (next.type === 'SL_COMMENT') return '  ';
  if (next.type === ',' || next.type === ';' || next.type === ')' || previous.type === '(') return '';
  if (previous.type === '{' && next.type === '}') return '';
  if (next.type === '(' && FUNCTIONS.has(previous.type)) return '';
  if (next.type === '.' && WORD.test(previous.text)) return '';
  if (previous.type === '.' && WORD.test(next.text)) return '';
  const unary = previous.type === '-' && !OPERAND_TYPES.has(before?.type ?? '');
  if (unary && (OPERAND_TYPES.has(next.type) || next.type === '(')) return '';
  // Two spaces set statements on one line apart: nothing else does where there is no semicolon.
  return startsStatement && previous.type !== '{' && previous.type !== ';' ? '  ' : ' ';
}

/** Trailing comments of lines that follow one another start in one column. */
function alignComments(items: Item[], gaps: string[]): string[] {
  const result = [...gaps];
  let column = 0;
  let run: { index: number; column: number }[] = [];
  const flush = (): void => {
    const widest = Math.max(0, ...run.map((comment) => comment.column));
    for (const comment of run) result[comment.index] = ' '.repeat(2 + widest - comment.column);
    run = [];
  };
  items.forEach((item, index) => {
    const gap = gaps[index] ?? '';
    const lines = countLines(gap);
    if (lines > 0) {
      if (lines > 1 || run.at(-1)?.index !== index - 1) flush();
      column = gap.length - gap.lastIndexOf('\n') - 1;
    } else if (item.type === 'SL_COMMENT' && index > 0) {
      run.push({ index, column });
    } else column += gap.length;
    const breakAt = item.text.lastIndexOf('\n');
    column = breakAt < 0 ? column + item.text.length : item.text.length - breakAt - 1;
  });
  flush();
  return result;
}

function countLines(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
