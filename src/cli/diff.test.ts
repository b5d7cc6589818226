// `headroom diff` through the real engine, on files in a folder of its own.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from './engine.js';
import { run } from './run.js';

const text = (rate: number, web: string, goals = 'p99 < 200 ms; headroom >= 50 %') => `system shop
workload visitors { open ${rate} req/s; calls web.page }
frontend web { ${web}; op page { cpu 20 ms } }
objective visitors { ${goals} }
scenario sale { visitors.rate = ${2 * rate} req/s }
`;
let cwd: string;
const engine = createEngine();

async function diff(argv: readonly string[], input = ''): Promise<{ code: number; output: string; errors: string }> {
  let output = '';
  let errors = '';
  const code = await run(
    ['diff', ...argv],
    {
      cwd,
      root: cwd,
      colour: false,
      input: async () => input,
      out: (more) => {
        output += more;
      },
      error: (more) => {
        errors += more;
      },
    },
    async () => engine,
  );
  return { code, output, errors };
}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'headroom-'));
  const files = {
    'old.arch': text(100, 'replicas 3; cores 2'),
    'slow.arch': text(100, 'replicas 3; cores 1'),
    'tight.arch': text(110, 'replicas 3; cores 2', 'p99 < 200 ms'),
    'renamed.arch': text(100, 'replicas 3; cores 2').replaceAll('web', 'front'),
    'broken.arch': text(100, 'replicas 3; cores'),
    'base.arch': 'param peak = 100 req/s\n',
    'imports.arch': `import "./base.arch"\n${text(100, 'replicas 3; cores 2').replace('100 req/s', 'peak')}`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
});

describe('headroom diff', () => {
  it('is 0 where nothing changed or got better', async () => {
    expect((await diff(['old.arch', 'old.arch'])).code).toBe(0);
    expect((await diff(['slow.arch', 'old.arch'])).code).toBe(0);
  });
  it('is 1 where an objective got worse, and says so at a glance', async () => {
    const { code, output } = await diff(['old.arch', 'slow.arch']);
    expect(code).toBe(1);
    await expect(output).toMatchFileSnapshot('./golden/diff.txt');
  });
  it('writes Markdown and JSON', async () => {
    await expect((await diff(['old.arch', 'slow.arch', '--format', 'markdown'])).output).toMatchFileSnapshot(
      './golden/diff-markdown.txt',
    );
    const { output } = await diff(['old.arch', 'slow.arch', '--format', 'json']);
    expect(JSON.parse(output)).toMatchObject({
      version: 1,
      before: { file: 'old.arch' },
      after: { file: 'slow.arch' },
    });
    expect(output).not.toContain(cwd);
  });
  it('takes less room and dropped objectives for worse where it is strict', async () => {
    expect((await diff(['old.arch', 'tight.arch'])).code).toBe(0);
    const { code, output } = await diff(['old.arch', 'tight.arch', '--strict']);
    expect(code).toBe(1);
    expect(output).toContain('not declared any more');
    expect(output).toContain('2 objectives got worse');
  });
  it('applies a scenario and values to both', async () => {
    const { output } = await diff(['old.arch', 'slow.arch', '--scenario', 'sale']);
    expect(output).toContain('scenario sale');
    expect(output).toContain('200 req/s');
    expect((await diff(['old.arch', 'slow.arch', '--set', 'web.cores=4'])).code).toBe(0);
    expect((await diff(['old.arch', 'slow.arch', '--scenario', 'sael'])).code).toBe(3);
  });
  it('knows a node type by another name', async () => {
    const { code, output } = await diff(['old.arch', 'renamed.arch']);
    expect(code).toBe(0);
    expect(output).toContain('~ node type front (formerly web)');
  });
  it('is 2 for a missing file or one with errors', async () => {
    expect((await diff(['old.arch', 'gone.arch'])).code).toBe(2);
    const { code, output } = await diff(['broken.arch', 'old.arch']);
    expect(code).toBe(2);
    expect(output).toContain('Problems in broken.arch');
    expect(output).toMatch(/broken\.arch:3:\d+ +error/);
  });
  it('reads standard input as if it stood where the other file is', async () => {
    const earlier = `import "./base.arch"\n${text(80, 'replicas 3; cores 2').replace('80 req/s', 'peak * 0.8')}`;
    const { code, output } = await diff(['-', 'imports.arch'], earlier);
    expect(code).toBe(0);
    expect(output).toContain('imports.arch (standard input) → imports.arch');
    expect(output).toContain('80 req/s → 100 req/s (+25 %)');
    expect((await diff(['imports.arch', '-'], earlier)).output).toContain('100 req/s → 80 req/s (−20 %)');
  });
  it.each([
    [['old.arch'], 'two files'],
    [['a', 'b', 'c'], 'two files'],
    [['-', '-'], 'standard input'],
    [['a', 'b', '--format', 'sarif'], 'the formats are text, json, markdown'],
  ])('refuses %j', async (argv, message) => {
    const { code, errors } = await diff(argv);
    expect(code).toBe(3);
    expect(errors).toContain(message);
  });
});
