import { expect, it } from 'vitest';
import { attribute, ImportError, number, parseXml, wholeNumber } from './xml.js';

/** What a text is refused with, and where. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ImportError) return `${error.at.line}:${error.at.column} ${error.message}`;
    throw error;
  }
  return 'read';
}

it('reads elements, attributes, text and CDATA, with their places', () => {
  const root = parseXml('<?xml version="1.0"?>\n<a x="1&amp;2">\n  <b> 3 </b><![CDATA[<raw>]]>\n</a>');
  expect(attribute(root, 'x')).toBe('1&2');
  expect(root.text).toBe('<raw>');
  expect(root.children.map((b) => [b.name, b.text, b.at])).toEqual([['b', '3', { line: 3, column: 3 }]]);
  expect(refusal(() => attribute(root, 'y'))).toBe('2:1 <a> needs the attribute y');
});

it('refuses what is not well-formed, at its place', () => {
  expect(refusal(() => parseXml('<a>\n<b></a>'))).toMatch(/^2:\d+ not well-formed XML: unexpected close tag/);
  expect(refusal(() => parseXml(''))).toMatch(/the file is empty/);
  expect(refusal(() => parseXml('<a>&undefined;</a>'))).toMatch(/entity/);
  expect(refusal(() => parseXml('<a>'.repeat(200)))).toMatch(/nest deeper than 100/);
});

it('refuses a document type: no entity is declared, expanded or fetched', () => {
  const bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxx"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>';
  expect(refusal(() => parseXml(bomb))).toMatch(/document type/);
  expect(refusal(() => parseXml('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'))).toMatch(/document type/);
});

it('reads numbers and nothing else as numbers', () => {
  const at = { line: 1, column: 1 };
  expect(number('1.5E-3', 'x', at)).toBe(0.0015);
  for (const text of ['', 'NaN', 'Infinity', '0x10', '1,5', '-1'])
    expect(refusal(() => number(text, 'x', at))).not.toBe('read');
  expect(refusal(() => wholeNumber('1.5', 'x', at))).toBe('1:1 x must be a whole number, not 1.5');
});
