import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WorkerLife } from './worker-life.js';

class FakeWorker extends EventTarget {
  terminated = false;
  constructor(
    readonly script: string,
    readonly options: WorkerOptions,
  ) {
    super();
  }
  terminate() {
    this.terminated = true;
  }
}

const ended = vi.fn();
let locks: Map<string, () => void>;

beforeEach(() => {
  ended.mockClear();
  locks = new Map();
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('navigator', {
    locks: {
      async request(name: string, granted: () => void) {
        locks.set(name, granted);
      },
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

const start = () => new WorkerLife('https://host/server.js', 'server', 'lock-1', ended);

test('a worker that gives up its lock has ended', () => {
  const life = start();
  expect(life.worker).toMatchObject({ script: 'https://host/server.js', options: { name: 'server' } });
  expect(locks.size).toBe(0);
  life.watch();
  expect([...locks.keys()]).toEqual(['lock-1']);
  expect(ended).not.toHaveBeenCalled();
  locks.get('lock-1')?.();
  expect(ended).toHaveBeenCalledOnce();
});

test('a script that cannot be loaded is an end; an error of a running one is not', () => {
  const running = start().worker;
  running.dispatchEvent(new Event('message'));
  running.dispatchEvent(new Event('error'));
  expect(ended).not.toHaveBeenCalled();
  start().worker.dispatchEvent(new Event('error'));
  expect(ended).toHaveBeenCalledOnce();
});

test('an address without locks works, and the worker is ended on request', () => {
  vi.stubGlobal('navigator', {});
  const life = start();
  life.watch();
  life.end();
  expect(life.worker).toMatchObject({ terminated: true });
  expect(ended).not.toHaveBeenCalled();
});
