// Layout: what it does, and that it never loses or changes a token.
import fc from 'fast-check';
import { TextDocument, URI } from 'langium';
import { describe, expect, it } from 'vitest';
import { expectFormat } from '../testing/expect.js';
import { scene } from '../testing/scene.js';
import { testServices } from '../testing/services.js';
import { damaged, HEALTHY, soup } from '../testing/soup.js';
import { formatText } from './formatter.js';

describe('formatting', () => {
  const services = testServices();

  it('indents blocks, spaces words, keeps comments and aligns those at line ends', async () => {
    await expectFormat(
      `system   shop
// load

workload browse{open 1200 req/s burstiness 2;calls web.page}


frontend web
{

  replicas 6   across eu
     workers 64  // slots
cores 4   // per replica
  queue 128 ,when full reject
op page {
  call catalog . search timeout 250 ms
  retry 2 /* why */ backoff 50 ms
  with 30 % { cpu -( 1 ms+2 ms )*max ( 1,2 ) }
  else { cpu 1 ms }
}

}`,
      `system shop
// load

workload browse { open 1200 req/s burstiness 2; calls web.page }

frontend web {
  replicas 6 across eu
  workers 64  // slots
  cores 4     // per replica
  queue 128, when full reject
  op page {
    call catalog.search timeout 250 ms
      retry 2 /* why */ backoff 50 ms
    with 30 % { cpu -(1 ms + 2 ms) * max(1, 2) } else { cpu 1 ms }
  }
}
`,
    );
  });

  it('keeps statements on one line apart and leaves a blank file alone', async () => {
    await expectFormat('region eu { zone a zone b   zone c }\n', 'region eu { zone a  zone b  zone c }\n');
    await expectFormat('', '');
  });

  it('lays out a broken file by its words', async () => {
    await expectFormat(
      'service {\nop x {\ncall a.b\ntimeout 1 s\ncpu 1 ms\n}\n} region eu { zone a  zone b zone c }',
      'service {\n  op x {\n    call a.b\n      timeout 1 s\n    cpu 1 ms\n  }\n} region eu { zone a  zone b zone c }\n',
    );
  });

  it('touches only the lines of a range', async () => {
    const at = await scene('service a {\nworkers  4\n<|>cores  2<|>\nqueue  3\n}\n');
    expect(await at.formatRange()).toBe('service a {\nworkers  4\n  cores 2\nqueue  3\n}\n');
  });

  it('lays out a text that is newer than its tree', () => {
    const old = '\n\nhost h {\n      cores 2\n}\n';
    const document = services.shared.workspace.LangiumDocumentFactory.fromString(old, URI.parse('memory:/newer.arch'));
    const text = 'host h {\n  cores 2\n}\n';
    TextDocument.update(document.textDocument, [{ text }], 2);
    const params = { textDocument: { uri: 'memory:/newer.arch' }, options: { tabSize: 2, insertSpaces: true } };
    expect(services.lsp.Formatter?.formatDocument(document, params)).toEqual([]);
  });

  it('keeps the line ends of the file', () => {
    expect(formatText('host h {\r\ncores 2\r\n}', testServices())).toBe('host h {\r\n  cores 2\r\n}\r\n');
  });

  const tokens = (text: string): string[] => {
    const { tokens, hidden } = services.parser.Lexer.tokenize(text);
    return [...tokens, ...hidden].sort((a, b) => a.startOffset - b.startOffset).map((token) => token.image.trimEnd());
  };

  it('is idempotent and changes no token, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(soup, damaged(HEALTHY)), (text) => {
        const once = formatText(text, services);
        expect(tokens(once)).toEqual(tokens(text));
        expect(formatText(once, services)).toBe(once);
        expect(once.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }),
      { numRuns: 300 },
    );
  });
});
