/** Reads activities, their calls, and the precedence between them. */
import { attribute, ImportError, type XmlElement } from '../xml.js';
import type { LqnActivity, LqnCall, LqnFork, LqnGraph, LqnJoin, LqnPrecedence } from './document.js';
import type { Values } from './values.js';

type Note = (text: string) => void;

/** More activities in a task are refused: graphs are taken apart by recursion. */
const mostActivities = 1000;

export function readActivity(element: XmlElement, values: Values, note: Note): LqnActivity {
  const { at, attributes } = element;
  const name = attribute(element, 'name');
  const order = (attributes.get('call-order') ?? 'STOCHASTIC').toUpperCase();
  if (order !== 'STOCHASTIC' && order !== 'DETERMINISTIC') {
    throw new ImportError(
      `the call order ${order} of ${name} is not supported; what is: STOCHASTIC, DETERMINISTIC`,
      at,
    );
  }
  if (attributes.has('max-service-time')) note('max-service-time is not used: chances to exceed it are not computed');
  const calls: LqnCall[] = [];
  for (const child of element.children) {
    if (child.name === 'synch-call' || child.name === 'asynch-call') {
      calls.push({
        dest: attribute(child, 'dest'),
        mean: values.number(child, 'calls-mean', `the calls of ${name}`),
        send: child.name === 'asynch-call',
        at: child.at,
      });
    } else if (child.name === 'service-time-distribution') {
      note('histograms of service times are not computed (service-time-distribution)');
    } else if (child.name === 'call-list') {
      throw new ImportError(`the call list of ${name} is not supported; write synch-call and asynch-call`, child.at);
    } else if (!child.name.startsWith('result-')) {
      throw new ImportError(`<${child.name}> in <activity> is not supported`, child.at);
    }
  }
  return {
    name,
    demand: values.number(element, 'host-demand-mean', `the demand of ${name}`),
    cvsq: values.number(element, 'host-demand-cvsq', `the squared coefficient of variation of ${name}`, 1),
    think: values.number(element, 'think-time', `the think time of ${name}`, 0),
    order: order === 'STOCHASTIC' ? 'stochastic' : 'deterministic',
    calls,
    at,
  };
}

export function readGraph(element: XmlElement, values: Values, note: Note): LqnGraph {
  const activities = new Map<string, LqnActivity>();
  const bound = new Map<string, string>();
  const replies = new Map<string, Set<string>>();
  const precedences: LqnPrecedence[] = [];
  for (const child of element.children) {
    if (child.name === 'activity') {
      const activity = readActivity(child, values, note);
      if (activities.has(activity.name)) throw new ImportError(`the activity ${activity.name} stands twice`, child.at);
      activities.set(activity.name, activity);
      if (activities.size > mostActivities) {
        throw new ImportError(`a task has more than ${mostActivities} activities`, child.at);
      }
      const entry = child.attributes.get('bound-to-entry');
      if (entry === undefined) continue;
      if (bound.has(entry)) throw new ImportError(`two activities are bound to entry ${entry}`, child.at);
      bound.set(entry, activity.name);
    } else if (child.name === 'precedence') precedences.push(readPrecedence(child, values));
    else if (child.name === 'reply-entry') {
      const entry = attribute(child, 'name');
      const found = replies.get(entry) ?? new Set<string>();
      for (const reply of child.children) {
        if (reply.name !== 'reply-activity')
          throw new ImportError(`<${reply.name}> in <reply-entry> is not supported`, reply.at);
        found.add(attribute(reply, 'name'));
      }
      replies.set(entry, found);
    } else if (!child.name.startsWith('result')) {
      throw new ImportError(`<${child.name}> in <task-activities> is not supported`, child.at);
    }
  }
  const check = (name: string, at: XmlElement['at']): void => {
    if (!activities.has(name)) throw new ImportError(`there is no activity ${name} in the task`, at);
  };
  const before = new Set<string>();
  const after = new Set<string>();
  for (const { pre, post, at } of precedences) {
    const targets = post.kind === 'loop' && post.end !== undefined ? [...post.activities, post.end] : post.activities;
    for (const name of pre.activities) {
      check(name, at);
      if (before.has(name)) throw new ImportError(`the activity ${name} goes on in two ways; use one fork`, at);
      before.add(name);
    }
    for (const name of targets) {
      check(name, at);
      if (after.has(name)) throw new ImportError(`the activity ${name} begins in two ways; use one join`, at);
      after.add(name);
    }
  }
  for (const [entry, names] of replies) for (const name of names) check(name, entryPlace(element, entry));
  return { activities, bound, precedences, replies };
}

function entryPlace(element: XmlElement, entry: string): XmlElement['at'] {
  const found = element.children.find(
    (child) => child.name === 'reply-entry' && child.attributes.get('name') === entry,
  );
  return (found ?? element).at;
}

function readPrecedence(element: XmlElement, values: Values): LqnPrecedence {
  let pre: LqnJoin | undefined;
  let post: LqnFork | undefined;
  for (const child of element.children) {
    const members = child.children.filter(({ name }) => name === 'activity');
    for (const { name, at } of child.children) {
      if (name !== 'activity' && !name.startsWith('result-') && name !== 'service-time-distribution') {
        throw new ImportError(`<${name}> in <${child.name}> is not supported`, at);
      }
    }
    const activities = members.map((member) => attribute(member, 'name'));
    if (activities.length === 0) throw new ImportError(`<${child.name}> names no activity`, child.at);
    if (child.name === 'pre' || child.name === 'pre-OR' || child.name === 'pre-AND') {
      if (pre) throw new ImportError('a precedence has two joins', child.at);
      pre = { kind: child.name === 'pre-OR' ? 'or' : child.name === 'pre-AND' ? 'and' : 'single', activities };
      const quorum = values.number(child, 'quorum', 'the quorum', 0);
      if (quorum > 0 && quorum !== activities.length) {
        throw new ImportError('a quorum (a join of some of the branches) is not supported', child.at);
      }
    } else {
      if (post) throw new ImportError('a precedence has two forks', child.at);
      post = fork(child, members, activities, values);
    }
    const single = child.name === 'pre' || child.name === 'post';
    if (single && activities.length > 1) throw new ImportError(`<${child.name}> names one activity`, child.at);
  }
  if (!pre) throw new ImportError('a precedence needs <pre>, <pre-OR> or <pre-AND>', element.at);
  return { pre, post: post ?? { kind: 'none', activities: [] }, at: element.at };
}

function fork(
  element: XmlElement,
  members: readonly XmlElement[],
  activities: readonly string[],
  values: Values,
): LqnFork {
  switch (element.name) {
    case 'post':
      return { kind: 'single', activities };
    case 'post-AND':
      return { kind: 'and', activities };
    case 'post-OR': {
      const p = members.map((member) => values.number(member, 'prob', 'the probability of a branch', 1));
      const total = p.reduce((sum, value) => sum + value, 0);
      if (Math.abs(total - 1) > 1e-3) {
        throw new ImportError(
          `the probabilities of the branches must add up to 1, not ${Number(total.toPrecision(6))}`,
          element.at,
        );
      }
      return { kind: 'or', activities, p: p.map((value) => value / total) };
    }
    case 'post-LOOP':
      return {
        kind: 'loop',
        activities,
        counts: members.map((member) => values.number(member, 'count', 'the count of a loop', 1)),
        end: element.attributes.get('end'),
      };
    default:
      throw new ImportError(`<${element.name}> in <precedence> is not supported`, element.at);
  }
}
