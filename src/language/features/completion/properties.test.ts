// Properties in completion and hover come from the table, units from the table of units.
import { describe, expect, it } from 'vitest';
import { PROPERTIES } from '../../properties.js';
import { expectCompletion, expectHover, expectOnly } from '../../testing/expect.js';
import { scene } from '../../testing/scene.js';
import { testServices } from '../../testing/services.js';
import { accepts, KINDS, type KindName, unitOf } from '../../units.js';
import { unitsFor } from './units.js';

describe('properties', () => {
  it('are offered where they may stand, with documentation, default and example', async () => {
    await expectCompletion(
      'service a { <|> }',
      ['workers', 'cores', 'speed'],
      ['round_trip', 'deadline', 'lag', 'poll'],
    );
    await expectCompletion('workload a { <|> }', ['deadline', 'priority'], ['workers', 'round_trip']);
    await expectCompletion('service a { state s { <|> } }', ['bytes', 'copies', 'lag'], ['workers']);
    await expectCompletion('service a { autoscale { <|> } }', ['target', 'cold_start'], ['workers', 'drain']);
    const items = await (await scene('service a {\n  spe<|>\n}')).completions();
    expect(items.find((item) => item.label === 'speed')).toMatchObject({
      detail: 'default: 1',
      documentation: { value: expect.stringContaining('Divides the CPU time') },
      textEdit: { newText: `speed \${1:1.5}` },
    });
  });

  it('say their default in the hover, and their bounds', async () => {
    await expectHover(
      'service a { util<|>isation 70 % }',
      '**utilisation**',
      'Default: 80 %',
      'At most 100 %'.toLowerCase(),
    );
    await expectHover('link a -> b { round_<|>trip 1 ms }', 'Network time', 'Default: 500 us');
  });

  it('offer their example and units of their kind as value', async () => {
    await expectCompletion('external a { limit <|> }', ['50 req/s'], ['workers']);
    await expectOnly('external a { limit 50 re<|> }', ['req/s', 'req/min', 'req/h']);
    await expectCompletion('workload w { open 1 req/s }\nscenario s { w.rate = 5 <|> }', ['req/s'], ['ms']);
    await expectCompletion('objective all { p99 < 5 <|> }', ['ms', 's'], ['req/s']);
  });

  it('have examples that parse', () => {
    const { parser } = testServices();
    for (const { name, example } of PROPERTIES) {
      expect(parser.LangiumParser.parse(`service a { ${name} ${example} }`).parserErrors.length, name).toBe(0);
    }
  });
});

describe('units', () => {
  it('exist and measure what they are offered for', () => {
    for (const kind of Object.keys(KINDS) as KindName[]) {
      for (const spelling of unitsFor(kind)) {
        const unit = unitOf(spelling);
        expect(unit && accepts(kind, unit.dimension), `${kind}: ${spelling}`).toBe(true);
      }
    }
  });
});
