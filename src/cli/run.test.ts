import { mkdir, mkdtemp, readFile, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Report, Verdict } from '../analysis/report.js';
import { renameUris } from '../interchange/document.js';
import { sample } from '../interchange/testing/sample.js';
import type { Answer, Engine, Host, Question } from './host.js';
import { run } from './run.js';

let cwd: string;
let output: string;
let errors: string;
/** What standard input holds. */
let input: string;
let questions: Question[];
/** What the engine says to a file, by its name. */
let answers: Record<string, Answer>;

const engine: Engine = {
  async answer(question) {
    questions.push(question);
    const name = question.path.slice(cwd.length + 1);
    return answers[name] ?? { kind: 'unreadable', reason: 'no such file' };
  },
  async system(question) {
    questions.push(question);
    return { kind: 'unreadable', reason: 'no such file' };
  },
  format: async (_, text) => text.replace(/ +/g, ' '),
  describe: (code) => (code === 'single-instance' ? 'one instance' : undefined),
  codes: () => ['over-limit', 'single-instance'],
};

function host(): Host {
  return {
    cwd,
    root: cwd,
    colour: false,
    input: async () => input,
    out: (text) => {
      output += text;
    },
    error: (text) => {
      errors += text;
    },
  };
}

function headroom(...argv: string[]): Promise<number> {
  return run(argv, host(), async () => engine);
}

/** An answer whose only objective has this verdict. */
function verdict(value: Verdict, name = 'a.arch'): Answer {
  const report = sample[0]!.report!;
  const objectives = [{ ...report.objectives[0]!, verdict: value }];
  const absolute = renameUris({ ...report, objectives }, () => pathToFileURL(join(cwd, name)).href);
  return { kind: 'answer', report: absolute as Report, diagnostics: [] };
}

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'headroom-'));
  output = '';
  errors = '';
  input = '';
  questions = [];
  answers = { 'a.arch': verdict('met') };
});

describe('exit codes of analyze', () => {
  it('is 0 where all objectives hold', async () => {
    expect(await headroom('analyze', 'a.arch')).toBe(0);
  });
  it('is 1 where one is missed', async () => {
    answers['b.arch'] = verdict('missed', 'b.arch');
    expect(await headroom('analyze', 'a.arch', 'b.arch')).toBe(1);
  });
  it('is 1 where one is unknown, unless that is allowed', async () => {
    answers['a.arch'] = verdict('unknown');
    expect(await headroom('analyze', 'a.arch')).toBe(1);
    expect(await headroom('analyze', 'a.arch', '--allow-unknown')).toBe(0);
  });
  it('is 2 for a missing file, whatever the others say', async () => {
    expect(await headroom('analyze', 'gone.arch', 'a.arch')).toBe(2);
    expect(output).toContain('no such file');
    expect(output).toContain('a.arch');
  });
  it('is 2 for a file with errors, even where it gave a report', async () => {
    const answer = verdict('met') as Extract<Answer, { kind: 'answer' }>;
    answers['a.arch'] = { ...answer, diagnostics: [{ code: 'syntax', severity: 'error', message: 'expected a name' }] };
    expect(await headroom('analyze', 'a.arch')).toBe(2);
    expect(output).toContain('expected a name');
  });
  it('is 3 for a wrong command line or a question that does not fit', async () => {
    expect(await headroom('analyze')).toBe(3);
    answers['a.arch'] = { kind: 'misfit', reason: "no scenario is called 'x'" };
    expect(await headroom('analyze', 'a.arch', '--scenario', 'x')).toBe(3);
    expect(errors).toContain("a.arch: no scenario is called 'x'");
    expect(output).toBe('');
  });
  it('shows terminal escapes of a message instead of passing them on', async () => {
    answers['a.arch'] = { kind: 'misfit', reason: 'no \u001b[31m' };
    await headroom('analyze', 'a.arch');
    expect(errors).not.toContain('\u001b');
  });
  it('is 3 where the output cannot be written', async () => {
    await writeFile(join(cwd, 'file'), '');
    expect(await headroom('analyze', 'a.arch', '-o', 'file/report.json')).toBe(3);
    expect(errors).toMatch(/cannot write file\/report\.json/);
  });
  it('is 70 for a defect', async () => {
    const broken = async (): Promise<Engine> => {
      throw new Error('lost');
    };
    expect(await run(['analyze', 'a.arch'], host(), broken)).toBe(70);
    expect(errors).toContain('defect');
  });
});

