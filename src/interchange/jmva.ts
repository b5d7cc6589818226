/**
 * JMT's JMVA models (`.jmva`): open, closed and mixed product-form networks. What is read, what is ignored with a note and what is refused
 * stands in docs/cli.md.
 */
import type { Network, NetworkClass, NetworkOptions, NetworkStation } from '../queueing/index.js';
import { attribute, ImportError, number, parseXml, wholeNumber, type XmlElement, type XmlPlace } from './xml.js';

export interface JmvaClass {
  readonly name: string;
  readonly kind: 'open' | 'closed';
  /** Index of the station at which a closed class counts its cycles; undefined: one cycle per visit of 1. */
  readonly reference: number | undefined;
}

export interface JmvaStation {
  readonly name: string;
  readonly kind: 'delay' | 'load-independent' | 'load-dependent';
  /** Visits per cycle or arrival, by class. */
  readonly visits: readonly number[];
}

export interface JmvaModel {
  readonly classes: readonly JmvaClass[];
  readonly stations: readonly JmvaStation[];
  readonly network: Network;
  readonly method: NonNullable<NetworkOptions['method']>;
  /** What was read and not used, for the person who asked. */
  readonly notes: readonly string[];
}

/** Algorithms of JMVA. All exact ones give the same figures; ours is named in the answer. */
const algorithms: ReadonlyMap<string, JmvaModel['method']> = new Map([
  ['mva', 'auto'],
  ['recal', 'auto'],
  ['mom', 'auto'],
  ['comom', 'auto'],
  ['tree mva', 'auto'],
  ['tree convolution', 'auto'],
  ['bard-schweitzer', 'bard-schweitzer'],
  ['aql', 'aql'],
  ['linearizer', 'linearizer'],
  ['de souza-muntz linearizer', 'linearizer'],
]);

type ReadClass = JmvaClass & { readonly load: NetworkClass; readonly at: XmlPlace };

/**
 * Reads a model.
 *
 * @param text of a `.jmva` file
 * @throws ImportError with the place of the first thing that is wrong or not supported
 */
export function readJmva(text: string): JmvaModel {
  const root = parseXml(text);
  if (root.name !== 'model') {
    throw new ImportError(`the root of a JMVA model is <model>, not <${root.name}>`, root.at);
  }
  const notes: string[] = [];
  const known = new Set(['description', 'parameters', 'whatIf', 'algParams', 'solutions', 'pragma']);
  for (const child of root.children) {
    if (!known.has(child.name)) throw unknown(child, root);
  }
  if (root.attributes.get('jaba') === 'true') {
    notes.push('the file is of JABA (bounds of several classes); it is solved as a network');
  }
  const whatIf = root.children.filter((child) => child.name === 'whatIf');
  if (whatIf.length > 0) notes.push('the what-if analysis is not run: the model is solved once, as it stands');
  const parameters = one(root, 'parameters');
  for (const child of parameters.children) {
    if (!['classes', 'stations', 'ReferenceStation'].includes(child.name)) throw unknown(child, parameters);
  }
  const classElements = one(parameters, 'classes');
  const stationElements = one(parameters, 'stations');
  const stationNames = names(stationElements);
  const references = referencesOf(parameters, stationNames, names(classElements));
  const classes = classElements.children.map((element, r) => readClass(element, references[r]));
  if (classes.length === 0) throw new ImportError('a model needs at least one class', classElements.at);
  if (new Set(classElements.children.map((c) => Number(c.attributes.get('priority') ?? 0))).size > 1) {
    throw new ImportError('classes of different priority are not supported: no product form', classElements.at);
  }
  const users = classes.reduce((sum, c) => (c.load.kind === 'closed' ? sum + c.load.population : sum), 0);
  const read = stationElements.children.map((element) => readStation(element, classes, users));
  if (read.length === 0) throw new ImportError('a model needs at least one station', stationElements.at);
  const scaled = read.map(({ station, kind, visits, name }) => {
    const relative = visits.map((v, r) => v / cycles(classes, r, read));
    const demands = station.demands.map((d, r) => d / cycles(classes, r, read));
    return { name, kind, visits: relative, station: { ...station, demands } };
  });
  classes.forEach(({ load, name, at }, r) => {
    const time = scaled.reduce((sum, { station }) => sum + station.demands[r]!, 0);
    if (load.kind === 'closed' && load.population > 0 && load.think + time === 0) {
      throw new ImportError(`class ${name} has no time anywhere: its throughput would be without bound`, at);
    }
  });
  return {
    classes: classes.map(({ name, kind, reference }) => ({ name, kind, reference })),
    stations: scaled.map(({ name, kind, visits }) => ({ name, kind, visits })),
    network: { classes: classes.map(({ load }) => load), stations: scaled.map(({ station }) => station) },
    method: algorithm(root, notes),
    notes,
  };
}

