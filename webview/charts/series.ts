/** What the segments of bars stand for: each kind has a tone and a pattern of its own. */
import { type Part, partNames } from '../../src/analysis/render/breakdown.js';
import type { Series } from './model.js';

export const partSeries: Readonly<Record<Part, Series>> = {
  queue: { name: partNames.queue, tone: 'warn', pattern: 'rising' },
  cpu: { name: partNames.cpu, tone: 'plain', pattern: 'solid' },
  contention: { name: partNames.contention, tone: 'bad', pattern: 'cross' },
  delay: { name: partNames.delay, tone: 'yellow', pattern: 'level' },
  network: { name: partNames.network, tone: 'violet', pattern: 'upright' },
  external: { name: partNames.external, tone: 'good', pattern: 'dots' },
  synchronisation: { name: partNames.synchronisation, tone: 'faint', pattern: 'falling' },
};

export const downtimeSeries: Series = { name: 'downtime of a cause', tone: 'plain', pattern: 'solid' };
export const totalSeries: Series = { name: 'downtime in all', tone: 'text', pattern: 'rising' };

export const utilisationSeries = {
  good: { name: 'within its limits', tone: 'plain', pattern: 'solid' },
  warn: { name: 'high', tone: 'warn', pattern: 'rising' },
  bad: { name: 'overloaded', tone: 'bad', pattern: 'cross' },
  none: { name: 'unknown', tone: 'faint', pattern: 'dots' },
} as const satisfies Record<string, Series>;

export const marginSeries = {
  met: { name: 'room left', tone: 'good', pattern: 'solid' },
  missed: { name: 'missed by', tone: 'bad', pattern: 'cross' },
  unknown: { name: 'unknown', tone: 'faint', pattern: 'dots' },
} as const satisfies Record<string, Series>;
