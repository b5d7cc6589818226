// Every text that a person reads in the extension can be translated: it goes through vscode.l10n.t as a whole
// sentence, and the bundle for translators has it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundle, bundleFile, callsIn, extensionSources } from '../../scripts/l10n.mjs';

const sources = extensionSources();

describe('texts for people', () => {
  it('are literals that tools can read off', () => {
    const unread = sources.flatMap(({ name, text }) =>
      callsIn(text)
        .filter((call) => call.message === undefined)
        .map((call) => `${name}:${call.line}`),
    );
    expect(unread).toEqual([]);
  });

  it('have as many placeholders as values, from {0} on', () => {
    for (const { message } of sources.flatMap(({ text }) => callsIn(text))) {
      const numbers = [...new Set([...(message ?? '').matchAll(/\{(\d+)\}/g)].map((match) => Number(match[1])))].sort();
      expect(numbers, message).toEqual(numbers.map((_, index) => index));
    }
  });

  it('are shown through vscode.l10n.t only', () => {
    const shows =
      /(?:show(?:Information|Warning|Error)Message|guarded|new vscode\.TestMessage|setStatusBarMessage|appendText)\(\s*['"`]/g;
    // A word in small letters is a value of the protocol, 'quick'; what people read begins with a capital or has a space.
    const properties =
      /\b(?:title|placeHolder|prompt|tooltip|label|description|detail|message):\s*(?:'(?:[A-Z]|[^'\n]* )|`)(?!\{0\})/g;
    // What files.ts answers goes to the server, whose texts are English.
    const shown = sources.filter(({ name }) => name !== 'files.ts');
    const untranslated = shown.flatMap(({ name, text }) =>
      [...text.matchAll(shows), ...text.matchAll(properties)]
        .filter((match) => !/l10n\.t\(\{\s*$/.test(text.slice(0, match.index)))
        .map((match) => `${name}:${text.slice(0, match.index).split('\n').length}`),
    );
    expect(untranslated).toEqual([]);
  });
});

it('the bundle for translators is up to date (node scripts/l10n.mjs)', () => {
  expect(readFileSync(bundleFile, 'utf8')).toBe(bundle());
});
