import { expect, describe as group, it } from 'vitest';
import { ArchTerminals } from './generated/ast.js';
import { KINDS, type KindName, NONE, RATE, SIZE, same, show, TIME, unitOf, unitSpellings } from './units.js';

const quantity = new RegExp(`^(?:${ArchTerminals.QUANTITY.source})$`);

group('units', () => {
  it('agree with the terminal of the grammar, both ways', () => {
    const spellings = unitSpellings();
    expect(spellings.filter((unit) => !quantity.test(`5 ${unit}`))).toEqual([]);
    // Every alternative that the terminal takes is in the table: its words, alone and in pairs.
    const words = [...new Set(ArchTerminals.QUANTITY.source.match(/[A-Za-zµ]+|%/g))];
    const heads = ['', '%', '$', '€', '£', 'kB', 'KB', 'MB', 'GB', 'TB', 'KiB', 'MiB', 'GiB', 'TiB', 'B', ...words];
    const tails = ['', ...words.map((word) => `/${word}`)];
    for (const head of heads) {
      for (const tail of tails) {
        const unit = head + tail;
        if (unit !== '' && quantity.test(`5 ${unit}`)) expect(unitOf(unit), unit).toBeDefined();
      }
    }
  });

  it('have the right size and dimension', () => {
    const cases: [string, number, typeof TIME][] = [
      ['ms', 1e-3, TIME],
      ['min', 60, TIME],
      ['req/s', 1, RATE],
      ['req/min', 1 / 60, RATE],
      ['rpm', 1 / 60, RATE],
      ['MiB', 1048576, SIZE],
      ['kbit', 125, SIZE],
      ['%', 0.01, NONE],
    ];
    for (const [unit, factor, dimension] of cases) {
      expect(unitOf(unit)?.factor).toBeCloseTo(factor, 12);
      expect(same(unitOf(unit)?.dimension ?? NONE, dimension)).toBe(true);
    }
  });

  it('shows values that read back as the same', () => {
    for (const kind of Object.keys(KINDS) as KindName[]) {
      const match = /^([-0-9.e+]+) ?(.*)$/.exec(show(kind, 0.25));
      const unit = match?.[2] ? unitOf(match[2]) : { factor: 1 };
      const scale = kind === 'cost' ? 3600 : 1;
      expect(Number(match?.[1]) * (unit?.factor ?? 0) * scale, kind).toBeCloseTo(0.25, 6);
    }
  });

  it('knows no unit of another spelling', () => {
    for (const unit of ['sek', 'mss', 'req/foo', '__proto__', 'constructor', '/']) expect(unitOf(unit)).toBeUndefined();
  });
});
