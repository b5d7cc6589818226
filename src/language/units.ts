/**
 * The closed table of units, and dimensions. A dimension is a vector of exponents over time, count (requests, messages,
 * users), information (bytes) and money; a share or a factor has none. Values are SI: seconds, bytes, per second; money is
 * counted per hour in the model (see `moneyPerHour`), its currencies are not converted into each other.
 */

/** Exponents of time, count, bytes and money; `share` marks a number written in per cent. */
export interface Dimension {
  readonly time: number;
  readonly count: number;
  readonly bytes: number;
  readonly money: number;
}

const dimension = (time = 0, count = 0, bytes = 0, money = 0): Dimension => ({ time, count, bytes, money });

export const NONE = dimension();
export const TIME = dimension(1);
export const COUNT = dimension(0, 1);
export const SIZE = dimension(0, 0, 1);
export const MONEY = dimension(0, 0, 0, 1);
export const RATE = dimension(-1, 1);
export const PER_TIME = dimension(-1);
export const BANDWIDTH = dimension(-1, 0, 1);
export const MONEY_PER_TIME = dimension(-1, 0, 0, 1);

/** Seconds in a year (365 days) and a month (a twelfth of it). */
export const YEAR = 365 * 86_400;
export const MONTH = YEAR / 12;

interface Unit {
  readonly factor: number;
  readonly dimension: Dimension;
}

const TIMES: readonly (readonly [string, number])[] = [
  ['ns', 1e-9],
  ['us', 1e-6],
  ['µs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
  ['sec', 1],
  ['second', 1],
  ['seconds', 1],
  ['min', 60],
  ['minute', 60],
  ['minutes', 60],
  ['h', 3600],
  ['hour', 3600],
  ['hours', 3600],
  ['day', 86_400],
  ['days', 86_400],
  ['week', 604_800],
  ['weeks', 604_800],
  ['month', MONTH],
  ['months', MONTH],
  ['year', YEAR],
  ['years', YEAR],
];
const COUNTS = ['req', 'requests', 'msg', 'messages', 'calls', 'users', 'sessions'];
const SIZES: readonly (readonly [string, number])[] = [
  ['B', 1],
  ['bytes', 1],
  ['kB', 1e3],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 1024],
  ['MiB', 1024 ** 2],
  ['GiB', 1024 ** 3],
  ['TiB', 1024 ** 4],
  ['bit', 1 / 8],
  ['kbit', 1e3 / 8],
  ['Mbit', 1e6 / 8],
  ['Gbit', 1e9 / 8],
];
const CURRENCIES = ['USD', 'EUR', 'GBP', '$', '€', '£'];

/** Units that may stand before a '/' or alone. */
export const BASE_UNITS: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ...TIMES.map(([name, factor]) => [name, { factor, dimension: TIME }] as const),
  ...COUNTS.map((name) => [name, { factor: 1, dimension: COUNT }] as const),
  ...SIZES.map(([name, factor]) => [name, { factor, dimension: SIZE }] as const),
  ...CURRENCIES.map((name) => [name, { factor: 1, dimension: MONEY }] as const),
  ['%', { factor: 0.01, dimension: NONE }],
  ['rps', { factor: 1, dimension: RATE }],
  ['rpm', { factor: 1 / 60, dimension: RATE }],
]);

/** Units that may stand after a '/'. */
export const DIVISORS: ReadonlyMap<string, Unit> = new Map<string, Unit>(
  [
    ...['ms', 's', 'sec', 'second', 'seconds', 'min', 'minute', 'minutes', 'h', 'hour', 'hours', 'day', 'days'],
    ...['week', 'weeks', 'month', 'months', 'year', 'years', 'GB', 'GiB', 'req'],
  ].map((name) => [name, BASE_UNITS.get(name) as Unit] as const),
);

const PERCENT_DIVISORS = ['month', 'year', 'week', 'day'];
const BARE_DIVISORS = ['ms', 'second', 'sec', 's', 'minute', 'min', 'hour', 'h', 'day', 'week', 'month', 'year'];

/** All spellings of units, for completion, messages and the test against the grammar. */
export function unitSpellings(): string[] {
  const result: string[] = [];
  for (const base of BASE_UNITS.keys()) {
    result.push(base);
    for (const divisor of base === '%' ? PERCENT_DIVISORS : DIVISORS.keys()) result.push(`${base}/${divisor}`);
  }
  return [...result, ...BARE_DIVISORS.map((divisor) => `/${divisor}`)];
}

