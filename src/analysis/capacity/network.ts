/**
 * A system with closed workloads as a product-form network, where it is one: the cores of each replica are stations, everything
 * else is delay. Solved by the kernels for closed and mixed networks (convolution, Linearizer when large).
 */
import {
  fromMeanCv,
  type Moments,
  type NetworkClass,
  queueLaw,
  solveNetwork,
  waitOf,
  zero,
} from '../../queueing/index.js';
import { type Expr, hasPriorities } from '../flow/bodies.js';
import { meanOf } from '../flow/moments.js';
import { evaluate } from './evaluate.js';
import type { Plan } from './plan.js';

export interface NetworkSolution {
  readonly rates: readonly number[];
  /** Mean response per workload, s. */
  readonly means: readonly number[];
  readonly exact: boolean;
  /** By node type: what an arriving request meets there; known for one closed workload alone. */
  readonly met: ReadonlyMap<number, Met> | undefined;
}

/** What a request meets at a node type. */
export interface Met {
  readonly wait: Moments;
  /** Time at the cores per second of demand, and the variance (s²) and third cumulant (s³) that sharing adds. */
  readonly cpuFactor: number;
  readonly cpuSpread: Moments;
  /** Set where it was found by layers: figures of the node type that follow from them. */
  readonly layered?: {
    readonly queueLength: number;
    /** undefined where the pool never fills */ readonly workerUtilisation: number | undefined;
    readonly cpuUtilisation: number;
    /** requests per second over all replicas */ readonly capacity: number;
  };
}

/** Work up to which the laws of queue lengths are found. */
const mostWork = 1e5;

const mostStations = 400;

/** @returns undefined where the system is no product-form network, or an open load alone overloads it */
export function solveAsNetwork(
  plan: Plan,
  open: readonly number[],
  users: readonly number[],
  replicas: readonly number[] | undefined,
): NetworkSolution | undefined {
  const { system, compiled } = plan;
  const { variants } = compiled;
  const used = new Set<number>();
  plan.visits.forEach((visits, workload) => {
    if (open[workload]! <= 0 && users[workload]! <= 0) return;
    visits.forEach((count, vertex) => {
      if (count > 0) used.add(vertex);
    });
  });
  const openLoad = open.some((rate) => rate > 0);
  const population = users.reduce((sum, count) => sum + Math.round(count), 0);
  for (const vertex of used) {
    const variant = variants[vertex]!;
    if (variant.second || variant.edges.some((edge) => !edge.sync) || !sequential(variant.first)) return undefined;
  }
  if (
    system.workloads.some(
      (workload, index) => workload.load.kind === 'open' && open[index]! > 0 && workload.load.burstiness.value !== 1,
    )
  ) {
    return undefined;
  }
  const idle = evaluate(plan, { rates: open.map(() => 0), replicas });
  let exact = true;
  const stations: { servers: number; demands: number[] }[] = [];
  const places: Place[] = [];
  const contended = system.workloads.map(() => 0);
  for (const node of plan.nodes) {
    const own = node.variants.filter((variant) => used.has(variant.index));
    if (own.length === 0) continue;
    const declared = system.nodes[node.index]!;
    const { policy } = declared.balancing;
    const count = replicas?.[node.index] ?? node.replicas;
    if (node.host >= 0 || count <= 0 || (policy !== 'random' && policy !== 'shared')) return undefined;
    const pooled = policy === 'shared';
    if (pooled && count > 1 && node.workers > node.cores && Number.isFinite(node.cores)) exact = false;
    const slots = node.workers * (pooled ? count : 1);
    const free = !openLoad && population <= slots;
    if (declared.queue.size && declared.queue.policy !== 'block' && Number.isFinite(node.workers)) {
      if (openLoad || population > slots + declared.queue.size.value * (pooled ? count : 1)) return undefined;
    }
    let servers = node.cores * (pooled ? count : 1);
    // Who waits for a slot waits by priority: no product form.
    if (!free && Number.isFinite(node.workers) && hasPriorities(system)) return undefined;
    if (!free && Number.isFinite(node.workers)) {
      // Slots may bind: still product form where a slot is held for CPU time alone and is itself the server.
      const busyOnly = own.every((variant) => {
        const response = idle.responses[variant.index];
        return response && 'time' in response && meanOf(response.time) - variant.demand <= 1e-12 * variant.demand;
      });
      if (!busyOnly) return undefined;
      servers = Math.min(servers, slots);
      const demand = own[0]!.demand;
      // In order of arrival all wait alike, which no product form does where their services differ: the layers are closer by far.
      if (own.some((variant) => variant.demand !== demand)) return undefined;
      if (own.some((variant) => Math.abs(variant.cpuTime.k2 - demand * demand) > 1e-9 * demand * demand)) exact = false;
    }
    if (!Number.isFinite(servers)) continue;
    const demands = plan.visits.map((visits) =>
      own.reduce((sum, variant) => sum + visits[variant.index]! * variant.demand, 0),
    );
    demands.forEach((demand, workload) => {
      contended[workload] = contended[workload]! + demand;
    });
    const copies = pooled ? 1 : count;
    places.push({
      node: node.index,
      station: stations.length,
      fifo: !free && (slots <= node.cores * (pooled ? count : 1) || slots === 1),
    });
    if (stations.length + copies > mostStations) return undefined;
    for (let copy = 0; copy < copies; copy++)
      stations.push({ servers, demands: demands.map((demand) => demand / copies) });
  }
  const delays = system.workloads.map((_, index) => {
    const timed = idle.workloads[index]!;
    return 'time' in timed ? Math.max(0, meanOf(timed.time) - contended[index]!) : 0;
  });
  const classes = system.workloads.map((workload, index): NetworkClass => {
    if (workload.load.kind === 'open') return { kind: 'open', rate: open[index]! };
    const count = users[index]! > 0 ? Math.max(1, Math.round(users[index]!)) : 0;
    return {
      kind: 'closed',
      population: count,
      think: Math.max(1e-9, workload.load.think.mean.value + delays[index]!),
    };
  });
  // some 5 ms: the searches ask many times
  const answer = solveNetwork({ classes, stations }, { work: 3e6 });
  if (!answer.stable) return undefined;
  const [only] = classes.flatMap((item, index) => (item.kind === 'closed' && item.population > 0 ? [index] : []));
  const single = only !== undefined && classes.every((item, index) => index === only || !loaded(item));
  return {
    met: single && answer.exact ? meetings(plan, classes[only]!, only, stations, places) : undefined,
    rates: answer.classes.map((item) => item.throughput),
    means: answer.classes.map((item, index) => item.response + delays[index]!),
    exact: exact && answer.exact,
  };
}

