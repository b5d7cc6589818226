/**
 * The table of scalar properties: where each may stand, what it measures, its bounds and its default. Completion,
 * hover, the language reference and lowering read it; nothing else says these things.
 */
import type { PropertyName } from './generated/ast.js';
import type { KindName } from './units.js';

/** What a number must be. Bounds are in the units of the model (s, bytes, per second, share of 1, money per hour). */
export interface ValueSpec {
  /** What it is called in messages: 'the number of workers'. */
  readonly what: string;
  readonly kind: KindName;
  readonly min?: number;
  /** Must be larger than this. */
  readonly above?: number;
  readonly max?: number;
  readonly whole?: boolean;
}

/** Blocks that take properties. */
export type BlockName =
  | 'region'
  | 'zone'
  | 'host'
  | 'workload'
  | 'node'
  | 'external'
  | 'channel'
  | 'link'
  | 'cluster'
  | 'state'
  | 'autoscale'
  | 'maintenance'
  | 'deployment'
  | 'monitor';

export interface PropertySpec extends ValueSpec {
  readonly name: PropertyName;
  readonly blocks: readonly BlockName[];
  /** In units of the model; absent = nothing holds when it is left out. */
  readonly default?: number;
  /** What holds when it is left out and there is no default number. */
  readonly otherwise?: string;
  readonly doc: string;
  /** A value for completion to insert. */
  readonly example: string;
  /** The analyses that use it. */
  readonly usedBy: readonly ('capacity' | 'availability' | 'cost' | 'regulation' | 'observation' | 'distribution')[];
}

/** Longest time that is accepted: a thousand years, in seconds. */
export const MAX_TIME = 1000 * 365 * 86_400;
/** Largest count that is accepted. */
export const MAX_COUNT = 1e9;
const PLANNED = ['maintenance', 'deployment'] as const;

