/** Values of options as people write them. Each reader gives undefined for what it does not understand. */

const seconds: Readonly<Record<string, number>> = {
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3600,
  day: 86_400,
  days: 86_400,
};

/** '250ms', '30 s', '10min' -> seconds above 0. */
export function durationOf(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(text.trim());
  const unit = seconds[match?.[2] ?? ''];
  const value = unit === undefined ? 0 : Number(match![1]) * unit;
  return value > 0 ? value : undefined;
}

/** '1%', '0.5 %', '0.01' -> a share above 0. */
export function shareOf(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?(?:e-?\d+)?)\s*(%?)$/.exec(text.trim());
  const value = match ? Number(match[1]) / (match[2] === '%' ? 100 : 1) : 0;
  return value > 0 && value <= 1 ? value : undefined;
}

/** '12' -> a whole number within bounds. */
export function wholeOf(text: string, least: number, most: number): number | undefined {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** '30s' -> seconds; '50M', '200k', '1000000' -> events. */
export function budgetOf(text: string): { events: number } | { seconds: number } | undefined {
  const time = durationOf(text);
  if (time !== undefined) return { seconds: time };
  const match = /^(\d+(?:\.\d+)?)\s*([kMG]?)(?:\s*events)?$/.exec(text.trim());
  const events = match ? Number(match[1]) * { '': 1, k: 1e3, M: 1e6, G: 1e9 }[match[2] as '' | 'k' | 'M' | 'G'] : 0;
  return events > 0 ? { events } : undefined;
}
