/** Limits before parsing: what a recursive parser should not be given is refused with one clear message. */
import type { IToken } from 'chevrotain';
import type { Arguments, DiagnosticCode } from './diagnostics.js';

/** Longest text that is read, in characters. */
export const MAX_CHARACTERS = 1_000_000;
/** Deepest nesting of braces that is read. */
export const MAX_BRACES = 50;
/** Deepest nesting of parentheses and chained signs or powers in an expression. */
export const MAX_PARENTHESES = 24;
/** Most operands in one expression. */
export const MAX_OPERANDS = 500;

/** A problem of the text, with its place as offsets. */
export interface TextProblem {
  readonly code: DiagnosticCode;
  readonly args: Arguments;
  readonly offset: number;
  readonly end: number;
  /** Text that would mend it, in place of the marked one. */
  readonly replacement?: string;
}

/** The problem of a text that is too long, if it is. */
export function guardText(text: string): TextProblem | undefined {
  if (text.length <= MAX_CHARACTERS) return undefined;
  return { code: 'file-too-large', args: { size: text.length, limit: MAX_CHARACTERS }, offset: 0, end: 1 };
}

/** The problem of tokens that nest too deep, if they do. */
export function guardTokens(tokens: readonly IToken[]): TextProblem | undefined {
  let braces = 0;
  let parentheses = 0;
  let signs = 0;
  let operands = 0;
  let worst: { depth: number; limit: number; token: IToken } | undefined;
  const over = (depth: number, limit: number, token: IToken): void => {
    if (depth > limit && (worst === undefined || depth > worst.depth))
      worst = { depth, limit, token: worst?.token ?? token };
  };
  for (const token of tokens) {
    switch (token.image) {
      case '{':
        braces++;
        over(braces, MAX_BRACES, token);
        break;
      case '}':
        braces--;
        break;
      case '(':
        parentheses++;
        over(parentheses, MAX_PARENTHESES, token);
        break;
      case ')':
        parentheses--;
        break;
      case '-':
      case '^':
        signs++;
        over(signs, MAX_PARENTHESES * 2, token);
        break;
      case '+':
      case '*':
      case '/':
        operands++;
        over(operands, MAX_OPERANDS, token);
        break;
      case ';':
      case '=':
        parentheses = 0;
        operands = 0;
        signs = 0;
        break;
      default:
        // A word that no operator joins to the rest begins something new.
        break;
    }
    if (token.image === '{' || token.image === '}') {
      parentheses = 0;
      operands = 0;
      signs = 0;
    } else if (startsStatement(token)) {
      operands = 0;
      signs = 0;
    }
  }
  if (!worst) return undefined;
  const { depth, limit, token } = worst;
  return {
    code: 'nested-too-deep',
    args: { depth, limit },
    offset: token.startOffset,
    end: token.startOffset + token.image.length,
  };
}

function startsStatement(token: IToken): boolean {
  const categories = token.tokenType.CATEGORIES;
  return categories !== undefined && categories.length > 0 && token.tokenType.name !== 'PERCENTILE';
}