function sequential(expr: Expr): boolean {
  switch (expr.kind) {
    case 'race':
      return false;
    case 'seq':
      return expr.items.every(sequential);
    case 'mix':
      return sequential(expr.a) && sequential(expr.b);
    case 'times':
      return sequential(expr.body);
    default:
      return true;
  }
}

const loaded = (item: NetworkClass): boolean => (item.kind === 'open' ? item.rate > 0 : item.population > 0);

interface Place {
  readonly node: number;
  /** Its first station. */
  readonly station: number;
  /** First come, first served by servers that work for one request at a time; else the cores are shared. */
  readonly fifo: boolean;
}

/**
 * Waits and sharing by the arrival theorem. First come, first served: mixtures of Erlang times. Shared cores: the variance formula of
 * Coffman, Muntz and Trotter 1970 with the stretch that an arrival finds.
 */
function meetings(
  plan: Plan,
  item: NetworkClass,
  workload: number,
  stations: readonly { readonly servers: number; readonly demands: readonly number[] }[],
  places: readonly Place[],
): ReadonlyMap<number, Met> | undefined {
  if (item.kind === 'open') return undefined;
  const network = stations.map(({ servers, demands }) => ({ servers, demand: demands[workload]! }));
  const others = item.population - 1;
  const widths = network.reduce((sum, { servers }) => sum + Math.min(Math.max(1, servers), others), 0);
  if (places.length * widths * others > mostWork) return undefined;
  const met = new Map<number, Met>();
  for (const { node, station, fifo } of places) {
    const { servers, demand } = network[station]!;
    if (demand === 0) continue;
    const visits = plan.visits[workload]!;
    let count = 0;
    let total = 0;
    for (const variant of plan.nodes[node]!.variants) {
      count += visits[variant.index]!;
      total += visits[variant.index]! * variant.demand;
    }
    const service = total / count;
    const law = queueLaw(network, station, item.think, others);
    if (fifo && (servers < 1 || Number.isInteger(servers))) {
      const slow = Math.max(1, 1 / servers);
      met.set(node, { wait: waitOf(law, service * slow, Math.max(1, servers)), cpuFactor: slow, cpuSpread: zero });
      continue;
    }
    let stretch = 0;
    let second = 0;
    let busy = 0;
    law.forEach((p, k) => {
      const factor = Math.max(1, (k + 1) / servers, 1 / servers);
      stretch += p * factor;
      second += p * factor * factor;
      busy += (p * Math.min(k, servers)) / servers;
    });
    const cv2 = 1 + (2 * Math.max(0, second / (stretch * stretch) - 1)) / (2 - Math.min(1, busy));
    const target = fromMeanCv(service * stretch, Math.sqrt(cv2));
    const own = (service * stretch) ** 2;
    met.set(node, {
      wait: zero,
      cpuFactor: stretch,
      cpuSpread: {
        shift: 0,
        k1: 0,
        k2: Math.max(0, target.k2 - own),
        k3: Math.max(0, target.k3 - 2 * own * service * stretch),
      },
    });
  }
  return met;
}