export const PROPERTIES: readonly PropertySpec[] = [
  // ---- node types and hosts
  {
    name: 'workers',
    blocks: ['node'],
    what: 'the number of workers',
    kind: 'count',
    min: 1,
    max: 1e6,
    whole: true,
    otherwise: 'no limit on requests in progress',
    doc: 'Requests that one replica works on at a time; a slot is held until the reply, waiting included.',
    example: '64',
    usedBy: ['capacity'],
  },
  {
    name: 'cores',
    blocks: ['node', 'host'],
    what: 'the number of cores',
    kind: 'factor',
    min: 0.001,
    max: 1e5,
    otherwise: 'CPU is never contended',
    doc: 'Cores that the CPU bursts of one replica share.',
    example: '4',
    usedBy: ['capacity'],
  },
  {
    name: 'speed',
    blocks: ['node', 'host'],
    what: 'the speed',
    kind: 'factor',
    min: 0.001,
    max: 1e4,
    default: 1,
    doc: 'Divides the CPU time of every operation.',
    example: '1.5',
    usedBy: ['capacity'],
  },
  {
    name: 'memory',
    blocks: ['node', 'host'],
    what: 'the memory',
    kind: 'size',
    above: 0,
    max: 1e18,
    otherwise: 'not looked at',
    doc: 'Memory of one replica or host.',
    example: '8 GB',
    usedBy: ['distribution'],
  },
  {
    name: 'disk',
    blocks: ['node', 'host'],
    what: 'the disk',
    kind: 'size',
    above: 0,
    max: 1e18,
    otherwise: 'not looked at',
    doc: 'Disk of one replica or host.',
    example: '100 GB',
    usedBy: ['distribution'],
  },
  {
    name: 'bandwidth',
    blocks: ['node', 'host', 'link'],
    what: 'the bandwidth',
    kind: 'bandwidth',
    above: 0,
    max: 1e15,
    otherwise: 'size costs no time',
    doc: 'Bytes per second of the network interface or link.',
    example: '1 Gbit/s',
    usedBy: ['capacity'],
  },
  {
    name: 'cost',
    blocks: ['node'],
    what: 'the cost',
    kind: 'cost',
    min: 0,
    max: 1e9,
    otherwise: 'no cost known',
    doc: 'Money per replica and time.',
    example: '0.20 USD/h',
    usedBy: ['cost'],
  },
  {
    name: 'utilisation',
    blocks: ['node'],
    what: 'the utilisation limit',
    kind: 'share',
    above: 0,
    max: 1,
    default: 0.8,
    doc: 'Highest utilisation that is healthy; over it is a warning.',
    example: '70 %',
    usedBy: ['capacity'],
  },
  // ---- workloads
  {
    name: 'priority',
    blocks: ['workload'],
    what: 'the priority',
    kind: 'factor',
    min: -1000,
    max: 1000,
    whole: true,
    default: 0,
    doc: 'Higher is served first; inherited by calls.',
    example: '1',
    usedBy: ['capacity'],
  },
  {
    name: 'deadline',
    blocks: ['workload'],
    what: 'the deadline',
    kind: 'duration',
    above: 0,
    max: MAX_TIME,
    otherwise: 'none',
    doc: 'A request whose time has run out is dropped at the head of the queue.',
    example: '2 s',
    usedBy: ['capacity'],
  },
  {
    name: 'timeout',
    blocks: ['workload'],
    what: 'the timeout',
    kind: 'duration',
    above: 0,
    max: MAX_TIME,
    otherwise: 'waits for ever',
    doc: 'The client gives up an attempt after this time.',
    example: '1 s',
    usedBy: ['regulation'],
  },
  // ---- externals, channels
  {
    name: 'availability',
    blocks: ['external', 'link'],
    what: 'the availability',
    kind: 'share',
    above: 0,
    max: 1,
    default: 1,
    doc: 'Share of time that it works.',
    example: '99.9 %',
    usedBy: ['availability'],
  },
  {
    name: 'limit',
    blocks: ['external'],
    what: 'the limit',
    kind: 'rate',
    above: 0,
    max: 1e12,
    otherwise: 'no limit',
    doc: 'Calls per second that it takes; more are rejected.',
    example: '50 req/s',
    usedBy: ['capacity'],
  },
  {
    name: 'retention',
    blocks: ['channel'],
    what: 'the retention',
    kind: 'duration',
    above: 0,
    max: MAX_TIME,
    otherwise: 'until consumed',
    doc: 'Time that a message is kept.',
    example: '7 days',
    usedBy: ['regulation'],
  },
  {
    name: 'partitions',
    blocks: ['channel', 'cluster'],
    what: 'the number of partitions',
    kind: 'count',
    min: 1,
    max: 1e6,
    whole: true,
    otherwise: '1',
    doc: 'Parts that keys are spread over.',
    example: '12',
    usedBy: ['distribution'],
  },
  // ---- links, clusters
  {
    name: 'round_trip',
    blocks: ['link'],
    what: 'the round trip',
    kind: 'duration',
    min: 0,
    max: 3600,
    default: 0.0005,
    doc: 'Network time there and back.',
    example: '1 ms',
    usedBy: ['capacity'],
  },
  {
    name: 'loss',
    blocks: ['link'],
    what: 'the loss',
    kind: 'share',
    min: 0,
    max: 1,
    default: 0,
    doc: 'Share of packets that are lost.',
    example: '0.1 %',
    usedBy: ['availability'],
  },
  {
    name: 'handshakes',
    blocks: ['link'],
    what: 'the number of handshakes',
    kind: 'factor',
    min: 0,
    max: 100,
    otherwise: 'by protocol: 0 for pooled connections',
    doc: 'Round trips that open a connection, per call.',
    example: '2',
    usedBy: ['capacity'],
  },
  {
    name: 'tick',
    blocks: ['cluster'],
    what: 'the tick',
    kind: 'duration',
    above: 0,
    max: 86_400,
    otherwise: '60 s',
    doc: 'Time after which a silent member counts as lost.',
    example: '60 s',
    usedBy: ['distribution'],
  },
  {
    name: 'heartbeat',
    blocks: ['cluster'],
    what: 'the heartbeat',
    kind: 'duration',
    above: 0,
    max: 86_400,
    otherwise: 'a quarter of the tick',
    doc: 'Time between two signs of life.',
    example: '15 s',
    usedBy: ['distribution'],
  },
  {
    name: 'gateways',
    blocks: ['cluster'],
    what: 'the number of gateways',
    kind: 'count',
    min: 1,
    max: 1e6,
    whole: true,
    otherwise: '1',
    doc: 'Members that connect one group to the others.',
    example: '2',
    usedBy: ['distribution'],
  },
  // ---- state
  {
    name: 'bytes',
    blocks: ['state'],
    what: 'the size',
    kind: 'size',
    min: 0,
    max: 1e18,
    otherwise: 'not looked at',
    doc: 'Size of one record or session.',
    example: '2 kB',
    usedBy: ['distribution'],
  },
  {
    name: 'records',
    blocks: ['state'],
    what: 'the number of records',
    kind: 'count',
    min: 0,
    max: 1e15,
    whole: true,
    otherwise: 'not looked at',
    doc: 'Records that are kept.',
    example: '1000000',
    usedBy: ['distribution'],
  },
  {
    name: 'sessions',
    blocks: ['state'],
    what: 'the number of sessions',
    kind: 'count',
    min: 0,
    max: 1e15,
    whole: true,
    otherwise: 'not looked at',
    doc: 'Sessions that are kept.',
    example: '10000',
    usedBy: ['distribution'],
  },
  {
    name: 'copies',
    blocks: ['state'],
    what: 'the number of copies',
    kind: 'count',
    min: 1,
    max: 1000,
    whole: true,
    default: 1,
    doc: 'Copies of each record; a write goes to all of them.',
    example: '3',
    usedBy: ['distribution'],
  },
  {
    name: 'lag',
    blocks: ['state'],
    what: 'the lag',
    kind: 'duration',
    min: 0,
    max: MAX_TIME,
    default: 0,
    doc: 'Time until a write is on the other copies; lost with a crash.',
    example: '200 ms',
    usedBy: ['distribution'],
  },
  {
    name: 'write_rate',
    blocks: ['state'],
    what: 'the write rate',
    kind: 'rate',
    min: 0,
    max: 1e12,
    otherwise: 'from the operations that write',
    doc: 'Writes per second.',
    example: '100 req/s',
    usedBy: ['distribution'],
  },
  // ---- autoscaling
  {
    name: 'target',
    blocks: ['autoscale'],
    what: 'the target',
    kind: 'share',
    above: 0,
    max: 1,
    default: 0.6,
    doc: 'Utilisation that the autoscaler aims at.',
    example: '60 %',
    usedBy: ['regulation'],
  },
  {
    name: 'minimum',
    blocks: ['autoscale'],
    what: 'the minimum',
    kind: 'count',
    min: 1,
    max: 1e6,
    whole: true,
    default: 1,
    doc: 'Fewest replicas.',
    example: '2',
    usedBy: ['regulation'],
  },
  {
    name: 'maximum',
    blocks: ['autoscale'],
    what: 'the maximum',
    kind: 'count',
    min: 1,
    max: 1e6,
    whole: true,
    default: 100,
    doc: 'Most replicas.',
    example: '20',
    usedBy: ['regulation'],
  },
  {
    name: 'period',
    blocks: ['autoscale'],
    what: 'the period',
    kind: 'duration',
    above: 0,
    max: 86_400,
    default: 60,
    doc: 'Time between two decisions.',
    example: '30 s',
    usedBy: ['regulation'],
  },
  {
    name: 'step',
    blocks: ['autoscale'],
    what: 'the step',
    kind: 'count',
    min: 1,
    max: 1e6,
    whole: true,
    otherwise: 'no limit',
    doc: 'Most replicas added or removed at a time.',
    example: '4',
    usedBy: ['regulation'],
  },
  {
    name: 'cold_start',
    blocks: ['autoscale'],
    what: 'the cold start',
    kind: 'duration',
    min: 0,
    max: 86_400,
    default: 60,
    doc: 'Time until a new replica takes requests.',
    example: '45 s',
    usedBy: ['regulation'],
  },
  {
    name: 'cooldown',
    blocks: ['autoscale'],
    what: 'the cooldown',
    kind: 'duration',
    min: 0,
    max: 86_400,
    default: 300,
    doc: 'Pause after a change.',
    example: '5 min',
    usedBy: ['regulation'],
  },
  // ---- planned work
  {
    name: 'every',
    blocks: PLANNED,
    what: 'the interval',
    kind: 'duration',
    above: 0,
    max: MAX_TIME,
    default: 30 * 86_400,
    doc: 'Mean time between two.',
    example: '30 days',
    usedBy: ['availability'],
  },
  {
    name: 'batch',
    blocks: PLANNED,
    what: 'the batch',
    kind: 'count',
    min: 1,
    max: 1e6,
    whole: true,
    default: 1,
    doc: 'Replicas taken out at a time.',
    example: '1',
    usedBy: ['availability'],
  },
  {
    name: 'duration',
    blocks: PLANNED,
    what: 'the duration',
    kind: 'duration',
    min: 0,
    max: MAX_TIME,
    default: 600,
    doc: 'Time that one batch is out.',
    example: '10 min',
    usedBy: ['availability'],
  },
  {
    name: 'failure',
    blocks: PLANNED,
    what: 'the share that fails',
    kind: 'share',
    min: 0,
    max: 1,
    default: 0,
    doc: 'Share of deployments that fail.',
    example: '2 %',
    usedBy: ['availability'],
  },
  {
    name: 'rollback',
    blocks: PLANNED,
    what: 'the rollback',
    kind: 'duration',
    min: 0,
    max: MAX_TIME,
    default: 600,
    doc: 'Time to roll a failed one back.',
    example: '5 min',
    usedBy: ['availability'],
  },
  {
    name: 'drain',
    blocks: PLANNED,
    what: 'the drain time',
    kind: 'duration',
    min: 0,
    max: MAX_TIME,
    default: 0,
    doc: 'Time to let requests in progress end.',
    example: '30 s',
    usedBy: ['availability'],
  },
  // ---- observation
  {
    name: 'poll',
    blocks: ['monitor'],
    what: 'the poll interval',
    kind: 'duration',
    above: 0,
    max: 86_400 * 30,
    default: 60,
    doc: 'Time between two looks.',
    example: '30 s',
    usedBy: ['observation'],
  },
];

