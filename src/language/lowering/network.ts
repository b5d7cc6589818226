/** Lowers externals, queues and topics, links and clusters. */
import type { Channel, Cluster, External, Link } from '../../model/system.js';
import type * as ast from '../generated/ast.js';
import { qualifiedName } from '../scope.js';
import { VALUES } from '../values.js';
import { type Context, optional, rangeOf } from './context.js';
import { defaultDistribution, lowerDistribution } from './distribution.js';
import { lowerOperations } from './operations.js';
import { fullPolicy, lowerFailure, lowerRateLimit, named } from './parts.js';

/** Reply time of an external where none is written, s. */
const DEFAULT_LATENCY = 0.1;

export function lowerExternal(context: Context, node: ast.External): External {
  const { name, members } = node;
  const properties = context.properties('external', members, name);
  const latency = context.single<ast.Latency>(members, 'Latency', 'latency', `'${name}'`);
  const outage = context.single<ast.Outage>(members, 'Outage', 'down', `'${name}'`);
  // A rate limit of an external is its limit, whichever word is used.
  const limit = properties.get('limit') ?? lowerRateLimit(context, members, name)?.rate;
  return {
    ...named(node),
    latency:
      lowerDistribution(context, latency?.value, `${name}.latency`, VALUES.latency, 'deterministic') ??
      defaultDistribution('deterministic', DEFAULT_LATENCY),
    availability: properties.or('availability'),
    ...optional('outage', lowerDistribution(context, outage?.duration, `${name}.down`, VALUES.down)),
    ...optional('limit', limit),
    operations: lowerOperations(context, name, members),
  };
}

export function lowerChannel(context: Context, node: ast.Channel): Channel {
  const { name, members } = node;
  const properties = context.properties('channel', members, name);
  const holds = context.single<ast.Holds>(members, 'Holds', 'holds', `'${name}'`);
  const replicas = context.single<ast.Replicas>(members, 'Replicas', 'replicas', `'${name}'`);
  const consumers: Channel['consumers'][number][] = [];
  for (const member of members) {
    if (member.$type !== 'Consumer') continue;
    const operation = member.operation?.ref && qualifiedName(member.operation.ref);
    if (!operation) continue;
    const path = `${name}.${operation}`;
    consumers.push({
      operation,
      ...optional('concurrency', context.read(`${path}.concurrency`, member.concurrency, VALUES.consumers)),
      batch: context.readOr(`${path}.batch`, member.batch, VALUES.batch, 1),
      at: rangeOf(member),
    });
  }
  return {
    ...named(node),
    kind: node.kind,
    ...optional('size', context.read(`${name}.holds`, holds?.size, VALUES.holds)),
    policy: fullPolicy(holds?.policy),
    consumers,
    replicas: context.readOr(`${name}.replicas`, replicas?.count, VALUES.replicas, 1),
    ...optional('failure', lowerFailure(context, members, name)),
    ...optional('retention', properties.get('retention')),
    ...optional('partitions', properties.get('partitions')),
  };
}

/** Round trips that open a fresh connection before the first request (TCP 1, TLS 1.2 two more, TLS 1.3 one more). */
const HANDSHAKES = new Map<string, number>([
  ['tcp', 1],
  ['tls12', 3],
  ['tls13', 2],
  ['http1', 1],
  ['http2', 2],
  ['http3', 1],
  ['grpc', 2],
  ['udp', 0],
  ['amqp', 5],
  ['mqtt', 2],
  ['erlang', 3],
]);

export function lowerLink(context: Context, node: ast.Link): Link | undefined {
  const from = node.from?.ref?.name;
  const to = node.to?.ref?.name;
  const path = `${from ?? '?'}->${to ?? '?'}`;
  const properties = context.properties('link', node.members, path);
  const latency = context.single<ast.Latency>(node.members, 'Latency', 'latency', 'a link');
  const protocol = context.single<ast.Protocol>(node.members, 'Protocol', 'protocol', 'a link');
  const name = protocol?.name ?? 'tcp';
  const perCall = protocol?.fresh === true;
  const lowered = {
    at: rangeOf(node),
    ...optional(
      'latency',
      lowerDistribution(context, latency?.value, `${path}.latency`, VALUES.latency, 'deterministic'),
    ),
    // A latency stands in place of the default.
    roundTrip: latency
      ? (properties.get('round_trip') ?? { value: 0, origin: 'default' as const })
      : properties.or('round_trip'),
    protocol: name,
    handshakes: properties.get('handshakes') ?? {
      value: perCall ? (HANDSHAKES.get(name) ?? 1) : 0,
      origin: 'default' as const,
    },
    perCall,
    ...optional('bandwidth', properties.get('bandwidth')),
    loss: properties.or('loss'),
    availability: properties.or('availability'),
  };
  return from === undefined || to === undefined ? undefined : { from, to, ...lowered };
}

export function lowerCluster(context: Context, node: ast.Cluster): Cluster {
  const { name, members } = node;
  const properties = context.properties('cluster', members, name);
  const pattern = context.single<ast.Pattern>(members, 'Pattern', 'pattern', `'${name}'`);
  const nodes = members.flatMap((member) => (member.$type === 'Members' ? member.nodes : []));
  return {
    ...named(node),
    pattern: pattern?.kind ?? 'full_mesh',
    ...optional('groupSize', context.read(`${name}.pattern`, pattern?.size, VALUES.groupSize)),
    members: nodes.flatMap((reference) => (reference.ref ? [reference.ref.name] : [])),
    ...optional('tick', properties.get('tick')),
    ...optional('heartbeat', properties.get('heartbeat')),
    ...optional('partitions', properties.get('partitions')),
    ...optional('gateways', properties.get('gateways')),
  };
}
