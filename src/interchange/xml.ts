/**
 * XML as a tree with places, for the importers of model formats. Well-formed XML 1.0 only; a document type is refused, so that
 * no entity is ever declared, expanded or fetched.
 */
import { SaxesParser } from 'saxes';

/** A place in a text, both counted from 1. */
export interface XmlPlace {
  readonly line: number;
  readonly column: number;
}

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Character data directly inside, trimmed. */
  readonly text: string;
  /** Where its start tag begins. */
  readonly at: XmlPlace;
}

/** A text that is not what it should be: what is wrong, where, and what would be right. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  constructor(
    message: string,
    readonly at: XmlPlace,
  ) {
    super(message);
  }
}

type Open = { name: string; attributes: Map<string, string>; children: XmlElement[]; text: string; at: XmlPlace };

const start: XmlPlace = { line: 1, column: 1 };

/** Bounds of what is read: beyond them a model is no model but an attack. */
const limits = { characters: 64 * 1024 * 1024, depth: 100 };

/**
 * Reads a document.
 *
 * @param text XML 1.0, at most 64 Mi characters, nested at most 100 deep
 * @returns its root element
 * @throws ImportError at the first place that is not well-formed, or at a document type
 */
export function parseXml(text: string): XmlElement {
  if (text.length > limits.characters) throw new ImportError('the file is larger than 64 MiB', start);
  if (text.trim() === '') throw new ImportError('the file is empty', start);
  const parser = new SaxesParser({ position: true });
  const stack: Open[] = [];
  let root: XmlElement | undefined;
  let from: XmlPlace = start;
  const here = (): XmlPlace => ({ line: parser.line, column: parser.columnIndex + 1 });
  parser.on('error', (error) => {
    // its text begins with the place, which we give apart
    throw new ImportError(`not well-formed XML: ${error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')}`, here());
  });
  parser.on('doctype', () => {
    throw new ImportError('a document type (<!DOCTYPE>) is not accepted; remove it', here());
  });
  parser.on('opentagstart', (tag) => {
    const { line, column } = here();
    from = { line, column: Math.max(1, column - tag.name.length - 2) };
  });
  parser.on('opentag', (tag) => {
    if (stack.length >= limits.depth) throw new ImportError(`elements nest deeper than ${limits.depth}`, from);
    const attributes = new Map(Object.entries(tag.attributes));
    stack.push({ name: tag.name, attributes, children: [], text: '', at: from });
  });
  const take = (data: string): void => {
    const top = stack.at(-1);
    if (top) top.text += data;
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', () => {
    const { text: inner, ...rest } = stack.pop()!;
    const element: XmlElement = { ...rest, text: inner.trim() };
    const parent = stack.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });
  parser.write(text).close();
  if (!root) throw new ImportError('there is no element', start);
  return root;
}

/** An attribute that must be there. */
export function attribute(element: XmlElement, name: string): string {
  const value = element.attributes.get(name);
  if (value === undefined) throw new ImportError(`<${element.name}> needs the attribute ${name}`, element.at);
  return value;
}

/**
 * A number from an attribute or from character data.
 *
 * @param text what stands there
 * @param what it is, for the message
 * @param least smallest value that is accepted
 * @throws ImportError where it is no finite number, or too small
 */
export function number(text: string, what: string, at: XmlPlace, least = 0): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (text.trim().startsWith('$')) {
    throw new ImportError(`${what} is the variable ${text.trim()}: experiments are not run; put a number here`, at);
  }
  if (!Number.isFinite(value)) throw new ImportError(`${what} must be a number, not '${text}'`, at);
  if (value < least) throw new ImportError(`${what} must be at least ${least}, not ${text}`, at);
  return value;
}

/** The same, whole. */
export function wholeNumber(text: string, what: string, at: XmlPlace, least = 0): number {
  const value = number(text, what, at, least);
  if (!Number.isInteger(value)) throw new ImportError(`${what} must be a whole number, not ${text}`, at);
  return value;
}
