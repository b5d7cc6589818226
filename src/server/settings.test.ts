import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultSettings, readSettings } from './settings.js';

test('what is not set, or not what it should be, has its default', () => {
  for (const configuration of [undefined, null, 7, {}, { hints: null }, { hints: { enabled: 'no' } }]) {
    expect(readSettings(configuration)).toEqual(defaultSettings);
  }
});

test('what is set counts', () => {
  const configuration = {
    hints: { enabled: false },
    codeLens: { enabled: false },
    analysis: { budgetSeconds: 20 },
  };
  expect(readSettings(configuration)).toEqual({ hints: false, codeLens: false, budgetMs: 20_000 });
});

test('bounds and defaults are those of the manifest', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const { properties } = manifest.contributes.configuration;
  const budget = properties['headroom.analysis.budgetSeconds'];
  expect(budget.default * 1000).toBe(defaultSettings.budgetMs);
  expect(readSettings({ analysis: { budgetSeconds: -1e9 } }).budgetMs).toBe(budget.minimum * 1000);
  expect(readSettings({ analysis: { budgetSeconds: 1e9 } }).budgetMs).toBe(budget.maximum * 1000);
  expect(properties['headroom.hints.enabled'].default).toBe(defaultSettings.hints);
  expect(properties['headroom.codeLens.enabled'].default).toBe(defaultSettings.codeLens);
});
