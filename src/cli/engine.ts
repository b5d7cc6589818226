/** Language and analysis behind the interface that the commands use. Loaded only by commands that need it. */
import { pathToFileURL } from 'node:url';
import type { FileSystemProvider } from 'langium';
import { NodeFileSystem } from 'langium/node';
import { type FindingKind, findingKinds } from '../analysis/findings/registry.js';
import { analyse } from '../analysis/index.js';
import type { Diagnostic } from '../interchange/document.js';
import { formatText } from '../language/features/formatter.js';
import {
  createArchCoreServices,
  DIAGNOSTICS,
  type LanguageDiagnostic,
  openSystem,
  type ReadResult,
  readText,
} from '../language/index.js';
import { TextFiles } from '../language/text-files.js';
import { fileProblem } from './files.js';
import type { Answer, Engine, Question, Unanswered } from './host.js';

/** One line about each code of language and analysis. */
const registry = new Map<string, string>([
  ...Object.entries(DIAGNOSTICS).map(([code, { message }]): [string, string] => [code, message]),
  ...Object.entries<FindingKind>(findingKinds).map(([code, { title }]): [string, string] => [code, title]),
]);

/** The files of this machine. */
const disk = { fileSystemProvider: (): FileSystemProvider => new TextFiles(NodeFileSystem.fileSystemProvider()) };

/** Makes an engine that reads files from disk. Files are read once; several questions about one file are cheap. */
export function createEngine(): Engine {
  const services = createArchCoreServices(disk);
  const read = async ({ path, text, scenario, overrides }: Question): Promise<ReadResult | Unanswered> => {
    try {
      const uri = pathToFileURL(path).href;
      // A text of its own has services of its own: the file at the same path stays what it is.
      return fitting(
        text === undefined
          ? await openSystem(services, uri, { scenario, overrides })
          : await readText(createArchCoreServices(disk), text, uri, { scenario, overrides }),
      );
    } catch (error) {
      return { kind: 'unreadable', reason: unreadable(path, error) };
    }
  };
  return {
    async answer(question): Promise<Answer> {
      const result = await read(question);
      return 'kind' in result ? result : answer(result);
    },
    async system(question) {
      const result = await read(question);
      if ('kind' in result) return result;
      return { kind: 'system', system: result.system, diagnostics: diagnosticsOf(result) };
    },
    format: async (_, text) => formatText(text, services.arch),
    describe: (code) => registry.get(code),
    codes: () => [...registry.keys()].sort(),
  };
}

function unreadable(path: string, error: unknown): string {
  const ofSystem = error instanceof Error && 'code' in error;
  if (!ofSystem && !path.endsWith('.arch')) return 'the name of a description ends in .arch; - is standard input';
  return fileProblem(error);
}

function fitting(read: ReadResult): ReadResult | Unanswered {
  const misfit = read.diagnostics.filter(isAboutQuestion);
  return misfit.length > 0 ? { kind: 'misfit', reason: misfit.map((item) => item.message).join('; ') } : read;
}

function answer(read: ReadResult): Answer {
  return {
    kind: 'answer',
    report: analyse(read.system, { detail: 'full', budgetMs: 20_000 }),
    diagnostics: diagnosticsOf(read),
  };
}

function diagnosticsOf({ diagnostics }: ReadResult): Diagnostic[] {
  return diagnostics.map(({ code, severity, message, at }) => ({ code, severity, message, at }));
}

/** Is this about --scenario or --set rather than about the file? */
function isAboutQuestion(item: LanguageDiagnostic): boolean {
  return item.code === 'scenario-unknown' || item.at.uri.startsWith('set:');
}
