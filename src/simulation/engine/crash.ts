/** What happens to requests at replicas that crash. */
import { FAILED } from './counts.js';
import type { Replica } from './node.js';
import type { Run } from './run.js';
import { AT_WORK, ENDED, HANGING, IN_LINE, NO_EVENT, type Task, TRAVELLING } from './task.js';

/**
 * Stops all that the replicas do. Their requests hang until their callers give up, or fail at once where the connection breaks; what nobody
 * waits for is lost. The replicas are down already.
 */
export function crash(run: Run, replicas: ReadonlySet<Replica>): void {
  const lost = run.tasks.all.filter((task) => isAt(task, replicas)).map((root) => ({ root, serial: root.serial }));
  const each = (visit: (item: { readonly root: Task; serial: number }) => void): void => {
    // Some end with others, and may be in use again, before it is their turn.
    for (const item of lost) if (item.root.serial === item.serial) visit(item);
  };
  // First those that wait for connections: nobody hands one to a caller that is about to stop.
  each(({ root }) => {
    for (const task of threads(root)) {
      if (!task.siteState || task.state !== IN_LINE) continue;
      run.requests.halt(task);
      task.state = AT_WORK;
    }
  });
  // Those outside of a full line do not move up.
  each((item) => {
    if (item.root.line && item.root.line === item.root.replica!.outside) stop(run, item);
  });
  each((item) => {
    const { root } = item;
    const { over } = root;
    // The last of its branches takes along a request that has ended.
    for (let left = root.live; left > 0; left--) {
      const branch = root.branches!;
      run.requests.halt(branch);
      run.bodies.forget(branch);
    }
    if (over) return;
    stop(run, item);
    if (root.holdsSlot) run.requests.leaveSlot(root, false);
  });
  each(({ root }) => {
    if (!(root.caller || root.client) || root.replied) run.requests.lose(root);
    else if (root.replica!.breaks || root.acknowledges) run.requests.end(root, FAILED);
    else root.replica!.hanging.add(root);
  });
}

/** Requests that hang fail, where nobody would ever give them up. */
export function failHanging(run: Run, replica: Replica): void {
  for (const task of replica.hanging) {
    // A client that takes whatever happens has no timeout.
    if (task.caller && task.caller.timer !== NO_EVENT) continue;
    replica.hanging.delete(task);
    run.requests.end(task, FAILED);
  }
}

function isAt(task: Task, replicas: ReadonlySet<Replica>): boolean {
  const { replica, state } = task;
  if (task.root !== task || !task.node || !replica || !replicas.has(replica)) return false;
  if (state === ENDED || state === TRAVELLING || state === HANGING) return false;
  // A line of all replicas stands in front of them.
  return !(replica.node.shared && state === IN_LINE && !task.siteState);
}

function* threads(root: Task): Iterable<Task> {
  yield root;
  for (let branch = root.branches; branch; branch = branch.sibling) yield branch;
}

function stop(run: Run, item: { readonly root: Task; serial: number }): void {
  run.requests.halt(item.root);
  item.root.state = HANGING;
  // If it has sent something and waits for room, it does not wait any more.
  item.serial = ++item.root.serial;
}
