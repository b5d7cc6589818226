/** Fluid backlogs by hand, by conservation, and against the exact transient of M(t)/M/c/K. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fluidBacklog } from './fluidBacklog.js';
import { timeVaryingMmck } from './profile.js';

describe('fluid backlog', () => {
  it('of a spike: 20 a second too many for 60 s, drained at 50 a second', () => {
    const found = fluidBacklog(
      [
        { duration: 100, arrivalRate: 50 },
        { duration: 60, arrivalRate: 120 },
        { duration: 240, arrivalRate: 50 },
      ],
      100,
    );
    expect(found).toEqual({
      kind: 'drains',
      backlogs: [{ from: 100, peakAt: 160, peak: 1200, to: 184, longestWait: 12 }],
    });
  });

  it('lasts over the end of the profile, and grows without end where the mean is too high', () => {
    const night = [
      { duration: 10, arrivalRate: 0 },
      { duration: 10, arrivalRate: 15 },
    ];
    expect(fluidBacklog(night, 10)).toEqual({
      kind: 'drains',
      backlogs: [{ from: 10, peakAt: 20, peak: 50, to: 25, longestWait: 5 }],
    });
    expect(fluidBacklog(night, 7)).toEqual({ kind: 'grows', overload: 150 / 140 });
    expect(fluidBacklog([{ duration: 1, arrivalRate: 7 }], 7)).toEqual({ kind: 'drains', backlogs: [] });
  });

  it('is served in time: what piles up before the peak is what is drained after it', () => {
    const step = fc.record({
      duration: fc.double({ min: 0.1, max: 100, noNaN: true }),
      arrivalRate: fc.double({ min: 0, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (profile) => {
        const time = profile.reduce((sum, { duration }) => sum + duration, 0);
        const found = fluidBacklog(profile, 1);
        if (found.kind === 'grows') {
          expect(found.overload).toBeGreaterThanOrEqual(1);
          return;
        }
        for (const { from, to, peak, peakAt } of found.backlogs) {
          expect(to - from).toBeLessThanOrEqual(time * (1 + 1e-9));
          // arrivals between begin and end are what is served in that time
          let arrived = 0;
          let now = 0;
          for (let cycle = 0; cycle < 2; cycle++)
            for (const { duration, arrivalRate } of profile) {
              arrived += arrivalRate * Math.max(0, Math.min(to, now + duration) - Math.max(from, now));
              now += duration;
            }
          expect(Math.abs(arrived - (to - from))).toBeLessThan(1e-6 * (1 + time));
          expect(peak).toBeLessThanOrEqual((peakAt - from) * (1 + 1e-9) + 1e-9);
        }
      }),
    );
  });

  it('against the exact transient of M(t)/M/c/K: peaks within 6 % from 100 jobs on', () => {
    for (const [servers, high] of [
      [1, 1.5],
      [4, 1.3],
      [10, 1.2],
    ] as const) {
      const profile = [
        { duration: 400, arrivalRate: 0.5 * servers },
        { duration: 120, arrivalRate: high * servers },
        { duration: 400, arrivalRate: 0.5 * servers },
      ];
      const fluid = fluidBacklog(profile, servers);
      if (fluid.kind !== 'drains') throw new Error('grows');
      const [spike] = fluid.backlogs;
      const truth = timeVaryingMmck({ profile, serviceRate: 1, servers, capacity: 800 });
      const peak = Math.max(...truth.samples.map((sample) => sample.meanQueue));
      const error = spike!.peak / peak - 1;
      expect(error).toBeLessThan(0);
      expect(error).toBeGreaterThan(spike!.peak >= 100 ? -0.06 : -0.15);
    }
  });
});