describe('analyze', () => {
  it('reads standard input for -', async () => {
    input = 'system s';
    answers['stdin.arch'] = verdict('met', 'stdin.arch');
    expect(await headroom('analyze', '-')).toBe(0);
    expect(questions).toEqual([{ path: join(cwd, 'stdin.arch'), text: 'system s', overrides: [] }]);
    expect(output).toContain('stdin.arch');
  });
  it('passes scenario and overrides on, and analyses a file once', async () => {
    await headroom('analyze', 'a.arch', './a.arch', '--scenario', 'peak', '--set', 'web.replicas=8');
    expect(questions).toEqual([
      { path: join(cwd, 'a.arch'), scenario: 'peak', overrides: [{ path: 'web.replicas', value: '8' }] },
    ]);
  });
  it.each(['text', 'json', 'markdown', 'sarif', 'junit'])(
    'writes %s without a path of this machine',
    async (format) => {
      expect(await headroom('analyze', 'a.arch', '--format', format)).toBe(0);
      expect(output).not.toBe('');
      expect(output).not.toContain(cwd);
      expect(output).not.toContain('file:');
    },
  );
  it('writes to a file, and into no folder that is not there', async () => {
    await headroom('analyze', 'a.arch', '--format', 'json', '--output', 'r.json');
    expect(output).toBe('');
    expect(await headroom('analyze', 'a.arch', '--output', 'out/r.json')).toBe(3);
    expect(JSON.parse(await readFile(join(cwd, 'r.json'), 'utf8'))).toMatchObject({
      version: 1,
      files: [{ file: 'a.arch' }],
    });
  });
});

describe('fmt', () => {
  it('lays out in place and is content the second time', async () => {
    await writeFile(join(cwd, 'a.arch'), 'system   a\n');
    expect(await headroom('fmt', '--check', 'a.arch')).toBe(1);
    expect(output).toContain('a.arch is not laid out');
    expect(await headroom('fmt', 'a.arch')).toBe(0);
    expect(await readFile(join(cwd, 'a.arch'), 'utf8')).toBe('system a\n');
    expect(await headroom('fmt', '--check', 'a.arch')).toBe(0);
  });
  it('leaves a file alone that is no text in UTF-8, which would be lost', async () => {
    const bytes = Buffer.from('system   caf\u00e9\n', 'latin1');
    await writeFile(join(cwd, 'a.arch'), bytes);
    expect(await headroom('fmt', 'a.arch')).toBe(2);
    expect(errors).toBe('a.arch: it is no text in UTF-8\n');
    expect(await readFile(join(cwd, 'a.arch'))).toEqual(bytes);
  });
  it('keeps the mark of the byte order', async () => {
    await writeFile(join(cwd, 'a.arch'), '\ufeffsystem   a\n');
    expect(await headroom('fmt', 'a.arch')).toBe(0);
    expect(await readFile(join(cwd, 'a.arch'), 'utf8')).toBe('\ufeffsystem a\n');
    expect(await headroom('fmt', '--check', 'a.arch')).toBe(0);
  });
  it('is 2 for a missing file and still does the others', async () => {
    await writeFile(join(cwd, 'a.arch'), 'system   a\n');
    expect(await headroom('fmt', 'gone.arch', 'a.arch')).toBe(2);
    expect(errors).toBe('gone.arch: no such file\n');
    expect(await readFile(join(cwd, 'a.arch'), 'utf8')).toBe('system a\n');
  });
});

describe('explain', () => {
  it('tells about a code', async () => {
    expect(await headroom('explain', 'Single-Instance')).toBe(0);
    expect(output).toContain('one instance');
  });
  it('prints the page of a code, or its section of the page of the language', async () => {
    await mkdir(join(cwd, 'docs/diagnostics'), { recursive: true });
    await writeFile(join(cwd, 'docs/diagnostics/single-instance.md'), '# One instance\n');
    await writeFile(
      join(cwd, 'docs/diagnostics/language.md'),
      '# Codes\n\n## a\n\nA.\n\n## `over-limit`\n\nToo much.\n\n## z\n',
    );
    await headroom('explain', 'single-instance');
    await headroom('explain', 'over-limit');
    expect(output).toBe('# One instance\n## `over-limit`\n\nToo much.\n');
  });
  it('offers the nearest code', async () => {
    expect(await headroom('explain', 'single-instanze')).toBe(3);
    expect(errors).toContain('did you mean single-instance?');
    expect(await headroom('explain', '../../package')).toBe(3);
  });
});

