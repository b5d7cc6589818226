/** Values of attributes: numbers, or variables of LQX and SPEX where the file gives them one number. */
import { ImportError, number, type XmlElement, type XmlPlace } from '../xml.js';

/** Numbers beyond are no parameters of a model; products of a few of them stay finite, and above 0. */
const [least, most] = [1e-12, 1e12];

/** Reads attributes of one document. */
export class Values {
  /** by name without `$`; NaN where it has several values, or an expression */
  private readonly constants = new Map<string, number>();

  /** @param root of the document: constants stand in its elements `parameters` (SPEX) and `lqx` */
  constructor(root: XmlElement) {
    for (const { name, text } of root.children) {
      if (name !== 'parameters' && name !== 'lqx') continue;
      for (const statement of text.split(/[\n;]/)) {
        const found = /^\s*\$(\w+)\s*=(?!=)\s*(.*?)\s*(?:(?:#|\/\/).*)?$/.exec(statement);
        if (!found) continue;
        const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(found[2]!) ? Number(found[2]) : Number.NaN;
        const known = this.constants.get(found[1]!);
        this.constants.set(found[1]!, known === undefined || known === value ? value : Number.NaN);
      }
    }
  }

  /**
   * 0, or a number in [1e-12, 1e12].
   *
   * @param otherwise what an absent attribute means; undefined: it must be there
   * @param what it is, for the message
   */
  number(element: XmlElement, name: string, what: string, otherwise?: number): number {
    const text = element.attributes.get(name);
    if (text === undefined) {
      if (otherwise !== undefined) return otherwise;
      throw new ImportError(`<${element.name}> needs the attribute ${name}`, element.at);
    }
    return this.parse(text, what, element.at);
  }

  /** A whole number >= 1, or Infinity for `@infinity`. */
  multiplicity(element: XmlElement, name: string, what: string): number {
    const text = element.attributes.get(name)?.trim();
    if (text === undefined) return 1;
    if (/^(@?infinity|inf|infinite)$/i.test(text)) return Infinity;
    const value = this.parse(text, what, element.at);
    if (!Number.isInteger(value) || value < 1 || value > 1e6) {
      throw new ImportError(`${what} must be a whole number from 1 to 1000000 or @infinity, not ${text}`, element.at);
    }
    return value;
  }

  private parse(text: string, what: string, at: XmlPlace): number {
    const variable = /^\s*\$(\w+)\s*$/.exec(text)?.[1];
    const value = variable === undefined ? number(text, what, at) : this.constants.get(variable);
    if (value === undefined || Number.isNaN(value)) {
      throw new ImportError(
        `${what} is $${variable}, which the file does not set to one number: solve reads constants ($${variable} = 0.5) and runs no experiments; put a number here`,
        at,
      );
    }
    if (value !== 0 && !(value >= least && value <= most)) {
      throw new ImportError(
        `${what} must be 0 or between ${least} and ${most}, not ${variable === undefined ? text : value}`,
        at,
      );
    }
    return value;
  }
}
