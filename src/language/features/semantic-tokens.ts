// Semantic highlighting from the concrete syntax tree: names by what they declare or refer to, keywords only
// where they are keywords (a service may be called "cache").
import { type AstNode, type CstNode, CstUtils, GrammarAST, interruptAndCheck, type LangiumDocument } from 'langium';
import { AbstractSemanticTokenProvider, type SemanticTokenAcceptor } from 'langium/lsp';
import type { CancellationToken } from 'vscode-languageserver';
import * as ast from '../generated/ast.js';
import { ruleOf } from './completion/grammar.js';
import { tokenType } from './kinds.js';
import { segmentsOf } from './segments.js';

const TERMINALS = new Map([
  ['QUANTITY', 'number'],
  ['NUMBER', 'number'],
  ['STRING', 'string'],
  ['PERCENTILE', 'property'],
  ['ML_COMMENT', 'comment'],
  ['SL_COMMENT', 'comment'],
]);

export class ArchSemanticTokenProvider extends AbstractSemanticTokenProvider {
  protected override async computeHighlighting(
    document: LangiumDocument,
    accept: SemanticTokenAcceptor,
    token: CancellationToken,
  ): Promise<void> {
    const root = document.parseResult?.value?.$cstNode;
    if (!root) return;
    const names = new Map(segmentsOf(document).map((segment) => [segment.leaf.offset, segment]));
    let count = 0;
    for (const leaf of CstUtils.flattenCst(root)) {
      if (++count % 2000 === 0) await interruptAndCheck(token);
      const segment = names.get(leaf.offset);
      if (segment) {
        const type = tokenType(segment.target.$type);
        accept({ cst: leaf, type, ...(segment.declaration ? { modifier: 'declaration' } : {}) });
      } else {
        const type = TERMINALS.get(leaf.tokenType.name) ?? typeOf(leaf);
        if (type) accept({ cst: leaf, type });
      }
    }
  }

  // All is done leaf by leaf above.
  protected override highlightElement(_node: AstNode): void {}
}

function typeOf(leaf: CstNode): string | undefined {
  if (!/^[\p{L}_]/u.test(leaf.text)) return undefined;
  if (GrammarAST.isKeyword(leaf.grammarSource)) return keywordType(leaf);
  return ast.isPath(leaf.astNode) ? 'property' : 'variable';
}

function keywordType(leaf: CstNode): string {
  const rule = ruleOf(leaf.grammarSource);
  if (rule === 'PropertyName' || rule === 'Metric') return 'property';
  if (rule === 'FunctionName') return 'function';
  return 'keyword';
}
