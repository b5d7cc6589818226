/**
 * A system prepared for repeated analysis: compiled bodies, flow order, order of stations, and per node type the numbers that a
 * station needs. Searches (headroom, curve, fixes) evaluate one plan many times with other loads and replica counts.
 */
import type { System } from '../../model/system.js';
import { type Compiled, compile, type Variant } from '../flow/bodies.js';
import { components } from '../flow/graph.js';
import { type SuccessTable, successTable } from '../flow/success.js';
import { type Flow, flowOf, solveFlow } from '../flow/visits.js';
import { type Day, dayOf } from './day.js';
import { LayeredMemo } from './layeredMemo.js';
import { StationMemo } from './station.js';

export interface PlanNode {
  readonly index: number;
  readonly name: string;
  readonly variants: readonly Variant[];
  readonly replicas: number;
  readonly workers: number;
  readonly cores: number;
  /** Index in Plan.hosts, or -1. */
  readonly host: number;
  readonly memo: StationMemo;
}

export interface PlanHost {
  readonly id: string;
  readonly cores: number;
  readonly nodes: readonly number[];
}

export interface Plan {
  readonly system: System;
  readonly compiled: Compiled;
  readonly flow: Flow;
  readonly nodes: readonly PlanNode[];
  readonly hosts: readonly PlanHost[];
  /** Groups of node types that wait for each other, callees first. */
  readonly order: readonly (readonly number[])[];
  /** Per workload: executions of each variant per request, without losses. */
  readonly visits: readonly Float64Array[];
  /** Per workload: calls of each external per request. */
  readonly externalVisits: readonly Float64Array[];
  /** Per workload: variants on its synchronous path without fallback. */
  readonly paths: readonly ReadonlySet<number>[];
  /** Per workload: externals on that path. */
  readonly externalPaths: readonly ReadonlySet<number>[];
  /** Per workload: links on that path. */
  readonly linkPaths: readonly ReadonlySet<number>[];
  /** Success of requests of a workload; made when first asked for, and one for all that execute everything alike. */
  success(workload: number): SuccessTable;
  /** Variants that one waits for, directly or not, callees first (but for cycles), itself included. */
  callees(variant: number): readonly number[];
  /** The last solution by layers, from which the next one starts. */
  readonly layered: LayeredMemo;
  /** How the load changes over time; undefined where it does not. */
  readonly day: Day | undefined;
  /** The state of the day that figures are given for unless they name another: the busiest one. Set by `operate.ts`. */
  busiest: number;
}

/** Prepares a system. Linear in its size but for cycles of calls. */
export function prepare(system: System): Plan {
  const compiled = compile(system);
  const flow = flowOf(compiled);
  const { variants } = compiled;
  const byNode: Variant[][] = system.nodes.map(() => []);
  for (const variant of variants) byNode[variant.node]!.push(variant);

  const hostIds = new Map<string, number>();
  const hosts: { id: string; cores: number; nodes: number[] }[] = [];
  system.nodes.forEach((node, index) => {
    const place = node.host === undefined ? undefined : system.places.find((candidate) => candidate.id === node.host);
    if (!place?.cores) return;
    let host = hostIds.get(place.id);
    if (host === undefined) {
      host = hosts.length;
      hostIds.set(place.id, host);
      hosts.push({ id: place.id, cores: place.cores.value, nodes: [] });
    }
    hosts[host]!.nodes.push(index);
  });
  const nodes = system.nodes.map(
    (node, index): PlanNode => ({
      index,
      name: node.name,
      variants: byNode[index]!,
      replicas: Math.max(0, Math.round(node.replicas.value)),
      workers: node.workers ? Math.max(1, Math.round(node.workers.value)) : Number.POSITIVE_INFINITY,
      cores: node.cores ? node.cores.value : Number.POSITIVE_INFINITY,
      host: hosts.findIndex((host) => host.nodes.includes(index)),
      memo: new StationMemo(),
    }),
  );

  // Waiting follows synchronous calls; node types on one host wait for each other's CPU only, which needs rates alone.
  const next = nodes.map((node) => {
    const targets = new Set<number>();
    for (const variant of node.variants) {
      for (const edge of variant.edges) if (edge.sync) targets.add(variants[edge.target]!.node);
    }
    return [...targets];
  });
  const order = components(nodes.length, (vertex) => next[vertex]!);

  const visits: Float64Array[] = [];
  const externalVisits: Float64Array[] = [];
  const paths: Set<number>[] = [];
  const externalPaths: Set<number>[] = [];
  const linkPaths: Set<number>[] = [];
  system.workloads.forEach((_, index) => {
    const entry = new Float64Array(variants.length);
    const externals = new Float64Array(system.externals.length);
    const path = new Set<number>();
    const externalPath = new Set<number>();
    const linkPath = new Set<number>();
    const stack: number[] = [];
    for (const item of compiled.entries[index]!) {
      if (item.share <= 0) continue;
      if (item.variant >= 0) {
        entry[item.variant] = entry[item.variant]! + item.share;
        stack.push(item.variant);
      } else {
        externals[item.external] = externals[item.external]! + item.share;
        externalPath.add(item.external);
      }
    }
    while (stack.length > 0) {
      const vertex = stack.pop()!;
      if (path.has(vertex)) continue;
      path.add(vertex);
      const variant = variants[vertex]!;
      for (const edge of variant.edges) if (edge.needed && edge.count > 0) stack.push(edge.target);
      for (const use of variant.externals) if (use.needed && use.count > 0) externalPath.add(use.external);
      for (const link of variant.links) linkPath.add(link);
    }
    const solved = solveFlow(compiled, flow, entry);
    solved.forEach((rate, vertex) => {
      if (rate > 0)
        for (const use of variants[vertex]!.externals)
          externals[use.external] = externals[use.external]! + rate * use.count;
    });
    visits.push(solved);
    externalVisits.push(externals);
    paths.push(path);
    externalPaths.push(externalPath);
    linkPaths.push(linkPath);
  });
  const own = new Set(variants.map((variant) => variant.workload));
  const tables = new Map<string, SuccessTable>();
  const success = (workload: number): SuccessTable => {
    const key = own.has(workload) ? system.workloads[workload]!.name : '';
    let table = tables.get(key);
    if (!table) {
      table = successTable(system, key);
      tables.set(key, table);
    }
    return table;
  };
  return {
    system,
    compiled,
    flow,
    nodes,
    hosts,
    order,
    visits,
    externalVisits,
    paths,
    externalPaths,
    linkPaths,
    success,
    callees: calleesOf(variants),
    layered: new LayeredMemo(),
    day: dayOf(system),
    busiest: -1,
  };
}

/** By depth-first search without recursion, once for each variant that is asked for. */
function calleesOf(variants: readonly Variant[]): (variant: number) => readonly number[] {
  const known = new Map<number, readonly number[]>();
  return (variant) => {
    const before = known.get(variant);
    if (before) return before;
    const order: number[] = [];
    const seen = new Set([variant]);
    const stack: { readonly at: number; next: number }[] = [{ at: variant, next: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const edge = variants[top.at]!.edges[top.next++];
      if (!edge) {
        order.push(top.at);
        stack.pop();
      } else if (edge.sync && edge.count > 0 && !seen.has(edge.target)) {
        seen.add(edge.target);
        stack.push({ at: edge.target, next: 0 });
      }
    }
    known.set(variant, order);
    return order;
  };
}
