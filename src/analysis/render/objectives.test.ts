import { describe, expect, it } from 'vitest';
import type { ObjectiveReport, Result, Verdict } from '../report.js';
import { at } from '../testing/build.js';
import { countsText, countVerdicts, objectiveLine, worstObjective, worstText } from './objectives.js';

const seconds = (value: number): Result => ({
  kind: 'value',
  value,
  unit: 's',
  method: 'path',
  assumptions: [],
  inputs: [],
});
const item = (
  text: string,
  verdict: Verdict,
  margin?: number,
  more: Partial<ObjectiveReport> = {},
): ObjectiveReport => ({
  id: text,
  workload: 'browse',
  text,
  verdict,
  actual: seconds(0.2),
  bound: 1,
  margin,
  reason: undefined,
  at: at(),
  ...more,
});
const worst = (...objectives: ObjectiveReport[]) => worstObjective({ objectives, complete: true })?.text;

describe('worstObjective', () => {
  it('prefers missed to unknown to met, and then the least room', () => {
    expect(worst(item('a', 'met', 0.01), item('b', 'unknown'), item('c', 'missed', -0.1))).toBe('c');
    expect(worst(item('a', 'met', 0.01), item('b', 'unknown'))).toBe('b');
    expect(worst(item('a', 'missed', -0.1), item('b', 'missed', -0.5))).toBe('b');
    expect(worst(item('a', 'missed', -5), item('b', 'missed'))).toBe('b');
    expect(worst(item('a', 'met'), item('b', 'met', 0.5), item('c', 'met', 0.4))).toBe('c');
    expect(worst(item('a', 'met', 0.1), item('b', 'met', 0.1))).toBe('a');
    expect(worst()).toBeUndefined();
  });
  it('does not call unknown what is only not known yet', () => {
    const objectives = [item('b', 'unknown'), item('a', 'met', 0.1)];
    expect(worstObjective({ objectives, complete: false })?.text).toBe('a');
  });
});

describe('texts', () => {
  it('say what is, and how much room is left', () => {
    expect(objectiveLine(item('p99 < 300 ms', 'missed', -0.373))).toBe('browse p99 < 300 ms: 200 ms (−37.3 %)');
    const all = item('cost < 10 $/h', 'unknown', undefined, {
      workload: undefined,
      actual: { kind: 'unknown', reason: 'No node type declares its cost.' },
    });
    expect(objectiveLine(all)).toBe('all cost < 10 $/h: No node type declares its cost.');
    const lost = item('survives 1 zone', 'missed', undefined, {
      actual: { kind: 'unknown', reason: '' },
      reason: 'after losing eu.a web is overloaded',
    });
    expect(objectiveLine(lost)).toBe('browse survives 1 zone: after losing eu.a web is overloaded');
    expect(worstText({ objectives: [item('p99 < 300 ms', 'met', 0.4)], complete: true })).toBe(
      'tightest: browse p99 < 300 ms: 200 ms (+40 %)',
    );
    expect(worstText({ objectives: [], complete: true })).toBeUndefined();
    expect(countsText(countVerdicts([all, lost, lost]))).toBe('0 met, 2 missed, 1 unknown');
  });
});
