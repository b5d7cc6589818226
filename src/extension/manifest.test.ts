// The manifest agrees with the project: every file, command, view, icon, setting and text that it names exists and is
// used, and what the code uses is declared.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { extensionSources } from '../../scripts/l10n.mjs';

interface Item {
  command: string;
  when?: string;
  group?: string;
}
interface Step {
  id: string;
  completionEvents: string[];
  media: { svg: string };
  description: string;
}
interface Manifest {
  name: string;
  publisher: string;
  main: string;
  browser: string;
  imports: Record<string, Record<string, string>>;
  icon: string;
  l10n: string;
  contributes: {
    commands: { command: string; title: string; category: string; icon?: string }[];
    menus: Record<string, Item[]>;
    languages: { id: string; configuration: string; icon: Record<string, string> }[];
    grammars: { language: string; path: string }[];
    snippets: { language: string; path: string }[];
    viewsContainers: Record<string, { id: string; icon: string }[]>;
    views: Record<string, { id: string; icon: string; name: string }[]>;
    viewsWelcome: { view: string; when?: string; contents: string }[];
    walkthroughs: { id: string; icon: string; steps: Step[] }[];
    configuration: { properties: Record<string, { markdownDescription: string; default: unknown }> };
  };
  capabilities: { untrustedWorkspaces: { supported: boolean }; virtualWorkspaces: boolean };
  activationEvents: string[];
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const words = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const { contributes } = manifest;
const sources = extensionSources();
const code = sources.map((source) => source.text).join('\n');
const server = readdirSync('src/server')
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(`src/server/${name}`, 'utf8'))
  .join('\n');
const commands = contributes.commands.map((item) => item.command);
const views = Object.values(contributes.views).flat();

describe('commands', () => {
  it('are each registered once, and every registered one is declared', () => {
    const registered = [...code.matchAll(/(?:command|registerCommand)\(\s*'(headroom\.\w+)'/g)].map(
      (match) => match[1],
    );
    expect([...registered].sort()).toEqual([...commands].sort());
  });

  it('that stand in menus, lenses, welcome texts and walkthrough are declared', () => {
    const linked = [...JSON.stringify([contributes.viewsWelcome, words]).matchAll(/command:(headroom\.\w+)/g)];
    const offered = [
      ...Object.values(contributes.menus).flatMap((items) => items.map((item) => item.command)),
      ...linked.map((match) => match[1] ?? ''),
      ...[...server.matchAll(/'(headroom\.\w+)'/g)].map((match) => match[1] ?? ''),
    ].filter((command) => !/\.focus$/.test(command));
    for (const command of offered) {
      if (views.some((view) => command === view.id)) continue;
      expect(commands, command).toContain(command);
    }
  });

  it('that need a description are offered in the palette only where there is one', () => {
    const hidden = new Map(contributes.menus.commandPalette?.map((item) => [item.command, item.when]));
    const always = commands.filter((command) => !hidden.has(command));
    expect(always.sort()).toEqual([
      'headroom.newDescription',
      'headroom.openExample',
      'headroom.restartServer',
      'headroom.showLog',
    ]);
    for (const when of hidden.values()) expect(when).toContain('headroom.hasDescription');
  });

  it('have an icon where they stand inline or in a title bar', () => {
    for (const [menu, items] of Object.entries(contributes.menus)) {
      for (const { command, group } of items) {
        if (menu === 'file/newFile' || !/^(navigation|inline)/.test(group ?? '') || menu.endsWith('context')) continue;
        expect(contributes.commands.find((item) => item.command === command)?.icon, command).toMatch(/^\$\([\w-]+\)$/);
      }
    }
  });

  it('are each run by a test in a host', () => {
    const folders = ['test/host', 'test/e2e'];
    const tests = folders
      .flatMap((folder) => readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, 'utf8')))
      .join('\n');
    const untested = contributes.commands.filter(({ command, title }) => {
      const shown = `Headroom: ${words[title.slice(1, -1)]}`;
      return (
        !tests.includes(`.command('${shown}')`) && !new RegExp(`executeCommand(<\\w+>)?\\('${command}'`).test(tests)
      );
    });
    expect(untested.map((item) => item.command)).toEqual([]);
  });
});

