/**
 * Runs a description as a real system: a Node process for each pool of workers, nginx in front where it is installed, and a generator that sends a
 * Poisson stream over loopback. What makes a run worthless (a late generator, late timers, time taken by other guests of the host) is measured
 * beside it, and says so.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { System } from '../../src/model/system.js';
import { type Pool, poolsOf, rateOf, WINDOW } from './systems.js';

/** What one run of the generator saw; times in seconds. */
export type Measured = {
  readonly seed: number;
  readonly sent: number;
  readonly succeeded: number;
  readonly rejected: number;
  readonly mean: number;
  /** the slowest 6 %, in ms, rising */ readonly slow: readonly number[];
  /** mean response of requests that find no work: of the first service, and through all */
  readonly way: readonly [number, number];
  /** times that workers were held before they called or replied, by pool */
  readonly held: readonly { readonly count: number; readonly mean: number; readonly cv: number }[];
  /** how late requests were sent: mean and 99th percentile */
  readonly late: readonly [number, number];
  /** 99th percentile of how late the services' timers were, the latest pool */ readonly timers: number;
  /** share of processor time that went to other guests */ readonly steal: number;
};

export type Run = { readonly measured: Measured /** empty where nothing disturbed it */; readonly disturbed: string };

/** Of a run that counts: seconds, and a share. */
export const LIMITS = { lateMean: 0.0005, late99: 0.005, timers: 0.005, steal: 0.02 } as const;
/** Most requests of a run. */
const MOST = 10_000;
/** Probes of each kind, per second. */
const PROBES = 5;

const here = fileURLToPath(new URL('.', import.meta.url));

/** nginx's version; undefined where it is not installed. */
export function nginxVersion(): string | undefined {
  return /nginx\/([\d.]+)/.exec(spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr ?? '')?.[1];
}

