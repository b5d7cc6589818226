/** Values that an event of a scenario changes while the system runs, by the paths of the language. */
import type { Distribution, Failure, PlannedWork, Quantity } from '../../model/system.js';
import type { NodeState } from './node.js';
import type { Run } from './run.js';

/** What shows in figures of the analysis alone: nothing of it is executed. */
const idle = /\.(utilisation|memory|disk|bandwidth|cost|write_rate|bytes|records|sessions|lag|retention|partitions)$/;

/**
 * Sets the value at a path.
 * @returns whether it is one that can change while the system runs
 */
export function set(run: Run, path: string, value: number): boolean {
  const steps = run.program.settings.get(path);
  for (const apply of steps ?? []) apply(value, run.now);
  if (/\.pool$/.test(path))
    for (const { site } of run.program.code) if (site && site.pool < Infinity) run.calls.admit(site);
  const dot = path.indexOf('.');
  const owner = path.slice(0, dot);
  const rest = path.slice(dot + 1);
  const known =
    ofWorkload(run, owner, rest, value) ||
    ofNode(run, owner, rest, value) ||
    ofExternal(run, owner, rest, value) ||
    ofChannel(run, owner, rest, value) ||
    ofPlace(run, path, value);
  return known || steps !== undefined || idle.test(path);
}

function ofWorkload(run: Run, owner: string, rest: string, value: number): boolean {
  const load = run.loads.find(({ declared }) => declared.name === owner);
  if (!load) return false;
  switch (rest) {
    case 'rate':
    case 'users':
      load.setBase(value, run.now);
      return true;
    case 'think':
      load.setThink(value);
      return true;
    case 'burstiness':
      load.setBurstiness(value);
      return true;
    case 'deadline':
      load.deadline = value;
      return true;
    default:
      return false;
  }
}

function ofNode(run: Run, owner: string, rest: string, value: number): boolean {
  const node = run.program.nodes.find(({ declared }) => declared.name === owner);
  if (!node) return false;
  const { declared, replicas } = node;
  switch (rest) {
    case 'replicas':
      run.scaleOf(node).to(Math.round(value), 0);
      return true;
    case 'workers':
      node.setWorkers(value, run.now);
      run.messages.resize(node);
      break;
    case 'cores': {
      if (replicas.some(({ ofHost }) => ofHost)) return false;
      for (const { cpu } of replicas) cpu?.setCores(value, run.now);
      node.cores = value;
      return true;
    }
    case 'speed':
      for (const replica of replicas) replica.faster = value / declared.speed.value;
      run.timeline.pace(owner);
      return true;
    case 'queue':
      node.roomOfOne = value;
      node.room = node.shared ? value * Math.max(1, run.scaleOf(node).size) : value;
      break;
    case 'queue.costing':
      node.rejectCost = value;
      return true;
    case 'skew':
      node.skew = value;
      return true;
    case 'rate_limit':
    case 'rate_limit.burst':
      if (!declared.rateLimit) return false;
      for (const { bucket } of replicas)
        if (rest === 'rate_limit') bucket!.setRate(value, run.now);
        else bucket!.setBurst(Math.max(1, value), run.now);
      for (const replica of replicas) run.requests.newTokens(replica);
      break;
    case 'concurrency_limit':
    case 'concurrency_limit.from':
    case 'concurrency_limit.to':
      if (!declared.concurrencyLimit) return false;
      for (const { limit } of replicas)
        limit!.set(rest === 'concurrency_limit' ? 'all' : rest.endsWith('from') ? 'least' : 'most', value);
      break;
    default:
      return ofFailure(run, owner, rest, value) || ofParts(run, node, rest, value);
  }
  for (const replica of replicas) run.requests.serve(replica);
  return true;
}

/** Autoscaling and planned work. */
function ofParts(run: Run, node: NodeState, rest: string, value: number): boolean {
  const [part, name] = rest.split('.') as [string, string | undefined];
  if (name === undefined) return false;
  const quantity: Quantity = { value, origin: 'override' };
  const key = name === 'cold_start' ? 'coldStart' : name;
  if (part === 'autoscale') {
    const scaler = run.autoscalers.get(node);
    if (!scaler) return false;
    scaler.settings = { ...scaler.settings, [key]: quantity };
    return true;
  }
  if (part !== 'maintenance' && part !== 'deployment') return false;
  if (!node.declared[part]) return false;
  for (const planned of run.planned)
    if (planned.node === node && planned.what === part)
      planned.work = { ...planned.work, [key]: quantity } satisfies PlannedWork;
  return true;
}

function ofExternal(run: Run, owner: string, rest: string, value: number): boolean {
  const external = run.program.externals.find(({ declared }) => declared.name === owner);
  if (!external) return false;
  switch (rest) {
    case 'availability':
      external.setAvailability(value);
      return true;
    case 'limit':
      if (!external.bucket) return false;
      external.bucket.setRate(value, run.now);
      external.bucket.setBurst(Math.max(1, value), run.now);
      return true;
    case 'down':
      return external.setOutage(value);
    default:
      return false;
  }
}

function ofChannel(run: Run, owner: string, rest: string, value: number): boolean {
  const channel = run.program.channels.find(({ declared }) => declared.name === owner);
  if (!channel) return false;
  if (rest === 'holds') channel.size = value;
  else if (!ofConsumer(run, channel, rest, value)) return ofFailure(run, owner, rest, value);
  run.messages.pump(channel);
  return true;
}

function ofConsumer(run: Run, channel: Run['program']['channels'][number], rest: string, value: number): boolean {
  let found = false;
  for (const consumer of channel.consumers) {
    const { id } = run.program.operations[consumer.operation]!;
    if (rest === `${id}.concurrency`) {
      consumer.concurrency = value;
      consumer.allSlots = false;
    } else if (rest === `${id}.batch`) consumer.batch = Math.max(1, Math.round(value));
    else continue;
    found = true;
  }
  return found;
}

function ofPlace(run: Run, path: string, value: number): boolean {
  for (const { id } of run.system.places) {
    if (!path.startsWith(`${id}.`)) continue;
    const rest = path.slice(id.length + 1);
    const cpu = rest === 'cores' ? run.program.hosts.get(id) : undefined;
    cpu?.setCores(value, run.now);
    if (cpu || ofFailure(run, id, rest, value)) return true;
  }
  return false;
}

const times: Readonly<Record<string, 'mtbf' | 'repair' | 'detection'>> = {
  every: 'mtbf',
  repaired: 'repair',
  detected: 'detection',
};

/** Failure data count from the next time that they are needed. */
function ofFailure(run: Run, owner: string, rest: string, value: number): boolean {
  if (!rest.startsWith('fails.')) return false;
  const name = rest.slice('fails.'.length);
  const data = run.failureData(owner);
  const quantity: Quantity = { value, origin: 'override' };
  const time = times[name];
  if (time) {
    const distribution: Distribution = { ...data.failure[time], mean: quantity };
    data.failure = { ...data.failure, [time]: distribution } satisfies Failure;
    return true;
  }
  if (name !== 'coverage') return false;
  data.failure = { ...data.failure, coverage: quantity };
  return true;
}
