// Definition, references and rename by marks.
import { describe, expect, it } from 'vitest';
import { expectRename } from '../testing/expect.js';
import { scene } from '../testing/scene.js';

const SHOP = `workload browse { open 10 req/s  calls web.page }
frontend web {
  replicas 2 across eu
  op page { call catalog.search timeout 1 s  send events  call payments }
}
external payments { latency 1 ms }
queue events { consumer catalog.search }
region eu { zone a }
service catalog { op search { cpu 1 ms } }
objective browse { p99 < 1 s }
scenario s { browse.rate = 5 req/s; web.page.catalog.timeout = 2 s; at 1 s fail eu.a }
`;

describe('go to definition', () => {
  it('leads from each word of a qualified name to what that word names', async () => {
    const at = await scene(SHOP.replace('catalog.search timeout', 'cata<|>log.sea<|>rch timeout'));
    expect(await at.definition(0)).toEqual(['main.arch:9:catalog']);
    expect(await at.definition(1)).toEqual(['main.arch:9:search']);
  });

  it('leads from the words of a path to what they name', async () => {
    const at = await scene(SHOP.replace('web.page.catalog.timeout', 'w<|>eb.pa<|>ge.cat<|>alog.time<|>out'));
    expect(await at.definition(0)).toEqual(['main.arch:2:web']);
    expect(await at.definition(1)).toEqual(['main.arch:4:page']);
    expect(await at.definition(2)).toEqual(['main.arch:9:catalog']);
    expect(await at.definition(3)).toEqual([]);
  });

  it('leads from an import to its file', async () => {
    const at = await scene({ 'main.arch': 'import "./ot<|>her.arch"\n', 'other.arch': 'param x = 1\n' });
    expect(await at.definition()).toEqual(['other.arch:1:']);
  });

  it('finds nothing in white space, comments and broken places', async () => {
    const at = await scene('service web { <|> } // w<|>eb\nservice { op <|> call \n');
    for (const mark of [0, 1, 2]) expect(await at.definition(mark)).toEqual([]);
  });
});

describe('references', () => {
  it('finds every word that names a node type, also in front of a dot', async () => {
    expect(await (await scene(SHOP.replace('service catalog', 'service cat<|>alog'))).references()).toEqual([
      'main.arch:11:catalog',
      'main.arch:4:catalog',
      'main.arch:7:catalog',
      'main.arch:9:catalog',
    ]);
  });
});

describe('rename', () => {
  it('changes only the words that name the declaration', async () => {
    const from = SHOP.replace('service catalog', 'service cat<|>alog');
    await expectRename(from, 'index', SHOP.replaceAll('catalog', 'index'));
    await expectRename(SHOP.replace('op search', 'op sea<|>rch'), 'find', SHOP.replaceAll('search', 'find'));
    await expectRename(SHOP.replace('op page', 'op pa<|>ge'), 'home', SHOP.replaceAll('page', 'home'));
    await expectRename(
      SHOP.replace('zone a', 'zone <|>a'),
      'z1',
      SHOP.replace('zone a', 'zone z1').replace('eu.a', 'eu.z1'),
    );
  });

  it('works from a reference and over files', async () => {
    const main = 'import "./lib.arch"\nworkload w { open 1 req/s  calls ca<|>che.get }\n';
    await expectRename({ 'main.arch': main, 'lib.arch': 'store cache { op get { cpu 1 ms } }\n' }, 'memo', {
      'main.arch': main.replace('ca<|>che', 'memo'),
      'lib.arch': 'store memo { op get { cpu 1 ms } }\n',
    });
  });

  it('tells a name from a keyword of the same spelling', async () => {
    await expectRename(
      'store ca<|>che { cores 2  op cache { cache hit 90 % { cpu 1 ms } } }\nservice a { op b { call cache.cache } }\n',
      'memo',
      'store memo { cores 2  op cache { cache hit 90 % { cpu 1 ms } } }\nservice a { op b { call memo.cache } }\n',
    );
  });

  it('renames nothing elsewhere that merely has the same name', async () => {
    const lib = 'service a { op x { cpu 1 ms } }\n';
    await expectRename({ 'main.arch': 'service <|>a { op x { cpu 1 ms } }\n', 'lib.arch': lib }, 'b', {
      'main.arch': 'service b { op x { cpu 1 ms } }\n',
      'lib.arch': lib,
    });
  });

  it('refuses a name that cannot be read or is taken', async () => {
    const at = await scene('service <|>a { op x { cpu 1 ms } }\nservice b { op x { cpu 1 ms } }\n');
    await expect(at.rename('two words')).rejects.toThrow('is not a name');
    await expect(at.rename('b')).rejects.toThrow('already a service called "b"');
    const over = { 'main.arch': 'import "./lib.arch"\nservice c { }\n', 'lib.arch': 'service <|>lib { }\n' };
    await expect((await scene(over)).rename('c')).rejects.toThrow('already a service called "c"');
  });
});

describe('highlights', () => {
  it('marks every word of the file that names the same', async () => {
    const at = await scene(SHOP.replace('op search', 'op sea<|>rch'));
    expect(await at.highlights()).toEqual(['4:search', '7:search', '9:search']);
  });
});
