/**
 * Open networks of GI/G/c stations by the queueing network analyser (Whitt 1983, "The Queueing Network Analyzer", Bell System Technical
 * Journal 62): each flow by its rate and squared coefficient of variation (scv), stations as independent of each other given these.
 */
import { nonNegative, positive, whole } from '../check.js';
import { erlangC } from '../stations/erlang.js';
import { solveLinear } from './linear.js';
import { type Route, Routing } from './routing.js';

export type QnaStation = {
  /** whole number >= 1 */ readonly servers: number;
  /** mean seconds per visit, > 0 */ readonly service: number;
  /** scv of the service time, >= 0 */ readonly serviceScv: number;
  /** from outside, requests per second, >= 0; default 0 */ readonly rate?: number;
  /** scv of the gaps between arrivals from outside, >= 0; default 1 */ readonly rateScv?: number;
  /** requests that leave for each one served, > 0; default 1 */ readonly multiplicity?: number;
};

export type QnaFigures = {
  /** requests per second */ readonly throughput: number;
  /** in [0, 1) */ readonly utilisation: number;
  /** scv of the gaps between arrivals, as met once a request that returns at once is counted as one visit */ readonly arrivalScv: number;
  /** mean seconds per visit */ readonly wait: number;
  /** mean jobs, those in service included */ readonly queue: number;
};

export type QnaAnswer =
  | {
      readonly stable: true;
      readonly stations: readonly QnaFigures[];
      /** requests per second from outside */ readonly throughput: number;
      /** mean seconds in the network per request from outside */ readonly response: number;
    }
  | {
      readonly stable: false;
      /** index; undefined where requests can never leave, or multiply without end */ readonly station:
        | number
        | undefined;
      readonly overload: number;
    };

/**
 * Approximate figures of an open network with general arrivals and service. Exact for Poisson arrivals and exponential service (Jackson),
 * for a single M/G/1 queue, and in that renewal flows split at random keep their exact scv.
 * @param routes `class` of each place is 0
 * @throws RangeError on an illegal argument; overload is a value
 */
export function qna(stations: readonly QnaStation[], routes: readonly Route[]): QnaAnswer {
  check(stations);
  const routing = new Routing(stations.length, 1, routes);
  const nodes = stations.map((s, i) => withoutFeedback(s, routing.probability(i, i)));
  const flows = flowsOf(nodes, routing);
  if (!flows) return { stable: false, station: undefined, overload: Infinity };
  const loads = nodes.map((node, i) => (flows[i]! * node.service) / node.servers);
  const worst = loads.reduce((best, load, i) => (load > loads[best]! ? i : best), 0);
  if ((loads[worst] ?? 0) >= 1) return { stable: false, station: worst, overload: loads[worst]! };
  const scvs = variability(nodes, routing, flows, loads);
  const figures = nodes.map((node, i): QnaFigures => {
    const wait = flows[i] === 0 ? 0 : waitOf(node, loads[i]!, scvs[i]!) / node.visits;
    const throughput = flows[i]! * node.visits;
    return {
      throughput,
      utilisation: loads[i]!,
      arrivalScv: scvs[i]!,
      wait,
      queue: throughput * (wait + stations[i]!.service),
    };
  });
  const outside = stations.reduce((a, s) => a + (s.rate ?? 0), 0);
  const jobs = figures.reduce((a, f) => a + f.queue, 0);
  return { stable: true, stations: figures, throughput: outside, response: outside === 0 ? 0 : jobs / outside };
}

function check(stations: readonly QnaStation[]): void {
  stations.forEach((s, i) => {
    whole(`stations[${i}].servers`, s.servers, 1);
    positive(`stations[${i}].service`, s.service);
    nonNegative(`stations[${i}].serviceScv`, s.serviceScv);
    nonNegative(`stations[${i}].rate`, s.rate ?? 0);
    nonNegative(`stations[${i}].rateScv`, s.rateScv ?? 1);
    positive(`stations[${i}].multiplicity`, s.multiplicity ?? 1);
  });
}

