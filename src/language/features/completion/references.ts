// What a reference may name at a place: every declaration of a fitting kind in the file and in the files that it
// imports, written the way the reference has to write it ("web.page", "eu.a", "payments").
import { type AstNode, GrammarAST, type LangiumDocument } from 'langium';
import type { LangiumServices } from 'langium/lsp';
import * as ast from '../../generated/ast.js';
import { visibleDocuments } from '../../imports.js';
import { declarationsIn, namedContainer } from '../segments.js';
import type { Place } from './place.js';

export interface Candidate {
  name: string;
  node: AstNode;
  /** Kinds that fit best come first: 0 before 1. */
  rank: number;
}

/** Everything that the cross reference `feature` may name at `place`. */
export function candidates(
  feature: GrammarAST.CrossReference,
  place: Place,
  document: LangiumDocument,
  services: LangiumServices,
): Candidate[] {
  const type = feature.type.$refText;
  const qualified = GrammarAST.isRuleCall(feature.terminal) && feature.terminal.rule.$refText === 'QName';
  const keyword = place.words.at(-1)?.type;
  const owner = place.blocks.find((block) => block.rule === 'Node')?.name;
  const result: Candidate[] = [];
  for (const visible of visibleDocuments(document, services.shared.workspace.LangiumDocuments)) {
    const root = visible.parseResult?.value;
    if (!root) continue;
    for (const node of declarationsIn(root)) {
      if (!services.shared.AstReflection.isSubtype(node.$type, type)) continue;
      const name = nameOf(node);
      const container = nameOf(namedContainer(node));
      if (!name || isSelf(node, place)) continue;
      const own = owner !== undefined && container === owner && !ast.isZone(node);
      if (!qualified && container && !ast.isZone(node)) continue;
      const channelFits = ast.isChannel(node) === (keyword === 'send');
      result.push({
        name: qualified && container && !own ? `${container}.${name}` : name,
        node,
        rank: type === 'Callable' && !channelFits ? 1 : 0,
      });
    }
  }
  return result;
}

/** A scenario does not extend itself, a parameter is not computed from itself, and an operation that calls itself never ends. */
function isSelf(node: AstNode, place: Place): boolean {
  const block = place.blocks.at(-1);
  if (ast.isScenario(node)) return place.words.at(-3)?.type === 'scenario' && place.words.at(-2)?.text === node.name;
  if (ast.isParam(node)) return place.words.at(-1)?.type === '=' && place.words.at(-2)?.text === node.name;
  const operation = place.blocks.find((b) => b.rule === 'Operation');
  return Boolean(
    block &&
      operation &&
      ast.isOperation(node) &&
      node.name === operation.name &&
      nameOf(node.$container) === place.blocks.find((b) => b.rule === 'Node')?.name,
  );
}

export function nameOf(node: AstNode | undefined): string | undefined {
  return node && 'name' in node && typeof node.name === 'string' && node.name ? node.name : undefined;
}
