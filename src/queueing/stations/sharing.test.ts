/** Priorities, processor sharing, load balancing, caches, CoDel and queues over time, against chains, simulations and limits. */
import { describe, expect, test } from 'vitest';
import {
  cache,
  codel,
  deterministicLaw,
  erlangLaw,
  exponentialLaw,
  lawOfMeanCv,
  loadBalancing,
  mg1,
  mg1NonPreemptive,
  mg1Preemptive,
  mg1ps,
  mginf,
  mginfTransient,
  mm1ps,
  mm1psLaw,
  mmc,
  mmck,
  mmcNonPreemptive,
  mmcPreemptive,
  pointwiseStationary,
  timeVaryingMmck,
  transientMmck,
  ttlCache,
  zipf,
} from '../index.js';
import { stationary } from '../testing/chain.js';
import { close } from '../testing/close.js';

function steady<T extends { stable: boolean }>(answer: T | undefined): Extract<T, { stable: true }> {
  if (!answer?.stable) throw new Error('unstable');
  return answer as Extract<T, { stable: true }>;
}

/** Mean of the squares by Simpson's rule over the tail. */
function secondMoment(tail: (t: number) => number, end: number): number {
  const n = 400;
  const h = end / n;
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    const t = k * h;
    sum += (k === 0 || k === n ? 1 : k % 2 ? 4 : 2) * 2 * t * (k === 0 ? 0 : tail(t));
  }
  return (sum * h) / 3;
}

describe('priorities at one server', () => {
  const classes = [
    { arrivalRate: 0.3, service: erlangLaw(0.8, 2) },
    { arrivalRate: 0.2, service: lawOfMeanCv(1.2, 1.5) },
    { arrivalRate: 0.1, service: exponentialLaw(2) },
  ];
  test('non-preemptive: conservation, Cobham, variance from the law, one class is M/G/1', () => {
    const answers = mg1NonPreemptive(classes).map((x) => steady(x));
    // sum of rho_k W_k is rho W0 / (1 - rho), Kleinrock 1976
    const w0 = classes.reduce((sum, { arrivalRate, service }) => sum + (arrivalRate * service.moment(2)) / 2, 0);
    const rho = 0.24 + 0.24 + 0.2;
    close(
      answers.reduce((sum, a) => sum + a.utilisation * a.meanWait, 0),
      (rho * w0) / (1 - rho),
      1e-12,
    );
    close(answers[0]!.meanWait, w0 / (1 - 0.24), 1e-12);
    for (const a of answers) {
      close(
        a.varianceWait + a.meanWait ** 2,
        secondMoment((t) => a.waitTail(t), 60 * a.meanWait),
        1e-4,
      );
      close(a.responseTail(a.responsePercentile(0.99)), 0.01, 1e-8);
    }
    const alone = steady(mg1NonPreemptive([classes[1]!])[0]);
    const plain = steady(mg1(0.2, classes[1]!.service));
    close(alone.meanWait, plain.meanWait, 1e-12);
    close(alone.varianceWait, plain.varianceWait, 1e-11);
    close(alone.waitTail(3), plain.waitTail(3), 1e-8);
  });
  test('preemptive: the urgent see nobody else; exponential classes against the chain', () => {
    const two = [
      { arrivalRate: 0.3, service: exponentialLaw(1) },
      { arrivalRate: 0.25, service: exponentialLaw(2) },
    ];
    const [first, second] = mg1Preemptive(two).map((x) => steady(x));
    close(first!.meanResponse, 1 / 0.7, 1e-12);
    close(first!.responseTail(4), Math.exp(-2.8), 1e-9);
    const most = 110;
    const { states, p } = stationary([0, 0] as [number, number], ([a, b]) => [
      { to: [Math.min(a + 1, 40), b] as [number, number], rate: 0.3 },
      { to: [a, Math.min(b + 1, most)] as [number, number], rate: 0.25 },
      a > 0
        ? { to: [a - 1, b] as [number, number], rate: 1 }
        : { to: [0, Math.max(0, b - 1)] as [number, number], rate: 0.5 },
    ]);
    close(
      second!.meanJobs,
      states.reduce((sum, [, b], i) => sum + b * p[i]!, 0),
      1e-6,
    );
    close(
      second!.varianceResponse + second!.meanResponse ** 2,
      secondMoment((t) => second!.responseTail(t), 40 * second!.meanResponse),
      1e-4,
    );
  });
  test('an overloaded class below does not move those above beyond a full server', () => {
    const answers = mg1NonPreemptive([
      { arrivalRate: 0.5, service: exponentialLaw(1) },
      { arrivalRate: 5, service: deterministicLaw(2) },
    ]);
    // always a fixed service of 2 in the way half of the time: W0 = 0.5 x 1 + 0.25 x 4 / 2
    close(steady(answers[0]).meanWait, (0.5 + 0.25 * 2) / 0.5, 1e-12);
    expect(answers[1]).toEqual({ stable: false, overload: 10.5 });
  });
});

