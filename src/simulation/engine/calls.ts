/** Calls: the way there and back, timeout, retries and their budget, breaker, throttle, bulkhead, connections, fallback. */
import { FAILED, REJECTED, SHED, TIMED_OUT } from './counts.js';
import { AGAIN, ARRIVE, NO_CONNECTION, REPLIED, TIMEOUT } from './kinds.js';
import type { Run } from './run.js';
import { BUDGET_CAPACITY, type CallSite, type SiteState } from './site.js';
import { AT_WORK, CALLING, HANGING, IN_LINE, NO_EVENT, PAUSING, type Task, TRAVELLING } from './task.js';

export class Calls {
  constructor(private readonly run: Run) {}

  /** The first try of a synchronous call. */
  begin(task: Task, site: CallSite): void {
    task.site = site;
    task.attempt = 0;
    const state = site.plain ? undefined : site.stateOf(task.root.replica?.index ?? 0);
    task.siteState = state;
    if (state && site.budget < Infinity) state.tokens = Math.min(BUDGET_CAPACITY, state.tokens + site.budget);
    this.attempt(task);
  }

  /** A try: through breaker, throttle, bulkhead and pool, then on its way. */
  attempt(task: Task): void {
    const site = task.site!;
    const state = task.siteState;
    const { now } = this.run;
    task.state = CALLING;
    task.event = task.reply = task.timer = NO_EVENT;
    if (state) {
      if (
        state.throttled(now) ||
        state.inProgress >= site.bulkhead ||
        (state.breaker && !state.breaker.allows(task, now))
      ) {
        this.outcome(task, SHED);
        return;
      }
      state.inProgress++;
      if (site.pool < Infinity) {
        if (state.connections >= site.pool) {
          task.state = IN_LINE;
          task.rank = this.run.program.ranks[task.root.workload]!;
          state.line!.add(task);
          if (site.poolWait < Infinity) task.event = this.run.events.schedule(now + site.poolWait, NO_CONNECTION, task);
          return;
        }
        state.connections++;
      }
    }
    this.go(task, site);
  }

  private go(task: Task, site: CallSite): void {
    const { run } = this;
    const { now, events } = run;
    const network = site.network ? site.network.sample() : 0;
    if (site.timeout < Infinity) task.timer = events.schedule(now + site.timeout, TIMEOUT, task);
    let there = network / 2;
    task.back = there;
    if (site.link) {
      if (!site.link.works()) {
        task.back = 0;
        this.answered(task, FAILED);
        return;
      }
      there += site.link.delay();
      task.back += site.link.delay();
      if (there === Infinity) {
        run.cuts.unanswered(task, undefined);
        return;
      }
    }
    const { target } = site;
    switch (target.kind) {
      case 'node': {
        const request = this.request(task, target.operation, site);
        if (task.back < Infinity) {
          request.caller = task;
          task.callee = request;
        } else {
          // It is done, and the reply is lost.
          request.abandoned = true;
          run.cuts.unanswered(task, undefined);
        }
        request.state = TRAVELLING;
        if (there > 0) request.event = events.schedule(now + there, ARRIVE, request);
        else run.makeReady(request);
        return;
      }
      case 'external': {
        const { external } = target;
        if (run.cuts.active && run.cuts.separates(task.root.replica, external)) run.cuts.unanswered(task, undefined);
        else if (external.fails()) this.answered(task, FAILED);
        else if (external.bucket && !external.bucket.take(now)) this.answered(task, REJECTED);
        else if (task.back === Infinity) run.cuts.unanswered(task, undefined);
        else {
          task.outcome = -1;
          const latency = target.latency.sample() * external.slow;
          task.reply = events.schedule(now + there + task.back + latency, REPLIED, task);
        }
        return;
      }
      case 'channel':
        if (task.back === Infinity) task.back = 0;
        run.messages.put(target.channel, task);
    }
  }

  /** A request to an operation, on behalf of a task. */
  request(task: Task, operation: number, site: CallSite | undefined): Task {
    const { run } = this;
    const { root } = task;
    const { entry, node } = run.program.operations[operation]!;
    const request = run.tasks.take();
    request.workload = root.workload;
    request.rank = run.program.ranks[root.workload]!;
    request.deadline = root.deadline;
    request.operation = operation;
    request.node = run.program.nodes[node];
    request.pc = entry;
    request.before = site ? site.lookup : 0;
    return request;
  }

  /** Hands work over. The sender goes on when it is accepted, at the same moment unless the receiver blocks. */
  send(task: Task, site: CallSite): void {
    const { run } = this;
    const { target } = site;
    task.site = site;
    task.siteState = undefined;
    task.attempt = 0;
    task.back = 0;
    task.timer = task.reply = NO_EVENT;
    task.state = CALLING;
    if (site.link && !site.link.works()) {
      this.answered(task, FAILED);
      return;
    }
    switch (target.kind) {
      case 'node': {
        const request = this.request(task, target.operation, site);
        request.caller = task;
        task.callee = request;
        request.acknowledges = true;
        request.state = TRAVELLING;
        run.makeReady(request);
        return;
      }
      case 'external':
        this.answered(task, -1);
        return;
      case 'channel':
        run.messages.put(target.channel, task);
    }
  }

