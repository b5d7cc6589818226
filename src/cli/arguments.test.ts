import { describe, expect, it } from 'vitest';
import { parseCommandLine, UsageError } from './arguments.js';

describe('parseCommandLine', () => {
  it('understands analyze with all options', () => {
    const argv = [
      'analyze',
      'a.arch',
      '--scenario',
      'peak',
      '--set',
      'web.replicas=8',
      '--set',
      'browse.rate = 2 * 5 req/s',
    ];
    expect(
      parseCommandLine([...argv, '--format', 'json', '--allow-unknown', '-o', 'f', '--no-color', 'b.arch']),
    ).toEqual({
      kind: 'analyze',
      files: ['a.arch', 'b.arch'],
      scenario: 'peak',
      overrides: [
        { path: 'web.replicas', value: '8' },
        { path: 'browse.rate', value: '2 * 5 req/s' },
      ],
      format: 'json',
      allowUnknown: true,
      output: 'f',
      colour: false,
    });
  });
  it('has defaults', () => {
    expect(parseCommandLine(['analyse', 'a.arch'])).toMatchObject({ format: 'text', overrides: [], colour: true });
    expect(parseCommandLine(['analyse', 'a.arch'])).toMatchObject({ allowUnknown: false, scenario: undefined });
  });
  it('understands the other commands', () => {
    expect(parseCommandLine(['fmt', 'a', 'b', '--check'])).toEqual({ kind: 'fmt', files: ['a', 'b'], check: true });
    expect(parseCommandLine(['explain', 'x'])).toEqual({ kind: 'explain', code: 'x' });
    expect(parseCommandLine(['panel', 'a', '--out', 'p.html'])).toMatchObject({
      kind: 'panel',
      file: 'a',
      output: 'p.html',
    });
    expect(parseCommandLine(['--version'])).toEqual({ kind: 'version' });
    expect(parseCommandLine(['fmt', '--help'])).toEqual({ kind: 'help' });
  });
  it.each([
    [[], 'a command is missing'],
    [['draw'], "there is no command 'draw'"],
    [['analyze'], 'needs at least one file'],
    [['analyze', 'a', '--format', 'xml'], "there is no format 'xml'; the formats are text, json"],
    [['analyze', 'a', '--set', 'web.replicas'], 'path=value'],
    [['analyze', 'a', '--set', '=3'], 'path=value'],
    [['analyze', 'a', '--frmat', 'json'], "Unknown option '--frmat'"],
    [['analyze', 'a', '--scenario'], '--scenario'],
    [['panel', 'a'], '--out'],
    [['explain'], 'one code'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseCommandLine(argv)).toThrow(UsageError);
    expect(() => parseCommandLine(argv)).toThrow(message);
  });
});