describe('panel', () => {
  it('writes a page with the report of the description and of each scenario', async () => {
    await mkdir(join(cwd, 'dist/webview'), { recursive: true });
    await writeFile(join(cwd, 'dist/webview/panel.js'), 'panel();');
    expect(await headroom('panel', 'a.arch', '--out', 'p.html')).toBe(0);
    expect(questions.map((question) => question.scenario)).toEqual([undefined, 'peak']);
    const page = await readFile(join(cwd, 'p.html'), 'utf8');
    expect(page).toContain('panel();');
    expect(JSON.parse(/application\/json">(.*)<\/script>/.exec(page)![1]!)).toHaveLength(2);
    expect(page).not.toContain(cwd);
  });
  it('is 2 for a missing file', async () => {
    expect(await headroom('panel', 'gone.arch', '--out', 'p.html')).toBe(2);
    expect(errors).toBe('gone.arch: no such file\n');
  });
  it('says what is missing where the panel is not built', async () => {
    expect(await headroom('panel', 'a.arch', '--out', 'p.html')).toBe(3);
    expect(errors).toContain('npm run build');
  });
});

describe('solve', () => {
  const jmva = (rate: string): string =>
    `<model><parameters><classes><openclass name="web" rate="${rate}"/></classes><stations><listation name="cpu" servers="1">
     <servicetimes><servicetime customerclass="web">0.5</servicetime></servicetimes>
     <visits><visit customerclass="web">1</visit></visits></listation></stations></parameters></model>`;

  it('prints the figures of a model of another tool', async () => {
    await writeFile(join(cwd, 'm.jmva'), jmva('1'));
    expect(await headroom('solve', 'm.jmva')).toBe(0);
    expect(output).toMatch(/cpu +load-independent +0\.5 +1\n/);
    expect(output).toContain('= closed forms of open product-form networks');
    output = '';
    expect(await headroom('solve', 'm.jmva', '--format', 'json')).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      file: 'm.jmva',
      format: 'jmva',
      exact: true,
      classes: [{ name: 'web', throughput: 1, responseTime: 1 }],
    });
  });
  it('is 1 without a steady state, 2 for a broken file with its place, 3 for an unknown one', async () => {
    await writeFile(join(cwd, 'm.jmva'), jmva('2.2'));
    expect(await headroom('solve', 'm.jmva')).toBe(1);
    expect(output).toContain('1.1 times its capacity');
    await writeFile(join(cwd, 'm.jmva'), jmva('many'));
    expect(await headroom('solve', 'm.jmva')).toBe(2);
    expect(errors).toBe("m.jmva:1:29: the rate of web must be a number, not 'many'\n");
    expect(await headroom('solve', 'gone.jmva')).toBe(2);
    expect(await headroom('solve', 'a.arch')).toBe(3);
    expect(errors).toContain(
      'solve does not know what a.arch is; it reads .jmva (JMT JMVA model), .lqnx, .lqxo (LQN XML model)',
    );
    expect(await headroom('solve', 'm.jmva', '--format', 'sarif')).toBe(3);
  });
  it('is 2 with the reason for an empty file, a folder, another encoding and a file that is too large', async () => {
    const cases: [string, (path: string) => Promise<unknown>, string][] = [
      ['empty.lqnx', (path) => writeFile(path, ''), 'empty.lqnx:1:1: the file is empty'],
      ['folder.lqnx', (path) => mkdir(path), 'folder.lqnx: is a folder, not a file'],
      [
        'wide.jmva',
        (path) => writeFile(path, Buffer.from('\ufeff<model/>', 'utf16le')),
        'wide.jmva: it is no text in UTF-8',
      ],
      [
        'huge.jmva',
        (path) => writeFile(path, '').then(() => truncate(path, 2 ** 31)),
        'huge.jmva: it is larger than 64 MiB',
      ],
    ];
    for (const [name, make, message] of cases) {
      errors = '';
      await make(join(cwd, name));
      expect(await headroom('solve', name), name).toBe(2);
      expect(errors).toContain(message);
    }
  });
  it('prints a layered model, text and JSON', async () => {
    const lqn = `<lqn-model><processor name="p" scheduling="inf"><task name="users" scheduling="ref" think-time="3">
      <entry name="cycle" type="PH1PH2"><entry-phase-activities><activity name="c1" phase="1" host-demand-mean="0.5">
      <synch-call dest="e" calls-mean="1"/></activity></entry-phase-activities></entry></task></processor>
      <processor name="cpu"><task name="web"><entry name="e" type="PH1PH2"><entry-phase-activities>
      <activity name="e1" phase="1" host-demand-mean="0.5"/></entry-phase-activities></entry></task></processor></lqn-model>`;
    await writeFile(join(cwd, 'm.lqnx'), lqn);
    expect(await headroom('solve', 'm.lqnx')).toBe(0);
    expect(output).toMatch(/web +cpu +1 +0\.25 +0\.125 +0\.125 +0 +0\n/);
    expect(output).toContain('= Markov chain of the whole system');
    output = '';
    expect(await headroom('solve', 'm.lqnx', '--format', 'json')).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      format: 'lqn',
      exact: true,
      tasks: [{ name: 'users', throughput: expect.closeTo(0.25, 9) }, {}],
    });
  });
});

describe('help and version', () => {
  it('answers', async () => {
    expect(await headroom('--help')).toBe(0);
    expect(output).toContain('headroom analyze FILE...');
    expect(await headroom('--version')).toBe(0);
    expect(output).toContain('0.0.0');
    expect(await headroom()).toBe(3);
  });
});
