/** The command line as data. Nothing is read or written here. */
import { parseArgs } from 'node:util';
import { budgetOf, durationOf, shareOf, wholeOf } from './values.js';

const formats = ['text', 'json', 'markdown', 'sarif', 'junit'] as const;
type Format = (typeof formats)[number];
const diffFormats = ['text', 'json', 'markdown'] as const;
type DiffFormat = (typeof diffFormats)[number];

/** A value that replaces one of the description, as text of the language: 'web.replicas' -> '8'. */
export interface Override {
  readonly path: string;
  readonly value: string;
}

export type Command =
  | {
      readonly kind: 'analyze';
      readonly files: readonly string[];
      readonly scenario: string | undefined;
      readonly overrides: readonly Override[];
      readonly format: Format;
      readonly allowUnknown: boolean;
      readonly output: string | undefined;
      readonly colour: boolean;
    }
  | {
      readonly kind: 'diff';
      /** Path, or `-` for standard input in place of the other file. */
      readonly before: string;
      readonly after: string;
      readonly scenario: string | undefined;
      readonly overrides: readonly Override[];
      readonly format: DiffFormat;
      readonly strict: boolean;
      readonly output: string | undefined;
      readonly colour: boolean;
    }
  | { readonly kind: 'fmt'; readonly files: readonly string[]; readonly check: boolean }
  | { readonly kind: 'explain'; readonly code: string }
  | { readonly kind: 'panel'; readonly file: string; readonly output: string; readonly overrides: readonly Override[] }
  | { readonly kind: 'solve'; readonly file: string; readonly format: 'text' | 'json' }
  | SimulateCommand
  | { readonly kind: 'version' }
  | { readonly kind: 'help' };

const simulateFormats = ['text', 'json', 'markdown', 'csv', 'timeline'] as const;

export interface SimulateCommand {
  readonly kind: 'simulate';
  /** Path, or `-` for standard input. */
  readonly file: string;
  readonly scenario: string | undefined;
  readonly overrides: readonly Override[];
  readonly format: (typeof simulateFormats)[number];
  readonly output: string | undefined;
  readonly colour: boolean;
  readonly failures: boolean;
  /** Share, > 0. */
  readonly precision: number | undefined;
  readonly seed: number | undefined;
  /** Seconds. */
  readonly time: number | undefined;
  readonly warmUp: number | undefined;
  readonly replications: number | undefined;
  readonly workers: number | undefined;
  readonly budget: { readonly events?: number; readonly seconds?: number };
}

/** The command line cannot be understood; the message says what to write. Leads to exit code 3. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Understands a command line.
 *
 * @param argv the words after the name of the program
 * @returns the command
 * @throws UsageError where the words fit no command
 */
export function parseCommandLine(argv: readonly string[]): Command {
  const [first, ...rest] = argv;
  if (first === undefined) throw new UsageError('a command is missing');
  if (first === '--version' || first === '-v') return { kind: 'version' };
  if (first === '--help' || first === '-h' || first === 'help') return { kind: 'help' };
  if (rest.includes('--help') || rest.includes('-h')) return { kind: 'help' };
  switch (first) {
    case 'analyze':
    case 'analyse':
      return analyze(rest);
    case 'diff':
      return diff(rest);
    case 'fmt':
      return fmt(rest);
    case 'explain':
      return explain(rest);
    case 'panel':
      return panel(rest);
    case 'simulate':
      return simulate(rest);
    case 'solve':
      return solve(rest);
    default:
      throw new UsageError(
        `there is no command '${first}'; the commands are analyze, diff, simulate, fmt, explain, panel and solve`,
      );
  }
}

function analyze(args: readonly string[]): Command {
  const { values, positionals } = understand(args, {
    scenario: { type: 'string' },
    set: { type: 'string', multiple: true },
    format: { type: 'string' },
    'allow-unknown': { type: 'boolean' },
    output: { type: 'string', short: 'o' },
    'no-color': { type: 'boolean' },
  });
  return {
    kind: 'analyze',
    files: someFiles(positionals, 'analyze'),
    scenario: values.scenario as string | undefined,
    overrides: ((values.set as string[] | undefined) ?? []).map(override),
    format: format(values.format as string | undefined, formats),
    allowUnknown: values['allow-unknown'] === true,
    output: values.output as string | undefined,
    colour: values['no-color'] !== true,
  };
}

