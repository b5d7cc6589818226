/** The outline of each kind of part, around the origin. */
import type { Kind } from './graph.js';

/** The outline as path data. */
export function outline(kind: Kind, width: number, height: number): string {
  const [x, y] = [width / 2, height / 2];
  switch (kind) {
    case 'workload':
      return rounded(x, y, y);
    case 'frontend':
      return rounded(x, y, 12);
    case 'logic':
    case 'service':
      return rounded(x, y, 3);
    case 'store':
      return cylinder(x, y);
    case 'external':
      return `M${-x + 12} ${-y}H${x - 12}L${x} 0L${x - 12} ${y}H${-x + 12}L${-x} 0Z`;
    case 'queue':
      return `M${-x + 8} ${-y}H${x - 8}A8 ${y} 0 0 1 ${x - 8} ${y}H${-x + 8}A8 ${y} 0 0 1 ${-x + 8} ${-y}Z`;
    case 'topic':
      return `M${-x} ${-y}H${x - 14}L${x} 0L${x - 14} ${y}H${-x}L${-x + 14} 0Z`;
  }
}

/** Lines inside of the outline; undefined for none. */
export function inner(kind: Kind, width: number, height: number): string | undefined {
  const [x, y] = [width / 2, height / 2];
  if (kind === 'store') return `M${-x} ${-y + 7}A${x} 7 0 0 0 ${x} ${-y + 7}`;
  if (kind === 'queue') return `M${x - 8} ${-y}A8 ${y} 0 0 0 ${x - 8} ${y}`;
  return undefined;
}

/** Middle of the text, moved down where the top is not free. */
export function textOffset(kind: Kind): number {
  return kind === 'store' ? 5 : kind === 'workload' ? 2 : 0;
}

function rounded(x: number, y: number, r: number): string {
  const arc = (toX: number, toY: number): string => `A${r} ${r} 0 0 1 ${toX} ${toY}`;
  return `M${-x + r} ${-y}H${x - r}${arc(x, -y + r)}V${y - r}${arc(x - r, y)}H${-x + r}${arc(-x, y - r)}V${-y + r}${arc(-x + r, -y)}Z`;
}

function cylinder(x: number, y: number): string {
  return `M${-x} ${-y + 7}A${x} 7 0 0 1 ${x} ${-y + 7}V${y - 7}A${x} 7 0 0 1 ${-x} ${y - 7}Z`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line through points that is upright at each of them; straight where it goes sideways. */
export function route(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1];
      if (!before) return `M${at(point)}`;
      if (before.x === point.x || before.y === point.y) return `L${at(point)}`;
      const middle = (before.y + point.y) / 2;
      return `C${at({ x: before.x, y: middle })} ${at({ x: point.x, y: middle })} ${at(point)}`;
    })
    .join('');
}

/** The head of the arrow at the end of a line, which arrives upright or level. */
export function head(points: readonly Point[]): string {
  const [from, to] = [points.at(-2), points.at(-1)];
  if (!from || !to) return '';
  const [dx, dy] = from.y === to.y ? [Math.sign(to.x - from.x), 0] : [0, Math.sign(to.y - from.y)];
  const base = { x: to.x - 8 * dx, y: to.y - 8 * dy };
  const side = (sign: number): Point => ({ x: base.x - 3.5 * sign * dy, y: base.y + 3.5 * sign * dx });
  return `M${at(to)}L${at(side(1))}L${at(side(-1))}Z`;
}

function at({ x, y }: Point): string {
  return `${Number(x.toFixed(1))} ${Number(y.toFixed(1))}`;
}
