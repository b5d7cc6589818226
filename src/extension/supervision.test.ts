import { expect, test } from 'vitest';
import { crashLimit, crashWindow, RestartPolicy } from './supervision.js';

test('the pause doubles with each stop, and too many of them end it', () => {
  const policy = new RestartPolicy();
  const delays = Array.from({ length: crashLimit }, (_, index) => policy.crashed(index * 1000)).map((decision) =>
    decision.kind === 'restart' ? decision.delay : undefined,
  );
  expect(delays).toEqual([100, 200, 400, 800, 1600]);
  expect(policy.crashed(crashLimit * 1000)).toEqual({ kind: 'give up' });
});

test('stops of long ago do not count', () => {
  const policy = new RestartPolicy();
  for (let index = 0; index < 20; index++) {
    expect(policy.crashed(index * crashWindow)).toEqual({ kind: 'restart', delay: 100 });
  }
});

test('a fresh start forgets', () => {
  const policy = new RestartPolicy();
  for (let index = 0; index <= crashLimit; index++) policy.crashed(index);
  policy.reset();
  expect(policy.crashed(0).kind).toBe('restart');
});