describe('priorities at several servers', () => {
  const input = { arrivalRates: [1, 0.8, 0.6], serviceRate: 1, servers: 3 };
  test('non-preemptive: conservation, tails, one server is M/G/1, the chain of the urgent', () => {
    const answers = mmcNonPreemptive(input).map((x) => steady(x));
    const all = steady(mmc({ arrivalRate: 2.4, serviceRate: 1, servers: 3 }));
    close(
      answers.reduce((sum, a) => sum + a.meanQueue, 0),
      all.meanQueue,
      1e-12,
    );
    for (const a of answers) {
      close(
        a.varianceWait + a.meanWait ** 2,
        secondMoment((t) => a.waitTail(t), 80 * a.meanWait),
        1e-3,
      );
      for (const q of [0.1, 1e-6, 1e-12]) close(a.waitTail(a.waitPercentile(1 - q)), q, 1e-3);
    }
    const same = mmcNonPreemptive({ arrivalRates: [0.3, 0.4], serviceRate: 1, servers: 1 }).map((x) => steady(x));
    const one = mg1NonPreemptive([
      { arrivalRate: 0.3, service: exponentialLaw(1) },
      { arrivalRate: 0.4, service: exponentialLaw(1) },
    ]).map((x) => steady(x));
    same.forEach((a, k) => {
      close(a.meanWait, one[k]!.meanWait, 1e-12);
      close(a.varianceWait, one[k]!.varianceWait, 1e-11);
      close(a.waitTail(5), one[k]!.waitTail(5), 1e-7);
      close(a.responseTail(5), one[k]!.responseTail(5), 1e-7);
    });
    expect(mmcNonPreemptive({ arrivalRates: [1, 3], serviceRate: 1, servers: 3 })[1]).toEqual({
      stable: false,
      overload: 4 / 3,
    });
  });
  test('preemptive: adds up to M/M/c', () => {
    const answers = mmcPreemptive(input).map((x) => steady(x));
    const all = steady(mmc({ arrivalRate: 2.4, serviceRate: 1, servers: 3 }));
    close(
      answers.reduce((sum, a) => sum + a.meanJobs, 0),
      all.meanJobs,
      1e-12,
    );
    close(answers[0]!.meanResponse, steady(mmc({ arrivalRate: 1, serviceRate: 1, servers: 3 })).meanResponse, 1e-12);
  });
});

describe('processor sharing', () => {
  test('mean, variance and law', () => {
    for (const rho of [0.3, 0.7]) {
      const m = steady(mg1ps(rho, exponentialLaw(1)));
      const exact = mm1ps(rho, 1);
      close(m.meanResponse, exact.mean, 1e-12);
      close(m.varianceResponse, exact.variance, 1e-6);
      const law = mm1psLaw(rho, 1);
      close(
        secondMoment((t) => law.responseTail(t), 80 / (1 - rho)),
        exact.variance + exact.mean ** 2,
        1e-4,
      );
      close(law.responseTail(law.responsePercentile(0.999)), 1e-3, 1e-9);
    }
    close(mm1psLaw(0, 2).responseTail(1), Math.exp(-2), 1e-12);
    // fixed demands vary less, but do vary
    const fixed = steady(mg1ps(0.5, deterministicLaw(1)));
    expect(fixed.varianceResponse).toBeGreaterThan(0);
    expect(fixed.varianceResponse).toBeLessThan(mm1ps(0.5, 1).variance);
  });
});