type Node = Required<QnaStation> & {
  /** visits in a row of a request that may return at once */ readonly visits: number;
};

/** A request that returns at once stays for all its visits in a row (section III of the source). */
function withoutFeedback(s: QnaStation, again: number): Node {
  const { rate = 0, rateScv = 1, multiplicity = 1 } = s;
  // with more or fewer requests after service than before, a return is no visit of the same request
  const q = multiplicity === 1 && again < 1 ? again : 0;
  return {
    servers: s.servers,
    service: s.service / (1 - q),
    serviceScv: q + (1 - q) * s.serviceScv,
    rate,
    rateScv,
    multiplicity,
    visits: 1 / (1 - q),
  };
}

/** Chance of i -> j once immediate returns are taken out. */
function move(routing: Routing, node: Node, i: number, j: number): number {
  if (i === j && node.visits > 1) return 0;
  return routing.probability(i, j) * node.visits;
}

/** l_j = l_0j + sum over i of l_i g_i q_ij, undefined where there is no such flow. */
function flowsOf(nodes: readonly Node[], routing: Routing): Float64Array | undefined {
  const n = nodes.length;
  const a = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      a[j * n + i] = (i === j ? 1 : 0) - nodes[i]!.multiplicity * move(routing, nodes[i]!, i, j);
    }
  }
  const flows = solveLinear(
    a,
    Float64Array.from(nodes, (node) => node.rate),
  );
  return flows?.every((f) => f >= -1e-12 && f < Infinity) ? flows.map((f) => Math.max(0, f)) : undefined;
}

/** The linear equations of the scvs (eqs. 24 to 26, with w and x of eqs. 29, 30 and 33). */
function variability(
  nodes: readonly Node[],
  routing: Routing,
  flows: Float64Array,
  loads: readonly number[],
): Float64Array {
  const n = nodes.length;
  const a = new Float64Array(n * n);
  const right = new Float64Array(n).fill(1);
  nodes.forEach((node, j) => {
    a[j * n + j] = 1;
    if (flows[j] === 0) return;
    const share = nodes.map((from, i) => (flows[i]! * from.multiplicity * move(routing, from, i, j)) / flows[j]!);
    const own = node.rate / flows[j]!;
    const v = 1 / (own * own + share.reduce((sum, p) => sum + p * p, 0));
    const w = 1 / (1 + 4 * (1 - loads[j]!) ** 2 * (v - 1));
    let sum = own * node.rateScv - 1;
    nodes.forEach((from, i) => {
      if (share[i] === 0) return;
      const q = move(routing, from, i, j);
      const many = from.multiplicity * q;
      const x = 1 + (Math.max(from.serviceScv, 0.2) - 1) / Math.sqrt(from.servers);
      sum += share[i]! * (1 - q + many * loads[i]! ** 2 * x);
      a[j * n + i] = a[j * n + i]! - w * share[i]! * many * (1 - loads[i]! ** 2);
    });
    right[j] = 1 + w * sum;
  });
  const scvs = solveLinear(a, right) ?? new Float64Array(n).fill(1);
  return scvs.map((scv) => Math.max(0, scv));
}

/** Kingman with the correction of Kraemer and Langenbach-Belz 1976 below scv 1; several servers by M/M/c (eqs. 44, 45, 70). */
function waitOf({ servers, service, serviceScv }: Node, load: number, arrivalScv: number): number {
  const scv = arrivalScv + serviceScv;
  if (scv === 0) return 0;
  const base = (erlangC(servers, load * servers) * service) / (servers * (1 - load));
  const g =
    arrivalScv < 1 && servers === 1 ? Math.exp((-2 * (1 - load) * (1 - arrivalScv) ** 2) / (3 * load * scv)) : 1;
  return (base * scv * g) / 2;
}
