/** A new number in the clothes of the old one: its unit, its spacing, its thousands. */
import { splitLiteral } from '../quantity.js';
import { combine, NONE, same, unitOf } from '../units.js';

/** More digits than this are no number that a person would have written. */
const DIGITS = 6;

/**
 * Text of a literal that replaces another one.
 *
 * @param old the literal as it stands, such as '90_000 req/min'
 * @param wanted the new literal, such as '1800 req/s'
 * @returns the new number in the old unit where it fits in a few digits ('108_000 req/min'), else `wanted`
 */
export function restyle(old: string, wanted: string): string {
  const before = splitLiteral(old);
  const after = splitLiteral(wanted);
  if (!before || !after) return wanted;
  const from = unitOf(after.unit);
  const to = unitOf(before.unit);
  if ((after.unit !== '' && !from) || (before.unit !== '' && !to)) return wanted;
  // A plain number and a count say the same; other dimensions never stand for each other where both are accepted.
  const [was, is] = [to?.dimension ?? NONE, from?.dimension ?? NONE];
  if (!same(was, is) && combine(was, is, -1).time !== 0) return wanted;
  const number = (after.number * (from?.factor ?? 1)) / (to?.factor ?? 1);
  const text = plainText(number);
  if (text === undefined) return wanted;
  const digits = /^[0-9._eE+-]*/.exec(old)?.[0] ?? '';
  return `${digits.includes('_') ? grouped(text) : text}${old.slice(digits.length)}`;
}

/** A number in at most six significant digits and without exponent; undefined where that would not be the number. */
function plainText(value: number): string | undefined {
  const rounded = Number(value.toPrecision(DIGITS));
  if (!Number.isFinite(value) || Math.abs(rounded - value) > 1e-9 * Math.abs(value)) return undefined;
  const text = String(rounded);
  return text.includes('e') ? undefined : text;
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, '_');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}
