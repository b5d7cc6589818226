/** Times of a day or of a longer period as people write them. */

const DAY = 86_400;
/** Intervals that are named; of more, it is said how many there are. */
const MOST_NAMED = 3;

/** '09:30', with seconds where there are any; in a period of several days 'day 2, 09:30'. */
export function formatClock(seconds: number, period: number): string {
  const several = period > DAY;
  const within = several ? seconds % DAY : seconds;
  const [hours, minutes, rest] = [Math.floor(within / 3600), Math.floor((within % 3600) / 60), within % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  const tail = rest === 0 ? '' : `:${two(Number(rest.toFixed(3)))}`;
  return `${several ? `day ${Math.floor(seconds / DAY) + 1}, ` : ''}${two(hours)}:${two(minutes)}${tail}`;
}

/** 'from 09:00 to 12:00 and from 20:00 to 06:00': an interval that ends with the period and one that starts it are one. */
export function formatTimes(
  intervals: readonly { readonly from: number; readonly to: number }[],
  period: number,
): string {
  const list = intervals.map(({ from, to }) => ({ from, to }));
  const [first] = list;
  const last = list.at(-1);
  if (list.length === 1 && first && first.to - first.from >= period) return 'all the time';
  if (first && last && list.length > 1 && first.from === 0 && last.to === period) {
    last.to = first.to;
    list.shift();
  }
  const texts = list
    .slice(0, MOST_NAMED)
    .map(({ from, to }) => `from ${formatClock(from, period)} to ${formatClock(to, period)}`);
  if (list.length > MOST_NAMED) return `${texts.join(', ')} and at ${list.length - MOST_NAMED} more times`;
  return texts.length > 1 ? `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}` : (texts[0] ?? '');
}
