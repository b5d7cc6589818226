/** Executes the code of operations: steps in sequence, branches side by side. */
import {
  AGAIN,
  CALL,
  CHANCE,
  CPU,
  DELAY,
  END,
  END_BRANCH,
  type Instruction,
  JUMP,
  LOOP,
  REPLY,
  SEND,
  SPLIT,
  STATE,
  TURN_AWAY,
} from '../program/instruction.js';
import { FAILED, REJECTED } from './counts.js';
import { BURST_END, PAUSE_END } from './kinds.js';
import type { Run } from './run.js';
import { AT_CPU, AT_WORK, JOINING, PAUSING, type Task } from './task.js';

export class Bodies {
  private joins = 0;

  constructor(private readonly run: Run) {}

  /** Goes on with a task until it waits for something or has ended. */
  proceed(task: Task): void {
    const { code } = this.run.program;
    const { workload } = task.root;
    task.state = AT_WORK;
    for (;;) {
      const step = code[task.pc++]!;
      switch (step.code) {
        case CPU: {
          const demand = (step.samplers?.[workload] ?? step.sampler!).sample();
          if (demand === 0) break;
          this.burst(task, demand);
          return;
        }
        case DELAY: {
          const time = (step.samplers?.[workload] ?? step.sampler!).sample();
          if (time === 0) break;
          this.pause(task, time * task.root.replica!.slow);
          return;
        }
        case CALL:
          this.run.calls.begin(task, step.site!);
          return;
        case SEND:
          this.run.calls.send(task, step.site!);
          return;
        case SPLIT:
          this.split(task, step);
          return;
        case END_BRANCH:
          this.endBranch(task, -1);
          return;
        case CHANCE: {
          const p = step.chances?.[workload] ?? step.p;
          if (p < 1 && step.stream!.uniform() >= p) task.pc = step.to;
          break;
        }
        case LOOP: {
          const rounds = roundsOf(step);
          if (rounds === 0) task.pc = step.to;
          else task.rounds[step.level] = rounds;
          break;
        }
        case AGAIN: {
          const left = task.rounds[step.level]! - 1;
          task.rounds[step.level] = left;
          if (left === 0) break;
          task.pc = step.to;
          if (this.run.standsStill()) return;
          break;
        }
        case JUMP:
          task.pc = step.to;
          break;
        case REPLY:
          this.run.requests.reply(task.root, -1);
          break;
        case STATE:
          if (this.access(task, step)) break;
          return;
        case TURN_AWAY:
          this.run.requests.end(task, REJECTED);
          return;
        case END:
          this.run.requests.end(task, -1);
          return;
      }
    }
  }

  /** Work at the cores of its node. @param seconds of one core at its declared pace, > 0 */
  burst(task: Task, seconds: number): void {
    const { node, replica } = task.root;
    const demand = seconds * replica!.work;
    const { now } = this.run;
    node!.levels.touch(now);
    node!.levels.bursts++;
    node!.work += demand;
    task.state = AT_CPU;
    if (replica!.cpu) replica!.cpu.add(task, demand, now);
    else {
      task.finish = now + demand;
      task.event = this.run.events.schedule(task.finish, BURST_END, task);
    }
  }

  endBurst(task: Task): void {
    const { levels } = task.root.node!;
    levels.touch(this.run.now);
    levels.bursts--;
    this.proceed(task);
  }

  pause(task: Task, seconds: number): void {
    task.state = PAUSING;
    task.event = this.run.events.schedule(this.run.now + seconds, PAUSE_END, task);
  }

  /** An error of a step: the first ends the operation. @param error kind */
  fail(task: Task, error: number): void {
    if (task.root === task) this.run.requests.end(task, error);
    else this.endBranch(task, error);
  }