  /** A call that nobody will answer fails after so many seconds. */
  failsIn(task: Task, seconds: number): void {
    task.outcome = FAILED;
    task.reply = this.run.events.schedule(this.run.now + seconds, REPLIED, task);
  }

  /** The callee has answered; the reply travels. @param error kind, or -1 */
  answered(task: Task, error: number): void {
    const { run } = this;
    task.callee = undefined;
    task.outcome = error;
    if (task.back > 0 && task.back < Infinity) task.reply = run.events.schedule(run.now + task.back, REPLIED, task);
    else run.makeReady(task);
  }

  /** The reply is there. */
  replied(task: Task): void {
    const { outcome } = task;
    task.reply = NO_EVENT;
    if (task.timer !== NO_EVENT) {
      this.run.events.cancel(task.timer);
      task.timer = NO_EVENT;
    }
    this.leave(task);
    task.siteState?.record(task, this.run.now, outcome < 0, outcome !== REJECTED && outcome !== SHED);
    this.outcome(task, outcome);
  }

  timedOut(task: Task): void {
    task.timer = NO_EVENT;
    this.abandon(task);
    this.leave(task);
    task.siteState?.record(task, this.run.now, false, true);
    this.outcome(task, TIMED_OUT);
  }

  noConnection(task: Task): void {
    const { siteState } = task;
    siteState!.line!.remove(task);
    siteState!.inProgress--;
    siteState!.breaker?.forgetTrial(task);
    task.event = NO_EVENT;
    this.outcome(task, SHED);
  }

  /** Whoever has waited longest gets the connection. */
  private leave(task: Task): void {
    const state = task.siteState;
    if (!state) return;
    state.inProgress--;
    const site = task.site!;
    if (site.pool < Infinity) this.freeConnection(state, site);
  }

  /** More connections than before may be there for those who wait. */
  admit(site: CallSite): void {
    for (const state of site.known()) {
      while (state.line!.size > 0 && state.connections < site.pool) {
        state.connections++;
        this.freeConnection(state, site);
      }
    }
  }

  private freeConnection(state: SiteState, site: CallSite): void {
    const next = state.line!.first();
    if (!next) {
      state.connections--;
      return;
    }
    state.line!.remove(next);
    if (next.event !== NO_EVENT) this.run.events.cancel(next.event);
    next.event = NO_EVENT;
    next.state = CALLING;
    this.go(next, site);
  }

  /** An attempt has ended: on with the body, or again, or to the fallback. @param error kind, or -1 */
  private outcome(task: Task, error: number): void {
    const { run } = this;
    const site = task.site!;
    const state = task.siteState;
    if (error < 0) {
      task.siteState = undefined;
      run.bodies.proceed(task);
      return;
    }
    if (task.attempt < site.retries && this.mayRetry(site, state)) {
      task.attempt++;
      const pause = site.pause(task.attempt);
      task.state = PAUSING;
      task.event = run.events.schedule(run.now + pause, AGAIN, task);
      return;
    }
    task.siteState = undefined;
    if (site.fallback >= 0) {
      // Not at once: many calls in a row may be turned away in no time.
      task.pc = site.fallback;
      task.state = AT_WORK;
      run.makeReady(task);
    } else run.bodies.fail(task, error);
  }

  private mayRetry(site: CallSite, state: SiteState | undefined): boolean {
    if (!state) return true;
    if (state.breaker && !state.breaker.mayAllow(this.run.now)) return false;
    if (site.budget === Infinity) return true;
    if (state.tokens < 1) return false;
    state.tokens--;
    return true;
  }

  /** Nobody waits for the attempt any more: its callee stops, or works on for nobody. */
  private abandon(task: Task): void {
    const { callee, site } = task;
    const { run } = this;
    if (task.reply !== NO_EVENT) {
      run.events.cancel(task.reply);
      task.reply = NO_EVENT;
    }
    if (!callee) return;
    task.callee = undefined;
    callee.caller = undefined;
    callee.abandoned = true;
    if (callee.state === HANGING) run.requests.lose(callee);
    else if (site!.cancellable || run.program.operations[callee.operation]!.cancellable) run.requests.cancel(callee);
  }

  /** The caller itself is stopped. */
  giveUp(task: Task): void {
    if (task.timer !== NO_EVENT) this.run.events.cancel(task.timer);
    task.timer = NO_EVENT;
    task.siteState?.breaker?.forgetTrial(task);
    this.abandon(task);
    this.leave(task);
  }

  /** The caller is stopped while it waits for a connection. */
  leavePool(task: Task): void {
    const { siteState } = task;
    siteState!.line!.remove(task);
    siteState!.inProgress--;
    siteState!.breaker?.forgetTrial(task);
    if (task.event !== NO_EVENT) this.run.events.cancel(task.event);
    task.event = NO_EVENT;
  }
}
