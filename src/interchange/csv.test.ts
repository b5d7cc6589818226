import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCsv } from './csv.js';

test('numbers in full, units in the header, empty where there is none', () => {
  const columns = [{ title: 'Node type' }, { title: 'Mean wait', unit: 's' }];
  const rows = [
    [{ text: 'web, "big"' }, { text: '8.31 ms', value: 0.0083123456 }],
    [{ text: 'db' }, { text: 'unstable (×1.2)' }],
    [{ text: 'cache' }, { text: '–' }],
  ];
  expect(toCsv({ columns, rows })).toBe(
    'Node type,Mean wait (s)\r\n"web, ""big""",0.0083123456\r\ndb,unstable (×1.2)\r\ncache,\r\n',
  );
});

test('nothing that a spreadsheet would run', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =HYPERLINK("http://a.test")', '−1']) {
    const line = toCsv({ columns: [{ title: 'a' }], rows: [[{ text }]] }).split('\r\n')[1] ?? '';
    expect(line.replace(/^"/, '')).toMatch(/^'/);
  }
});

test('every text stays in its cell', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }), (texts) => {
      const columns = texts.map((_, index) => ({ title: String(index) }));
      const [, line, end] = toCsv({ columns, rows: [texts.map((text) => ({ text }))] }).split('\r\n');
      expect(end).toBe('');
      expect((line ?? '').match(/("(?:[^"]|"")*"|[^",]*)(,|$)/g)?.filter((_, i) => i < texts.length)).toHaveLength(
        texts.length,
      );
      expect(line).not.toMatch(/[\n\r]/);
    }),
  );
});
