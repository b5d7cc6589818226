/** Lowers the declarations of a file and its imports to the System of the model. What is broken is left out. */
import type {
  Channel,
  Cluster,
  External,
  Link,
  Monitor,
  NodeType,
  Objective,
  Place,
  Profile,
  Scenario,
  System,
  Workload,
} from '../model/system.js';
import type { LanguageDiagnostic } from './diagnostics.js';
import { diagnostic, didYouMean, nearest } from './diagnostics.js';
import type * as ast from './generated/ast.js';
import { Context, type Override, optional, rangeOf } from './lowering/context.js';
import { lowerMonitor, lowerObjective } from './lowering/goals.js';
import { lowerProfile, lowerWorkload } from './lowering/load.js';
import { lowerChannel, lowerCluster, lowerExternal, lowerLink } from './lowering/network.js';
import { lowerNode } from './lowering/nodes.js';
import { lowerPlaces } from './lowering/places.js';
import { checkOverrides, lowerScenario, suggestPath } from './lowering/scenarios.js';

/** What to lower. */
export interface LowerInput {
  readonly uri: string;
  /** All declarations that the file sees, its own first. */
  readonly elements: readonly ast.Element[];
  readonly overrides: ReadonlyMap<string, Override>;
  readonly scenario?: string;
  readonly report: (item: LanguageDiagnostic) => void;
  readonly onValue?: (path: string, node: ast.Value | undefined) => void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] };

/** The namespace of a declaration: scenarios, profiles, monitors and the system have their own. */
function namespaceOf(element: ast.Element): string {
  switch (element.$type) {
    case 'Scenario':
    case 'Profile':
    case 'Monitor':
    case 'SystemDecl':
      return element.$type;
    default:
      return '';
  }
}

/** Leaves out and reports declarations whose name is taken. */
function withoutDuplicates(
  uri: string,
  elements: readonly ast.Element[],
  report: (item: LanguageDiagnostic) => void,
): ast.Element[] {
  const seen = new Map<string, ast.Element>();
  return elements.filter((element) => {
    if (element.$type === 'Link' || element.$type === 'Objective') return true;
    if (!element.name) return false;
    // Only one system is named; that of the file itself.
    const key = element.$type === 'SystemDecl' ? 'SystemDecl' : `${namespaceOf(element)} ${element.name}`;
    const first = seen.get(key);
    if (!first) {
      seen.set(key, element);
      return true;
    }
    const place = rangeOf(element, 'name');
    if (element.$type === 'SystemDecl' && place.uri !== uri) return false;
    const other = rangeOf(first, 'name');
    // A clash between files is shown in the file that is looked at.
    const [at, related] = place.uri === uri ? [place, other] : [other, place];
    const where = [{ at: related, message: 'also declared here' }];
    report(diagnostic('duplicate-name', at, { name: element.name }, { related: where }));
    return false;
  });
}

/** Lowers declarations to a System; reports what is wrong with them. */
export function lower(input: LowerInput): System {
  const elements = withoutDuplicates(input.uri, input.elements, input.report);
  const params = new Map<string, ast.Param>();
  for (const element of elements) if (element.$type === 'Param') params.set(element.name, element);
  const context = new Context(params, input.overrides, input.report, input.onValue);
  const places: Place[] = [];
  const profiles: Profile[] = [];
  const workloads: Workload[] = [];
  const nodes: NodeType[] = [];
  const externals: External[] = [];
  const channels: Channel[] = [];
  const links: Link[] = [];
  const clusters: Cluster[] = [];
  const objectives: Objective[] = [];
  const monitors: Monitor[] = [];
  const scenarios: ast.Scenario[] = [];
  let system: ast.SystemDecl | undefined;
  const push = <T>(list: T[], item: T | undefined): void => {
    if (item !== undefined) list.push(item);
  };
  for (const element of elements) {
    switch (element.$type) {
      case 'SystemDecl':
        system ??= element;
        break;
      case 'Param':
        context.evaluator.param(element);
        break;
      case 'Region':
      case 'Host':
        places.push(...lowerPlaces(context, element));
        break;
      case 'Profile':
        profiles.push(lowerProfile(context, element));
        break;
      case 'Workload':
        push(workloads, lowerWorkload(context, element));
        break;
      case 'Node':
        nodes.push(lowerNode(context, element));
        break;
      case 'External':
        externals.push(lowerExternal(context, element));
        break;
      case 'Channel':
        channels.push(lowerChannel(context, element));
        break;
      case 'Link':
        push(links, lowerLink(context, element));
        break;
      case 'Cluster':
        clusters.push(lowerCluster(context, element));
        break;
      case 'Objective':
        push(objectives, lowerObjective(context, element));
        break;
      case 'Monitor':
        monitors.push(lowerMonitor(context, element));
        break;
      case 'Scenario':
        scenarios.push(element);
        break;
      default:
        break;
    }
  }
  for (const scenario of scenarios) checkOverrides(context, scenario);
  const lowered: Scenario[] = scenarios.map((scenario) => lowerScenario(context, scenario, nodes));
  for (const { path, at } of context.unusedOverrides()) {
    // Overrides of the file are checked with its scenarios; these came from outside.
    if (!at.uri.startsWith('set:') || params.has(path)) continue;
    const suggestion = suggestPath(context, path) || didYouMean(nearest(path, params.keys()));
    input.report(diagnostic('unknown-path', at, { path, suggestion }));
  }
  const result: Mutable<System> = {
    name: system?.name ?? fileName(input.uri),
    ...optional('title', system?.title),
    uri: input.uri,
    ...optional('nameAt', system && rangeOf(system, 'name')),
    ...optional('scenario', input.scenario),
    places,
    profiles,
    workloads,
    nodes,
    externals,
    channels,
    links,
    clusters,
    objectives,
    monitors,
    scenarios: lowered,
  };
  return result;
}

function fileName(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  const name = last.endsWith('.arch') ? last.slice(0, -5) : last;
  try {
    return decodeURIComponent(name) || 'system';
  } catch {
    return name;
  }
}
