/** Whatever the text, reading an LQN model ends in figures or in a message with a place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Solution } from '../solution.js';
import { ImportError } from '../xml.js';
import { solveLqn } from './solution.js';
import { activity, calls, customers, entry, host, model, precedence, sends, tag } from './testing.js';

const whole = model(
  tag('parameters', {}, '$d = 0.5'),
  customers(2, 1, 'a.e'),
  host(
    'a',
    { multiplicity: 2, scheduling: 'ps' },
    { multiplicity: 2 },
    entry('a.e', {}, activity('a1', '$d', {}, calls('b.e', 1.5), sends('c.e', 0.2)), activity('a2', 0.1, {})),
  ),
  host(
    'b',
    {},
    {},
    tag('entry', { name: 'b.e', type: 'NONE' }, tag('forwarding', { dest: 'c.e', prob: 0.3 })),
    tag(
      'task-activities',
      {},
      activity('b1', 0.1, { 'bound-to-entry': 'b.e' }),
      activity('b2', 0.2, {}),
      activity('b3', 0.3, { 'host-demand-cvsq': 2 }),
      activity('b4', 0.1, {}),
      precedence(['pre', 'b1'], ['post-OR', { name: 'b2', prob: 0.5 }, { name: 'b3', prob: 0.5 }]),
      precedence(['pre-OR', 'b2', 'b3'], ['post', 'b4']),
      tag('reply-entry', { name: 'b.e' }, tag('reply-activity', { name: 'b4' })),
    ),
  ),
  host('c', {}, {}, entry('c.e', { 'open-arrival-rate': 0.1 }, activity('c1', 0.1, { 'think-time': 0.1 }))),
);

const attributeValues = [...whole.matchAll(/"([^"]*)"/g)].map((found) => ({ at: found.index + 1, text: found[1]! }));
const values = [
  '0',
  '-1',
  '1',
  '2',
  '1e9',
  '1e-300',
  '1e300',
  'NaN',
  '',
  'a.e',
  'b.e',
  'c.e',
  'b1',
  'b4',
  'ref',
  'inf',
  'hol',
  '@infinity',
  '$d',
  '$q',
  '&lt;',
  '<',
];
const change = fc.oneof(
  fc.record({ kind: fc.constant('value'), at: fc.nat(attributeValues.length - 1), text: fc.constantFrom(...values) }),
  fc.record({
    kind: fc.constant('swap'),
    at: fc.nat(attributeValues.length - 1),
    text: fc.nat(attributeValues.length - 1),
  }),
  fc.record({ kind: fc.constant('cut'), at: fc.nat(whole.length), text: fc.nat(80) }),
  fc.record({
    kind: fc.constant('line'),
    at: fc.nat(whole.split('\n').length - 1),
    text: fc.constantFrom('drop', 'twice'),
  }),
);

function apply(changes: readonly { kind: string; at: number; text: string | number }[]): string {
  let text = whole;
  for (const { kind, at, text: by } of changes) {
    const found = attributeValues[at];
    if (kind === 'value' && found) text = text.slice(0, found.at) + by + text.slice(found.at + found.text.length);
    else if (kind === 'swap' && found) {
      text = text.slice(0, found.at) + attributeValues[by as number]!.text + text.slice(found.at + found.text.length);
    } else if (kind === 'cut') text = text.slice(0, at) + text.slice(at + (by as number));
    else {
      const lines = text.split('\n');
      lines.splice(at, 1, ...(by === 'twice' ? [lines[at] ?? '', lines[at] ?? ''] : []));
      text = lines.join('\n');
    }
  }
  return text;
}

function outcome(text: string): Solution | undefined {
  try {
    return solveLqn(text, 300);
  } catch (error) {
    expect(error, text).toBeInstanceOf(ImportError);
    expect((error as ImportError).at.line).toBeGreaterThan(0);
    return undefined;
  }
}

describe('any text', () => {
  it('the whole model is solved', () => {
    expect(outcome(whole)?.unstable).toBeUndefined();
  });
  it('changed models', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const solution = outcome(apply(changes));
        if (!solution) return;
        const text = JSON.stringify(solution.data);
        expect(text).not.toContain('null');
      }),
      { numRuns: 400 },
    );
  });
  it('what is no model', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(outcome(text)).toBeUndefined();
        outcome(`<lqn-model>${text}</lqn-model>`);
      }),
    );
  });
});
