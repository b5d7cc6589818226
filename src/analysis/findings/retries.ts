/** Findings about timeouts and retries along the calls: inversions, retries that may act twice, attempts that multiply. */
import type { CallPolicy, Operation, RetryPolicy, Step, System } from '../../model/system.js';
import { formatDuration, formatNumber } from '../render/format.js';
import type { Finding } from '../report.js';
import { after, durationText, replace } from './edits.js';
import { finding } from './registry.js';
import { type Proposal, withOperation, withRetry, withTimeout } from './verify.js';

type Call = Extract<Step, { kind: 'call' | 'send' }>;

/** All calls in a body, nested ones included; those of fallbacks are not followed. */
export function callsIn(steps: readonly Step[]): Call[] {
  const result: Call[] = [];
  const stack = [...steps];
  while (stack.length > 0) {
    const step = stack.pop()!;
    if (step.kind === 'call' || step.kind === 'send') result.push(step);
    else if (step.kind === 'parallel' || step.kind === 'first') stack.push(...step.branches);
    else if (step.kind === 'branch') stack.push(...step.then, ...step.otherwise);
    else if (step.kind === 'loop') stack.push(...step.steps);
    else if (step.kind === 'cache') stack.push(...step.miss);
  }
  return result.reverse();
}

/** Greatest total of the pauses between attempts, jitter included, s. */
export function backoffTotal(retry: RetryPolicy | undefined): number {
  if (!retry) return 0;
  let sum = 0;
  let pause = retry.backoff.value;
  const count = Math.min(1000, Math.round(retry.count.value));
  for (let i = 0; i < count; i++) {
    sum += pause;
    pause *= retry.factor.value;
  }
  return Math.min(sum, 1e9);
}

const attempts = (policy: Pick<CallPolicy, 'retry'>): number => 1 + Math.max(0, policy.retry?.count.value ?? 0);

interface Caller {
  readonly name: string;
  readonly timeout: CallPolicy['timeout'];
  readonly retry: RetryPolicy | undefined;
  readonly target: string;
  readonly targetAt: Call['targetAt'];
  readonly exactlyOnce: boolean;
}

export function retryFindings(system: System): Finding[] {
  const operations = new Map<string, Operation>();
  for (const owner of [...system.nodes, ...system.externals])
    for (const operation of owner.operations) operations.set(operation.id, operation);
  const calls = new Map<string, Call[]>();
  for (const operation of operations.values()) calls.set(operation.id, callsIn(operation.steps));
  const callers: Caller[] = [];
  for (const workload of system.workloads) {
    for (const target of workload.targets) {
      callers.push({
        name: workload.name,
        timeout: workload.timeout,
        retry: workload.retry,
        target: target.operation,
        targetAt: target.at,
        exactlyOnce: false,
      });
    }
  }
  for (const operation of operations.values()) {
    for (const call of calls.get(operation.id)!) {
      callers.push({
        name: operation.id,
        timeout: call.kind === 'call' ? call.policy.timeout : undefined,
        retry: call.policy.retry,
        target: call.target,
        targetAt: call.targetAt,
        exactlyOnce: call.policy.recovery === 'exactly_once',
      });
    }
  }
  return [
    ...inversions(callers, calls),
    ...notIdempotent(callers, operations),
    ...amplification(system, operations, calls),
  ];
}

/** caller's timeout >= attempts x callee's timeout + pauses (worked example: 3 x 2 s + 0.2 s + 0.4 s = 6.6 s > 5 s). */
function inversions(callers: readonly Caller[], calls: ReadonlyMap<string, readonly Call[]>): Finding[] {
  const result: Finding[] = [];
  const memo = new Map<string, { time: number; call: Call } | undefined>();
  const active = new Set<string>();
  /** Longest time that one call of the body may take by its own timeouts. */
  const longest = (id: string): { time: number; call: Call } | undefined => {
    if (memo.has(id)) return memo.get(id);
    if (active.has(id)) return undefined;
    active.add(id);
    let worst: { time: number; call: Call } | undefined;
    for (const call of calls.get(id) ?? []) {
      if (call.kind !== 'call') continue;
      const each = call.policy.timeout?.value ?? longest(call.target)?.time;
      if (each === undefined) continue;
      const time = attempts(call.policy) * each + backoffTotal(call.policy.retry);
      if (!worst || time > worst.time) worst = { time, call };
    }
    active.delete(id);
    memo.set(id, worst);
    return worst;
  };
  const seen = new Set<string>();
  for (const caller of callers) {
    if (!caller.timeout) continue;
    const inner = longest(caller.target);
    if (!inner || inner.time <= caller.timeout.value * (1 + 1e-9)) continue;
    const at = caller.timeout.at ?? caller.targetAt;
    if (seen.has(`${at.uri} ${at.offset}`)) continue;
    seen.add(`${at.uri} ${at.offset}`);
    const { policy } = inner.call;
    const n = attempts(policy);
    const each = policy.timeout?.value ?? (inner.time - backoffTotal(policy.retry)) / n;
    const pauses = backoffTotal(policy.retry);
    const sum = `${n === 1 ? '' : `${formatNumber(n)} × `}${formatDuration(each)}${pauses > 0 ? ` + ${formatDuration(pauses)} of backoff` : ''}`;
    const text = durationText(inner.time);
    const change = replace(caller.timeout, text);
    const mended = inner.time;
    const fixes: Proposal[] = change
      ? [
          {
            title: `timeout ${text}`,
            changes: [change],
            verified: false,
            apply: (system) => withTimeout(system, change.at, mended),
          },
        ]
      : [];
    result.push(
      finding(
        'timeout-inversion',
        `${caller.name} gives up on ${caller.target} after ${formatDuration(caller.timeout.value)}, but ${caller.target} may try ` +
          `${inner.call.target} for ${n === 1 && pauses === 0 ? '' : `${sum} = `}${formatDuration(inner.time)}.`,
        at,
        {
          related: [
            {
              message: `${caller.target} may wait ${formatDuration(inner.time)} for ${inner.call.target}`,
              at: policy.timeout?.at ?? inner.call.targetAt,
            },
          ],
          fixes,
        },
      ),
    );
  }
  return result;
}

