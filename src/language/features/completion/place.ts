// Where the cursor stands, read off the tokens in front of it: which block encloses it and which words of the
// present statement are written already. It never looks at the tree, so an error elsewhere in the file does no harm.
import type { Lexer } from 'langium';
import { MAX_CHARACTERS } from '../../parse-guard.js';

export interface Word {
  text: string;
  type: string;
  start: number;
  end: number;
}

/** An enclosing block: the grammar rule it belongs to, and its name where it has one. */
interface Block {
  rule: string;
  name?: string;
  /** The keyword that begins it ("frontend", "queue", "with" ...). */
  keyword: string;
}

export interface Place {
  /** Enclosing blocks, the outermost first. */
  blocks: Block[];
  /** The last block that was closed in the innermost one, if any. */
  closed?: Block;
  /** Words after that, up to the cut. */
  words: Word[];
  /** Types of all words that stand directly in the innermost block, behind the cursor too. */
  present: Set<string>;
  /** False inside a comment, a string or a block that cannot be told. */
  known: boolean;
  /** The string that the cursor is in, from after its quote, when the cursor is in one. */
  inString?: { start: number; statement: string };
}

const NAMED = new Map<string, string>([
  ['region', 'Region'],
  ['zone', 'Zone'],
  ['host', 'Host'],
  ['workload', 'Workload'],
  ['profile', 'Profile'],
  ['frontend', 'Node'],
  ['logic', 'Node'],
  ['service', 'Node'],
  ['store', 'Node'],
  ['state', 'State'],
  ['external', 'External'],
  ['queue', 'Channel'],
  ['topic', 'Channel'],
  ['cluster', 'Cluster'],
  ['op', 'Operation'],
  ['objective', 'Objective'],
  ['monitor', 'Monitor'],
  ['scenario', 'Scenario'],
]);
const BARE = new Map<string, string>([
  ['parallel', 'ParallelStep'],
  ['autoscale', 'Autoscale'],
  ['maintenance', 'Maintenance'],
  ['deployment', 'Deployment'],
  ['else', 'Else'],
  ['fallback', 'Fallback'],
]);
const STEP = new Map<string, string>([
  ['first', 'FirstStep'],
  ['with', 'BranchStep'],
  ['if', 'BranchStep'],
  ['times', 'LoopStep'],
  ['repeat', 'LoopStep'],
  ['cache', 'CacheStep'],
]);
const TRAITS = new Set(['idempotent', 'cancellable', 'reads', 'writes']);

/** Text that opens a block of each rule, everything around it included. */
const OPENERS: Record<string, [outside: string, head: string]> = {
  Region: ['', 'region x {'],
  Zone: ['region x {', 'zone x {'],
  Host: ['', 'host x {'],
  Workload: ['', 'workload x {'],
  Profile: ['', 'profile x {'],
  Node: ['', 'service x {'],
  State: ['service x {', 'state x {'],
  External: ['', 'external x {'],
  Channel: ['', 'topic x {'],
  Link: ['', 'link x -> y {'],
  Cluster: ['', 'cluster x {'],
  Objective: ['', 'objective x {'],
  Monitor: ['', 'monitor x {'],
  Scenario: ['', 'scenario x {'],
  Operation: ['service x {', 'op x {'],
  Autoscale: ['service x {', 'autoscale {'],
  Maintenance: ['service x {', 'maintenance {'],
  Deployment: ['service x {', 'deployment {'],
  ParallelStep: ['service x { op x {', 'parallel {'],
  FirstStep: ['service x { op x {', 'first 1 of 2 {'],
  BranchStep: ['service x { op x {', 'with 1 {'],
  Else: ['service x { op x {', 'with 1 { } else {'],
  LoopStep: ['service x { op x {', 'times 1 {'],
  CacheStep: ['service x { op x {', 'cache hit 1 {'],
  Fallback: ['service x { op x {', 'call x fallback {'],
};

/** The smallest healthy text that leads to this place, without the words of the statement itself. */
export function openingText(place: Place): string {
  const inner = place.blocks.at(-1);
  const [outside, head] = (inner && OPENERS[inner.rule]) ?? ['', ''];
  const closed = place.closed && OPENERS[place.closed.rule]?.[1];
  return `${outside} ${head} ${closed ? `${closed} }` : ''} `;
}

/**
 * The place at an offset.
 *
 * @param text the text of the file
 * @param offset the end of what is looked at, in [0, text.length]
 */
export function placeAt(text: string, offset: number, lexer: Lexer): Place {
  const place: Place = { blocks: [], words: [], present: new Set(), known: true };
  if (text.length > MAX_CHARACTERS) return { ...place, known: false };
  const { tokens, hidden, errors } = lexer.tokenize(text);
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const comment = hidden.find(
    (t) =>
      t.startOffset < offset &&
      (offset < t.startOffset + t.image.length ||
        (t.image.startsWith('//') && offset === t.startOffset + t.image.length)),
  );
  if (comment) return { ...place, known: false };
  const string = tokens.find(
    (t) => t.tokenType.name === 'STRING' && t.startOffset < offset && offset < t.startOffset + t.image.length,
  );
  const open = errors.find((e) => text[e.offset] === '"' && e.offset < offset && offset - e.offset <= line.length);
  const quote = string?.startOffset ?? open?.offset;
  if (quote !== undefined) {
    return {
      ...place,
      known: false,
      inString: { start: quote + 1, statement: line.trimStart().split(/[\s"]/)[0] ?? '' },
    };
  }
  let pending: Word[] = [];
  const present: Set<string>[] = [new Set()];
  let depth = 0;
  for (const token of tokens) {
    const start = token.startOffset;
    const word: Word = { text: token.image, type: token.tokenType.name, start, end: start + token.image.length };
    if (word.end > offset) {
      // Behind the cursor only the words of the same block matter, up to its end.
      if (word.type === '}' && --depth < 0) break;
      if (depth === 0 && start > offset) present.at(-1)?.add(word.type);
      if (word.type === '{') depth++;
    } else if (word.type === '{') {
      place.blocks.push(blockOf(pending) ?? { rule: '', keyword: '' });
      present.push(new Set());
      delete place.closed;
      pending = [];
    } else if (word.type === '}') {
      const closed = place.blocks.pop();
      if (closed) place.closed = closed;
      if (present.length > 1) present.pop();
      pending = [];
    } else {
      pending.push(word);
      present.at(-1)?.add(word.type);
    }
  }
  place.words = pending;
  place.present = present.at(-1) ?? place.present;
  place.known = place.blocks.at(-1)?.rule !== '';
  return place;
}

/** The block that the words in front of a brace begin. */
function blockOf(words: Word[]): Block | undefined {
  const last = words.at(-1);
  const before = words.at(-2);
  if (!last) return undefined;
  const named = before && NAMED.get(before.type);
  if (before && named) return { rule: named, keyword: before.type, name: last.text };
  const bare = BARE.get(last.type);
  if (bare) return { rule: bare, keyword: last.type };
  if (before?.type === 'extends') return { rule: 'Scenario', keyword: 'scenario', name: words.at(-3)?.text ?? '' };
  if (before?.type === '->') return { rule: 'Link', keyword: 'link' };
  let index = words.length - 1;
  while (index > 1 && TRAITS.has(words[index]?.type ?? '')) index--;
  if (words[index - 1]?.type === 'op') return { rule: 'Operation', keyword: 'op', name: words[index]?.text ?? '' };
  for (let i = words.length - 1; i >= 0; i--) {
    const rule = STEP.get(words[i]?.type ?? '');
    if (rule) return { rule, keyword: words[i]?.type ?? '' };
  }
  return undefined;
}
