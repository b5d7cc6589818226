/** Where the replicas of a node type run: which places each one needs. */
import type { NodeType, System } from './system.js';

export interface Group {
  /** Indices in System.places that these replicas need: their own place and all that contain it. */
  readonly places: readonly number[];
  readonly replicas: number;
}

/**
 * Spreads replicas evenly over the declared places, a region's zones in turn; what does not divide goes to the first ones.
 * @param replicas how many, >= 0
 */
export function spread(system: System, node: NodeType, replicas: number): Group[] {
  const byId = new Map(system.places.map((place, index) => [place.id, index]));
  const leaves: number[] = [];
  for (const id of node.places) {
    const index = byId.get(id);
    if (index === undefined) continue;
    const zones =
      system.places[index]!.kind === 'region'
        ? system.places.flatMap((place, zone) => (place.parent === id && place.kind === 'zone' ? [zone] : []))
        : [];
    for (const leaf of zones.length > 0 ? zones : [index]) if (!leaves.includes(leaf)) leaves.push(leaf);
  }
  const host = node.host === undefined ? undefined : byId.get(node.host);
  const chain = (leaf: number | undefined): number[] => {
    const list: number[] = [];
    for (let at = leaf; at !== undefined; ) {
      list.push(at);
      const parent: string | undefined = system.places[at]!.parent;
      at = parent === undefined ? undefined : byId.get(parent);
    }
    return list;
  };
  const fixed = chain(host);
  if (leaves.length === 0) return [{ places: fixed, replicas }];
  const groups: Group[] = [];
  leaves.forEach((leaf, position) => {
    const share = Math.floor(replicas / leaves.length) + (position < replicas % leaves.length ? 1 : 0);
    if (share > 0) groups.push({ places: [...new Set([...chain(leaf), ...fixed])], replicas: share });
  });
  return groups;
}

/** The places that the replica with a number needs, from 0: the same spread, one replica after the other. */
export function placesOfReplica(system: System, node: NodeType): (replica: number) => readonly number[] {
  // As many replicas as there are places to spread over: one group each, in turn.
  const groups = spread(system, node, Math.max(1, system.places.length));
  return (replica) => groups[replica % groups.length]!.places;
}

/** Replicas left when the given places are lost. */
export function left(groups: readonly Group[], lost: ReadonlySet<number>): number {
  return groups.reduce((sum, group) => sum + (group.places.some((place) => lost.has(place)) ? 0 : group.replicas), 0);
}
