import { describe, expect, it } from 'vitest';
import { sample } from '../interchange/testing/sample.js';
import { columns, painter, width } from './style.js';
import { toText } from './text.js';

describe('toText', () => {
  const text = toText(sample, { colour: false });
  it('shows verdicts, figures, places and reasons', () => {
    expect(text).toMatch(/✓ +browse +p99 < 300 ms +100 ms +\+66\.5 % +(?:–|\?|[\d.]+ %) +examples\/shop\.arch:13:3/);
    expect(text).toMatch(/\? +all +cost < 10/);
    expect(text).toMatch(/web +6 +5 +0\.49 +0\.71/);
    expect(text).toContain('deadlines are not analysed yet');
    expect(text).toContain('Objectives: 1 met, 1 missed, 1 unknown; worst: browse headroom >= 50 %: 41 % (−18 %);');
    expect(text).toContain('1 error; nothing was analysed');
  });
  it('holds no escape where colour is off, and only its own where it is on', () => {
    expect(text).not.toContain('\u001b');
    const coloured = toText(sample, { colour: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(new Set(coloured.match(/\u001b\[?[^m]*m?/g))).toEqual(
      new Set([1, 22, 2, 31, 39, 32, 33].map((code) => `\u001b[${code}m`)),
    );
  });
  it('has no trailing spaces, NaN or Infinity', () => {
    expect(text).not.toMatch(/ \n|NaN|Infinity|undefined/);
  });
});

describe('columns', () => {
  it('aligns by what is seen', () => {
    const paint = painter(true);
    const lines = columns(
      ['a', 'n'],
      [
        [
          { text: '日本', colour: 'red' },
          { text: '1', right: true },
        ],
        [{ text: 'e\u0301' }, { text: '100', right: true }],
      ],
      paint,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are taken away
    expect(lines.map((line) => width(line.replace(/\u001b\[\d+m/g, '')))).toEqual([9, 9, 9]);
  });
});