function unknown(child: XmlElement, parent: XmlElement): ImportError {
  return new ImportError(`<${child.name}> is not known in <${parent.name}>`, child.at);
}

function one(parent: XmlElement, name: string): XmlElement {
  const found = parent.children.filter((child) => child.name === name);
  if (found.length === 0) throw new ImportError(`<${parent.name}> needs <${name}>`, parent.at);
  if (found.length > 1) throw new ImportError(`<${name}> stands twice`, found[1]!.at);
  return found[0]!;
}

function names(list: XmlElement): string[] {
  const found: string[] = [];
  for (const child of list.children) {
    const name = attribute(child, 'name');
    if (found.includes(name)) throw new ImportError(`the name ${name} stands twice`, child.at);
    found.push(name);
  }
  return found;
}

/** Index of the reference station of each class. */
function referencesOf(
  parameters: XmlElement,
  stations: readonly string[],
  classes: readonly string[],
): (number | undefined)[] {
  const result: (number | undefined)[] = classes.map(() => undefined);
  for (const list of parameters.children.filter((child) => child.name === 'ReferenceStation')) {
    for (const element of list.children) {
      if (element.name !== 'Class') throw unknown(element, list);
      const r = classes.indexOf(attribute(element, 'name'));
      if (r < 0) throw new ImportError(`there is no class ${attribute(element, 'name')}`, element.at);
      const station = attribute(element, 'refStation');
      // what open classes, and closed ones without a station of their own, are given
      if (station === 'Arrival Process') continue;
      const i = stations.indexOf(station);
      if (i < 0) throw new ImportError(`there is no station ${station}`, element.at);
      result[r] = i;
    }
  }
  return result;
}

function readClass(element: XmlElement, reference: number | undefined): ReadClass {
  const { at } = element;
  const name = attribute(element, 'name');
  if (element.name === 'closedclass') {
    const population = wholeNumber(attribute(element, 'population'), `the population of ${name}`, at);
    const think = number(element.attributes.get('thinktime') ?? '0', `the think time of ${name}`, at);
    return { name, kind: 'closed', reference, load: { kind: 'closed', population, think }, at };
  }
  if (element.name === 'openclass') {
    const rate = number(attribute(element, 'rate'), `the rate of ${name}`, at);
    return { name, kind: 'open', reference: undefined, load: { kind: 'open', rate }, at };
  }
  throw new ImportError(`a class is <closedclass> or <openclass>, not <${element.name}>`, at);
}

type ReadStation = JmvaStation & { readonly station: NetworkStation; readonly at: XmlPlace };

const kinds: ReadonlyMap<string, JmvaStation['kind']> = new Map([
  ['delaystation', 'delay'],
  ['listation', 'load-independent'],
  ['ldstation', 'load-dependent'],
]);

function readStation(element: XmlElement, classes: readonly ReadClass[], users: number): ReadStation {
  const { at } = element;
  const name = attribute(element, 'name');
  const kind = kinds.get(element.name);
  if (!kind) {
    throw new ImportError(
      `a station is <delaystation>, <listation> or <ldstation>, not <${element.name}>: ${name} is not supported`,
      at,
    );
  }
  const visits = byClass(one(element, 'visits'), ['visit', 'visits'], classes, `the visits at ${name}`).map((entry) =>
    number(entry.text, `the visits at ${name}`, entry.at),
  );
  const times = byClass(
    one(element, 'servicetimes'),
    ['servicetime', 'servicetimes'],
    classes,
    `a service time at ${name}`,
  );
  if (kind === 'load-dependent') {
    return { name, kind, visits, at, station: loadDependent(name, times, visits, users, at) };
  }
  const demands = times.map((entry, r) => visits[r]! * number(entry.text, `the service time at ${name}`, entry.at));
  if (kind === 'delay') return { name, kind, visits, at, station: { servers: Infinity, demands } };
  const servers = wholeNumber(element.attributes.get('servers') ?? '1', `the servers of ${name}`, at, 1);
  return { name, kind, visits, at, station: { servers, demands } };
}

