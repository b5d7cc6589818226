import { describe, expect, it } from 'vitest';
import type { Execute } from './control/execution.js';
import type { ControlOptions, Outcome, Progress } from './control/options.js';
import { control } from './control.js';
import type { Replication, RunOptions } from './result.js';
import { type StationModel, station } from './testing/station.js';

const mm1 = (load: number, more: Partial<StationModel> = {}): ((o: RunOptions) => Replication) =>
  station({ load: load * 100, service: (s) => s.exponential() / 100, servers: 1, ...more });
const soon =
  (run: (o: RunOptions) => Replication): Execute =>
  (options) =>
    Promise.resolve(run(options));
const options = (more: Partial<ControlOptions> = {}): ControlOptions => ({
  seed: 1,
  precision: 0.05,
  parallel: 2,
  scale: 0.01,
  percentiles: [0.5, 0.99],
  ...more,
});
const mean = (outcome: Outcome): number => outcome.estimates!.workloads[0]!.response.value;

describe('controller', () => {
  it.each([0.5, 0.9])('reaches the precision asked at utilisation %f', async (load) => {
    const outcome = await control(soon(mm1(load)), options());
    expect(outcome.ending).toEqual({ kind: 'precise' });
    expect(outcome.precision).toBeLessThanOrEqual(0.05);
    const { response } = outcome.estimates!.workloads[0]!;
    expect(response.halfWidth / response.value).toBeLessThanOrEqual(0.05);
    expect(Math.abs(response.value * 100 * (1 - load) - 1)).toBeLessThan(0.08);
    expect(outcome.window!.warmUp).toBeGreaterThan(0);
  });

  it('the percentile too, where it is asked', async () => {
    const outcome = await control(soon(mm1(0.7)), options({ precise: 0.99 }));
    const [, { time }] = outcome.estimates!.workloads[0]!.percentiles as [
      unknown,
      { time: { value: number; halfWidth: number } },
    ];
    expect(time.halfWidth / time.value).toBeLessThanOrEqual(0.05);
    expect(Math.abs((time.value * 30) / Math.log(100) - 1)).toBeLessThan(0.08);
  });

  it('gives the same on any number of workers, in whatever order they finish', async () => {
    const run = mm1(0.6);
    // later numbers first
    const late: Execute = async (o) => {
      const result = run(o);
      await new Promise((done) => setTimeout(done, (o.replication * 7919) % 5));
      return result;
    };
    const one = await control(soon(run), options({ parallel: 1 }));
    const many = await control(late, options({ parallel: 7 }));
    expect(many).toEqual(one);
  });

  it('runs a replication again whose worker died, and says when it cannot', async () => {
    const run = mm1(0.5);
    const deaths = new Map<number, number>();
    const dying =
      (times: number): Execute =>
      (o) => {
        const died = deaths.get(o.replication) ?? 0;
        deaths.set(o.replication, died + 1);
        return o.replication % 3 === 0 && died < times
          ? Promise.reject(new Error('worker died'))
          : Promise.resolve(run(o));
      };
    const window = { warmUp: 1, duration: 10 };
    const healthy = await control(soon(run), options({ window }));
    const mended = await control(dying(3), options({ window }));
    expect(mended).toEqual(healthy);
    deaths.clear();
    const dead = await control(dying(4), options({ window, parallel: 1 }));
    expect(dead.ending).toEqual({ kind: 'failed', message: 'replication 0 could not be run in 4 tries: worker died' });
  });

  it('ends with a verdict where the load is more than can be served', async () => {
    for (const load of [1.05, 1.5, 3]) {
      const outcome = await control(soon(mm1(load)), options({ most: 100_000 }));
      expect(outcome.ending.kind).toBe('overloaded');
      if (outcome.ending.kind !== 'overloaded' || outcome.ending.verdict.kind !== 'grows') continue;
      expect(Math.abs(outcome.ending.verdict.rate / (100 * (load - 1)) - 1)).toBeLessThan(0.3);
      expect(outcome.estimates).toBeUndefined();
      expect(outcome.series!.workloads[0]!.inProgress.length).toBeGreaterThan(0);
    }
  });

  it('slow work that fills up first is not taken for growth', async () => {
    const slow = station({ load: 50, service: () => 3, servers: 1000 });
    const outcome = await control(soon(slow), options({ scale: 3 }));
    expect(outcome.ending.kind).toBe('precise');
    expect(mean(outcome)).toBeCloseTo(3, 2);
  });

  it('a closed population never overloads', async () => {
    const closed = mm1(0, { load: { users: 50, think: 0.1 } });
    const outcome = await control(soon(closed), options({ precision: 0.02 }));
    expect(outcome.ending.kind).toBe('precise');
    // saturated: 50 users / 100 per second - 0.1 s of thinking
    expect(mean(outcome)).toBeCloseTo(0.4, 1);
  });

  it('the budget of events ends it, and says so', async () => {
    const outcome = await control(soon(mm1(0.8)), options({ precision: 0.0001, budget: { events: 1_000_000 } }));
    expect(outcome.ending).toEqual({ kind: 'budget' });
    expect(outcome.events).toBeLessThan(1_100_000);
    expect(outcome.precision).toBeLessThan(0.2);
    const none = await control(soon(mm1(0.99)), options({ budget: { events: 20_000 } }));
    expect(none.ending.kind).toBe('unsettled');
    expect(none.estimates).toBeUndefined();
  });

  it('the budget of time ends it between replications', async () => {
    let clock = 0;
    const run = mm1(0.8);
    const execute: Execute = (o) => {
      clock += 100;
      return Promise.resolve(run(o));
    };
    const window = { warmUp: 1, duration: 20 };
    const outcome = await control(
      execute,
      options({ precision: 1e-6, window, budget: { seconds: 10 }, now: () => clock }),
    );
    expect(outcome.ending).toEqual({ kind: 'budget' });
    expect(outcome.replications).toBeGreaterThanOrEqual(99);
    expect(outcome.replications).toBeLessThanOrEqual(103);
  });

  it('cancel keeps what is there', async () => {
    const abort = new AbortController();
    const run = mm1(0.8);
    const execute: Execute = (o, signal) => {
      if (o.replication === 9) abort.abort();
      return signal.aborted ? Promise.reject(new Error('gone')) : Promise.resolve(run(o));
    };
    const window = { warmUp: 1, duration: 20 };
    const outcome = await control(execute, options({ window, signal: abort.signal }));
    expect(outcome.ending).toEqual({ kind: 'cancelled' });
    expect(outcome.replications).toBeGreaterThanOrEqual(8);
    expect(outcome.estimates!.workloads[0]!.response.halfWidth).toBeLessThan(Infinity);
    const at = await control(execute, options({ window, signal: AbortSignal.abort() }));
    expect(at).toMatchObject({ ending: { kind: 'cancelled' }, estimates: undefined, replications: 0 });
  });

  it('progress never falls and ends near 1', async () => {
    const seen: Progress[] = [];
    await control(soon(mm1(0.8)), options({ precision: 0.02, onProgress: (p) => seen.push(p) }));
    for (let i = 1; i < seen.length; i++) expect(seen[i]!.share).toBeGreaterThanOrEqual(seen[i - 1]!.share);
    const last = seen.at(-1)!;
    expect(last.share).toBeGreaterThan(0.8);
    expect(last.secondsLeft).toBeGreaterThanOrEqual(0);
    expect(seen.some(({ phase }) => phase === 'pilot')).toBe(true);
    expect(last.precision).toBeLessThan(Infinity);
  });

  it('many replications are held as few', async () => {
    const window = { warmUp: 0, duration: 0.5 };
    const outcome = await control(soon(mm1(0.5)), options({ precision: 0.01, window, budget: { events: 200_000 } }));
    expect(outcome.replications).toBeGreaterThan(1000);
    expect(outcome.groups.length).toBeLessThan(80);
    expect(outcome.estimates!.workloads[0]!.response.replications).toBe(outcome.replications);
  });

  it('nothing that happens is known exactly', async () => {
    const outcome = await control(soon(mm1(0)), options());
    expect(outcome.ending.kind).toBe('precise');
    expect(outcome.estimates!.workloads[0]!.goodput.value).toBe(0);
  });

  it('an illegal option names itself', async () => {
    await expect(control(soon(mm1(0.5)), options({ precision: 0 }))).rejects.toThrow(/precision/);
    await expect(control(soon(mm1(0.5)), options({ parallel: 0 }))).rejects.toThrow(/parallel/);
    await expect(control(soon(mm1(0.5)), options({ seed: 0.5 }))).rejects.toThrow(/seed/);
    await expect(control(soon(mm1(0.5)), options({ window: { warmUp: 0, duration: 0 } }))).rejects.toThrow(/duration/);
  });
});
