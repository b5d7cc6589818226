import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { watchOutput } from './streams.js';

it.each([
  ['EPIPE', 0, ''],
  ['ENOSPC', 3, 'headroom: cannot write standard output: no space is left on the device\n'],
])('ends after %s with exit code %i', (code, status, message) => {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const codes: number[] = [];
  watchOutput(output, errors, (left) => codes.push(left));
  output.emit('error', Object.assign(new Error(code), { code }));
  expect(codes).toEqual([status]);
  expect(errors.read()?.toString() ?? '').toBe(message);
  expect(() => errors.emit('error', new Error('closed'))).not.toThrow();
});