  private split(task: Task, step: Instruction): void {
    const { root } = task;
    const join = ++this.joins;
    task.waitsFor = join;
    task.needed = step.needed;
    task.running = step.branches.length;
    task.stopRest = step.cancellable;
    task.state = JOINING;
    task.pc = step.to;
    for (const pc of step.branches) {
      const branch = this.run.tasks.take();
      branch.root = root;
      branch.parent = task;
      branch.join = join;
      branch.pc = pc;
      branch.elder = undefined;
      branch.sibling = root.branches;
      if (root.branches) root.branches.elder = branch;
      root.branches = branch;
      root.live++;
      this.run.makeReady(branch);
    }
  }

  /** @param error kind, or -1 */
  private endBranch(branch: Task, error: number): void {
    const { parent, join } = branch;
    this.forget(branch);
    // Who has gone on, or has ended, does not wait for this one any more.
    if (parent!.waitsFor !== join) return;
    parent!.running--;
    if (error < 0) {
      if (--parent!.needed > 0) return;
      parent!.waitsFor = 0;
      if (parent!.stopRest) this.stopBranches(parent!, join);
      parent!.state = AT_WORK;
      this.run.makeReady(parent!);
    } else if (parent!.running < parent!.needed) {
      parent!.waitsFor = 0;
      this.fail(parent!, error);
    }
  }

  /** Stops the branches that are left of a join. */
  private stopBranches(parent: Task, join: number): void {
    let branch = parent.root.branches;
    while (branch) {
      const next: Task | undefined = branch.sibling;
      if (branch.join === join && branch.parent === parent) {
        if (branch.waitsFor !== 0) this.stopBranches(branch, branch.waitsFor);
        this.run.requests.halt(branch);
        this.forget(branch);
        // Its own branches may have gone with it: begin again.
        branch = parent.root.branches;
      } else branch = next;
    }
  }

  /** Takes a branch out of its request. */
  forget(branch: Task): void {
    const { root, elder, sibling } = branch;
    if (elder) elder.sibling = sibling;
    else root.branches = sibling;
    if (sibling) sibling.elder = elder;
    branch.elder = branch.sibling = undefined;
    root.live--;
    this.run.tasks.release(branch);
    if (root.over && root.live === 0) this.run.tasks.release(root);
  }

  /** Copies of what an access is about that can be reached: those that chance has put on replicas that run. */
  private reachable(task: Task, step: Instruction): number {
    const { node, replica } = task.root;
    const { replicas, levels } = node!;
    const { cuts } = this.run;
    const all = Math.min(step.copies, replicas.length);
    if (levels.up === replicas.length && !cuts.active) return all;
    let there = 0;
    let up = 0;
    for (const other of replicas) {
      if (other.retired) continue;
      there++;
      if (other.up && !(cuts.active && cuts.separates(replica, other))) up++;
    }
    let found = 0;
    for (let copy = Math.min(all, there); copy > 0; copy--, there--)
      if (step.stream!.uniform() * there < up) {
        found++;
        up--;
      }
    return found;
  }

  /** Waits for the k-th fastest of the copies that can be reached. @returns true where that takes no time */
  private access(task: Task, step: Instruction): boolean {
    const copies = this.reachable(task, step);
    if (copies < step.needed) {
      this.fail(task, FAILED);
      return false;
    }
    if (!step.sampler) return true;
    const times: number[] = [];
    for (let i = 0; i < copies; i++) times.push(step.sampler.sample());
    times.sort((a, b) => a - b);
    const time = times[step.needed - 1] ?? 0;
    if (time === 0) return true;
    this.pause(task, time);
    return false;
  }
}

/** Rounds of a loop: a whole number is exact, a fraction is the floor or one more; geometric where it says so. */
function roundsOf({ count, geometric, stream }: Instruction): number {
  if (geometric) {
    if (count <= 0) return 0;
    // P(N = n) = (1 - q) q^n with mean count.
    const q = count / (1 + count);
    return Math.floor(Math.log(1 - stream!.uniform()) / Math.log(q));
  }
  const floor = Math.floor(count);
  return count > floor && stream!.uniform() < count - floor ? floor + 1 : floor;
}