/** The entry of each class: by its name, or by its place where names are left out. */
function byClass(list: XmlElement, tags: readonly string[], classes: readonly ReadClass[], what: string): XmlElement[] {
  const entries = list.children;
  for (const entry of entries) {
    if (!tags.includes(entry.name)) throw unknown(entry, list);
    const name = entry.attributes.get('customerclass');
    if (name !== undefined && !classes.some((c) => c.name === name)) {
      throw new ImportError(`there is no class ${name}`, entry.at);
    }
  }
  return classes.map(({ name }, r) => {
    const named = entries.filter((entry) => entry.attributes.get('customerclass') === name);
    if (named.length > 1) throw new ImportError(`${what} for class ${name} stands twice`, named[1]!.at);
    const at = entries[r];
    const found = named[0] ?? (at && !at.attributes.has('customerclass') ? at : undefined);
    if (!found) throw new ImportError(`${what} for class ${name} is missing`, list.at);
    return found;
  });
}

/** Service times for 1, 2, ... jobs at the station, separated by semicolons. */
function loadDependent(
  name: string,
  entries: readonly XmlElement[],
  visits: readonly number[],
  users: number,
  at: XmlPlace,
): NetworkStation {
  let speeds: number[] | undefined;
  const demands = entries.map((entry, r) => {
    const times = entry.text
      .replace(/;\s*$/, '')
      .split(';')
      .map((text) => number(text, `a service time at ${name}`, entry.at));
    if (times.length < Math.max(1, users)) {
      throw new ImportError(
        `${name} has ${times.length} service times for ${Math.max(1, users)} users: one for each number of jobs is needed`,
        entry.at,
      );
    }
    const first = times[0]!;
    if (times.every((time) => time === 0)) return 0;
    if (times.some((time) => time === 0)) {
      throw new ImportError(
        `a service time at ${name} is 0 and others are not: its speed would be without bound`,
        entry.at,
      );
    }
    const own = times.slice(0, Math.max(1, users)).map((time) => first / time);
    if (speeds && own.some((speed, n) => Math.abs(speed / speeds![n]! - 1) > 1e-9)) {
      throw new ImportError(
        `the load dependence of ${name} differs between classes: no product form, not supported`,
        entry.at,
      );
    }
    speeds ??= own;
    return first * visits[r]!;
  });
  if (entries.length === 0) throw new ImportError(`${name} has no service times`, at);
  return { servers: 1, demands, ...(speeds && { speeds }) };
}

/** Visits of class r to its reference station, to which all others are relative. */
function cycles(classes: readonly ReadClass[], r: number, stations: readonly ReadStation[]): number {
  const { reference, name, at } = classes[r]!;
  if (reference === undefined) return 1;
  const visits = stations[reference]!.visits[r]!;
  if (visits === 0) {
    throw new ImportError(`class ${name} does not visit its reference station ${stations[reference]!.name}`, at);
  }
  return visits;
}

function algorithm(root: XmlElement, notes: string[]): JmvaModel['method'] {
  const params = root.children.find((child) => child.name === 'algParams');
  if (!params) return 'auto';
  if (params.children.some((child) => child.name === 'compareAlgs' && child.attributes.get('value') === 'true')) {
    notes.push('algorithms are not compared; one is run');
  }
  const type = params.children.find((child) => child.name === 'algType');
  const name = type?.attributes.get('name');
  if (name === undefined) return 'auto';
  const method = algorithms.get(name.toLowerCase());
  if (method) return method;
  notes.push(`the algorithm ${name} is not available; the method is chosen by the size of the model`);
  return 'auto';
}