/** The processes of a system, from the last pool to the first, and what stands before them. */
export class Deployment {
  private readonly children: ChildProcess[] = [];
  private readonly ports: number[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'reality-'));
  private entry = 0;

  /** @param seed of the service times */
  static async start(system: System, seed: number): Promise<Deployment> {
    const own = new Deployment();
    try {
      let next: number | null = null;
      for (const [index, pool] of [...poolsOf(system).entries()].reverse()) {
        next = await own.service(pool, seed + index, next);
        own.ports.unshift(next);
      }
      own.entry = own.ports[0]!;
      if (nginxVersion() !== undefined) await own.proxy();
    } catch (error) {
      own.stop();
      throw error;
    }
    return own;
  }

  /** One run at the rate that the system states. */
  async run(system: System, seed: number): Promise<Run> {
    await this.counts();
    const before = processorTime();
    const { failed, streams, lateMean, late99 } = await this.generate(rateOf(system), seed);
    const [load, first, all] = streams;
    const after = processorTime();
    const counts = await this.counts();
    const measured: Measured = {
      seed,
      sent: load.sent,
      succeeded: load.succeeded,
      rejected: load.rejected,
      mean: load.mean / 1000,
      slow: load.slow,
      way: [first.mean / 1000, all.mean / 1000],
      held: counts.map(({ count, mean, cv }) => ({ count, mean: mean / 1000, cv })),
      late: [lateMean / 1000, late99 / 1000],
      timers: Math.max(...counts.map(({ late }) => late)) / 1000,
      steal: after.total > before.total ? (after.steal - before.steal) / (after.total - before.total) : 0,
    };
    return { measured, disturbed: failed > 0 ? `${failed} requests failed` : disturbance(measured) };
  }

  stop(): void {
    for (const child of this.children) child.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async service(pool: Pool, seed: number, next: number | null): Promise<number> {
    const { workers, queue, mean } = pool;
    const settings = { workers, queue, mean: mean * 1000, seed, next };
    const child = this.child(process.execPath, [join(here, 'service.mjs'), JSON.stringify(settings)]);
    const [port] = await once(child.stdout!, 'data', { signal: AbortSignal.timeout(10_000) });
    return Number(String(port));
  }

  private async proxy(): Promise<void> {
    const port = await freePort();
    const file = join(this.folder, 'nginx.conf');
    writeFileSync(file, configuration(this.folder, port, this.entry));
    this.child('nginx', ['-p', this.folder, '-c', file, '-e', 'stderr']);
    this.entry = port;
    for (let tries = 50; ; tries--) {
      const answer = await fetch(`http://127.0.0.1:${port}/idle/here`).catch(() => undefined);
      if (answer?.ok) return;
      if (tries === 0) throw new Error('nginx does not answer');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  private async generate(rate: number, seed: number): Promise<Seen> {
    const [warmUp, duration] = [WINDOW.warmUp * 1000, WINDOW.duration * 1000];
    const streams = [
      { path: '/work', rate },
      { path: '/idle/here', rate: PROBES },
      { path: '/idle', rate: PROBES },
    ];
    const settings = { port: this.entry, streams, warmUp, duration, seed, most: MOST };
    const child = this.child(process.execPath, [join(here, 'generator.mjs'), JSON.stringify(settings)]);
    let text = '';
    child.stdout!.on('data', (part) => {
      text += part;
    });
    await once(child, 'close', { signal: AbortSignal.timeout(warmUp + duration + 15_000) });
    return JSON.parse(text);
  }

  /** What the services have counted since they were last asked; times in ms. */
  private async counts(): Promise<{ count: number; mean: number; cv: number; late: number }[]> {
    return Promise.all(
      this.ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/count`)).json() as Promise<never>),
    );
  }

  private child(command: string, args: readonly string[]): ChildProcess {
    const [first, ...rest] = [...atOnce(), command, ...args];
    const child = spawn(first!, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.children.push(child);
    return child;
  }
}

/** What the generator prints; times in ms. */
type Seen = {
  readonly failed: number;
  readonly lateMean: number;
  readonly late99: number;
  readonly streams: readonly [Stream, Stream, Stream];
};
type Stream = Record<'sent' | 'succeeded' | 'rejected' | 'mean', number> & { readonly slow: readonly number[] };

let privileged: boolean | undefined;
/**
 * Where the user may: scheduled before other programs. A system that waits for a processor is another one than described; without the right,
 * disturbed runs are more frequent, and rejected all the same.
 */
export function atOnce(): readonly string[] {
  const prefix = ['chrt', '-r', '1'];
  privileged ??= spawnSync(prefix[0]!, [...prefix.slice(1), 'true']).status === 0;
  return privileged ? prefix : [];
}

/** What makes a run worthless; empty where nothing does. */
export function disturbance({ late, timers, steal }: Measured): string {
  const found: string[] = [];
  if (late[0] > LIMITS.lateMean || late[1] > LIMITS.late99) found.push('the generator was late');
  if (timers > LIMITS.timers) found.push('the timers of the service were late');
  if (steal > LIMITS.steal) found.push('processor time went to other guests');
  return found.join(', ');
}

/** Of all processors, in ticks; zeros where the system does not say. */
function processorTime(): { readonly total: number; readonly steal: number } {
  try {
    const ticks = readFileSync('/proc/stat', 'utf8').split('\n')[0]!.split(/\s+/).slice(1, 9).map(Number);
    return { total: ticks.reduce((a, b) => a + b, 0), steal: ticks[7]! };
  } catch {
    return { total: 0, steal: 0 };
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A reverse proxy that hands on what it gets, once, over connections that it keeps. */
function configuration(folder: string, port: number, service: number): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((n) => `${n}_temp_path ${folder}/${n};`);
  return `daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr error;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000;
  ${paths.join('\n  ')}
  upstream service { server 127.0.0.1:${service}; keepalive 256; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://service;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_next_upstream off;
    }
  }
}
`;
}
