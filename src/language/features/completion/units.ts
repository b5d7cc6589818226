// Units and usual values by the kind of a value, for completion after a number and where a value is due. Which
// units exist and what they measure stands in ../../units.ts; here is only which of them come first.
import { KINDS, type KindName } from '../../units.js';

const UNITS: Record<KindName, readonly string[]> = {
  duration: ['ms', 's', 'min', 'h', 'days', 'weeks', 'months', 'years', 'us', 'ns'],
  rate: ['req/s', 'req/min', 'req/h', 'rps', 'rpm', 'msg/s', 'calls/s', '/s', '/min', '/h'],
  share: ['%'],
  size: ['B', 'kB', 'MB', 'GB', 'TB', 'KiB', 'MiB', 'GiB', 'TiB'],
  bandwidth: ['Mbit/s', 'Gbit/s', 'kbit/s', 'MB/s', 'GB/s'],
  cost: ['USD/h', 'EUR/h', 'USD/month', 'EUR/month', 'USD/year', 'EUR/year', 'GBP/month'],
  growth: ['%/month', '%/year', '%/week', '%/day'],
  // What is counted depends on the statement: see COUNTED.
  count: [],
  factor: [],
};

const COUNTED = new Map<string, readonly string[]>([
  ['closed', ['users', 'sessions']],
  ['queue', ['req', 'msg']],
  ['holds', ['msg', 'req']],
  ['burst', ['req', 'msg']],
]);

/** Kind of the value behind a word of a statement, by "Block.word" where the word means different things. */
const BY_WORD = new Map<string, KindName>([
  ...kindOf('duration', 'think cpu delay timeout backoff wait latency costing in every window for lookup mean over at'),
  ...kindOf('rate', 'open rate_limit throughput rate'),
  ...kindOf('share', 'if hit coverage beta budget jitter availability errors shed headroom'),
  ...kindOf('size', 'size reply'),
  ...kindOf(
    'count',
    'closed users burst replicas queue holds retry pool bulkhead crews quorum concurrency survives times',
  ),
  ...kindOf('factor', 'burstiness weight skew factor cv shape throttle by'),
  ...kindOf('cost', 'cost'),
  ...kindOf('growth', 'grows'),
]);

function kindOf(kind: KindName, words: string): [string, KindName][] {
  return words.split(' ').map((word) => [word, kind]);
}

/**
 * Units of a kind, the most usual first.
 *
 * @param word the keyword in front of the value: a count is one of users, of messages or of nothing in particular
 */
export function unitsFor(kind: KindName, word?: string): readonly string[] {
  return (kind === 'count' && word !== undefined && COUNTED.get(word)) || UNITS[kind];
}

/** A value that a reader would find usual. */
export function typicalValue(kind: KindName): string {
  return KINDS[kind].example;
}

/** A kind in the words of a message: "a duration". */
export function kindName(kind: KindName): string {
  return KINDS[kind].name;
}

/**
 * Kind of the value that follows some words of a statement; a property has its kind in the property table.
 *
 * @param word the last word in front of the expression
 * @param before the word in front of that, where the meaning depends on it ("breaker at" is a share)
 */
export function kindAfter(word: string, before?: string): KindName | undefined {
  if (word === 'at' && before === 'breaker') return 'share';
  // "call x with 30 %" and "with 30 % {": the lexer calls the second one "if".
  if (word === 'with') return 'share';
  return BY_WORD.get(word);
}
