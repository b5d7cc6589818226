// The property table (../properties.ts) as the editor features see it.
import { blockOf, type PropertySpec, propertiesOf } from '../properties.js';
import { show } from '../units.js';

export type { PropertySpec } from '../properties.js';

/** The properties that may stand in a block, by the type of the block in the syntax tree. */
export function propertiesIn(type: string | undefined): readonly PropertySpec[] {
  const block = type === undefined ? undefined : blockOf(type);
  return block ? propertiesOf(block) : [];
}

/** What holds when a property is left out, as a person reads it. */
export function defaultOf(property: PropertySpec): string | undefined {
  return property.default === undefined ? property.otherwise : show(property.kind, property.default);
}

/** What a person should know about a property. */
export function propertyMarkdown(property: PropertySpec): string {
  const otherwise = defaultOf(property);
  const lower = property.above ?? property.min;
  const bounds = [
    lower === undefined
      ? ''
      : `${property.above === undefined ? 'at least' : 'more than'} ${show(property.kind, lower)}`,
    property.max === undefined ? '' : `at most ${show(property.kind, property.max)}`,
  ].filter(Boolean);
  const facts = [
    `Example: \`${property.name} ${property.example}\`.`,
    otherwise === undefined ? '' : `Default: ${otherwise}.`,
    bounds.length > 0 ? `${bounds.join(', ').replace(/^./, (first) => first.toUpperCase())}.` : '',
  ];
  return `${property.doc}\n\n${facts.filter(Boolean).join(' ')}`;
}
