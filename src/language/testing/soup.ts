// Random texts for property tests: words of the language in any order, and healthy files with pieces cut out.
import fc from 'fast-check';

const WORDS = [
  ...[
    'service',
    'web',
    '{',
    '}',
    '{',
    '}',
    'op',
    'page',
    'cpu',
    '8 ms',
    '8',
    'call',
    'catalog',
    '.',
    ';',
    ',',
    '(',
    ')',
    '+',
    '-',
  ],
  ...[
    '>',
    '->',
    '/',
    '*',
    'with',
    '30 %',
    'else',
    'max',
    '..',
    '"s"',
    '"',
    '// c',
    '/* x\n y */',
    'zone',
    'a',
    '\n',
    '\n',
    '\n\n\n',
  ],
  ...[
    '\r\n',
    ' ',
    '\t',
    '@',
    '=',
    'p99',
    'ms',
    '5',
    'é',
    'import',
    'param',
    'objective',
    'scenario',
    'at',
    'fail',
    '__proto__',
    '1e400',
  ],
];

/** A healthy file with a bit of everything. */
export const HEALTHY = `system shop
param peak = 3
region eu { zone a  zone b }
workload browse { open peak * 12 req/s burstiness 2; calls web.page }
frontend web {
  replicas 6 across eu
  queue 128, when full reject
  op page {
    cpu 8 ms cv 1.2
    call catalog.search timeout 250 ms retry 2 backoff 50 ms fallback { cpu 1 ms }
    with 30 % { send events } else { cpu 2 ms }
  }
}
queue events { consumer catalog.search }
service catalog { op search { cpu 2 ms } }
objective browse { p99 < 300 ms; survives 1 zone }
scenario s { browse.rate = 5 req/s; web.page.catalog.timeout = 2 s; at 1 s fail eu.a }
`;

/** Words of the language in any order. */
export const soup: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom('', ' ', '  ', '\n')), { maxLength: 60 })
  .map((pairs) => pairs.flat().join(''));

/** `text` with one piece cut out and one piece of soup put in. */
export function damaged(text: string): fc.Arbitrary<string> {
  const offset = fc.nat({ max: text.length });
  const piece = fc.constantFrom('', ...WORDS);
  return fc
    .tuple(offset, fc.nat({ max: 30 }), piece)
    .map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length));
}
