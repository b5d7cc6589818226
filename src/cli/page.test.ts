import { describe, expect, it } from 'vitest';
import { hostile, sample } from '../interchange/testing/sample.js';
import { toPage } from './page.js';

const result = { kind: 'report', report: sample[0]!.report!, errors: 0 } as const;

describe('toPage', () => {
  const assets = { script: 'console.log("</script><!-- $&");', style: 'b { content: "</style>" }' };
  const page = toPage([{ kind: 'show', title: hostile, result }], assets);
  it('ends each element where it is meant to end', () => {
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page.match(/<\/style>/g)).toHaveLength(2);
    expect(page).not.toContain('<!--');
    expect(page).not.toContain('alert(1)</script>');
  });
  it('holds the report unchanged', () => {
    const data = /application\/json">(.*)<\/script>/.exec(page)![1]!;
    expect(JSON.parse(data)[0].result.report.findings[0].message).toBe(hostile);
  });
  it('forbids connections and foreign scripts', () => {
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/script-src[^;]*unsafe/);
    expect(page).not.toMatch(/https?:\/\/(?!e\.com)/);
  });
});
