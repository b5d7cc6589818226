import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Colour, contrast, parseColour, readable } from './colour.js';
import { paletteOf, type ThemeKind } from './palette.js';

const kinds: readonly ThemeKind[] = ['light', 'dark', 'high-contrast', 'high-contrast-light'];
const none = (): string => '';
const ratio = (one: string, other: string): number => contrast(parseColour(one)!, parseColour(other)!);
const channel = fc.integer({ min: 0, max: 255 });
const colour = fc.record<Colour>({ r: channel, g: channel, b: channel, a: fc.constantFrom(1, 0.5, 0) });

describe('colours', () => {
  test('are read as themes write them', () => {
    expect(parseColour('#fff')).toEqual({ r: 255, g: 255, b: 255, a: 1 });
    expect(parseColour(' #1F1f1F ')).toEqual({ r: 31, g: 31, b: 31, a: 1 });
    expect(parseColour('#ff000080')?.a).toBeCloseTo(0.502, 3);
    expect(parseColour('rgba(204, 204, 204, 0.7)')).toEqual({ r: 204, g: 204, b: 204, a: 0.7 });
    expect(parseColour('rgb(1 2 3 / 50%)')).toEqual({ r: 1, g: 2, b: 3, a: 0.5 });
    for (const text of ['', 'red', '#12', '#12345', 'rgb(1, 2)', 'url(x)']) expect(parseColour(text)).toBeUndefined();
  });

  test('contrast is that of WCAG 2.2', () => {
    expect(ratio('#000000', '#ffffff')).toBeCloseTo(21, 6);
    // The value that the guideline's own tools give for this pair.
    expect(ratio('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  test('any colour becomes readable on any ground', () => {
    fc.assert(
      fc.property(colour, colour, (front, back) => {
        const ground = { ...back, a: 1 };
        expect(contrast(readable(front, ground, 4.5), ground)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});

describe('the palette', () => {
  test.each(kinds)('has a colour for everything where a %s theme names none', (kind) => {
    const palette = paletteOf(none, kind, 'sans-serif');
    for (const text of Object.values(palette.word)) expect(ratio(text, palette.surface)).toBeGreaterThanOrEqual(4.5);
    for (const text of Object.values(palette.fill)) expect(ratio(text, palette.surface)).toBeGreaterThanOrEqual(3);
    expect(new Set(Object.values(palette.fill)).size).toBeGreaterThanOrEqual(7);
    expect(palette.border !== undefined).toBe(kind.startsWith('high-contrast'));
  });

  test('takes what the theme names', () => {
    const tokens: Record<string, string> = { 'editor-background': '#fdf6e3', 'charts-red': '#9a0000' };
    const palette = paletteOf((name) => tokens[name] ?? '', 'light', 'serif');
    expect(palette.surface).toBe('#fdf6e3');
    expect(palette.fill.bad).toBe('#9a0000');
    expect(palette.font).toBe('serif');
  });

  test('stays readable whatever a theme names', () => {
    const text = fc.tuple(channel, channel, channel).map(([r, g, b]) => `rgb(${r}, ${g}, ${b})`);
    fc.assert(
      fc.property(fc.constantFrom(...kinds), text, text, text, (kind, ground, red, foreground) => {
        const tokens: Record<string, string> = { 'editor-background': ground, 'charts-red': red, foreground };
        const palette = paletteOf((name) => tokens[name] ?? '', kind, '');
        expect(ratio(palette.word.bad, palette.surface)).toBeGreaterThanOrEqual(4.5);
        expect(ratio(palette.text, palette.surface)).toBeGreaterThanOrEqual(4.5);
        expect(ratio(palette.fill.bad, palette.surface)).toBeGreaterThanOrEqual(3);
      }),
    );
  });
});
