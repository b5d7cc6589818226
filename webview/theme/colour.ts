/** Colours of a theme as numbers: reading them, mixing them, and how well one is seen on another. Knows no page. */

/** Red, green, blue in [0, 255], opacity in [0, 1]. */
export interface Colour {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
}

/**
 * Reads a colour as themes write it: `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `rgb(…)`, `rgba(…)`.
 *
 * @returns undefined for anything else
 */
export function parseColour(text: string): Colour | undefined {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text.trim())?.[1];
  if (hex !== undefined && [3, 4, 6, 8].includes(hex.length)) {
    const step = hex.length < 6 ? 1 : 2;
    const part = (index: number): number => {
      const digits = hex.slice(index * step, (index + 1) * step);
      return Number.parseInt(digits.length === 1 ? digits + digits : digits, 16);
    };
    const opaque = hex.length === 3 || hex.length === 6;
    return { r: part(0), g: part(1), b: part(2), a: opaque ? 1 : part(3) / 255 };
  }
  const inner = /^rgba?\(([^()]*)\)$/i.exec(text.trim())?.[1];
  if (inner === undefined) return undefined;
  const parts = inner.split(/[\s,/]+/).filter(Boolean);
  const numbers = parts.map((part) => (part.endsWith('%') ? Number.parseFloat(part) / 100 : Number.parseFloat(part)));
  const [r, g, b, a = 1] = numbers;
  if (numbers.length < 3 || numbers.some((number) => !Number.isFinite(number))) return undefined;
  return { r: r!, g: g!, b: b!, a };
}

/** A colour as style sheets take it: '#1f1f1f', or 'rgba(…)' where something shines through. */
export function colourText({ r, g, b, a }: Colour): string {
  const byte = (value: number): string => Math.round(value).toString(16).padStart(2, '0');
  if (a >= 1) return `#${byte(r)}${byte(g)}${byte(b)}`;
  return `rgba(${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)}, ${Math.round(a * 1000) / 1000})`;
}

/** What is seen where `front` lies on an opaque `back`. */
export function over(front: Colour, back: Colour): Colour {
  return mix(back, { ...front, a: 1 }, front.a);
}

/** Between two opaque colours: 0 is the first, 1 the second. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const part = (a: number, b: number): number => a + (b - a) * share;
  return { r: part(from.r, to.r), g: part(from.g, to.g), b: part(from.b, to.b), a: 1 };
}

/** Relative luminance in [0, 1] (WCAG 2.2, "relative luminance"). */
export function luminance({ r, g, b }: Colour): number {
  const linear = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: Colour, other: Colour): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/**
 * A colour that is seen on a ground: the given one where its contrast suffices, else mixed with black or white, whichever
 * leads there, no further than needed.
 *
 * @param least contrast ratio to reach, 1 to about 4.58, which black or white reach on every ground
 */
export function readable(colour: Colour, ground: Colour, least: number): Colour {
  // As it is written in the end, in whole numbers, so that rounding takes nothing away.
  const seen = whole(over(colour, ground));
  if (contrast(seen, ground) >= least) return seen;
  const black = { r: 0, g: 0, b: 0, a: 1 };
  const white = { r: 255, g: 255, b: 255, a: 1 };
  const goal = contrast(black, ground) > contrast(white, ground) ? black : white;
  for (let step = 1; step < 40; step++) {
    const mixed = whole(mix(seen, goal, step / 40));
    if (contrast(mixed, ground) >= least) return mixed;
  }
  return goal;
}

function whole({ r, g, b, a }: Colour): Colour {
  return { r: Math.round(r), g: Math.round(g), b: Math.round(b), a };
}