function diff(args: readonly string[]): Command {
  const { values, positionals } = understand(args, {
    scenario: { type: 'string' },
    set: { type: 'string', multiple: true },
    format: { type: 'string' },
    strict: { type: 'boolean' },
    output: { type: 'string', short: 'o' },
    'no-color': { type: 'boolean' },
  });
  const [before, after, ...more] = positionals;
  if (before === undefined || after === undefined || more.length > 0)
    throw new UsageError('diff takes two files, the earlier one first');
  if (before === '-' && after === '-') throw new UsageError('only one of the two files can be standard input');
  return {
    kind: 'diff',
    before,
    after,
    scenario: values.scenario as string | undefined,
    overrides: ((values.set as string[] | undefined) ?? []).map(override),
    format: format(values.format as string | undefined, diffFormats),
    strict: values.strict === true,
    output: values.output as string | undefined,
    colour: values['no-color'] !== true,
  };
}

function fmt(args: readonly string[]): Command {
  const { values, positionals } = understand(args, { check: { type: 'boolean' } });
  return { kind: 'fmt', files: someFiles(positionals, 'fmt'), check: values.check === true };
}

function explain(args: readonly string[]): Command {
  const { positionals } = understand(args, {});
  const [code, ...more] = positionals;
  if (code === undefined || more.length > 0)
    throw new UsageError("explain takes one code, such as 'headroom explain over-limit'");
  return { kind: 'explain', code };
}

function panel(args: readonly string[]): Command {
  const { values, positionals } = understand(args, {
    out: { type: 'string', short: 'o' },
    set: { type: 'string', multiple: true },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('panel takes one file');
  if (values.out === undefined) throw new UsageError('panel needs --out, the page to write');
  const overrides = ((values.set as string[] | undefined) ?? []).map(override);
  return { kind: 'panel', file, output: values.out as string, overrides };
}

function simulate(args: readonly string[]): Command {
  const { values, positionals } = understand(args, {
    scenario: { type: 'string' },
    set: { type: 'string', multiple: true },
    format: { type: 'string' },
    output: { type: 'string', short: 'o' },
    'no-color': { type: 'boolean' },
    failures: { type: 'boolean' },
    precision: { type: 'string' },
    seed: { type: 'string' },
    time: { type: 'string' },
    'warm-up': { type: 'string' },
    replications: { type: 'string' },
    workers: { type: 'string' },
    budget: { type: 'string' },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('simulate takes one file');
  /** The value of an option, understood; what cannot be is told with the option's name. */
  const option = <T>(name: string, read: (text: string) => T | undefined, example: string): T | undefined => {
    const text = values[name] as string | undefined;
    if (text === undefined) return undefined;
    const value = read(text);
    if (value === undefined) throw new UsageError(`--${name} takes ${example}, not '${text}'`);
    return value;
  };
  return {
    kind: 'simulate',
    file,
    scenario: values.scenario as string | undefined,
    overrides: ((values.set as string[] | undefined) ?? []).map(override),
    format: format(values.format as string | undefined, simulateFormats),
    output: values.output as string | undefined,
    colour: values['no-color'] !== true,
    failures: values.failures === true,
    precision: option('precision', shareOf, 'a share above 0, such as 1%'),
    seed: option('seed', (text) => wholeOf(text, 0, Number.MAX_SAFE_INTEGER), 'a whole number, such as 7'),
    time: option('time', durationOf, 'a time above 0, such as 10min'),
    warmUp: option('warm-up', (text) => (/^0\s*[a-z]*$/.test(text) ? 0 : durationOf(text)), 'a time, such as 30s'),
    replications: option('replications', (text) => wholeOf(text, 2, 1e6), 'a whole number of at least 2'),
    workers: option('workers', (text) => wholeOf(text, 1, 1024), 'a whole number of at least 1'),
    budget: option('budget', budgetOf, 'a time or a number of events, such as 30s or 50M') ?? {},
  };
}

function solve(args: readonly string[]): Command {
  const { values, positionals } = understand(args, { format: { type: 'string' } });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('solve takes one file');
  const format = (values.format as string | undefined) ?? 'text';
  if (format !== 'text' && format !== 'json') {
    throw new UsageError(`solve has no format '${format}'; the formats are text and json`);
  }
  return { kind: 'solve', file, format };
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function understand(
  args: readonly string[],
  options: Options,
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values, positionals };
  } catch (error) {
    // parseArgs words its messages for people; only the hint on `--` after the first sentence is left out.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split('. ')[0] ?? message);
  }
}

function someFiles(files: readonly string[], command: string): readonly string[] {
  if (files.length === 0) throw new UsageError(`${command} needs at least one file`);
  return files;
}

function format<T extends string>(text: string | undefined, known: readonly T[]): T {
  const found = known.find((item) => item === (text ?? 'text'));
  if (found === undefined) throw new UsageError(`there is no format '${text}'; the formats are ${known.join(', ')}`);
  return found;
}

function override(text: string): Override {
  const [path, value] = splitOnce(text, '=');
  if (value === undefined || path.trim() === '' || value.trim() === '') {
    throw new UsageError(`--set takes path=value, such as --set web.replicas=8, not '${text}'`);
  }
  return { path: path.trim(), value: value.trim() };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
