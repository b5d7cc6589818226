/**
 * Availability of workloads, weighed by requests: every node type that a request needs has enough replicas for the load (k of n),
 * every external that it calls answers, shared places are counted once. Computed by conditioning on the places that fail (exact total probability; Barlow and Proschan 1975), in
 * unavailabilities so that many nines keep their digits.
 */

import { type Group, spread } from '../../model/spread.js';
import type { Failure, SourceRange } from '../../model/system.js';
import { betaFactor, kOfN, replicaUnavailability } from '../../reliability/index.js';
import type { Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import { formatNumber } from '../render/format.js';
import { closeEnough, structureOf } from './choose.js';
import { defaultNodeFailure } from './defaults.js';
import type { Diagram } from './diagram.js';
import { neededReplicas } from './needed.js';
import type { EventOf } from './structure.js';

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
  /** Share of requests that a full queue turns away. */
  readonly loss: number;
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
  /** Simplifications behind the figure, in words; empty where it is exact for its assumptions. */
  readonly simplified: readonly string[];
}

export interface Redundancy {
  readonly units: readonly Unit[];
  readonly places: readonly { readonly index: number; readonly down: number }[];
  /** Per external: share of calls refused above its limit. */
  readonly refused: readonly number[];
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
      loss: state.station.loss,
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
  const refused = system.externals.map((external, index) => {
    const limit = external.limit?.value ?? Number.POSITIVE_INFINITY;
    const rate = point.externalRates[index] ?? 0;
    return rate > limit ? 1 - limit / rate : 0;
  });
  return { units, places, refused };
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

interface Part {
  readonly share: number;
  readonly events: readonly EventOf[];
  readonly diagram: Diagram;
  readonly simplified: readonly string[];
  /** Shown where an estimate is off by more than can be seen. */
  readonly pessimistic?: boolean;
}

/** 1 - (1 - a)(1 - b)..., without loss of digits. */
const either = (...parts: number[]): number => parts.reduce((sum, part) => sum + part - sum * part, 0);
const repeatedly = (loss: number, times: number): number =>
  loss <= 0 ? 0 : loss >= 1 ? 1 : -Math.expm1(Math.max(1, times) * Math.log1p(-loss));

/** Availability of one workload. */
export function workloadAvailability(plan: Plan, redundancy: Redundancy, workload: number): Availability {
  const { system } = plan;
  const targets = system.workloads[workload]!.targets.filter((target) => target.share.value > 0);
  const sum = targets.reduce((total, target) => total + target.share.value, 0);
  const nominal = (events: readonly EventOf[]): number[] =>
    events.map((event) => {
      if (event.kind === 'choice') return event.p;
      if (event.kind === 'link') return 1 - system.links[event.index]!.availability.value;
      if (event.kind === 'external')
        return either(1 - system.externals[event.index]!.availability.value, redundancy.refused[event.index] ?? 0);
      const unit = redundancy.units[event.index]!;
      return either(unitDown(unit, unit.needed, new Set()), unit.undetected, unit.loss);
    });
  const parts = targets.map(
    (target): Part => ({ share: target.share.value / sum, ...structureOf(plan, workload, target.operation, nominal) }),
  );
  const involved = (kind: 'node' | 'external'): number[] => [
    ...new Set(parts.flatMap((part) => part.events.flatMap((event) => (event.kind === kind ? [event.index] : [])))),
  ];
  const units = involved('node').map((index) => redundancy.units[index]!);
  const placeIds = new Set(units.flatMap((unit) => unit.groups.flatMap((group) => group.places)));
  const places = redundancy.places.filter((place) => placeIds.has(place.index));
  const all = statesOf(redundancy, places);
  const { states, cut } = all;
  const rows = new Map(units.map((unit) => [unit.node, rowOf(all, unit)]));
  const visits = plan.visits[workload]!;
  const visited = new Map<number, number>();
  plan.compiled.variants.forEach((variant, index) => {
    visited.set(variant.node, (visited.get(variant.node) ?? 0) + visits[index]!);
  });
  const loss = new Map(units.map((unit) => [unit.node, repeatedly(unit.loss, visited.get(unit.node) ?? 1)]));
  const refused = system.externals.map((_, index) =>
    repeatedly(redundancy.refused[index] ?? 0, plan.externalVisits[workload]![index]!),
  );

  const shares = new Map<string, { at: SourceRange | undefined; share: number }>();
  const blame = (name: string, at: SourceRange | undefined, share: number): void => {
    const known = shares.get(name);
    if (known) known.share += share;
    else shares.set(name, { at, share });
  };
  const downIn = new Float64Array(states.length);
  let plain = cut;
  let off = 0;
  for (const part of parts) {
    const { events } = part;
    // Nothing differs between the states of places that no node of this part needs; most systems have one state.
    states.forEach((state, s) => {
      const {
        probability,
        birnbaum,
        error = 0,
      } = part.diagram.evaluate(
        events.map((event) => {
          if (event.kind === 'choice') return event.p;
          if (event.kind === 'link') return 1 - system.links[event.index]!.availability.value;
          if (event.kind === 'external')
            return either(1 - system.externals[event.index]!.availability.value, refused[event.index]!);
          const unit = redundancy.units[event.index]!;
          return either(rows.get(event.index)!.needed[s]!, unit.undetected, loss.get(event.index)!);
        }),
      );
      downIn[s] = downIn[s]! + part.share * probability;
      const weight = part.share * state.probability;
      off += weight * error;
      events.forEach((event, i) => {
        const gain = weight * birnbaum[i]!;
        if (event.kind === 'choice' || gain <= 0) return;
        if (event.kind === 'link') {
          const link = system.links[event.index]!;
          blame(`link ${link.from} -> ${link.to}`, link.at, gain * (1 - link.availability.value));
        } else if (event.kind === 'external') {
          const external = system.externals[event.index]!;
          const over = refused[event.index]!;
          const down = 1 - external.availability.value;
          blame(external.name, external.nameAt, gain * down * (1 - over));
          if (over > 0) blame(`${external.name}: over its limit`, external.nameAt, gain * over * (1 - down));
        } else {
          const node = system.nodes[event.index]!;
          const unit = redundancy.units[event.index]!;
          const down = rows.get(event.index)!.needed[s]!;
          const { undetected } = unit;
          const full = loss.get(event.index)!;
          // Replicas that never fail on their own are still down where their places are.
          if (alive(unit, state.lost) >= unit.needed)
            blame(node.name, node.nameAt, gain * down * (1 - undetected) * (1 - full));
          if (undetected > 0)
            blame(`${node.name}: failures before detection`, node.nameAt, gain * undetected * (1 - down) * (1 - full));
          if (full > 0) blame(`${node.name}: full queue`, node.nameAt, gain * full * (1 - down) * (1 - undetected));
        }
      });
      plain +=
        weight *
        part.diagram.evaluate(
          events.map((event) => {
            if (event.kind === 'choice') return event.p;
            if (event.kind === 'link') return 1 - system.links[event.index]!.availability.value;
            if (event.kind === 'external') return 1 - system.externals[event.index]!.availability.value;
            return rows.get(event.index)!.plain[s]!;
          }),
        ).probability;
    });
  }
  let total = cut;
  states.forEach((state, s) => {
    total += state.probability * downIn[s]!;
  });
  for (const place of places) {
    if (place.down === 0 || place.down >= 1) continue;
    let without = cut;
    states.forEach((state, s) => {
      if (!state.lost.has(place.index)) without += (state.probability / (1 - place.down)) * downIn[s]!;
    });
    const declared = system.places[place.index]!;
    blame(declared.id, declared.nameAt, total - without);
  }

  const simplified = new Set(parts.flatMap((part) => part.simplified));
  if (units.some((unit) => unit.undetected > 0))
    simplified.add('approximate: losses before detection, or without failover, are independent of what else is down');
  if ([...loss.values(), ...involved('external').map((index) => refused[index]!)].some((share) => share > 0))
    simplified.add('approximate: refusals by full queues and limits are independent of what is down');
  if (off > 0) {
    const share = formatNumber(Math.max(1e-9, Math.min(1, off / total)) * 100);
    simplified.add(
      off > closeEnough * total && parts.every((part) => part.pessimistic !== false)
        ? 'approximate, pessimistic: several failures at once are taken to meet requests independently'
        : `approximate: several failures at once are taken to meet requests independently, off by at most ${share} % of the unavailability`,
    );
  }
  const causes = [...shares].map(([name, { at, share }]): Cause => ({ name, at, share }));
  causes.sort((a, b) => b.share - a.share);
  return {
    unavailability: Math.min(1, Math.max(0, total)),
    plain: Math.min(1, Math.max(0, plain)),
    causes: causes.filter((cause) => cause.share > 0),
    single: singlePoints(plan, redundancy, parts, units, places),
    cut,
    defaulted: units.filter((unit) => unit.defaulted).map((unit) => system.nodes[unit.node]!.name),
    simplified: [...simplified],
  };
}

/** What fails requests on its own while everything else is up. */
function singlePoints(
  plan: Plan,
  redundancy: Redundancy,
  parts: readonly Part[],
  units: readonly Unit[],
  places: readonly PlaceDown[],
): Availability['single'] {
  const { system } = plan;
  const nodes = new Set<number>();
  const rest = new Map<string, { name: string; at: SourceRange | undefined }>();
  const regions = new Set<number>();
  for (const { events, diagram } of parts) {
    const calm = events.map((event) => (event.kind === 'choice' ? event.p : 0));
    const { birnbaum } = diagram.evaluate(calm);
    events.forEach((event, i) => {
      if (!(birnbaum[i]! > 0)) return;
      if (event.kind === 'node') {
        const unit = redundancy.units[event.index]!;
        if (unit.replicas - 1 < unit.needed && unit.own + unit.common > 0) nodes.add(event.index);
      } else if (event.kind === 'external') {
        const { name, nameAt, availability } = system.externals[event.index]!;
        if (availability.value < 1) rest.set(name, { name, at: nameAt });
      } else if (event.kind === 'link') {
        const link = system.links[event.index]!;
        const name = `link ${link.from} -> ${link.to}`;
        rest.set(name, { name, at: link.at });
      }
    });
    for (const place of places) {
      if (place.down === 0 || regions.has(place.index)) continue;
      const lost = new Set([place.index]);
      const q = events.map((event, i) => {
        if (event.kind !== 'node') return calm[i]!;
        const unit = redundancy.units[event.index]!;
        return alive(unit, lost) < unit.needed ? 1 : 0;
      });
      if (diagram.evaluate(q).probability > 0) regions.add(place.index);
    }
  }
  const named = (item: { readonly name: string; readonly nameAt: SourceRange }) => ({
    name: item.name,
    at: item.nameAt,
  });
  return [
    ...units.filter((unit) => nodes.has(unit.node)).map((unit) => named(system.nodes[unit.node]!)),
    ...[...regions].map((index) => ({ name: system.places[index]!.id, at: system.places[index]!.nameAt })),
    ...rest.values(),
  ];
}