describe('load balancing', () => {
  test('shortest of two queues: the chain; the order of the policies', () => {
    const jsq = steady(loadBalancing({ policy: 'shortest-queue', servers: 2, arrivalRate: 1.6, serviceRate: 1 }));
    const most = 160;
    const { states, p } = stationary([0, 0] as [number, number], ([a, b]) => {
      const sorted = (x: number, y: number): [number, number] => (x <= y ? [x, y] : [y, x]);
      return [
        { to: sorted(Math.min(a + 1, most), b), rate: 1.6 },
        { to: sorted(Math.max(0, a - 1), b), rate: a > 0 ? 1 : 0 },
        { to: sorted(a, Math.max(0, b - 1)), rate: b > 0 ? 1 : 0 },
      ];
    });
    close(
      jsq.meanJobs,
      states.reduce((sum, [a, b], i) => sum + (a + b) * p[i]!, 0),
      1e-7,
    );
    const mean = (policy: Parameters<typeof loadBalancing>[0]['policy']): number =>
      steady(loadBalancing({ policy, servers: 4, arrivalRate: 3.2, serviceRate: 1 })).meanResponse;
    const order = (['shared', 'shortest-queue', 'power-of-d', 'round-robin', 'random'] as const).map(mean);
    expect([...order].sort((x, y) => x - y)).toEqual(order);
    close(order[4]!, 5, 1e-12);
  });
  test('many servers: the mean field, to which the chain tends', () => {
    const at = (servers: number, method?: 'mean-field'): number =>
      steady(
        loadBalancing({
          policy: 'power-of-d',
          servers,
          arrivalRate: 0.7 * servers,
          serviceRate: 1,
          ...(method && { method }),
        }),
      ).meanResponse;
    const limit = at(1000);
    // sum of rho^(2^k - 2), Mitzenmacher 2001
    let sum = 0;
    for (let k = 1; k < 8; k++) sum += 0.7 ** (2 ** k - 2);
    close(limit, sum, 1e-12);
    const gaps = [4, 8].map((n) => Math.abs(at(n) - limit) / limit);
    expect(gaps[1]!).toBeLessThan(gaps[0]!);
    close(at(4, 'mean-field'), limit, 1e-12);
    expect(() => loadBalancing({ policy: 'shortest-queue', servers: 500, arrivalRate: 450, serviceRate: 1 })).toThrow(
      /states/,
    );
  });
});

describe('caches', () => {
  test('LRU against the chain of recency lists; FIFO too', () => {
    const rates = Array.from(zipf(6, 0.8));
    const exact = (touch: boolean): number => {
      const { states, p } = stationary([0, 1, 2] as number[], (list) =>
        rates.map((rate, item) => {
          const held = list.includes(item);
          if (held && !touch) return { to: list, rate };
          return { to: [item, ...list.filter((x) => x !== item)].slice(0, 3), rate };
        }),
      );
      return states.reduce((sum, list, i) => sum + p[i]! * list.reduce((s, item) => s + rates[item]!, 0), 0);
    };
    close(cache({ rates, capacity: 3 }).hitRatio, exact(true), 0.02);
    close(cache({ rates, capacity: 3, policy: 'fifo' }).hitRatio, exact(false), 0.02);
  });
  test('limits, sizes, times to live', () => {
    const shares = zipf(10_000, 0.9);
    const c = cache({ rates: shares, capacity: 1000 });
    let held = 0;
    for (let i = 0; i < 10_000; i++) held += c.hitProbability(i);
    close(held, 1000, 1e-9);
    expect(cache({ rates: shares, capacity: 10_000 }).hitRatio).toBe(1);
    close(cache({ rates: [1, 1, 1, 1], capacity: 2 }).hitRatio, 0.5, 1e-12);
    close(cache({ rates: shares, sizes: shares.map(() => 4), capacity: 4000 }).hitRatio, c.hitRatio, 1e-9);
    const ttl = ttlCache(shares, c.characteristicTime, true);
    close(ttl.hitRatio, c.hitRatio, 1e-11);
    close(ttl.meanItems, 1000, 1e-9);
    close(ttlCache([2], 3, false).hitRatio, 6 / 7, 1e-12);
  });
});

describe('CoDel', () => {
  /** The control law of RFC 8289 over a queue of fixed gaps and services. */
  function simulate(arrivalRate: number, serviceRate: number, target: number, interval: number, end: number) {
    const queue: number[] = [];
    let head = 0;
    let arrived = 0;
    let firstAbove = 0;
    let dropping = false;
    let dropNext = 0;
    let count = 0;
    let lastCount = 0;
    let dropped = 0;
    let peak = 0;
    for (let now = 0; now < end; now += 1 / serviceRate) {
      while ((arrived + 1) / arrivalRate <= now) queue.push(++arrived / arrivalRate);
      const take = (): { at: number; ok: boolean } | undefined => {
        if (head >= queue.length) {
          firstAbove = 0;
          return undefined;
        }
        const at = queue[head++]!;
        if (now - at < target) {
          firstAbove = 0;
          return { at, ok: false };
        }
        if (firstAbove === 0) {
          firstAbove = now + interval;
          return { at, ok: false };
        }
        return { at, ok: now >= firstAbove };
      };
      let job = take();
      if (dropping) {
        if (!job?.ok) dropping = false;
        while (dropping && now >= dropNext) {
          dropped++;
          count++;
          job = take();
          if (!job?.ok) dropping = false;
          else dropNext += interval / Math.sqrt(count);
        }
      } else if (job?.ok) {
        dropped++;
        job = take();
        dropping = true;
        const delta = count - lastCount;
        count = delta > 1 && now - dropNext < 16 * interval ? delta : 1;
        dropNext = now + interval / Math.sqrt(count);
        lastCount = count;
      }
      if (job) peak = Math.max(peak, now - job.at);
    }
    return { peak, loss: dropped / arrived };
  }
  test('overload: the loss is the excess, the peak that of the fluid', () => {
    for (const [l, mu] of [
      [1500, 1000],
      [3000, 2000],
      [1200, 1000],
    ] as const) {
      const c = codel({ arrivalRate: l, serviceRate: mu });
      const s = simulate(l, mu, 0.005, 0.1, 400);
      close(s.peak, c.peakDelay, 0.15);
      close(s.loss, c.lossProbability, 0.05);
      expect(c.throughput).toBe(mu);
    }
    expect(codel({ arrivalRate: 5, serviceRate: 10 }).regime).toBe('quiet');
  });
});

