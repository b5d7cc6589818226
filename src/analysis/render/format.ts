/** Numbers as text, the same in every view: hints, hovers, panel, command line. */
import type { Figure, Result } from '../report.js';

/** `digits` significant digits, without trailing zeros, with a space between thousands: 1480 -> '1 480'. */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-9) return value.toExponential(Math.max(0, digits - 1)).replace(/^-/, '−');
  return (value < 0 ? '−' : '') + (size >= 999 ? grouped(size, digits) : rounded(size, digits));
}

/** Without trailing zeros: the rounded text read as a number loses them; below a millionth that would turn to exponents. */
function rounded(size: number, digits: number): string {
  if (size >= 1e-6) return String(Number(size.toPrecision(digits)));
  return size.toFixed(Math.min(20, digits - 1 - Math.floor(Math.log10(size)))).replace(/0+$/, '');
}

function grouped(size: number, digits: number): string {
  const text = size >= 10 ** digits ? Math.round(size).toString() : rounded(size, digits);
  const [whole = '', fraction] = text.split('.');
  const spaced = whole.length > 3 ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, ' ') : whole;
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

const day = 86_400;

/** A time in seconds >= 0: '212 ms', '1.5 s', '5 min', '8.76 h', '90 days'. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const size = Math.abs(seconds);
  if (size < 0.5e-10) return '0 ms';
  if (size < 0.9995e-6) return `${formatNumber(seconds * 1e9)} ns`;
  if (size < 0.9995e-3) return `${formatNumber(seconds * 1e6)} µs`;
  if (size < 0.9995) return `${formatNumber(seconds * 1e3)} ms`;
  if (size < 120) return `${formatNumber(seconds)} s`;
  if (size < 7200) return `${formatNumber(seconds / 60)} min`;
  if (size < 2 * day) return `${formatNumber(seconds / 3600)} h`;
  return `${formatNumber(seconds / day)} days`;
}

/** Requests per second: '1 480 req/s'. */
export function formatRate(perSecond: number): string {
  return `${formatNumber(perSecond, Math.abs(perSecond) >= 1000 ? 4 : 3)} req/s`;
}

/** A share in [0, 1] or a relative change: 0.19 -> '19 %'. */
export function formatShare(share: number): string {
  if (Math.abs(share) < 0.5e-8) return '0 %';
  // Near but below 100 the digits that matter are those that are missing: 99.99 is not 100.
  if (share < 1 && share > 0.9995) {
    const missing = (1 - share) * 100;
    return `${formatNumber(100 - missing, 3 + Math.min(12, Math.max(0, -Math.floor(Math.log10(missing)))))} %`;
  }
  return `${formatNumber(share * 100)} %`;
}

/** An availability, with as many digits as it has nines and two more: 0.99985 -> '99.985 %'. */
export function formatAvailability(share: number): string {
  if (!Number.isFinite(share)) return '–';
  if (share >= 1) return '100 %';
  // More nines than are shown would read as certainty.
  if (share > 1 - 1e-10) return '> 99.99999999 %';
  const nines = share > 0 ? Math.max(0, -Math.log10(1 - share)) : 0;
  const decimals = Math.min(10, Math.max(1, Math.ceil(nines)));
  const text = (Math.floor(share * 100 * 10 ** decimals + 1e-9) / 10 ** decimals).toFixed(decimals);
  return `${text.replace(/\.?0+$/, '')} %`;
}

/** Minutes a year: '4.36 h/year', '52.6 min/year', '26 s/year'. */
export function formatDowntime(minutesPerYear: number): string {
  if (!Number.isFinite(minutesPerYear)) return '–';
  if (minutesPerYear >= 1) {
    return minutesPerYear >= 120
      ? `${formatNumber(minutesPerYear / 60)} h/year`
      : `${formatNumber(minutesPerYear)} min/year`;
  }
  const seconds = minutesPerYear * 60;
  // Of less than a hundredth of a second a year nobody can tell.
  return seconds > 0 && seconds < 0.01 ? '< 0.01 s/year' : `${formatNumber(seconds)} s/year`;
}

/** The value of a figure with its unit. */
export function formatFigure(figure: Pick<Figure, 'value' | 'unit'>): string {
  const { value, unit } = figure;
  switch (unit) {
    case 's':
      return formatDuration(value);
    case '1/s':
      return formatRate(value);
    case 'share':
      return value > 0.99 && value < 1 ? formatAvailability(value) : formatShare(value);
    case 'min/year':
      return formatDowntime(value);
    case 'erlang':
      return `${formatNumber(value)} erlang`;
    case 'money/h':
      return `${formatNumber(value)} per hour`;
    case 'factor':
      return `${formatNumber(value)}×`;
    case 'replicas':
      return `${formatNumber(value)} ${value === 1 ? 'replica' : 'replicas'}`;
    default:
      return `${formatNumber(value)} ${value === 1 ? unit.slice(0, -1) : unit}`;
  }
}

/** A result in a word or two: the figure, 'unstable (×1.2)' or 'unknown'. The reason is in the result. */
export function formatResult(result: Result): string {
  if (result.kind === 'value') return formatFigure(result);
  if (result.kind === 'unstable') return `unstable (×${formatNumber(result.overload)})`;
  return 'unknown';
}
