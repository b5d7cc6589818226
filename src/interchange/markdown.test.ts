import { describe, expect, it } from 'vitest';
import { toMarkdown } from './markdown.js';
import { sample } from './testing/sample.js';

describe('toMarkdown', () => {
  const text = toMarkdown(sample);
  it('keeps every row to the columns of its table', () => {
    let columns = 0;
    for (const line of text.split('\n')) {
      if (!line.startsWith('|')) {
        columns = 0;
        continue;
      }
      const cells = line.split('|').length;
      if (columns !== 0) expect(line.split('|')).toHaveLength(columns);
      columns = cells;
    }
  });
  it('lets no markup of a description through', () => {
    const tags = text.match(/<[^>]*>/g);
    expect(new Set(tags)).toEqual(new Set(['<details>', '<summary>', '</summary>', '</details>']));
    expect(text).not.toContain('](');
    expect(text).not.toContain('@all');
    expect(text).not.toContain('`');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
  it('shows verdicts, figures and reasons', () => {
    expect(text).toContain('✅ met | browse | p99 &#60; 300 ms | 100 ms | &#43;66.5 %');
    expect(text).toContain('❔ unknown | all');
    expect(text).toContain('unstable &#40;×1.35&#41;');
    expect(text).toContain('**1 error**, nothing was analysed.');
  });
});
