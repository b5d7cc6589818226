import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Manifest {
  main: string;
  browser: string;
  imports: Record<string, Record<string, string>>;
  icon: string;
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, { command: string }[]>;
    languages: { id: string; configuration: string; icon: Record<string, string> }[];
    grammars: { language: string; path: string }[];
    snippets: { language: string; path: string }[];
  };
  capabilities: { untrustedWorkspaces: { supported: boolean }; virtualWorkspaces: boolean };
  activationEvents: string[];
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const sources = ['extension', 'panel'].map((name) => readFileSync(`src/extension/${name}.ts`, 'utf8')).join('\n');
const { contributes } = manifest;

test('every command is registered once, and every registered one is declared', () => {
  const declared = contributes.commands.map((item) => item.command).sort();
  const registered = [...sources.matchAll(/command\('(headroom\.\w+)'/g)].map((match) => match[1]).sort();
  expect(declared).toEqual(registered);
});

test('menus offer declared commands only', () => {
  const declared = new Set(contributes.commands.map((item) => item.command));
  for (const item of Object.values(contributes.menus).flat()) expect(declared).toContain(item.command);
});

test('every file that the manifest names is there', () => {
  const files = [
    manifest.icon,
    ...contributes.languages.flatMap((item) => [item.configuration, ...Object.values(item.icon)]),
    ...contributes.grammars.map((item) => item.path),
    ...contributes.snippets.map((item) => item.path),
  ];
  for (const file of files) expect(existsSync(file), file).toBe(true);
});

test('what ships is built where the manifest looks for it', () => {
  for (const entry of [manifest.main, manifest.browser]) {
    expect(readFileSync('esbuild.js', 'utf8')).toContain(entry.replace('./', ''));
    expect(readFileSync('.vscodeignore', 'utf8')).toContain(`!${entry.replace('./', '')}`);
    // In a package of ES modules, extension hosts take only this ending for CommonJS.
    expect(entry).toMatch(/\.cjs$/);
  }
  for (const file of Object.values(manifest.imports).flatMap(Object.values)) expect(existsSync(file), file).toBe(true);
});

test('the panel is restored after a reload; Restricted Mode and virtual workspaces are supported', () => {
  expect(manifest.activationEvents).toContain('onWebviewPanel:headroom.panel');
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(true);
  expect(manifest.capabilities.virtualWorkspaces).toBe(true);
});
