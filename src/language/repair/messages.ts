/** Keeps what the parser expected in its message, for explain.ts to word; no person sees these texts. */

import type { IToken, TokenType } from 'chevrotain';
import { LangiumParserErrorMessageProvider } from 'langium';

const SEPARATOR = '\u0001';

export class ExpectationProvider extends LangiumParserErrorMessageProvider {
  override buildMismatchTokenMessage({ expected }: { expected: TokenType }): string {
    // The end of the file is expected wherever nothing else fits: that says nothing.
    return expected.name === 'EOF' ? '' : expected.name;
  }

  override buildNoViableAltMessage({ expectedPathsPerAlt }: { expectedPathsPerAlt: TokenType[][][] }): string {
    const names = new Set<string>();
    for (const paths of expectedPathsPerAlt) for (const path of paths) if (path[0]) names.add(path[0].name);
    return [...names].join(SEPARATOR);
  }

  override buildEarlyExitMessage({ expectedIterationPaths }: { expectedIterationPaths: TokenType[][] }): string {
    return expectedIterationPaths.flatMap((path) => (path[0] ? [path[0].name] : [])).join(SEPARATOR);
  }

  override buildNotAllInputParsedMessage(_options: { firstRedundant: IToken }): string {
    return '';
  }
}

/** Names of the token types in a message of this provider. */
export function expectedOf(message: string): string[] {
  return message === '' ? [] : message.split(SEPARATOR);
}
