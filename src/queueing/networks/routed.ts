/**
 * Networks described by their routing: stations, classes that may change on the way, arrivals from outside, users that circulate. Classes
 * that change into each other form a chain, the network is solved by chains, and the figures are given back by class and station
 * (BCMP: Baskett, Chandy, Muntz and Palacios 1975; chains: Reiser and Kobayashi 1975).
 */
import { nonNegative, positiveOrInfinite, whole } from '../check.js';
import { erlangC } from '../stations/erlang.js';
import { mgcFactor } from '../stations/gigc.js';
import type { NetworkClass, NetworkStation } from './model.js';
import { type Chain, type Place, type Route, Routing } from './routing.js';
import { type NetworkAnswer, type NetworkMethod, type NetworkOptions, solveNetwork } from './solve.js';

export type Discipline =
  /** first come, first served: exponential; product form where all classes have the same mean there. Else open classes wait as in M/G/c. */
  | 'fcfs'
  /** processor sharing: any distribution */
  | 'ps'
  /** last come, first served, preemptive resume: any distribution */
  | 'lcfs-pr'
  /** infinite servers: any distribution */
  | 'is';

export type RoutedStation = {
  readonly discipline: Discipline;
  /** > 0, default 1; of no use with `is` */ readonly servers?: number;
  /** mean seconds per visit by class, >= 0 */ readonly services: readonly number[];
};

export type RoutedNetwork = {
  readonly stations: readonly RoutedStation[];
  readonly routes: readonly Route[];
  /** from outside, requests per second */ readonly arrivals?: readonly (Place & { readonly rate: number })[];
  /** users of closed chains; throughput and visits of their chain count passages at the first place named */
  readonly users?: readonly (Place & { readonly count: number })[];
};

export type RoutedFigures = {
  /** requests per second */ readonly throughput: number;
  /** share of the station's capacity; 0 for infinite servers */ readonly utilisation: number;
  /** mean jobs */ readonly queue: number;
  /** seconds per visit */ readonly response: number;
};

export type RoutedAnswer =
  | {
      readonly stable: true;
      readonly method: NetworkMethod;
      /** product form, exactly solved */ readonly exact: boolean;
      /** why it is not of product form, where it is not: index of a FCFS station with unlike means */ readonly unlike:
        | number
        | undefined;
      readonly chains: readonly (Chain & {
        /** open: arrivals; closed: passages at the reference place; per second */ readonly throughput: number;
        /** seconds from arrival to departure, or per cycle */ readonly response: number;
      })[];
      /** by station, then class */ readonly stations: readonly (readonly RoutedFigures[])[];
    }
  | Extract<NetworkAnswer, { stable: false }>
  /** requests arrive where they can never leave */
  | { readonly stable: false; readonly station: undefined; readonly overload: number };

/**
 * Solves a routed network, exactly where it is of product form and small enough; FCFS with means that differ by class is not, and is said
 * (`unlike`). There all classes wait the same: where only open ones come, as in M/G/c with the mixture of their times (Pollaczek-Khinchine
 * for one server, else Kimura 1986; the flow is taken as Poisson). Where closed ones come the station is taken as processor sharing, which
 * errs by class: short ones come out too fast, long ones too slow (response -78 % to +179 % on single stations with times 1 : 2 to 1 : 10).
 * @throws RangeError on an illegal argument; overload is a value
 */
export function solveRouted(network: RoutedNetwork, options: NetworkOptions = {}): RoutedAnswer {
  const { stations, routes, arrivals = [], users = [] } = network;
  const classes = checkRouted(network);
  const routing = new Routing(stations.length, classes, routes);
  const rates = new Array<number>(stations.length * classes).fill(0);
  arrivals.forEach((a, k) => {
    const at = routing.number(a, `arrivals[${k}]`);
    rates[at] = rates[at]! + a.rate;
  });
  const flows = routing.flows(rates);
  if (!flows) return { stable: false, station: undefined, overload: Infinity };
  const used = [...arrivals.filter((a) => a.rate > 0), ...users].map((place) => routing.number(place));
  const chains = routing.chains(used);
  const parts = chains.map((chain) => partOf(chain, network, routing, flows, rates));
  const answer = solveNetwork(
    {
      classes: parts.map(({ load }) => load),
      stations: stations.map((s, i) => asStation(s, i, parts)),
    },
    options,
  );
  if (!answer.stable) return answer;
  const unlike = stations.map((_, i) => isUnlike(network, i, parts));
  const first = unlike.indexOf(true);
  const rows = stations.map((s, i) => {
    const row = s.services.map((service, r) => figures(s, i, r, service, parts, answer));
    const open = parts.every(({ load, demands }) => load.kind === 'open' || demands[i] === 0);
    return unlike[i] && open ? waitAlike(s, row) : row;
  });
  return {
    stable: true,
    method: answer.method,
    exact: answer.exact && first < 0,
    unlike: first < 0 ? undefined : first,
    chains: parts.map((part, c) => {
      const { throughput, response } = answer.classes[c]!;
      return { ...part.chain, throughput, response: first < 0 ? response : responseOf(part, rows) };
    }),
    stations: rows,
  };
}