describe('over time', () => {
  test('M/M/c/K: from empty to steady; M/M/1 with one place in closed form', () => {
    // two states: p1(t) = l / (l + mu) (1 - e^-(l + mu) t)
    const t = transientMmck({ arrivalRate: 2, serviceRate: 3, servers: 1, capacity: 1, time: 0.3 });
    close(t.lossProbability, 0.4 * -Math.expm1(-1.5), 1e-13);
    const late = transientMmck({ arrivalRate: 4, serviceRate: 1, servers: 5, capacity: 40, time: 1000 });
    const m = mmck({ arrivalRate: 4, serviceRate: 1, servers: 5, capacity: 40 });
    late.probabilities.forEach((p, n) => {
      close(p, m.jobsProbability(n), 1e-10);
    });
    expect(() => transientMmck({ arrivalRate: 4, serviceRate: 1, servers: 5, capacity: 2_000_000, time: 1 })).toThrow(
      RangeError,
    );
    expect(() => transientMmck({ arrivalRate: 4e6, serviceRate: 1, servers: 5, capacity: 900_000, time: 1 })).toThrow(
      /steps/,
    );
    // no loss yet: the mean rises as M/M/inf
    const few = transientMmck({ arrivalRate: 2, serviceRate: 1, servers: 60, capacity: 60, time: 0.7 });
    close(few.meanJobs, 2 * -Math.expm1(-0.7), 1e-12);
  });
  test('M/G/inf', () => {
    close(mginf(3, erlangLaw(2, 4)).meanJobs, 6, 1e-13);
    close(mginfTransient(2, exponentialLaw(1), 0.7).meanJobs, 2 * -Math.expm1(-0.7), 1e-11);
    close(mginfTransient(2, deterministicLaw(1), 0.7).meanJobs, 1.4, 1e-11);
    close(mginfTransient(2, deterministicLaw(1), 5).meanJobs, 2, 1e-10);
    // a rate 1 + sin t under exponential service: mean by the linear equation m' = rate - m
    const exact = (t: number): number => 1 - Math.exp(-t) + (Math.sin(t) - Math.cos(t) + Math.exp(-t)) / 2;
    const m = mginfTransient((t) => 1 + Math.sin(t), exponentialLaw(1), 4);
    close(m.meanJobs, exact(4), 1e-9);
    close(m.throughput, exact(4), 1e-5);
    close(m.jobsProbability(0), Math.exp(-m.meanJobs), 1e-12);
  });
  test('a daily profile: slow changes are stationary point by point, quick ones are not', () => {
    const profile = (duration: number) => [
      { duration, arrivalRate: 3 },
      { duration, arrivalRate: 4.2 },
    ];
    const psa = pointwiseStationary({ profile: profile(1), serviceRate: 1, servers: 5 });
    const exact = (duration: number) =>
      timeVaryingMmck({ profile: profile(duration), serviceRate: 1, servers: 5, capacity: 80, samples: 64 });
    const [slow, quick] = [exact(600), exact(0.5)];
    close(slow.meanWait, steady(psa).meanWait, 0.06);
    expect(quick.meanWait).toBeLessThan(0.8 * steady(psa).meanWait);
    // very quick: the mean rate
    close(exact(0.1).meanWait, steady(mmc({ arrivalRate: 3.6, serviceRate: 1, servers: 5 })).meanWait, 0.01);
    const over = pointwiseStationary({ profile: [{ duration: 1, arrivalRate: 6 }], serviceRate: 1, servers: 5 });
    expect(over).toMatchObject({ stable: false, overload: 1.2, step: 0 });
  });
});
