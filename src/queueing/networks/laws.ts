/** Laws that every solution of a network obeys. They are checked on each answer: a broken law is a defect of the kernel, never a result. */
import { law } from '../check.js';
import { capacityOf, isDelay, type Network } from './model.js';

/** Slack for rounding, and for a fixed point that ends at a tolerance. */
const ROUNDING = 1e-7;

/** Times below this have no meaning, s. */
const TINY = 1e-250;

export type Figures = {
  readonly classes: readonly {
    readonly throughput: number;
    readonly response: number;
    readonly residence: readonly number[];
  }[];
  readonly stations: readonly { readonly queue: number; readonly utilisation: number }[];
};

/** Little's law by class and station, the utilisation law, the population, and the asymptotic bounds. */
export function checkLaws({ classes, stations }: Network, answer: Figures): void {
  // a request of an open class, or of one without users, comes on top of all users
  const open = classes.some((c) => c.kind === 'open' && c.rate > 0);
  const most = open ? Infinity : classes.reduce((a, c) => (c.kind === 'closed' ? a + c.population : a), 1);
  classes.forEach((c, r) => {
    const { throughput, response, residence } = answer.classes[r]!;
    law(throughput >= 0 && throughput < Infinity, `throughput of class ${r} is ${throughput}`);
    law(response >= 0 && response < Infinity, `response time of class ${r} is ${response}`);
    residence.forEach((time, i) => {
      const { demands } = stations[i]!;
      const fastest = demands[r]! / Math.max(1, isDelay(stations[i]!) ? 1 : capacityOf(stations[i]!, most));
      // a demand near the smallest double loses its digits
      law(time >= fastest * (1 - ROUNDING) - TINY, `class ${r} stays ${time} s at station ${i}, less than its service`);
    });
    if (c.kind === 'open') return;
    const users = throughput * (response + c.think);
    law(near(users, c.population), `Little's law of class ${r} gives ${users} users of ${c.population}`);
  });
  answer.stations.forEach(({ queue, utilisation }, i) => {
    law(queue >= 0 && queue < Infinity, `queue length of station ${i} is ${queue}`);
    law(utilisation >= 0 && utilisation <= 1 + ROUNDING, `utilisation of station ${i} is ${utilisation}`);
    const flow = classes.reduce((a, _, r) => a + answer.classes[r]!.throughput * answer.classes[r]!.residence[i]!, 0);
    law(near(flow, queue), `Little's law of station ${i} gives ${flow} jobs of ${queue}`);
  });
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b), TINY);
}