/** Open classes with unlike means at a FCFS station: the same wait for all. */
function waitAlike({ servers = 1, services }: RoutedStation, row: readonly RoutedFigures[]): RoutedFigures[] {
  const rate = row.reduce((a, { throughput }) => a + throughput, 0);
  const mean = row.reduce((a, { throughput }, r) => a + (throughput / rate) * services[r]!, 0);
  const cv2 = row.reduce((a, { throughput }, r) => a + (throughput / rate) * 2 * (services[r]! / mean) ** 2, 0) - 1;
  if (servers === Infinity) return [...row];
  // less than one server serves all the more slowly
  const [whole, slow] = servers < 1 ? [1, 1 / servers] : [Math.floor(servers), servers / Math.floor(servers)];
  const time = servers < 1 ? mean * slow : mean / slow;
  const load = (rate * time) / whole;
  const wait = ((erlangC(whole, rate * time) * time) / (whole * (1 - load))) * mgcFactor(load, Math.max(0, cv2), whole);
  return row.map((figure, r) => {
    if (figure.throughput === 0) return figure;
    const response = wait + (servers < 1 ? services[r]! * slow : services[r]!);
    return { ...figure, response, queue: figure.throughput * response };
  });
}

/** Seconds of a chain at all stations, per arrival or passage. */
function responseOf({ visits }: Part, rows: readonly (readonly RoutedFigures[])[]): number {
  return rows.reduce(
    (sum, row, i) => row.reduce((a, { response }, r) => a + visits[r * rows.length + i]! * response, sum),
    0,
  );
}

/** A chain as a class: visits by number of place. */
type Part = {
  readonly chain: Chain;
  readonly load: NetworkClass;
  readonly visits: Float64Array;
  readonly demands: number[];
};

/** @returns the number of classes */
function checkRouted({ stations, arrivals = [], users = [] }: RoutedNetwork): number {
  const classes = stations[0]?.services.length ?? 0;
  stations.forEach(({ services, servers = 1 }, i) => {
    positiveOrInfinite(`stations[${i}].servers`, servers);
    if (services.length !== classes) {
      throw new RangeError(`stations[${i}].services must have length ${classes}, got ${services.length}`);
    }
    services.forEach((s, r) => {
      nonNegative(`stations[${i}].services[${r}]`, s);
    });
  });
  arrivals.forEach((a, k) => {
    nonNegative(`arrivals[${k}].rate`, a.rate);
  });
  users.forEach((u, k) => {
    whole(`users[${k}].count`, u.count, 0);
  });
  return classes;
}

function partOf(
  chain: Chain,
  { stations, users = [] }: RoutedNetwork,
  routing: Routing,
  flows: Float64Array,
  rates: readonly number[],
): Part {
  const numbers = chain.places.map((place) => routing.number(place));
  const own = users.filter((u) => numbers.includes(routing.number(u)));
  const count = own.reduce((a, u) => a + u.count, 0);
  const rate = numbers.reduce((a, k) => a + rates[k]!, 0);
  if (rate > 0 && count > 0) throw new RangeError('users must not share a chain with arrivals from outside');
  if (!chain.closed && count > 0) throw new RangeError('users must be in a chain that requests never leave');
  let visits: Float64Array;
  if (rate > 0) {
    visits = new Float64Array(flows.length);
    for (const k of numbers) visits[k] = flows[k]! / rate;
  } else visits = routing.visits(own.length > 0 ? routing.number(own[0]!) : numbers[0]!);
  const demands = stations.map(({ services }, i) =>
    services.reduce((sum, service, r) => sum + service * visits[routing.number({ station: i, class: r })]!, 0),
  );
  const load: NetworkClass = rate > 0 ? { kind: 'open', rate } : { kind: 'closed', population: count, think: 0 };
  return { chain, load, visits, demands };
}

function asStation({ discipline, servers = 1 }: RoutedStation, i: number, parts: readonly Part[]): NetworkStation {
  return { servers: discipline === 'is' ? Infinity : servers, demands: parts.map(({ demands }) => demands[i]!) };
}

/** Is this a FCFS station at which classes that come have different means? */
function isUnlike({ stations }: RoutedNetwork, i: number, parts: readonly Part[]): boolean {
  const { discipline, services } = stations[i]!;
  if (discipline !== 'fcfs') return false;
  const means = services.filter((_, r) => parts.some(({ visits }) => visits[r * stations.length + i]! > 0));
  return means.some((mean) => Math.abs(mean - means[0]!) > 1e-12 * mean);
}

function figures(
  { discipline, servers = 1 }: RoutedStation,
  i: number,
  r: number,
  service: number,
  parts: readonly Part[],
  answer: Extract<NetworkAnswer, { stable: true }>,
): RoutedFigures {
  const stations = answer.stations.length;
  let throughput = 0;
  let queue = 0;
  parts.forEach(({ visits, demands }, c) => {
    const flow = answer.classes[c]!.throughput * visits[r * stations + i]!;
    if (flow === 0) return;
    throughput += flow;
    const share = demands[i]! > 0 ? (visits[r * stations + i]! * service) / demands[i]! : 0;
    queue += answer.classes[c]!.throughput * answer.classes[c]!.residence[i]! * share;
  });
  return {
    throughput,
    utilisation: discipline === 'is' ? 0 : (throughput * service) / servers,
    queue,
    response: throughput > 0 ? queue / throughput : 0,
  };
}
