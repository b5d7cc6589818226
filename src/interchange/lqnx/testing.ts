/** LQN XML in a few words, for tests. */

type Attributes = Readonly<Record<string, string | number>>;

export function tag(name: string, attributes: Attributes = {}, ...children: readonly string[]): string {
  const text = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  return children.length === 0
    ? `<${name}${text.join('')}/>`
    : `<${name}${text.join('')}>\n${children.join('\n')}</${name}>`;
}

/** A phase, or an activity of a graph. */
export function activity(
  name: string,
  demand: number | string,
  attributes: Attributes,
  ...calls: readonly string[]
): string {
  return tag('activity', { name, 'host-demand-mean': demand, ...attributes }, ...calls);
}

export const calls = (dest: string, mean: number | string): string => tag('synch-call', { dest, 'calls-mean': mean });
export const sends = (dest: string, mean: number | string): string => tag('asynch-call', { dest, 'calls-mean': mean });

/** An entry of phases: what `activity` gives, in order. */
export function entry(name: string, attributes: Attributes, ...phases: readonly string[]): string {
  const numbered = phases.map((phase, i) => phase.replace('<activity', `<activity phase="${i + 1}"`));
  return tag('entry', { name, type: 'PH1PH2', ...attributes }, tag('entry-phase-activities', {}, ...numbered));
}

/** A task on a processor of its own, which bears the same name. */
export function host(name: string, processor: Attributes, task: Attributes, ...children: readonly string[]): string {
  return tag('processor', { name, ...processor }, tag('task', { name, ...task }, ...children));
}

/** Customers that call one entry once per cycle and think on a delay. */
export function customers(number: number, think: number, dest: string, demand = 0): string {
  return host(
    'users',
    { scheduling: 'inf' },
    { scheduling: 'ref', multiplicity: number, 'think-time': think },
    entry('cycle', {}, activity('cycle1', demand, { 'call-order': 'DETERMINISTIC' }, calls(dest, 1))),
  );
}

export const model = (...processors: readonly string[]): string =>
  `<?xml version="1.0"?>\n${tag('lqn-model', { name: 'test' }, tag('solver-params', { conv_val: '1e-05' }), ...processors)}`;

/** A precedence from `pre` to `post`, each the name of the element and its activities. */
export function precedence(pre: readonly string[], post: readonly (string | Attributes)[]): string {
  const [join, ...before] = pre;
  const [fork, ...after] = post;
  const attributes = (item: string | Attributes): Attributes => (typeof item === 'string' ? { name: item } : item);
  const end = after.find((item) => typeof item !== 'string' && 'end' in item);
  const members = after.filter((item) => item !== end);
  return tag(
    'precedence',
    {},
    tag(join!, {}, ...before.map((name) => tag('activity', { name }))),
    tag(
      fork as string,
      (end as Attributes | undefined) ?? {},
      ...members.map((item) => tag('activity', attributes(item))),
    ),
  );
}
