/**
 * Availability of workloads: every node type on the path has enough replicas for the load (k of n), every external answers, shared
 * places counted once. Computed by conditioning on the places that fail (exact total probability; Barlow and Proschan 1975), in
 * unavailabilities so that many nines keep their digits.
 */

import type { Failure, SourceRange } from '../../model/system.js';
import { betaFactor, kOfN, replicaUnavailability } from '../../reliability/index.js';
import type { Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import { defaultNodeFailure } from './defaults.js';
import { neededReplicas } from './needed.js';
import { type Group, spread } from './spread.js';

/** A node type as the redundancy analysis sees it. */
export interface Unit {
  readonly node: number;
  readonly groups: readonly Group[];
  readonly replicas: number;
  /** Replicas that the load needs; more than there are where it is overloaded. */
  readonly needed: number;
  /** Unavailability of one replica on its own, and of the group by a common cause. */
  readonly own: number;
  readonly common: number;
  /** Share of requests sent to a replica whose failure is not yet noticed, or not covered. */
  readonly undetected: number;
  readonly failure: Failure;
  readonly defaulted: boolean;
}

export interface Cause {
  readonly name: string;
  readonly at: SourceRange | undefined;
  /** Unavailability that goes away if this never failed. */
  readonly share: number;
}

export interface Availability {
  /** Share of requests that do not find enough capacity, or fail before detection. */
  readonly unavailability: number;
  /** The same without the capacity condition: not even one replica of everything is up. */
  readonly plain: number;
  readonly causes: readonly Cause[];
  readonly single: readonly { readonly name: string; readonly at: SourceRange | undefined }[];
  /** Probability of the combinations of failed places that were cut off and counted as down; 0 where exact. */
  readonly cut: number;
  readonly defaulted: readonly string[];
}

export interface Redundancy {
  readonly units: readonly Unit[];
  readonly places: readonly { readonly index: number; readonly down: number }[];
}

const unavailabilityOf = (failure: Failure): { down: number; undetected: number } => {
  const mtbf = failure.mtbf.mean.value;
  if (!(mtbf > 0)) return { down: 1, undetected: 1 };
  return replicaUnavailability({
    mtbf,
    mttr: failure.repair.mean.value,
    detection: failure.detection.mean.value,
    coverage: failure.coverage.value,
  });
};

/** Failure data of all node types and places, defaults filled in. */
export function redundancyOf(plan: Plan, point: Point, replicas?: readonly number[]): Redundancy {
  const { system } = plan;
  const units = plan.nodes.map((node): Unit => {
    const declared = system.nodes[node.index]!;
    const failure = declared.failure ?? defaultNodeFailure;
    const { down, undetected } = unavailabilityOf(failure);
    const count = replicas?.[node.index] ?? node.replicas;
    const split = count > 1 ? betaFactor(down, failure.beta.value) : { own: down, common: 0 };
    const state = point.nodes[node.index]!;
    return {
      node: node.index,
      groups: spread(system, declared, count),
      replicas: count,
      needed: neededReplicas(plan, node.index, { ...state, replicas: count }) ?? 1,
      own: split.own,
      common: split.common,
      undetected: count > 1 ? undetected : 0,
      failure,
      defaulted: !declared.failure || declared.failure.mtbf.mean.origin === 'default',
    };
  });
  const used = new Set(units.flatMap((unit) => unit.groups.flatMap((group) => group.places)));
  const places = [...used].map((index) => {
    const place = system.places[index]!;
    return {
      index,
      // Without `fails` a place does not fail.
      down: place.failure ? unavailabilityOf(place.failure).down : 0,
    };
  });
  return { units, places };
}

/** Replicas whose places are all up. */
function alive(unit: Unit, lost: ReadonlySet<number>): number {
  if (lost.size === 0) return unit.replicas;
  let up = 0;
  for (const group of unit.groups) if (!group.places.some((place) => lost.has(place))) up += group.replicas;
  return up;
}

/** P(fewer than `needed` replicas up) given the set of failed places. */
function unitDown(unit: Unit, needed: number, lost: ReadonlySet<number>): number {
  const up = alive(unit, lost);
  if (up < needed) return 1;
  const independent = kOfN(needed, up, unit.own);
  return independent + unit.common - independent * unit.common;
}

/** Availability of one node type with the number of replicas that the load needs. */
export function unitAvailability(redundancy: Redundancy, unit: Unit): number {
  const relevant = redundancy.places.filter((place) => unit.groups.some((group) => group.places.includes(place.index)));
  let down = 0;
  const all = statesOf(redundancy, relevant);
  const { states } = all;
  const row = rowOf(all, unit).needed;
  let covered = 0;
  states.forEach((state, s) => {
    covered += state.probability;
    down += state.probability * row[s]!;
  });
  return 1 - Math.min(1, down + Math.max(0, 1 - covered));
}

/** States of a set of places, and per unit its probability of being down in each: shared by the workloads of one analysis. */
interface States {
  readonly states: readonly State[];
  readonly cut: number;
  readonly rows: Map<number, { readonly needed: Float64Array; readonly plain: Float64Array }>;
}
const remembered = new WeakMap<Redundancy, Map<string, States>>();

function statesOf(redundancy: Redundancy, places: readonly PlaceDown[]): States {
  let known = remembered.get(redundancy);
  if (!known) {
    known = new Map();
    remembered.set(redundancy, known);
  }
  const key = places.map((place) => place.index).join(' ');
  let found = known.get(key);
  if (!found) {
    found = { ...combinations(places), rows: new Map() };
    known.set(key, found);
  }
  return found;
}

function rowOf(all: States, unit: Unit): { readonly needed: Float64Array; readonly plain: Float64Array } {
  let row = all.rows.get(unit.node);
  if (!row) {
    row = {
      needed: Float64Array.from(all.states, (state) => unitDown(unit, unit.needed, state.lost)),
      plain: Float64Array.from(all.states, (state) => unitDown(unit, 1, state.lost)),
    };
    all.rows.set(unit.node, row);
  }
  return row;
}

interface State {
  readonly lost: ReadonlySet<number>;
  readonly probability: number;
}
type PlaceDown = Redundancy['places'][number];

/** All combinations of failed places up to 12 places; beyond, those with at most two failed. */
function combinations(places: readonly PlaceDown[]): { states: State[]; cut: number } {
  const failing = places.filter((place) => place.down > 0);
  if (failing.length <= 10) {
    let states: State[] = [{ lost: new Set(), probability: 1 }];
    for (const place of failing) {
      const next: State[] = [];
      for (const state of states) {
        next.push({ lost: state.lost, probability: state.probability * (1 - place.down) });
        next.push({ lost: new Set(state.lost).add(place.index), probability: state.probability * place.down });
      }
      states = next;
    }
    return { states, cut: 0 };
  }
  let none = 0;
  for (const place of failing) none += Math.log1p(-Math.min(place.down, 1 - 1e-15));
  const base = Math.exp(none);
  const ratio = failing.map((place) => Math.min(1e15, place.down / Math.max(1e-15, 1 - place.down)));
  const states: State[] = [{ lost: new Set(), probability: base }];
  failing.forEach((place, i) => {
    states.push({ lost: new Set([place.index]), probability: base * ratio[i]! });
    if (failing.length > 60) return;
    for (let j = 0; j < i; j++) {
      states.push({ lost: new Set([place.index, failing[j]!.index]), probability: base * ratio[i]! * ratio[j]! });
    }
  });
  const total = states.reduce((sum, state) => sum + state.probability, 0);
  return { states, cut: Math.max(0, 1 - total) };
}

/** Availability of one workload. */
export function workloadAvailability(plan: Plan, redundancy: Redundancy, workload: number): Availability {
  const { system } = plan;
  const nodes = new Set([...plan.paths[workload]!].map((vertex) => plan.compiled.variants[vertex]!.node));
  const units = [...nodes].map((index) => redundancy.units[index]!);
  const placeIds = new Set(units.flatMap((unit) => unit.groups.flatMap((group) => group.places)));
  const places = redundancy.places.filter((place) => placeIds.has(place.index));
  const all = statesOf(redundancy, places);
  const { states, cut } = all;
  const rows = units.map((unit) => rowOf(all, unit));
  const fixed: { name: string; at: SourceRange | undefined; down: number; single: boolean }[] = [];
  for (const index of plan.externalPaths[workload]!) {
    const external = system.externals[index]!;
    fixed.push({ name: external.name, at: external.nameAt, down: 1 - external.availability.value, single: true });
  }
  for (const index of plan.linkPaths[workload]!) {
    const link = system.links[index]!;
    const down = 1 - link.availability.value;
    if (down > 0) fixed.push({ name: `link ${link.from} -> ${link.to}`, at: link.at, down, single: true });
  }
  for (const unit of units) {
    const node = system.nodes[unit.node]!;
    if (unit.undetected > 0)
      fixed.push({
        name: `${node.name}: failures before detection`,
        at: node.nameAt,
        down: unit.undetected,
        single: false,
      });
  }

  // Per state: sum of ln(1 - q) over the units, and how many are certainly down, so that one can be taken out again.
  const logs = states.map((_, s) => {
    let log = 0;
    let dead = 0;
    for (const row of rows) {
      const q = row.needed[s]!;
      if (q >= 1) dead++;
      else log += Math.log1p(-q);
    }
    return { log, dead };
  });
  const fixedLog = fixed.reduce((sum, part) => sum + Math.log1p(-Math.min(part.down, 1 - 1e-15)), 0);
  const downIn = (log: number, dead: number): number => (dead > 0 ? 1 : -Math.expm1(log));
  let total = cut;
  states.forEach((state, s) => {
    total += state.probability * downIn(logs[s]!.log + fixedLog, logs[s]!.dead);
  });

  const causes: Cause[] = [];
  units.forEach((unit, u) => {
    let without = cut;
    states.forEach((state, s) => {
      const q = rows[u]!.needed[s]!;
      // A unit whose replicas never fail on their own is still down where its places are.
      if (alive(unit, state.lost) < unit.needed) without += state.probability;
      else if (q >= 1) without += state.probability * downIn(logs[s]!.log + fixedLog, logs[s]!.dead - 1);
      else without += state.probability * downIn(logs[s]!.log + fixedLog - Math.log1p(-q), logs[s]!.dead);
    });
    const node = system.nodes[unit.node]!;
    causes.push({ name: node.name, at: node.nameAt, share: total - without });
  });
  for (const part of fixed) {
    let without = cut;
    const rest = fixedLog - Math.log1p(-Math.min(part.down, 1 - 1e-15));
    states.forEach((state, s) => {
      without += state.probability * downIn(logs[s]!.log + rest, logs[s]!.dead);
    });
    causes.push({ name: part.name, at: part.at, share: total - without });
  }
  for (const place of places) {
    if (place.down === 0 || place.down >= 1) continue;
    let without = cut;
    states.forEach((state, s) => {
      if (state.lost.has(place.index)) return;
      without += (state.probability / (1 - place.down)) * downIn(logs[s]!.log + fixedLog, logs[s]!.dead);
    });
    const declared = system.places[place.index]!;
    causes.push({ name: declared.id, at: declared.nameAt, share: total - without });
  }

  let plain = cut;
  const plainFixed = fixed
    .filter((part) => part.single)
    .reduce((sum, part) => sum + Math.log1p(-Math.min(part.down, 1 - 1e-15)), 0);
  states.forEach((state, s) => {
    let log = plainFixed;
    let dead = 0;
    for (const row of rows) {
      const q = row.plain[s]!;
      if (q >= 1) dead++;
      else log += Math.log1p(-q);
    }
    plain += state.probability * downIn(log, dead);
  });

  const single: { name: string; at: SourceRange | undefined }[] = [];
  for (const unit of units) {
    if (unit.replicas - 1 < unit.needed && unit.own + unit.common > 0)
      single.push({ name: system.nodes[unit.node]!.name, at: system.nodes[unit.node]!.nameAt });
  }
  for (const place of places) {
    const lost = new Set([place.index]);
    if (place.down > 0 && units.some((unit) => alive(unit, lost) < unit.needed)) {
      single.push({ name: system.places[place.index]!.id, at: system.places[place.index]!.nameAt });
    }
  }
  for (const part of fixed) if (part.single && part.down > 0) single.push({ name: part.name, at: part.at });
  const defaulted = units.filter((unit) => unit.defaulted).map((unit) => system.nodes[unit.node]!.name);
  causes.sort((a, b) => b.share - a.share);
  return {
    unavailability: Math.min(1, Math.max(0, total)),
    plain: Math.min(1, Math.max(0, plain)),
    causes: causes.filter((cause) => cause.share > 0),
    single,
    cut,
    defaulted,
  };
}
