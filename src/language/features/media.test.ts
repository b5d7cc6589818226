// The static files of the editor agree with the grammar: colours, brackets, snippets.
import { readFileSync } from 'node:fs';
import { AstUtils, GrammarAST } from 'langium';
import { describe, expect, it } from 'vitest';
import { testServices } from '../testing/services.js';
import { documentedKeywords } from './keywords.js';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../media/${name}`, import.meta.url), 'utf8'));
const services = testServices();

interface Rule {
  name?: string;
  match?: string;
  begin?: string;
  end?: string;
  captures?: Record<string, { name: string }>;
  patterns?: Rule[];
  include?: string;
}
const grammar: { patterns: Rule[]; repository: Record<string, Rule> } = read('arch.tmLanguage.json');

/** All rules with a pattern, in the order in which they are tried. */
function rules(list: Rule[] = grammar.patterns): Rule[] {
  return list.flatMap((rule) => {
    const included = rule.include ? grammar.repository[rule.include.slice(1)] : undefined;
    return included ? rules([included]) : rule.match || rule.begin ? [rule] : rules(rule.patterns ?? []);
  });
}

/** Scope of `word` at its place in `line`, by the rule that reaches it first, as an editor would colour it. */
function scopeOf(line: string, word: string): string | undefined {
  const target = line.indexOf(word);
  for (let at = 0; at < line.length; ) {
    const hits = rules()
      .map((rule) => {
        const pattern = new RegExp(rule.match ?? rule.begin ?? '', 'dgu');
        pattern.lastIndex = at;
        return { rule, hit: pattern.exec(line) };
      })
      .filter(({ hit }) => hit && hit[0].length > 0);
    const best = hits.sort((a, b) => (a.hit?.index ?? 0) - (b.hit?.index ?? 0))[0];
    if (!best?.hit) return undefined;
    const end = best.hit.index + best.hit[0].length;
    if (target < end) {
      const group = Object.entries(best.rule.captures ?? {}).find(
        ([index]) => best.hit?.indices?.[Number(index)]?.[0] === target,
      );
      return group?.[1].name ?? (target >= best.hit.index ? best.rule.name : undefined);
    }
    at = end;
  }
  return undefined;
}

describe('colours', () => {
  it('knows every word of the grammar', () => {
    const words = new Set(
      AstUtils.streamAllContents(services.Grammar)
        .filter(GrammarAST.isKeyword)
        .map((keyword) => keyword.value),
    );
    for (const word of words) {
      const line = ['max', 'min', 'ceil', 'floor', 'round', 'sqrt', 'abs', 'exp', 'ln'].includes(word)
        ? `${word}(1)`
        : `${word} < 1`;
      if (/^[a-z]/.test(word)) expect(scopeOf(line, word), word).toBeTruthy();
    }
  });

  it('tells names, units, strings and comments', () => {
    expect(scopeOf('service cache {', 'cache')).toBe('entity.name.type.arch');
    expect(scopeOf('  queue 128, when full reject', 'queue')).toBe('storage.type.arch');
    expect(scopeOf('  queue unbounded', 'unbounded')).toBe('constant.language.arch');
    expect(scopeOf('call catalog.search timeout 250 ms', 'search')).toBe('entity.name.function.arch');
    expect(scopeOf('call catalog.search timeout 250 ms', '250')).toBe('constant.numeric.arch');
    expect(scopeOf('call catalog.search timeout 250 ms', 'ms')).toBe('keyword.other.unit.arch');
    expect(scopeOf('p99 < 300 ms', 'p99')).toBe('support.type.metric.arch');
    expect(scopeOf('workers 64 // cpu', '//')).toBe('comment.line.double-slash.arch');
    expect(scopeOf('import "a cpu"', '"')).toBe('string.quoted.double.arch');
    expect(scopeOf('web.replicas = 3', 'web')).toBe('variable.other.arch');
  });

  it('reads a quantity exactly as the lexer does', () => {
    const match = grammar.repository.quantities?.match ?? '';
    for (const text of [
      '8 ms',
      '1_000 req/s',
      '99.95 %',
      '.5 s',
      '1e3 msg/s',
      '5 %/month',
      '10 EUR/month',
      '1.5 GiB',
      '3 /s',
      '64',
      '8 latency',
    ]) {
      const quantity = services.parser.Lexer.tokenize(text).tokens.find(
        (token) => token.tokenType.name === 'QUANTITY',
      )?.image;
      expect(new RegExp(match, 'u').exec(text)?.[0], text).toBe(quantity);
    }
  });
});

describe('language configuration', () => {
  it('has patterns that compile and pairs that match', () => {
    const configuration = read('language-configuration.json');
    expect('é1_b cache'.match(new RegExp(configuration.wordPattern, 'g'))).toEqual(['é1_b', 'cache']);
    for (const pattern of Object.values<string>(configuration.indentationRules))
      expect(() => new RegExp(pattern)).not.toThrow();
    expect(configuration.brackets).toEqual([
      ['{', '}'],
      ['(', ')'],
    ]);
  });
});

/** A snippet with its placeholders filled by their defaults. */
const filled = (body: string): string =>
  body
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\d+/g, '');

describe('snippets', () => {
  it('parse where they belong', () => {
    for (const [name, snippet] of Object.entries<{ body: string[] }>(read('snippets.json'))) {
      const body = filled(snippet.body.join('\n'));
      const text = name === 'Guarded call' ? `service a { op b { ${body} } }` : body;
      const { parserErrors, lexerErrors } = services.parser.LangiumParser.parse(text);
      expect(
        [...parserErrors, ...lexerErrors].map((error) => error.message),
        name,
      ).toEqual([]);
    }
  });

  it('of whole declarations parse', () => {
    for (const { key, snippet } of documentedKeywords()) {
      if (
        !snippet ||
        !/^(Node|Channel|External|Workload|Region|Host|Link|Cluster|Profile|Objective|Monitor|Scenario|Param|SystemDecl|Import)\.[a-z]+$/.test(
          key,
        )
      )
        continue;
      if (key.endsWith('.extends')) continue;
      const { parserErrors, lexerErrors } = services.parser.LangiumParser.parse(filled(snippet));
      expect(
        [...parserErrors, ...lexerErrors].map((error) => error.message),
        key,
      ).toEqual([]);
    }
  });
});
