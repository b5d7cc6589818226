/** The parts of a response time in the order and the groups that views show. Adds up what the report gives, no more. */
import type { Breakdown } from '../report.js';
import { formatShare } from './format.js';

type Parts = Extract<Breakdown, { kind: 'parts' }>;
export type Part = Parts['parts'][number]['part'];

/** Kinds of time in the order in which a request meets them, with their names. */
export const partNames: Readonly<Record<Part, string>> = {
  queue: 'waiting in a queue',
  cpu: 'computing',
  contention: 'waiting for a core',
  delay: 'fixed delay',
  network: 'network',
  external: 'external system',
  synchronisation: 'waiting for parallel calls',
};

export interface OwnerParts {
  readonly owner: string;
  readonly seconds: number;
  readonly at: Parts['parts'][number]['at'];
  readonly parts: readonly { readonly part: Part; readonly seconds: number }[];
}

/** Time by owner, the largest first; within an owner in the order of `partNames`, equal kinds together. */
export function byOwner(breakdown: Parts): readonly OwnerParts[] {
  const owners = [...new Set(breakdown.parts.map((item) => item.owner))].map((owner): OwnerParts => {
    const own = breakdown.parts.filter((item) => item.owner === owner);
    const parts = sums(own);
    return { owner, seconds: total(parts), at: own.find((item) => item.at)?.at, parts };
  });
  return owners.sort((a, b) => b.seconds - a.seconds);
}

/** Time by kind over all owners, in the order of `partNames`. */
export function byPart(breakdown: Parts): readonly { readonly part: Part; readonly seconds: number }[] {
  return sums(breakdown.parts);
}

function sums(items: Parts['parts']): { part: Part; seconds: number }[] {
  return (Object.keys(partNames) as Part[])
    .map((part) => ({ part, seconds: total(items.filter((item) => item.part === part)) }))
    .filter((item) => item.seconds > 0);
}

function total(items: readonly { readonly seconds: number }[]): number {
  return items.reduce((sum, item) => sum + item.seconds, 0);
}

/** The largest parts in one line: 'web computing 53.8 %, bank external system 20 %, …'. */
export function breakdownLine(breakdown: Parts, most = 4): string {
  const shown = breakdown.parts
    .slice(0, most)
    .map(({ owner, part, seconds }) => `${owner} ${partNames[part]} ${formatShare(seconds / breakdown.total)}`);
  return `${shown.join(', ')}${breakdown.parts.length > most ? ', …' : ''}`;
}
