/** Gauss-Legendre rules and composite integration over panels. */

export type Rule = { readonly nodes: Float64Array; readonly weights: Float64Array };

const rules = new Map<number, Rule>();

/** Nodes and weights on [-1, 1], by Newton's method on the Legendre polynomial (Press et al. 2007, 4.6). */
export function gaussLegendre(n: number): Rule {
  const known = rules.get(n);
  if (known) return known;
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < (n + 1) >> 1; i++) {
    let z = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 60; step++) {
      let p = 1;
      let before = 0;
      for (let j = 1; j <= n; j++) [p, before] = [((2 * j - 1) * z * p - (j - 1) * before) / j, p];
      slope = (n * (z * p - before)) / (z * z - 1);
      const next = z - p / slope;
      const done = Math.abs(next - z) < 1e-16;
      z = next;
      if (done) break;
    }
    nodes[i] = -z;
    nodes[n - 1 - i] = z;
    weights[i] = 2 / ((1 - z * z) * slope * slope);
    weights[n - 1 - i] = weights[i]!;
  }
  const rule = { nodes, weights };
  rules.set(n, rule);
  return rule;
}

/** Integral of f over [a, b] by one rule of n points. */
function panel(f: (x: number) => number, a: number, b: number, n = 20): number {
  const { nodes, weights } = gaussLegendre(n);
  const half = (b - a) / 2;
  const middle = (a + b) / 2;
  let total = 0;
  for (let i = 0; i < n; i++) total += weights[i]! * f(middle + half * nodes[i]!);
  return total * half;
}

/**
 * Integral of a smooth f over [a, b], halving panels until two rules agree.
 * @param relative wanted error as a share of the whole integral
 */
export function integrate(f: (x: number) => number, a: number, b: number, relative = 1e-13): number {
  if (!(b > a)) return 0;
  const whole = panel(f, a, b);
  let total = 0;
  let size = Math.abs(whole);
  const open: [number, number, number, number][] = [[a, b, whole, 0]];
  while (open.length > 0) {
    const [from, to, rough, depth] = open.pop()!;
    const middle = (from + to) / 2;
    const left = panel(f, from, middle);
    const right = panel(f, middle, to);
    size = Math.max(size, Math.abs(total));
    if (Math.abs(left + right - rough) <= relative * Math.max(size, Math.abs(left + right)) || depth > 48) {
      total += left + right;
    } else {
      open.push([middle, to, right, depth + 1], [from, middle, left, depth + 1]);
    }
  }
  return total;
}

/** Integral over [a, Infinity) of a function that falls at last, on panels that double from `scale`; stops where they add nothing. */
export function integrateTail(f: (x: number) => number, a: number, scale: number, relative = 1e-13): number {
  let total = 0;
  let from = a;
  let width = scale;
  let quiet = 0;
  for (let i = 0; i < 1100 && from < Number.MAX_VALUE / 4; i++) {
    const part = integrate(f, from, from + width, relative);
    total += part;
    quiet = Math.abs(part) <= 1e-17 * Math.abs(total) ? quiet + 1 : 0;
    if (quiet >= 3) break;
    from += width;
    width *= 2;
  }
  return total;
}
