/** PH/PH/c solved exactly as a quasi birth-death chain: phase of the gap, and how many servers are in each phase of service. */
import type { PhaseType } from '../distributions/index.js';
import { levelMoments, solveQbd } from '../numerics/qbd.js';

/** Mean wait in seconds. The numbers of servers per phase are the state: a few hundred phases at most. */
export function phPhcMeanWait(gaps: PhaseType, service: PhaseType, servers: number): number {
  const m = gaps.alpha.length;
  const compositions = Array.from({ length: servers + 1 }, (_, n) => compose(n, service.alpha.length));
  const index = compositions.map((list) => new Map(list.map((c, i) => [c.join(), i])));
  const count = (n: number): number => Math.min(n, servers);
  const block = (
    from: number,
    to: number,
    fill: (put: (a: number, c: number[], b: number, d: number[], rate: number) => void) => void,
  ) => {
    const rows = compositions[count(from)]!.length * m;
    const columns = compositions[count(to)]!.length * m;
    const out = Array.from({ length: rows }, () => new Float64Array(columns));
    fill((a, c, b, d, rate) => {
      if (rate === 0) return;
      const row = out[index[count(from)]!.get(c.join())! * m + a]!;
      const at = index[count(to)]!.get(d.join())! * m + b;
      row[at] = row[at]! + rate;
    });
    return out;
  };
  const changed = (c: number[], minus: number, plus: number): number[] => {
    const d = c.slice();
    if (minus >= 0) d[minus] = d[minus]! - 1;
    if (plus >= 0) d[plus] = d[plus]! + 1;
    return d;
  };
  const phases = Array.from({ length: m }, (_, a) => a);
  const q = solveQbd({
    homogeneous: servers,
    up: (n) =>
      block(n, n + 1, (put) => {
        for (const c of compositions[count(n)]!) {
          for (const a of phases) {
            for (const b of phases) {
              const rate = gaps.exit[a]! * gaps.alpha[b]!;
              if (n >= servers) put(a, c, b, c, rate);
              else
                service.alpha.forEach((p, j) => {
                  put(a, c, b, changed(c, -1, j), rate * p);
                });
            }
          }
        }
      }),
    local: (n) =>
      block(n, n, (put) => {
        for (const c of compositions[count(n)]!) {
          for (const a of phases) {
            for (const b of phases) if (a !== b) put(a, c, b, c, gaps.generator[a]![b]!);
            c.forEach((k, i) => {
              if (k > 0)
                service.generator[i]!.forEach((rate, j) => {
                  if (i !== j) put(a, c, a, changed(c, i, j), k * rate);
                });
            });
          }
        }
      }),
    down: (n) =>
      block(n, n - 1, (put) => {
        for (const c of compositions[count(n)]!) {
          for (const a of phases) {
            c.forEach((k, i) => {
              if (k === 0) return;
              const rate = k * service.exit[i]!;
              if (n <= servers) put(a, c, a, changed(c, i, -1), rate);
              else
                service.alpha.forEach((p, j) => {
                  put(a, c, a, changed(c, i, j), rate * p);
                });
            });
          }
        }
      }),
  });
  if (!q.stable) throw new Error('unstable');
  const rate = 1 / gaps.mean;
  return levelMoments(q).mean / rate - service.mean;
}

/** All ways to put n servers into k phases. */
function compose(n: number, k: number): number[][] {
  if (k === 1) return [[n]];
  return Array.from({ length: n + 1 }, (_, first) => compose(n - first, k - 1).map((rest) => [first, ...rest])).flat();
}
