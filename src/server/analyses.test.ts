import type { LangiumDocument } from 'langium';
import { expect, test, vi } from 'vitest';
import { sampleReport } from '../../webview/testing/sample.js';
import { Analyses, type Snapshot } from './analyses.js';
import type { Engine, Steps } from './engine.js';

const quick = { ...sampleReport, complete: false };

function documentOf(version: number, uri = 'file:///shop.arch'): LangiumDocument {
  return { uri: { toString: () => uri }, textDocument: { version } } as unknown as LangiumDocument;
}

function* steps(): Generator<typeof sampleReport | undefined, void> {
  yield quick;
  yield undefined;
  yield sampleReport;
}

function setUp(engine: Pick<Engine, 'read'> = { read: () => ({ kind: 'steps', steps: steps() }) }) {
  const log = vi.fn();
  const analyses = new Analyses(engine, log, { quick: 5, slow: 5 });
  const seen: Snapshot[] = [];
  analyses.onReport((snapshot) => seen.push(snapshot));
  return { analyses, seen, log };
}

test('the quick report is told first, the complete one last', async () => {
  const { analyses, seen } = setUp();
  analyses.schedule(documentOf(1));
  await analyses.settled('file:///shop.arch');
  expect(seen.map((item) => item.report.complete)).toEqual([false, true]);
  expect(analyses.current(documentOf(1))?.report.complete).toBe(true);
  expect(analyses.current(documentOf(2))).toBeUndefined();
});

test('a newer edit cancels the older work', async () => {
  const { analyses, seen } = setUp();
  analyses.schedule(documentOf(1));
  analyses.schedule(documentOf(2));
  await analyses.settled('file:///shop.arch');
  expect(seen.map((item) => item.version)).toEqual([2, 2]);
});

test('a cancelled analysis asks for no further step', async () => {
  const asked = vi.fn();
  const endless = function* (): Generator<typeof sampleReport | undefined, void> {
    yield quick;
    for (;;) {
      asked();
      yield undefined;
    }
  };
  const { analyses, seen } = setUp({ read: () => ({ kind: 'steps', steps: endless() as Steps }) });
  analyses.schedule(documentOf(1));
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  analyses.cancel('file:///shop.arch');
  await new Promise((resolve) => setTimeout(resolve, 20));
  const count = asked.mock.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked.mock.calls.length).toBe(count);
  expect(seen).toHaveLength(1);
});

test('a defect of the engine is logged and the next edit works', async () => {
  let broken = true;
  const { analyses, seen, log } = setUp({
    read: () => {
      if (broken) throw new Error('defect');
      return { kind: 'steps', steps: steps() };
    },
  });
  analyses.schedule(documentOf(1));
  await analyses.settled('file:///shop.arch');
  expect(log).toHaveBeenCalledWith(expect.stringContaining('defect'));
  broken = false;
  analyses.schedule(documentOf(2));
  await analyses.settled('file:///shop.arch');
  expect(seen).toHaveLength(2);
});

test('a question is answered apart, and stops when cancelled', async () => {
  const { analyses, seen } = setUp();
  expect(await analyses.answer(documentOf(1), { scenario: 'x' }, { isCancellationRequested: false })).toBe(
    sampleReport,
  );
  expect(await analyses.answer(documentOf(1), {}, { isCancellationRequested: true })).toBeUndefined();
  expect(seen).toHaveLength(0);
});

test('a view that asks too early waits for the quick part', async () => {
  const { analyses } = setUp();
  analyses.schedule(documentOf(1));
  expect(analyses.current(documentOf(1))).toBeUndefined();
  expect((await analyses.fresh(documentOf(1)))?.version).toBe(1);
});

test('a closed file is forgotten', async () => {
  const { analyses } = setUp();
  analyses.schedule(documentOf(1));
  await analyses.settled('file:///shop.arch');
  analyses.forget('file:///shop.arch');
  expect(analyses.latest('file:///shop.arch')).toBeUndefined();
});
