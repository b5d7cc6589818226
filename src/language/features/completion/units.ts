// Units and typical values by dimension, for completion after a number and at the place of a value.

/** Dimension that a value has, as far as its statement tells. */
export type Dimension = 'time' | 'rate' | 'share' | 'size' | 'bandwidth' | 'money' | 'count' | 'growth' | 'number';

const UNITS: Record<Dimension, string[]> = {
  time: ['ns', 'us', 'ms', 's', 'min', 'h', 'days', 'weeks', 'months', 'years'],
  rate: ['req/s', 'req/min', 'req/h', 'rps', 'rpm', 'msg/s', 'calls/s', '/s', '/min', '/h'],
  share: ['%'],
  size: ['B', 'kB', 'MB', 'GB', 'TB', 'KiB', 'MiB', 'GiB', 'TiB', 'bytes'],
  bandwidth: ['Mbit/s', 'Gbit/s', 'kbit/s', 'MB/s', 'GB/s'],
  money: ['USD/month', 'EUR/month', 'USD/h', 'EUR/h', 'USD/year', 'EUR/year', 'GBP/month'],
  count: ['users', 'requests', 'msg', 'calls', 'sessions'],
  growth: ['%/month', '%/year', '%/week', '%/day'],
  number: [],
};

const TYPICAL: Record<Dimension, string> = {
  time: '100 ms',
  rate: '100 req/s',
  share: '10 %',
  size: '1 kB',
  bandwidth: '1 Gbit/s',
  money: '100 USD/month',
  count: '100',
  growth: '5 %/month',
  number: '1',
};

const BY_KEYWORD = new Map<string, Dimension>([
  ...[
    'think',
    'cpu',
    'delay',
    'timeout',
    'backoff',
    'wait',
    'latency',
    'costing',
    'in',
    'every',
    'window',
    'for',
    'lookup',
    'mean',
    'over',
    'at',
  ].map((word): [string, Dimension] => [word, 'time']),
  ...['open', 'rate_limit', 'throughput', 'rate'].map((word): [string, Dimension] => [word, 'rate']),
  ...['with', 'hit', 'coverage', 'beta', 'budget', 'jitter', 'availability', 'errors', 'shed', 'headroom'].map(
    (word): [string, Dimension] => [word, 'share'],
  ),
  ...['size'].map((word): [string, Dimension] => [word, 'size']),
  ...['closed', 'users', 'burst'].map((word): [string, Dimension] => [word, 'count']),
  ['cost', 'money'],
  ['grows', 'growth'],
]);

/** Units of a dimension, the most usual first. */
export function unitsOf(dimension: Dimension): readonly string[] {
  return UNITS[dimension];
}

/** A value that a reader would find usual. */
export function typicalValue(dimension: Dimension): string {
  return TYPICAL[dimension];
}

/** Dimension of the value after a keyword of a statement; properties have theirs in the property table. */
export function dimensionAfter(keyword: string, block: string | undefined): Dimension | undefined {
  if (keyword === 'reply') return 'size';
  if (keyword === 'every' && block === undefined) return undefined;
  return BY_KEYWORD.get(keyword);
}
