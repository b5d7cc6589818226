// One-line expectations on top of the scene: the shape that most tests of editor features have.
import { expect } from 'vitest';
import { scene } from './scene.js';

type Sources = string | Record<string, string>;

/** At the mark, completion offers all of `offered` and none of `hidden`. */
export async function expectCompletion(source: Sources, offered: string[], hidden: string[] = []): Promise<void> {
  const labels = await (await scene(source)).labels();
  expect(labels).toEqual(expect.arrayContaining(offered));
  expect(labels.filter((label) => hidden.includes(label))).toEqual([]);
}

/** At the mark, completion offers exactly these, in any order. */
export async function expectOnly(source: Sources, offered: string[]): Promise<void> {
  expect((await (await scene(source)).labels()).sort()).toEqual([...offered].sort());
}

/** The hover at the mark contains all of `parts`. */
export async function expectHover(source: Sources, ...parts: string[]): Promise<void> {
  const text = await (await scene(source)).hover();
  for (const part of parts) expect(text).toContain(part);
}

/** The marks `<|...|>` are the ranges of all diagnostics with this code. */
export async function expectDiagnostic(source: Sources, code: string): Promise<void> {
  const { expected, actual } = (await scene(source)).diagnosed(code);
  expect(actual).toEqual(expected);
}

/** Renaming what stands at the mark gives these files. */
export async function expectRename(source: Sources, newName: string, result: Sources): Promise<void> {
  const expected = typeof result === 'string' ? { 'main.arch': result } : result;
  expect(await (await scene(source)).rename(newName)).toEqual(expected);
}

/** Formatting gives this text, and formatting that again changes nothing. */
export async function expectFormat(source: string, result: string): Promise<void> {
  expect(await (await scene(source)).format()).toBe(result);
  expect(await (await scene(result)).format()).toBe(result);
}
