import { describe, expect, it } from 'vitest';
import type { Report } from '../analysis/report.js';
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
  it('holds the whole report', () => {
    const titles = [...text.matchAll(/^### (.*)$/gm)].map((match) => match[1]);
    expect(titles).toEqual([
      'Objectives',
      'What saturates first',
      'Workloads',
      'Where the response time of browse goes',
      'What makes browse unavailable',
      'Node types',
      'Externals and queues',
      'Findings',
      'Reasons',
      'Problems in the file',
      'Problems in the file',
    ]);
    expect(text).toContain('| web | computing | 20 ms | 94.3 % |');
    expect(text).toContain('| All | mean response | 21.2 ms | 100 % |');
    expect(text).toContain('single points of failure: db');
    expect(text).toContain('- arrivals are Poisson');
    expect(text).toContain('| speed | 1 | left to a default |');
    expect(text).toContain('| mean response split along the path | exact |');
  });
  it('folds what is too small to matter', () => {
    const file = sample[0]!;
    const report = file.report!;
    const [browse] = report.workloads;
    const breakdown = {
      ...(browse!.breakdown as Extract<Report['workloads'][number]['breakdown'], { kind: 'parts' }>),
      parts: Array.from({ length: 20 }, (_, i) => ({
        owner: `n${i}`,
        part: 'cpu' as const,
        seconds: i < 2 ? 0.0105 : 0.00001,
        at: undefined,
      })),
    };
    const small = toMarkdown([{ ...file, report: { ...report, workloads: [{ ...browse!, breakdown }] } }]);
    expect(small).toContain('| 18 more |  | 180 µs | 0.849 % |');
  });
  it('shows verdicts, figures and reasons', () => {
    expect(text).toContain('✅ met | browse | p99 &#60; 300 ms | 100 ms | &#43;66.5 %');
    expect(text).toContain('❔ unknown | all');
    expect(text).toContain('unstable &#40;×1.35&#41;');
    expect(text).toContain('**1 error**, nothing was analysed.');
  });
});