describe('context keys', () => {
  it('that conditions ask for are set, and all that are set are asked for', () => {
    const conditions = [...Object.values(contributes.menus).flat(), ...contributes.viewsWelcome].map(
      (item) => item.when,
    );
    // What is compared with is no key: the id of a view, the kind of a line.
    const keys = conditions.flatMap((when) => [...(when ?? '').matchAll(/(?<!== |\^)\bheadroom\.\w+/g)].map(String));
    const set = [...code.matchAll(/'setContext',\s*'(headroom\.\w+)'/g)].map((match) => match[1]);
    expect([...new Set(keys)].sort()).toEqual([...new Set(set)].sort());
  });

  it('of lines of the tree are given by the tree', () => {
    const kinds = [...text.matchAll(/headroom\\\\\.\(([\w|]+)\)/g)].flatMap((match) => match[1]?.split('|') ?? []);
    expect(kinds.length).toBeGreaterThan(0);
    const parts = readFileSync('src/extension/tree-parts.ts', 'utf8');
    for (const kind of kinds) expect(parts).toContain(`kind: '${kind}'`);
    expect(code).toContain('contextValue = `headroom.$' + '{part.kind}`');
  });
});

describe('views', () => {
  it('are made by the code, in a container that is declared', () => {
    const containers = Object.values(contributes.viewsContainers).flat();
    for (const container of Object.keys(contributes.views))
      expect(containers.map((item) => item.id)).toContain(container);
    for (const view of views) expect(code).toContain(`'${view.id}'`);
    for (const welcome of contributes.viewsWelcome) expect(views.map((view) => view.id)).toContain(welcome.view);
  });
});

describe('files', () => {
  const files = [
    manifest.icon,
    manifest.l10n,
    ...contributes.languages.flatMap((item) => [item.configuration, ...Object.values(item.icon)]),
    ...contributes.grammars.map((item) => item.path),
    ...contributes.snippets.map((item) => item.path),
    ...Object.values(contributes.viewsContainers).flatMap((items) => items.map((item) => item.icon)),
    ...views.map((view) => view.icon),
    ...contributes.walkthroughs.flatMap((item) => [item.icon, ...item.steps.map((step) => step.media.svg)]),
  ];
  it.each([...new Set(files)])('%s is there', (file) => {
    expect(existsSync(file)).toBe(true);
  });

  it('of media are all used', () => {
    const used = `${text}\n${code}`;
    const media = readdirSync('media', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(media.filter((entry) => !used.includes(entry.name)).map((entry) => entry.name)).toEqual([]);
  });

  it('ship: the bundles that the manifest and the code name, texts and pictures', () => {
    const shipped = readFileSync('.vscodeignore', 'utf8').split('\n');
    for (const entry of [manifest.main, manifest.browser].map((name) => name.replace('./', ''))) {
      expect(readFileSync('esbuild.js', 'utf8')).toContain(entry);
      expect(shipped).toContain(`!${entry}`);
      // In a package of ES modules, extension hosts take only this ending for CommonJS.
      expect(entry).toMatch(/\.cjs$/);
    }
    for (const file of ['package.nls.json', 'l10n/**', 'media/**']) expect(shipped).toContain(`!${file}`);
    for (const file of Object.values(manifest.imports).flatMap(Object.values)) expect(existsSync(file)).toBe(true);
  });

  it('pictures of the walkthrough follow the theme, are small, and run nothing', () => {
    for (const { media } of contributes.walkthroughs.flatMap((item) => item.steps)) {
      const picture = readFileSync(media.svg, 'utf8');
      expect(picture).toContain('var(--vscode-editor-background');
      expect(picture.length).toBeLessThan(12_000);
      expect(picture).not.toMatch(/<script|<image|href|onload|url\(/);
    }
  });
});

describe('the walkthrough', () => {
  const steps = contributes.walkthroughs.flatMap((item) => item.steps);
  it.each(steps.map((step) => [step.id, step] as const))('%s is completed by something that can happen', (_, step) => {
    expect(step.completionEvents.length).toBeGreaterThan(0);
    for (const event of step.completionEvents) {
      const [kind, what = ''] = event.split(':');
      if (kind === 'onCommand') expect(commands).toContain(what);
      else if (kind === 'onView') expect(views.map((view) => view.id)).toContain(what);
      else if (kind === 'onContext') expect(code).toContain(`'${what}'`);
      else expect.fail(`${event}: a kind that is not known`);
    }
  });

  it('is the one that the empty view links to', () => {
    const id = encodeURIComponent(`"${manifest.publisher}.${manifest.name}#${contributes.walkthroughs[0]?.id}"`);
    expect(words['view.architecture.welcome']).toContain(`openWalkthrough?${id}`);
  });
});

it('the panel is restored after a reload; Restricted Mode and virtual workspaces are supported', () => {
  expect(manifest.activationEvents).toContain('onWebviewPanel:headroom.panel');
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(true);
  expect(manifest.capabilities.virtualWorkspaces).toBe(true);
});

it('no address is invented, and no key is bound', () => {
  expect(text).not.toMatch(/https?:\/\//);
  expect(contributes).not.toHaveProperty('keybindings');
});