function notIdempotent(callers: readonly Caller[], operations: ReadonlyMap<string, Operation>): Finding[] {
  const result: Finding[] = [];
  for (const caller of callers) {
    const { retry } = caller;
    if (!retry || retry.count.value < 1 || caller.exactlyOnce) continue;
    const target = operations.get(caller.target);
    if (!target || target.idempotent || target.effect === 'reads') continue;
    const fixes: Proposal[] = [
      // Only where the place of the name is known: after the whole declaration the word would be an error.
      ...(target.nameAt.offset !== target.at.offset
        ? [
            {
              title: `Mark ${caller.target} as idempotent`,
              changes: [{ at: after(target.nameAt), newText: ' idempotent' }],
              verified: false,
              apply: (system: System) => withOperation(system, target.id, (item) => ({ ...item, idempotent: true })),
            },
          ]
        : []),
      {
        title: 'Remove the retry',
        changes: [{ at: retry.at, newText: '' }],
        verified: false,
        apply: (system) => withRetry(system, retry.at, 0),
      },
    ];
    result.push(
      finding(
        'retry-not-idempotent',
        `${caller.name} retries ${caller.target} up to ${formatNumber(retry.count.value)} times, which is not idempotent: a lost reply makes it act twice.`,
        retry.at,
        {
          related: [{ message: `${caller.target} is declared here`, at: target.nameAt }],
          fixes,
        },
      ),
    );
  }
  return result;
}

/** Attempts multiply along a path (worst load k to the power of layers; Beyer et al. 2016, ch. 22). */
function amplification(
  system: System,
  operations: ReadonlyMap<string, Operation>,
  calls: ReadonlyMap<string, readonly Call[]>,
): Finding[] {
  const found = new Map<
    string,
    { product: number; before: number; path: string[]; retry: RetryPolicy; related: Finding['related'] }
  >();
  const best = new Map<string, number>();
  const most = 4;
  interface Item {
    readonly id: string;
    readonly product: number;
    readonly path: readonly string[];
    readonly related: Finding['related'];
  }
  const stack: Item[] = [];
  const called = new Set([...calls.values()].flat().map((call) => call.target));
  for (const workload of system.workloads) {
    const product = attempts(workload);
    const related = workload.retry ? [{ message: `${formatNumber(product)} attempts`, at: workload.retry.at }] : [];
    for (const target of workload.targets)
      stack.push({ id: target.operation, product, path: [workload.name, target.operation], related });
  }
  for (const id of operations.keys()) if (!called.has(id)) stack.push({ id, product: 1, path: [id], related: [] });
  let budget = 20_000;
  while (stack.length > 0 && budget-- > 0) {
    const item = stack.pop()!;
    // Only a greater product can show something new; a cycle is followed once.
    if ((best.get(item.id) ?? 0) >= item.product) continue;
    best.set(item.id, item.product);
    for (const call of calls.get(item.id) ?? []) {
      if (item.path.includes(call.target)) continue;
      const tries = attempts(call.policy);
      const product = item.product * tries;
      const path = [...item.path, call.target];
      const { retry } = call.policy;
      if (product > most && item.product > 1 && tries > 1 && retry) {
        const key = `${retry.at.uri} ${retry.at.offset}`;
        if ((found.get(key)?.product ?? 0) < product)
          found.set(key, { product, before: item.product, path, retry, related: item.related });
      }
      stack.push({
        id: call.target,
        product,
        path,
        related: retry ? [...item.related, { message: `${formatNumber(tries)} attempts`, at: retry.at }] : item.related,
      });
    }
  }
  return [...found.values()].map(({ product, before, path, retry, related }) => {
    const allowed = Math.floor(most / before) - 1;
    const change = allowed >= 1 ? replace(retry.count, `${allowed}`) : { at: retry.at, newText: '' };
    const fixes: Proposal[] = change
      ? [
          {
            title: allowed >= 1 ? `retry ${allowed}` : 'Remove the retry',
            changes: [change],
            verified: false,
            apply: (system) => withRetry(system, retry.at, Math.max(0, allowed)),
          },
        ]
      : [];
    return finding(
      'retry-amplification',
      `Attempts multiply to ${formatNumber(product)} along ${path.join(' → ')} (${formatNumber(before)} before, ${formatNumber(product / before)} here): ` +
        `when ${path.at(-1)} fails, it is called up to ${formatNumber(product)} times per request.`,
      retry.at,
      { related, fixes },
    );
  });
}
