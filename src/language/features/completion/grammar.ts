// Questions about the grammar that completion asks: which rule a keyword stands in, whether it begins a statement.
import { type AstNode, AstUtils, GrammarAST } from 'langium';

const LISTS = new Set(['imports', 'elements', 'members', 'steps', 'points', 'goals']);

/** Name of the rule that an element of the grammar stands in; an inferred type counts as the rule's own. */
export function ruleOf(element: AstNode | undefined): string | undefined {
  return AstUtils.getContainerOfType(element, GrammarAST.isParserRule)?.name;
}

/** Names of the rules that are statements, that is members of some block or of the file. */
export function statementRules(grammar: GrammarAST.Grammar): Set<string> {
  const result = new Set<string>();
  const visit = (rule: GrammarAST.AbstractRule | undefined): void => {
    if (!GrammarAST.isParserRule(rule) || result.has(rule.name)) return;
    result.add(rule.name);
    const alternatives = GrammarAST.isAlternatives(rule.definition) ? rule.definition.elements : [rule.definition];
    for (const element of alternatives) if (GrammarAST.isRuleCall(element)) visit(element.rule.ref);
  };
  for (const assignment of AstUtils.streamAllContents(grammar).filter(GrammarAST.isAssignment)) {
    if (!LISTS.has(assignment.feature)) continue;
    const terminals = GrammarAST.isRuleCall(assignment.terminal) ? [assignment.terminal] : [];
    for (const call of terminals) visit(call.rule.ref);
  }
  return result;
}

/** True when `keyword` is the first thing of its rule. */
export function isFirst(keyword: AstNode): boolean {
  let node: AstNode = keyword;
  for (
    let parent = node.$container;
    parent && !GrammarAST.isParserRule(parent);
    node = parent, parent = node.$container
  ) {
    if (!GrammarAST.isGroup(parent)) continue;
    const before = parent.elements.slice(0, parent.elements.indexOf(node as GrammarAST.AbstractElement));
    if (before.some((element) => !GrammarAST.isAction(element))) return false;
  }
  return true;
}
