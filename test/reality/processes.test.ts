/** The service and the generator do what their measurements take for granted; without nginx. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

function start(file: string, settings: object): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [path, JSON.stringify(settings)], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

/** Port of a new service. */
async function service(settings: object): Promise<number> {
  const [port] = await once(start('service.mjs', { queue: null, seed: 1, next: null, ...settings }).stdout!, 'data');
  return Number(String(port));
}

const get = async (port: number, path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);

it('a service works at as many requests as it has workers, keeps a bounded line and turns the others away', async () => {
  const port = await service({ workers: 1, queue: 1, mean: 800, seed: 3 });
  const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await get(port, '/work')).status));
  expect(statuses.sort()).toEqual([200, 200, 503, 503]);
  expect(await (await get(port, '/count')).json()).toMatchObject({ count: 2 });
  expect((await get(port, '/idle')).status).toBe(200);
});

it('a service holds its worker until the next one has answered', async () => {
  const last = await service({ workers: 1, queue: 0, mean: 800, seed: 3 });
  const first = await service({ workers: 2, mean: 1, next: last });
  const statuses = await Promise.all([1, 2].map(async () => (await get(first, '/work')).status));
  expect(statuses.sort()).toEqual([200, 503]);
});

it('late timers are taken off the next times: the mean stays', async () => {
  const port = await service({ workers: 4, mean: 20 });
  await Promise.all(Array.from({ length: 150 }, async () => get(port, '/work')));
  const { mean, count } = (await (await get(port, '/count')).json()) as { mean: number; count: number };
  expect(count).toBe(150);
  // The mean of so few exponential times scatters by 8 %.
  expect(Math.abs(mean / 20 - 1)).toBeLessThan(0.25);
});

it('the generator sends its stream and its probes, and counts what came back', async () => {
  const port = await service({ workers: 50, mean: 5 });
  const streams = [
    { path: '/work', rate: 200 },
    { path: '/idle', rate: 20 },
  ];
  const child = start('generator.mjs', { port, streams, warmUp: 0, duration: 1000, seed: 5, most: 100 });
  let text = '';
  child.stdout!.on('data', (part) => {
    text += part;
  });
  await once(child, 'close');
  const { failed, streams: seen } = JSON.parse(text);
  expect(failed).toBe(0);
  // Two hundred were due; there are never more than asked.
  expect(seen[0].sent).toBe(100);
  expect(seen[0].succeeded).toBeGreaterThan(90);
  expect(seen[1].sent).toBeGreaterThan(5);
  expect(seen[0].slow.length).toBeGreaterThan(0.05 * seen[0].succeeded);
});
