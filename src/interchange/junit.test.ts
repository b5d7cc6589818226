import { describe, expect, it } from 'vitest';
import { toJunit } from './junit.js';
import { sample } from './testing/sample.js';

/** Checks that tags nest and that nothing but tags holds markup. Returns the names of the elements. */
function elements(text: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  const attribute = '\\s+[a-z]+="[^"<>]*"';
  const tag = new RegExp(`^<(/?)([a-z]+)((?:${attribute})*)\\s*(/?)>`);
  let rest = text.replace('<?xml version="1.0" encoding="UTF-8"?>', '');
  while (rest !== '') {
    const next = rest.indexOf('<');
    const before = next < 0 ? rest : rest.slice(0, next);
    expect(before).not.toMatch(/[>]|&(?!(amp|lt|gt|quot|apos);)/);
    if (next < 0) break;
    const found = tag.exec(rest.slice(next));
    expect(found, rest.slice(next, next + 80)).not.toBeNull();
    const [all, close, name, , empty] = found!;
    if (close) expect(open.pop()).toBe(name);
    else {
      names.push(name!);
      if (!empty) open.push(name!);
    }
    rest = rest.slice(next + all.length);
  }
  expect(open).toEqual([]);
  return names;
}

describe('toJunit', () => {
  it('is well-formed, whatever texts hold', () => {
    expect(elements(toJunit(sample)).filter((name) => name === 'testcase')).toHaveLength(6);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them
    expect(toJunit(sample)).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  });
  it('counts failures and errors', () => {
    expect(toJunit(sample)).toContain('<testsuites name="headroom" tests="6" failures="1" errors="3" skipped="0">');
    expect(toJunit(sample, { allowUnknown: true })).toContain('failures="1" errors="2" skipped="1">');
  });
  it('has a test case for a file without objectives', () => {
    const report = { ...sample[0]!.report!, objectives: [] };
    const text = toJunit([{ file: 'a.arch', report, diagnostics: [] }]);
    expect(text).toContain('tests="1" failures="0" errors="0"');
    expect(text).toContain('<testcase classname="a.arch" name="description"/>');
  });
});
