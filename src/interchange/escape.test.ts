import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdown, plain, xml } from './escape.js';

describe('plain', () => {
  it('shows terminal escapes instead of passing them on', () => {
    expect(plain('a\u001b[31mred\u0007')).toBe('a\\u{1b}[31mred\\u{7}');
  });
  it('makes one line', () => {
    expect(plain('a\r\nb\nc\u2028d\te')).toBe('a b c d e');
  });
  it('shows marks that reorder text', () => {
    expect(plain('\u202eabc')).toBe('\\u{202e}abc');
  });
  it('leaves no control character, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(plain(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    );
  });
});

describe('xml', () => {
  it('makes markup inert', () => {
    expect(xml(`<a b="c">]]>&'`)).toBe('&lt;a b=&quot;c&quot;&gt;]]&gt;&amp;&apos;');
  });
  it('replaces what XML cannot hold', () => {
    expect(xml('\ud800x\uffff\u0000')).toBe('\ufffdx\ufffd\\u{0}');
  });
});

describe('markdown', () => {
  it('makes cells, links, mentions, references and HTML inert', () => {
    const text = markdown('a|b [x](http://e.com) @all #12 <img> `c` www.e.com');
    expect(text).not.toMatch(/[|[\]()<>`@]|http:|www\./);
    expect(text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))).toBe(
      'a|b [x](http://e.com) @all #12 <img> `c` www.e.com',
    );
  });
  it('does not start a list', () => {
    expect(markdown('- item')).toBe('&#45; item');
    expect(markdown('1.5 ms')).toBe('1.5 ms');
    expect(markdown('1. item')).toBe('1&#46; item');
  });
});
