/** Which words may stand where, read from the grammar itself. */
import { GrammarAST, GrammarUtils } from 'langium';

type Element = GrammarAST.AbstractElement;

/** Lists that a block is made of. */
const LISTS = new Set(['imports', 'elements', 'members', 'steps', 'points', 'goals']);

export class GrammarWords {
  private readonly starts = new Map<string, ReadonlySet<string>>();
  private readonly rules = new Map<string, GrammarAST.AbstractRule>();
  /** Words that start a clause of a step. */
  readonly clauses: ReadonlySet<string>;
  /** All words of the language. */
  readonly all: ReadonlySet<string>;

  constructor(grammar: GrammarAST.Grammar) {
    for (const rule of grammar.rules) this.rules.set(rule.name, rule);
    for (const rule of grammar.rules) {
      if (!GrammarAST.isParserRule(rule)) continue;
      const words = new Set<string>();
      this.collectLists(rule.definition, words);
      if (words.size > 0) this.starts.set(rule.name, words);
    }
    this.clauses = this.first('CallClause');
    const all = new Set<string>();
    for (const rule of GrammarUtils.getAllReachableRules(grammar, false)) {
      if (GrammarAST.isParserRule(rule)) collectWords(rule.definition, all);
    }
    this.all = all;
  }

  /** The words that a member of a block may start with; undefined for a rule that is no block. */
  members(rule: string): ReadonlySet<string> | undefined {
    return this.starts.get(rule);
  }

  /** The words that a rule may start with. */
  first(rule: string): ReadonlySet<string> {
    const words = new Set<string>();
    this.collectFirst(this.rules.get(rule), words, new Set());
    return words;
  }

  private collectLists(element: Element | undefined, words: Set<string>): void {
    if (!element) return;
    if (GrammarAST.isAssignment(element) && LISTS.has(element.feature))
      this.firstOf(element.terminal, words, new Set());
    if (GrammarAST.isGroup(element) || GrammarAST.isAlternatives(element)) {
      for (const child of element.elements) this.collectLists(child, words);
    }
  }

  private collectFirst(rule: GrammarAST.AbstractRule | undefined, words: Set<string>, seen: Set<string>): void {
    if (!rule || !GrammarAST.isParserRule(rule) || seen.has(rule.name)) return;
    seen.add(rule.name);
    this.firstOf(rule.definition, words, seen);
  }

  /** Adds the first words of an element; says whether it may be empty. */
  private firstOf(element: Element, words: Set<string>, seen: Set<string>): boolean {
    const empty = element.cardinality === '?' || element.cardinality === '*';
    if (GrammarAST.isKeyword(element)) words.add(element.value);
    else if (GrammarAST.isAction(element)) return true;
    else if (GrammarAST.isAssignment(element)) this.firstOf(element.terminal, words, seen);
    else if (GrammarAST.isRuleCall(element)) this.collectFirst(element.rule.ref, words, seen);
    else if (GrammarAST.isAlternatives(element)) for (const child of element.elements) this.firstOf(child, words, seen);
    else if (GrammarAST.isGroup(element)) {
      for (const child of element.elements) if (!this.firstOf(child, words, seen)) return empty;
      return true;
    }
    return empty;
  }
}

function collectWords(element: Element, words: Set<string>): void {
  if (GrammarAST.isKeyword(element) && /^\w/.test(element.value)) words.add(element.value);
  else if (GrammarAST.isAssignment(element)) collectWords(element.terminal, words);
  else if (GrammarAST.isGroup(element) || GrammarAST.isAlternatives(element)) {
    for (const child of element.elements) collectWords(child, words);
  }
}