const BY_NAME = new Map(PROPERTIES.map((spec) => [spec.name as string, spec]));

/** The property of a name, wherever it may stand. */
export function propertyOf(name: string): PropertySpec | undefined {
  return BY_NAME.get(name);
}

/** The properties that may stand in a block, in the order of the table. */
export function propertiesOf(block: BlockName): readonly PropertySpec[] {
  return PROPERTIES.filter((spec) => spec.blocks.includes(block));
}

/** Does this property fit into this block? */
export function fits(name: string, block: BlockName): boolean {
  return BY_NAME.get(name)?.blocks.includes(block) ?? false;
}

const BLOCKS = new Map<string, BlockName>([
  ['Region', 'region'],
  ['Zone', 'zone'],
  ['Host', 'host'],
  ['Workload', 'workload'],
  ['Node', 'node'],
  ['External', 'external'],
  ['Channel', 'channel'],
  ['Link', 'link'],
  ['Cluster', 'cluster'],
  ['State', 'state'],
  ['Autoscale', 'autoscale'],
  ['Maintenance', 'maintenance'],
  ['Deployment', 'deployment'],
  ['Monitor', 'monitor'],
]);

/** The block that a node of the tree (by its `$type`) forms, where it takes properties. */
export function blockOf(type: string): BlockName | undefined {
  return BLOCKS.get(type);
}
