// Hover, outline, folding and semantic tokens by marks.
import { AstUtils, GrammarAST } from 'langium';
import { describe, expect, it } from 'vitest';
import { expectDiagnostic, expectHover } from '../testing/expect.js';
import { scene } from '../testing/scene.js';
import { testServices } from '../testing/services.js';
import { ruleOf } from './completion/grammar.js';
import { ArchHoverProvider } from './hover.js';
import { documentedKeywords, keywordDoc } from './keywords.js';

describe('hover', () => {
  it('describes a declaration, with the comment above it', async () => {
    await expectHover(
      '// Takes the pages.\n// All of them.\nfrontend we<|>b { }',
      '```arch\nfrontend web\n```',
      'Takes the pages.\nAll of them.',
      'requests from clients',
    );
    await expectHover('service a { op <|>x { cpu 1 ms } }', 'op a.x');
    await expectHover('param pe<|>ak = 3 * 4', 'param peak = 3 * 4');
  });

  it('describes what a reference names', async () => {
    const source = 'workload w { open 1 req/s  calls a<|>.x<|> }\n/* The back end. */\nservice a { op x { cpu 1 ms } }';
    const at = await scene(source);
    expect(await at.hover(0)).toContain('The back end.');
    expect(await at.hover(1)).toContain('op a.x');
  });

  it('describes keywords with what holds when they are left out', async () => {
    await expectHover(
      'service a { op x { call b.c ti<|>meout 1 s } }',
      'gives up after this time',
      'Default: waits for ever.',
    );
    await expectHover('service a { bal<|>ancing random }', 'finds its replica', 'Default: random.');
    await expectHover('service a { que<|>ue 10 }', 'Longest line');
    await expectHover('que<|>ue a { holds 10 }', 'A buffer of messages');
  });

  it('says nothing where there is nothing, and survives broken text', async () => {
    expect(await (await scene('service a { <|> }')).hover()).toBe('');
    expect(await (await scene('service { op <|>{ call . }')).hover()).toBe('');
    expect(await (await scene('<|>')).hover()).toBe('');
  });

  it('has room for the figures of the server', async () => {
    const services = testServices();
    const provider = services.lsp.HoverProvider;
    if (!(provider instanceof ArchHoverProvider)) throw new Error('the hover provider is not wired');
    provider.contributors.push(({ target }) => (target ? `utilisation of ${target.$type}` : undefined));
    expect(await (await scene('service <|>a { }', services)).hover()).toContain('utilisation of Node');
  });
});

describe('quick fixes', () => {
  it('correct a name', async () => {
    const source = 'service a { op x { cpu 1 ms } }\nworkload w { open 1 req/s  calls <|a.y|> }';
    await expectDiagnostic(source, 'unknown-name');
    expect(await (await scene(source)).fixes()).toEqual([
      { title: "Change to 'a.x'", text: source.replace('<|a.y|>', 'a.x') },
    ]);
  });

  it('make the changes that came with a diagnostic', async () => {
    const at = await scene('service a { op x { call b.c } }');
    const uri = at.document.uri.toString();
    const place = { uri, offset: 24, end: 27, line: 0, column: 24, endLine: 0, endColumn: 27 };
    at.document.diagnostics = [
      {
        code: 'unknown-name',
        message: 'no operation is called b.c',
        range: { start: { line: 0, character: 24 }, end: { line: 0, character: 27 } },
        data: { suggestions: [{ title: "Change to 'a.x'", at: place, replacement: 'a.x' }] },
      },
      {
        code: 'syntax',
        message: 'no data',
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
      },
    ];
    expect(await at.fixes()).toEqual([{ title: "Change to 'a.x'", text: 'service a { op x { call a.x } }' }]);
  });
});

describe('documentation of keywords', () => {
  it('is there for every keyword of the grammar that is no property and no function', () => {
    const keywords = AstUtils.streamAllContents(testServices().Grammar).filter(GrammarAST.isKeyword);
    const missing = keywords
      .filter(
        (keyword) => /^[a-z]/.test(keyword.value) && !['PropertyName', 'FunctionName'].includes(ruleOf(keyword) ?? ''),
      )
      .filter((keyword) => !keywordDoc(ruleOf(keyword), keyword.value));
    expect(missing.map((keyword) => `${ruleOf(keyword)}.${keyword.value}`).toArray()).toEqual([]);
  });

  it('is there for every snippet, and snippets are distinct per rule', () => {
    for (const { key, doc } of documentedKeywords()) expect(doc, key).toMatch(/\.$/);
    expect(keywordDoc('QueueBound', 'queue')?.doc).not.toBe(keywordDoc('Channel', 'queue')?.doc);
  });
});

const FILE = `import "./a.arch"
import "./b.arch"

/* A comment
   of two lines */
frontend web {
  workers 4
  op page {
    cpu 1 ms
    call cache.get
  }
}
store cache { op get { cpu 1 ms } }
link web -> cache {
  round_trip 1 ms
}
objective all { availability >= 99 % }
`;

describe('symbols', () => {
  it('gives the outline as it is written', async () => {
    expect(await (await scene(FILE)).outline()).toEqual([
      'frontend web',
      '  operation page',
      'store cache',
      '  operation get',
      'link web -> cache',
      'objective objective all',
    ]);
  });

  it('finds declarations of all files by name and by qualified name', async () => {
    const at = await scene({ 'main.arch': FILE, 'b.arch': 'param pace = 1' });
    expect(await at.workspaceSymbols('pa')).toEqual(['web.page', 'pace']);
    expect(await at.workspaceSymbols('web.p')).toEqual(['web.page']);
  });

  it('survives a broken file', async () => {
    expect(await (await scene('service { } op\nservice b { op { } op c { } ')).outline()).toContain('service b');
  });
});

describe('folding', () => {
  it('folds blocks, comments and imports', async () => {
    expect(await (await scene(FILE)).folds()).toEqual(['1-2 imports', '4-5 comment', '6-11', '8-10', '14-15']);
  });

  it('folds a file that does not parse', async () => {
    expect(await (await scene('service {\n cpu\n cpu\n}\n}\n// a\n// b\n')).folds()).toEqual(['1-3', '6-7 comment']);
  });
});

describe('semantic tokens', () => {
  it('tells names by kind, and keywords from names of the same spelling', async () => {
    const tokens = await (
      await scene('store cache { workers 4  op queue { cache hit 90 % { cpu peak * 1 ms } } }\nparam peak = 2 // p')
    ).tokens();
    expect(tokens).toEqual([
      'store:keyword',
      'cache:class',
      'workers:property',
      '4:number',
      'op:keyword',
      'queue:method',
      'cache:keyword',
      'hit:keyword',
      '90 %:number',
      'cpu:keyword',
      'peak:parameter',
      '1 ms:number',
      'param:keyword',
      'peak:parameter',
      '2:number',
      '// p:comment',
    ]);
  });

  it('survives a broken file', async () => {
    expect(await (await scene('service web { }\nstore { cache @ \n')).tokens()).toContain('web:class');
  });
});
