// The documentation agrees with the code: every diagnostic has a page and every page a diagnostic, the examples are
// legal, those of the pages show what they are there for, and generated tables are up to date.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AstNode, AstUtils, EmptyFileSystem, GrammarAST } from 'langium';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS, generated, readDocument } from '../scripts/docs.mjs';
import { analyse } from './analysis/analyse.js';
import { findingKinds } from './analysis/findings/index.js';
import { DIAGNOSTICS } from './language/diagnostics.js';
import { createArchCoreServices } from './language/module.js';
import { readText } from './language/read-system.js';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));
const pages = readdirSync(`${docs}diagnostics`)
  .filter((name) => name.endsWith('.md') && name !== 'README.md')
  .map((name) => name.slice(0, -3));
/** What formats call an objective that does not hold. */
const OBJECTIVES = ['objective-missed', 'objective-unknown'];

const services = createArchCoreServices(EmptyFileSystem);
const examples = (text: string): { kind: string; text: string }[] =>
  [...text.matchAll(/^```arch ?(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    kind: match[1] ?? '',
    text: match[2] ?? '',
  }));
const codesOf = async (text: string, errorsOnly = false): Promise<string[]> =>
  (await readText(services, text)).diagnostics
    .filter((item) => !errorsOnly || item.severity === 'error')
    .map((item) => item.code);

/** The words that a rule of the grammar spells out. */
const words = (rule: AstNode): string[] =>
  AstUtils.streamAllContents(rule)
    .filter(GrammarAST.isKeyword)
    .map((keyword) => keyword.value)
    .filter((value) => /^\w+$/.test(value))
    .toArray();

describe('pages of diagnostics', () => {
  const codes = [...new Set([...Object.keys(DIAGNOSTICS), ...Object.keys(findingKinds), ...OBJECTIVES])].sort();

  it('stand for each code, and for nothing else', () => {
    expect([...pages].sort()).toEqual(codes);
  });

  it('are all in the index', () => {
    const index = readFileSync(`${docs}diagnostics/README.md`, 'utf8');
    expect(codes.filter((code) => !index.includes(`[${code}](${code}.md)`))).toEqual([]);
  });

  it.each(codes)('%s has all its parts', (code) => {
    const page = readFileSync(`${docs}diagnostics/${code}.md`, 'utf8');
    const parts = ['Why it matters', 'How to mend it', 'Quick fix', 'Model and reference'];
    expect(parts.filter((part) => !page.includes(`\n## ${part}\n`))).toEqual([]);
    expect(page.startsWith(`# ${code}\n`)).toBe(true);
  });

  it.each(Object.keys(DIAGNOSTICS))('%s: the example triggers it, the mended one does not', async (code) => {
    const all = examples(readFileSync(`${docs}diagnostics/${code}.md`, 'utf8'));
    for (const { kind, text } of all) {
      const found = await codesOf(text);
      if (kind === 'fragment') expect(found).toContain(code);
      else expect(found).not.toContain(code);
    }
  });
});

describe('pages of findings', () => {
  it.each(Object.keys(findingKinds))('%s: the example triggers it, the mended one does not', async (code) => {
    for (const { kind, text } of examples(readFileSync(`${docs}diagnostics/${code}.md`, 'utf8'))) {
      const { system } = await readText(services, text);
      const found: string[] = analyse(system).findings.map((item) => item.code);
      if (kind === 'fragment') expect(found).toContain(code);
      else expect(found).not.toContain(code);
    }
  });

  it.each(Object.entries(findingKinds))('%s: the page names its severity', (code, { severity }) => {
    const page = readFileSync(`${docs}diagnostics/${code}.md`, 'utf8');
    expect(page.toLowerCase()).toContain(`*${severity}`);
  });
});

describe('examples', () => {
  const files = [
    '../README.md',
    ...readdirSync(docs).filter((name) => name.endsWith('.md')),
    ...pages.map((page) => `diagnostics/${page}.md`),
  ];
  it.each(files)('of %s are legal', async (file) => {
    for (const { kind, text } of examples(readFileSync(`${docs}${file}`, 'utf8'))) {
      if (kind !== 'fragment') expect({ text, errors: await codesOf(text, true) }).toEqual({ text, errors: [] });
    }
  });
});

describe('the language reference', () => {
  it('names every keyword of the grammar', () => {
    const text = readFileSync(`${docs}language.md`, 'utf8');
    const keywords = new Set(services.arch.Grammar.rules.flatMap((rule) => words(rule)));
    expect([...keywords].filter((word) => !new RegExp(`\\b${word}\\b`).test(text))).toEqual([]);
  });
});

describe('generated parts', () => {
  it.each(DOCUMENTS)('of %s are up to date (node scripts/docs.mjs)', async (name) => {
    expect(readDocument(name)).toBe(await generated(name));
  });
});
