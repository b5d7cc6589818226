/** One file of the command line: read, analysed, and its places made relative. */
import type { FileResult } from '../../interchange/document.js';
import { renameUris } from '../../interchange/document.js';
import { UsageError } from '../arguments.js';
import { shownUri } from '../files.js';
import type { Engine, Host, Question } from '../host.js';

/**
 * @param file the name that output shows
 * @throws UsageError where the scenario or an override fits nothing in it
 */
export async function readFile(question: Question, file: string, host: Host, engine: Engine): Promise<FileResult> {
  const answer = await engine.answer(question);
  switch (answer.kind) {
    case 'misfit':
      throw new UsageError(`${file}: ${answer.reason}`);
    case 'unreadable':
      return { file, diagnostics: [{ code: 'unreadable-file', severity: 'error', message: answer.reason }] };
    case 'answer': {
      const { report, diagnostics } = answer;
      const result: FileResult = { file, diagnostics, ...(report !== undefined && { report }) };
      return renameUris(result, (uri) => shownUri(host.cwd, uri));
    }
  }
}
