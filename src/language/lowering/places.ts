/** Lowers regions, zones and hosts. */
import type { AstNode } from 'langium';
import type { Place } from '../../model/system.js';
import type * as ast from '../generated/ast.js';
import type { BlockName } from '../properties.js';
import { type Context, optional } from './context.js';
import { lowerFailure, named } from './parts.js';

/** A region with its zones, or a host. */
export function lowerPlaces(context: Context, node: ast.Region | ast.Host): Place[] {
  if (node.$type === 'Host') {
    const on = context.single<ast.Placement>(node.members, 'Placement', 'on', `'${node.name}'`);
    const parent = on?.place?.ref ? placeId(on.place.ref) : undefined;
    return [place(context, node, 'host', node.name, parent, node.members)];
  }
  const zones: Place[] = [];
  const seen = new Set<string>();
  for (const member of node.members) {
    if (member.$type !== 'Zone' || !member.name) continue;
    if (seen.has(member.name)) {
      context.report('duplicate-name', member, { name: member.name });
      continue;
    }
    seen.add(member.name);
    zones.push(place(context, member, 'zone', `${node.name}.${member.name}`, node.name, member.members));
  }
  return [place(context, node, 'region', node.name, undefined, node.members), ...zones];
}

/** The id of a place: 'eu', 'eu.a', 'big_host'. */
export function placeId(node: ast.Place): string {
  return node.$type === 'Zone' ? `${(node.$container as ast.Region).name}.${node.name}` : node.name;
}

function place(
  context: Context,
  node: AstNode & { name: string },
  kind: Place['kind'],
  id: string,
  parent: string | undefined,
  members: readonly AstNode[],
): Place {
  const properties = context.properties(kind satisfies BlockName, members, id);
  return {
    ...named(node),
    kind,
    id,
    ...optional('parent', parent),
    ...optional('failure', lowerFailure(context, members, id)),
    ...(kind === 'host'
      ? {
          ...optional('cores', properties.get('cores')),
          ...optional('memory', properties.get('memory')),
          ...optional('disk', properties.get('disk')),
          ...optional('bandwidth', properties.get('bandwidth')),
        }
      : {}),
  };
}
