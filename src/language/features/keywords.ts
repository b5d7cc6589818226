// What each keyword means, in a sentence, with the text that completion inserts and the default that holds
// when the statement is left out. Keys are "Rule.keyword" of the grammar, or the keyword alone where it means
// the same everywhere. Scalar properties stand in properties.ts instead.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of snippets are written so

/** Documentation of a keyword. */
export interface KeywordDoc {
  /** Markdown, one to three sentences. */
  doc: string;
  /** Snippet of the whole statement, in the syntax of the language server protocol. */
  snippet?: string;
  /** What holds when it is left out. */
  otherwise?: string;
}

type Row = [doc: string, snippet?: string, otherwise?: string];

const NODE = 'replicas ${2:2}\n  workers ${3:64}\n\n  op ${4:handle} {\n    cpu ${5:5 ms}\n  }\n  $0\n}';

const ROWS: Record<string, Row> = {
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
  // ---- operations
  'Operation.op': ['An operation and what it does, step by step.', 'op ${1:name} {\n  cpu ${2:5 ms}\n  $0\n}'],
  'Trait.idempotent': ['Doing it twice has the effect of doing it once: it may be retried.'],
  'Trait.cancellable': ['Stops at once when its caller gives up.'],
  'Trait.reads': ['Changes nothing.'],
  'Trait.writes': ['Changes state.'],
  'CpuStep.cpu': ['CPU time per request; exponential unless `cv` or a family is named.', 'cpu ${1:5 ms}'],
  'DelayStep.delay': ['Time that passes without using a resource other than the worker.', 'delay ${1:10 ms}'],
  'CallStep.call': ['Calls an operation and waits for its reply, holding the worker.', 'call ${1:node.op}'],
  'SendStep.send': ['Sends without waiting for a reply.', 'send ${1:channel}'],
  'ParallelStep.parallel': ['All branches start together; all must end.', 'parallel { $0 }'],
  'FirstStep.first': ['All branches start together; goes on when so many have ended.', 'first ${1:1} of ${2:2} { $0 }'],
  'BranchStep.with': ['Done with this probability.', 'with ${1:50 %} {\n  $0\n}'],
  'BranchStep.if': ['Done with this probability.', 'if ${1:50 %} {\n  $0\n}'],
  'LoopStep.repeat': ['Repeats the block so many times in the mean.', 'repeat ${1:3} {\n  $0\n}'],
  'BranchStep.else': ['Done otherwise.', 'else {\n  $0\n}'],
  'LoopStep.times': ['Repeats the block so many times in the mean.', 'times ${1:3} {\n  $0\n}'],
  geometric: ['The count is geometric, not fixed.'],
  'CacheStep.cache': ['The block is done only when the cache misses.', 'cache hit ${1:90 %} {\n  $0\n}'],
  'ReplyStep.reply': ['Answers the caller now; the rest runs on in the same worker.', 'reply'],
  'StateStep.read': ['Reads a state.', 'read ${1:state}'],
  'StateStep.write': ['Writes a state and its copies.', 'write ${1:state}'],
  'WithClause.with': ['Done with this probability.', 'with ${1:50 %}', '100 %'],
  'TimesClause.times': ['Done so many times in the mean.', 'times ${1:2}', '1'],
  'ForClause.for': ['Another value for one workload.', 'for ${1:workload} ${2:1 ms}'],
  'Timeout.timeout': [
    'The caller gives up after this time; counted per attempt, network included.',
    'timeout ${1:250 ms}',
    'waits for ever',
  ],
  'Retry.retry': [
    'Tries again after an error or a timeout, at most so many times.',
    'retry ${1:2} backoff ${2:50 ms}',
    'no retry',
  ],
  'Retry.backoff': ['Mean pause before a retry.', 'backoff ${1:50 ms}', '0 s'],
  'Retry.factor': ['Growth of the pause from retry to retry.', 'factor ${1:2}', '1'],
  'Retry.jitter': ['Share of the pause that is random.', 'jitter ${1:50 %}', '0 %'],
  budget: ['Retries allowed, as a share of first tries.', 'budget ${1:10 %}', 'no budget'],
  'Breaker.breaker': [
    'Circuit breaker: stops calling when too many calls fail.',
    'breaker at ${1:50 %} window ${2:10 s} open for ${3:5 s}',
    'no breaker',
  ],
  'Recovery.recovery': [
    'What the caller promises about an effect after errors.',
    'recovery ${1|at_most_once,at_least_once,exactly_once|}',
  ],
  'Recovery.at_most_once': ['No retry: the effect happens once or not at all.'],
  'Recovery.at_least_once': ['Retries: the effect may happen twice.'],
  'Recovery.exactly_once': ['Retries with deduplication, which costs a lookup and memory for its window.'],
  'Pool.pool': [
    'At most so many connections from a replica; others wait.',
    'pool ${1:20} wait ${2:100 ms}',
    'no limit',
  ],
  'Bulkhead.bulkhead': [
    'At most so many of these calls in progress per replica; others are shed.',
    'bulkhead ${1:20}',
    'no limit',
  ],
  'Throttle.throttle': [
    'Client throttle: sheds calls when accepted calls times this factor fall behind the attempts.',
    'throttle ${1:2}',
    'no throttle',
  ],
  'Sizes.size': ['Bytes of the request and of the reply.', 'size ${1:1 kB} reply ${2:10 kB}', '0 B'],
  'Fallback.fallback': ['What happens instead when the call fails.', 'fallback ${1|ignore|}', 'the operation fails'],
  'Cancellable.cancellable': ['The callee stops at once when the caller gives up.'],
  // ---- objectives and observation
  'Objective.objective': [
    'What a workload must achieve.',
    'objective ${1:workload} {\n  p99 < ${2:300 ms}\n  availability >= ${3:99.9 %}\n  headroom >= ${4:30 %}\n}',
  ],
  'Metric.mean': ['Mean response time.', 'mean < ${1:100 ms}'],
  'Metric.throughput': ['Requests per second that get a good reply.', 'throughput >= ${1:100 req/s}'],
  'Metric.errors': ['Share of requests that fail.', 'errors < ${1:0.1 %}'],
  'Metric.shed': ['Share of requests that are turned away.', 'shed < ${1:1 %}'],
  'Metric.availability': [
    'Share of requests that succeed within the response objective.',
    'availability >= ${1:99.9 %}',
  ],
  'Metric.headroom': ['How much the load may grow before the first objective breaks.', 'headroom >= ${1:30 %}'],
  'Metric.cost': ['Cost of everything that runs.', 'cost <= ${1:1000 EUR/month}'],
  'SurvivesGoal.survives': [
    'The objectives still hold after the worst loss of so many.',
    'survives ${1:1} ${2|zone,replica,region,host|}',
  ],
  'BoundGoal.over': ['The time over which it must hold.', 'over ${1:30 days}'],
  'Monitor.monitor': [
    'What is watched and when it raises an alarm.',
    'monitor ${1:name} {\n  watch ${2:node}\n  poll ${3:30 s}\n  alarm ${4:full} ${5|critical,major,minor,warning|} when > ${6:80 %}\n}',
  ],
  'Watch.watch': ['The quantity that is watched.', 'watch ${1:node}'],
  'Alarm.alarm': [
    'Raised when the watched quantity crosses a bound.',
    'alarm ${1:name} ${2|critical,major,minor,warning|} when > ${3:80 %} for ${4:1 min}',
  ],
  // ---- scenarios
  'Scenario.scenario': ['A small overlay: other values, and events on a time line.', 'scenario ${1:name} {\n  $0\n}'],
  'Scenario.extends': ['Starts from the overrides and events of another scenario.', 'extends ${1:scenario}'],
  'Event.at': ['Something that happens at this time.', 'at ${1:60 s} ${2|fail,restore,slow,partition,set|} '],
  'Action.fail': ['Takes it down.', 'fail ${1:node}'],
  'Action.restore': ['Brings it back.', 'restore ${1:node}'],
  'Action.slow': ['Makes it slower by a factor.', 'slow ${1:node} by ${2:10}'],
  'Action.partition': ['Cuts the network between two.', 'partition ${1:node} from ${2:node}'],
  'Action.set': ['Changes a value.', 'set ${1:path} = ${2:1}'],
  // ---- values
  source: ['Where the number comes from; shown with every figure that depends on it.', 'source "${1:load test}"'],
  assumed: ['The number is a guess; every figure that depends on it says so.'],
  'Dist.cv': ['Coefficient of variation: standard deviation over mean.', 'cv ${1:1}'],
  'Dist.shape': ['Shape parameter of the family.', 'shape ${1:2}'],
  'Dist.to': ['Upper end of a uniform distribution.', 'to ${1:10 ms}'],
  'Family.exponential': ['Exponential distribution: cv 1.'],
  'Family.deterministic': ['Always the same value: cv 0.'],
  'Family.uniform': ['Evenly between two values.', 'uniform ${1:1 ms} to ${2:10 ms}'],
  'Family.erlang': ['Erlang distribution of so many stages.', 'erlang ${1:8 ms} shape ${2:3}'],
  'Family.gamma': ['Gamma distribution.', 'gamma ${1:8 ms} cv ${2:0.5}'],
  'Family.lognormal': ['Lognormal distribution.', 'lognormal ${1:8 ms} cv ${2:2}'],
  'Family.weibull': ['Weibull distribution.', 'weibull ${1:8 ms} shape ${2:2}'],
  'Family.pareto': ['Pareto distribution: a heavy tail.', 'pareto ${1:8 ms} shape ${2:2.5}'],
  'Family.hyperexponential': [
    'Hyperexponential distribution with balanced means: cv over 1.',
    'hyperexponential ${1:8 ms} cv ${2:2}',
  ],
};

const DOCS = new Map(Object.entries(ROWS));

/**
 * Documentation of a keyword.
 *
 * @param rule name of the grammar rule that the keyword stands in
 * @param keyword the keyword itself
 */
export function keywordDoc(rule: string | undefined, keyword: string): KeywordDoc | undefined {
  const row = DOCS.get(`${rule}.${keyword}`) ?? DOCS.get(keyword);
  if (!row) return undefined;
  const [doc, snippet, otherwise] = row;
  return { doc, ...(snippet ? { snippet } : {}), ...(otherwise ? { otherwise } : {}) };
}

/** Keys and snippets of all keywords that have a snippet, for tests and for generated documentation. */
export function documentedKeywords(): readonly (KeywordDoc & { key: string })[] {
  return [...DOCS].map(([key, [doc, snippet, otherwise]]) => ({
    key,
    doc,
    ...(snippet ? { snippet } : {}),
    ...(otherwise ? { otherwise } : {}),
  }));
}
