// Documentation of the keywords that declare things: files, places, load, node types, networks.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of snippets are written so
import type { Row } from './keywords.js';

const NODE = 'replicas ${2:2}\n  workers ${3:64}\n\n  op ${4:handle} {\n    cpu ${5:5 ms}\n  }\n  $0\n}';

export const STRUCTURE: Record<string, Row> = {
  // ---- file
  'Document.headroom': [
    'Version of the language that this file is written in.',
    'headroom ${1:1}',
    'the newest version',
  ],
  'Import.import': ['Makes the declarations of another file visible in this one.', 'import "${1:./other.arch}"'],
  'SystemDecl.system': ['Names the system that the file describes.', 'system ${1:name}'],
  'Param.param': [
    'A named value for use in expressions; scenarios and `--set` override it.',
    'param ${1:name} = ${2:1}',
  ],
  // ---- places
  'Region.region': [
    'A place with zones that may fail as a whole.',
    'region ${1:eu} { zone ${2:a}  zone ${3:b}  zone ${4:c} }',
  ],
  'Zone.zone': ['Part of a region that fails as a whole; replicas are spread over zones.', 'zone ${1:a}'],
  'Host.host': [
    'A machine whose cores, memory and disk the node types placed on it share.',
    'host ${1:name} {\n  cores ${2:8}\n  $0\n}',
  ],
  'Placement.on': ['The place that everything here runs on.', 'on ${1:place}'],
  // ---- load
  'Workload.workload': [
    'A source of requests.',
    'workload ${1:name} {\n  open ${2:100 req/s}\n  calls ${3:node.op}\n}',
  ],
  'OpenLoad.open': ['Requests arrive by themselves at this rate, whatever the system does.', 'open ${1:100 req/s}'],
  'ClosedLoad.closed': [
    'So many users who each think, send a request, wait for the reply and start over.',
    'closed ${1:100 users} think ${2:10 s}',
  ],
  'OpenLoad.burstiness': [
    'Squared coefficient of variation of the gaps between arrivals.',
    'burstiness ${1:2}',
    '1 (Poisson arrivals)',
  ],
  profile: ['Load factor over time.', 'profile ${1:name}', 'a constant load'],
  'Profile.profile': [
    'A curve over time that multiplies the rate of the workloads which name it.',
    'profile ${1:daily} {\n  at ${2:0 h} factor ${3:0.5}\n  at ${4:12 h} factor ${5:1}\n}',
  ],
  'ProfilePoint.at': ['From this time on the load is multiplied by the factor.', 'at ${1:12 h} factor ${2:1}'],
  'ClosedLoad.think': ['Time between a reply and the next request of the same user.', 'think ${1:10 s}', '0 s'],
  'Growth.grows': ['Growth of the load over time.', 'grows ${1:5 %/month}', 'no growth'],
  'Target.calls': ['The operation that the requests go to, or a weighted mix of several.', 'calls ${1:node.op}'],
  'MixEntry.weight': ['Share of this operation in the mix, relative to the other weights.', 'weight ${1:1}', '1'],
  // ---- node types
  'Node.frontend': ['A node type that takes requests from clients.', `frontend \${1:web} {\n  ${NODE}`],
  'Node.logic': ['A node type that holds business logic.', `logic \${1:name} {\n  ${NODE}`],
  'Node.service': ['A node type that offers operations to other nodes.', `service \${1:name} {\n  ${NODE}`],
  'Node.store': ['A node type that keeps data.', `store \${1:name} {\n  ${NODE}`],
  'Replicas.replicas': ['Number of equal nodes, and the places that they are spread over.', 'replicas ${1:2}', '1'],
  'Replicas.across': ['The places that the replicas are spread over evenly.', 'across ${1:region}'],
  'Balancing.balancing': [
    'How a request finds its replica.',
    'balancing ${1|random,round_robin,least_loaded,hash,shared|}',
    'random',
  ],
  'Balancing.random': ['Each request goes to a replica picked at random.'],
  'Balancing.round_robin': ['The replicas take turns.'],
  'Balancing.least_loaded': ['Each request goes to the replica with the fewest requests in progress.'],
  'Balancing.hash': ['A key decides the replica; `skew` says how uneven the keys are.'],
  'Balancing.shared': ['All replicas take from one queue.'],
  'Balancing.skew': ['Load of the busiest replica over the mean.', 'skew ${1:1.2}', '1'],
  'QueueBound.queue': [
    'Longest line of waiting requests in front of the workers of a replica, and what happens when it is full.',
    'queue ${1:128}, when full ${2|reject,block,drop_oldest|}',
  ],
  when: ['What happens when it is full.', 'when full ${1|reject,block,drop_oldest,drop|}', 'reject'],
  unbounded: ['No limit: waiting costs memory and time until it is worked off.'],
  'FullPolicy.reject': ['The caller gets an error at once.'],
  'FullPolicy.block': ['The caller waits and keeps its own slot: the pressure travels upstream.'],
  'FullPolicy.drop_oldest': ['The oldest waiting request gets the error.'],
  'FullPolicy.drop': ['The new message is lost without an error.'],
  'QueueBound.costing': ['CPU time that a rejection takes.', 'costing ${1:0.1 ms}', 'nothing'],
  'RateLimit.rate_limit': [
    'Token bucket: at most so many requests per second, with bursts. Per replica unless `total`.',
    'rate_limit ${1:100 req/s}',
    'no limit',
  ],
  'RateLimit.burst': ['Requests that may pass at once after a pause.', 'burst ${1:10}', 'one second of the rate'],
  'ConcurrencyLimit.concurrency_limit': [
    'At most so many requests in progress. Per replica unless `total`.',
    'concurrency_limit ${1:64}',
    'no limit besides the workers',
  ],
  total: ['The limit counts for all replicas together, not for each.'],
  reject: ['What is over the limit is shed at once and does not wait.'],
  aimd: ['Adaptive limit: grows by one, shrinks by a factor on an error.'],
  vegas: ['Adaptive limit after the queue that the latency betrays (TCP Vegas).'],
  gradient: ['Adaptive limit after the ratio of the shortest latency to the present one.'],
  'Fails.fails': [
    'Mean up time between failures, and how they are noticed and repaired.',
    'fails every ${1:90 days}, repaired in ${2:5 min}, detected in ${3:10 s}',
    'never fails',
  ],
  'FailClause.repaired': ['Mean time of a repair, counted from detection.', 'repaired in ${1:5 min}'],
  'FailClause.detected': [
    'Time until the failure is noticed; until then requests to it hang or are refused.',
    'detected in ${1:10 s}',
  ],
  'FailClause.coverage': ['Probability that failover works.', 'coverage ${1:99 %}', '100 %'],
  'FailClause.crews': ['Repairs that can run at a time.', 'crews ${1:1}', 'one per replica'],
  'FailClause.beta': ['Share of failures that take down the whole group (common cause).', 'beta ${1:5 %}', '0 %'],
  'FailClause.hangs': ['Until detection, requests to a failed replica hang until their timeout.'],
  'FailClause.refuses': ['Until detection, requests to a failed replica fail at once.'],
  'Autoscale.autoscale': [
    'Adds and removes replicas by utilisation.',
    'autoscale {\n  target ${1:60 %}\n  minimum ${2:2}\n  maximum ${3:20}\n}',
    'a fixed number of replicas',
  ],
  'Maintenance.maintenance': [
    'Planned work that takes replicas out, one batch at a time, drained first.',
    'maintenance {\n  every ${1:30 days}\n  duration ${2:10 min}\n}',
    'none',
  ],
  'Deployment.deployment': [
    'Rolling deployments: rate, batch, duration, share that fails.',
    'deployment {\n  every ${1:1 week}\n  duration ${2:5 min}\n}',
    'none',
  ],
  'State.state': [
    'Data that the node keeps, and what is shared of it.',
    'state ${1:name} {\n  share ${2|nothing,something,everything|}\n  bytes ${3:1 kB}\n  records ${4:1000}\n}',
  ],
  'Sharing.share': ['What the replicas share of this state.', 'share ${1|nothing,something,everything|}', 'nothing'],
  'Sharing.nothing': ['Each replica keeps its own; what a crashed replica held is lost.'],
  'Sharing.something': ['Some copies on other replicas.'],
  'Sharing.everything': ['Every replica holds everything.'],
  'Quorum.quorum': [
    'Copies, and how many of them a read and a write must reach.',
    'quorum ${1:3} read ${2:2} write ${3:2}',
  ],
  'Quorum.strong': ['Reads promise to see the last write: needs R + W > N.'],
  // ---- externals, channels, links, clusters
  'External.external': [
    'Something that is not ours: latency, availability, limit.',
    'external ${1:name} {\n  latency ${2:100 ms}\n  availability ${3:99.9 %}\n  $0\n}',
  ],
  'Latency.latency': [
    'Time of a round trip or a reply; deterministic unless a distribution is named.',
    'latency ${1:100 ms}',
  ],
  'Outage.down': ['Mean duration of an outage.', 'down for ${1:5 min}'],
  'Channel.queue': [
    'A buffer of messages between `send` and consumers.',
    'queue ${1:name} {\n  holds ${2:10000}, when full ${3|reject,block,drop_oldest,drop|}\n  consumer ${4:node.op} concurrency ${5:4}\n}',
  ],
  'Channel.topic': [
    'A buffer of messages that each consumer gets a copy of.',
    'topic ${1:name} {\n  holds ${2:10000}, when full ${3|reject,block,drop_oldest,drop|}\n  consumer ${4:node.op} concurrency ${5:4}\n}',
  ],
  'Holds.holds': [
    'Messages that fit, and what happens when it is full.',
    'holds ${1:10000}, when full ${2|reject,block,drop_oldest,drop|}',
    'unbounded',
  ],
  'Consumer.consumer': ['The operation that takes messages from here.', 'consumer ${1:node.op} concurrency ${2:4}'],
  'Consumer.concurrency': ['Messages in progress at a time.', 'concurrency ${1:4}', '1'],
  'Consumer.batch': ['Messages taken at a time.', 'batch ${1:10}', '1'],
  'Link.link': ['The network between two declarations.', 'link ${1:from} -> ${2:to} {\n  round_trip ${3:1 ms}\n}'],
  'Protocol.protocol': ['The protocol of the link: decides handshakes and multiplexing.', 'protocol ${1:http2}', 'tcp'],
  'Protocol.per_call': ['A fresh connection for every call.'],
  'Cluster.cluster': [
    'Node types that know each other, and in which pattern.',
    'cluster ${1:name} {\n  pattern ${2|full_mesh,groups,ring,hub,client_server,bus|}\n  members ${3:node}\n}',
  ],
  'Pattern.pattern': ['Who is connected to whom.', 'pattern ${1|full_mesh,groups,ring,hub,client_server,bus|}'],
  'Members.members': ['The node types of the cluster.', 'members ${1:node}'],
};