/** A unit by its spelling, such as 'ms', 'req/s', '/s' or '%/month'; undefined where it is none. */
export function unitOf(spelling: string): Unit | undefined {
  const simple = BASE_UNITS.get(spelling);
  if (simple) return simple;
  const slash = spelling.indexOf('/');
  if (slash < 0) return undefined;
  const head = spelling.slice(0, slash);
  const upper = head === '' ? { factor: 1, dimension: NONE } : BASE_UNITS.get(head);
  const lower = DIVISORS.get(spelling.slice(slash + 1));
  if (!upper || !lower) return undefined;
  return { factor: upper.factor / lower.factor, dimension: combine(upper.dimension, lower.dimension, -1) };
}

/** The dimension of a product (`sign` 1) or a quotient (`sign` -1). */
export function combine(left: Dimension, right: Dimension, sign: 1 | -1): Dimension {
  return dimension(
    left.time + sign * right.time,
    left.count + sign * right.count,
    left.bytes + sign * right.bytes,
    left.money + sign * right.money,
  );
}

/** The dimension of a power. */
export function raise(base: Dimension, exponent: number): Dimension {
  return dimension(base.time * exponent, base.count * exponent, base.bytes * exponent, base.money * exponent);
}

/** Are two dimensions the same? */
export function same(left: Dimension, right: Dimension): boolean {
  return (
    left.time === right.time && left.count === right.count && left.bytes === right.bytes && left.money === right.money
  );
}

/** What a value is asked to be: the word for messages, an example, and which dimensions it accepts. */
export interface Kind {
  readonly name: string;
  readonly example: string;
  readonly accepts: readonly Dimension[];
}

/** Kinds of values in the language. A plain number counts; 'users' and 'req' are counts as well. */
export const KINDS = {
  duration: { name: 'a duration', example: '20 ms', accepts: [TIME] },
  rate: { name: 'a rate', example: '100 req/s', accepts: [RATE, PER_TIME] },
  count: { name: 'a count', example: '8', accepts: [NONE, COUNT] },
  share: { name: 'a share', example: '30 %', accepts: [NONE] },
  factor: { name: 'a plain number', example: '1.5', accepts: [NONE] },
  size: { name: 'a size', example: '4 GB', accepts: [SIZE] },
  bandwidth: { name: 'a bandwidth', example: '100 Mbit/s', accepts: [BANDWIDTH] },
  cost: { name: 'a cost per time', example: '0.20 USD/h', accepts: [MONEY_PER_TIME] },
  growth: { name: 'a growth per time', example: '5 %/month', accepts: [PER_TIME] },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** Does a kind accept a dimension? */
export function accepts(kind: KindName, found: Dimension): boolean {
  return KINDS[kind].accepts.some((wanted) => same(wanted, found));
}

/** What a dimension is called in a message: 'a duration', 'a rate', or its formula. */
export function describe(found: Dimension): string {
  if (same(found, NONE)) return 'a plain number';
  if (same(found, COUNT)) return 'a count of requests or users';
  if (same(found, MONEY)) return 'an amount of money';
  if (same(found, PER_TIME)) return 'a number per time';
  for (const kind of Object.values(KINDS)) if (kind.accepts.some((wanted) => same(wanted, found))) return kind.name;
  const part = (name: string, exponent: number): string[] =>
    exponent === 0 ? [] : [exponent === 1 ? name : `${name}^${Number(exponent.toPrecision(4))}`];
  const parts = [
    ...part('time', found.time),
    ...part('requests', found.count),
    ...part('bytes', found.bytes),
    ...part('money', found.money),
  ];
  return `a quantity of ${parts.join('·')}`;
}

/** Turns a value in SI into the unit of the model: money per second becomes money per hour. */
export function toModel(kind: KindName, value: number): number {
  return kind === 'cost' ? value * 3600 : value;
}

const SCALES: readonly (readonly [number, string])[] = [
  [86_400, 'days'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'us'],
  [1e-9, 'ns'],
];

/** A value in units that a person reads, for messages and completion. */
export function show(kind: KindName, value: number): string {
  const short = (x: number): string => String(Number(x.toPrecision(6)));
  switch (kind) {
    case 'duration': {
      if (value === 0) return '0 s';
      const scale = SCALES.find(([factor]) => Math.abs(value) >= factor * 0.9999) ?? ([1e-9, 'ns'] as const);
      return `${short(value / scale[0])} ${scale[1]}`;
    }
    case 'rate':
      return `${short(value)} req/s`;
    case 'share':
      return `${short(value * 100)} %`;
    case 'size':
      return value >= 1e9
        ? `${short(value / 1e9)} GB`
        : value >= 1e6
          ? `${short(value / 1e6)} MB`
          : value >= 1e3
            ? `${short(value / 1e3)} kB`
            : `${short(value)} B`;
    case 'bandwidth':
      return `${short((value * 8) / 1e6)} Mbit/s`;
    case 'cost':
      return `${short(value)} USD/h`;
    case 'growth':
      return `${short(value * 100 * MONTH)} %/month`;
    default:
      return short(value);
  }
}
