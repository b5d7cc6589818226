/** Simulations for the tests of what shows them, whatever the engine learns: a steady state with every agreement, and a drill. */
import type { SimulatedFigure, SimulatedPart, SimulationReport, TimeLine } from '../report.js';

const uri = 'file:///project/shop.arch';
const at = (line: number): SimulatedPart['at'] => ({
  uri,
  offset: line * 40,
  end: line * 40 + 12,
  line,
  column: 2,
  endLine: line,
  endColumn: 14,
});

function figure(
  metric: SimulatedFigure['metric'],
  unit: SimulatedFigure['unit'],
  value: number,
  relative: number,
  computed?: SimulatedFigure['computed'],
): SimulatedFigure {
  const simulated = { value, low: value * (1 - relative), high: value * (1 + relative) };
  return { metric, unit, simulated, ...(computed && { computed }) };
}

export const steady: SimulationReport = {
  version: 1,
  system: 'shop',
  uri,
  options: { seed: 1, precision: 0.02, level: 0.95, failures: false, events: 20_000_000 },
  ending: { kind: 'precise' },
  precision: 0.018,
  replications: 24,
  events: 1_234_567,
  warmUp: 1.2,
  observed: 12,
  parts: [
    {
      of: 'workload',
      name: 'browse',
      at: at(3),
      figures: [
        figure('throughput', '1/s', 1199, 0.003, {
          kind: 'value',
          value: 1200,
          method: 'flow',
          stated: 0,
          agreement: 'inside',
        }),
        figure('mean', 's', 0.0832, 0.018, {
          kind: 'value',
          value: 0.0861,
          method: 'layers',
          stated: 0.15,
          agreement: 'stated',
        }),
        figure('p99', 's', 0.312, 0.05, {
          kind: 'value',
          value: 0.274,
          method: 'percentile-fit',
          agreement: 'unstated',
        }),
        figure('p99.9', 's', 0.51, 0.12),
        figure('errors', 'share', 0.002, 0.2, {
          kind: 'value',
          value: 0.0031,
          method: 'flow',
          stated: 0,
          agreement: 'beyond',
        }),
        figure('timed out', 'share', 0.002, 0.2),
      ],
    },
    {
      of: 'node',
      name: 'web',
      at: at(7),
      figures: [
        figure('cores busy', 'share', 0.63, 0.01, {
          kind: 'value',
          value: 0.632,
          method: 'utilisation-law',
          stated: 0,
          agreement: 'inside',
        }),
        {
          metric: 'waiting',
          unit: 'requests',
          simulated: { value: 0.7, low: 0.6 },
          computed: { kind: 'unknown', reason: 'its callers are overloaded' },
        },
      ],
    },
  ],
  methods: {
    flow: { id: 'flow', name: 'traffic equations', reference: 'Jackson 1957', quality: 'exact' },
    layers: {
      id: 'layers',
      name: 'layered queueing',
      reference: 'Rolia and Sevcik 1995',
      quality: 'approximate',
      error: 'within 15 % of exact chains',
    },
  },
  disagreements: 1,
  notes: ['Nothing fails by itself: failures, maintenance and deployments are left out.'],
};

const seconds = 120;
const ramp = (of: (second: number) => number): number[] => Array.from({ length: seconds }, (_, i) => of(i + 1));
/** A zone is lost at 40 s, noticed at 50 s, back at 70 s; what has piled up is gone at 85 s. */
const lost = (t: number): boolean => t > 40 && t <= 50;
const piled = (t: number): number => (t <= 40 ? 40 : t <= 70 ? 40 + 6 * (t - 40) : Math.max(40, 220 - 12 * (t - 70)));

const timeLine: TimeLine = {
  interval: 1,
  warmUp: 10,
  workloads: [
    {
      name: 'browse',
      arrivals: ramp((t) => 1200 + 20 * Math.cos(t)),
      goodput: ramp((t) => (lost(t) ? 800 : 1195) + 15 * Math.sin(t)),
      errors: [
        { kind: 'timed out', rates: ramp((t) => (lost(t) ? 380 : 0)) },
        { kind: 'rejected', rates: ramp((t) => (t > 60 && t <= 75 ? 60 : 0)) },
      ],
      response: ramp((t) => piled(t) / 500).map((value, i) => (i === 0 ? null : value)),
      inProgress: ramp(piled),
    },
  ],
  nodes: [
    {
      name: 'web',
      waiting: ramp((t) => Math.max(0, piled(t) - 60)),
      busy: ramp((t) => Math.min(64, piled(t))),
      up: ramp((t) => (t > 40 && t <= 70 ? 4 : 6)),
    },
  ],
  channels: [
    { name: 'orders', waiting: ramp((t) => (t <= 40 ? 0 : lost(t) ? 5 * (t - 40) : Math.max(0, 50 - 2 * (t - 50)))) },
  ],
  marks: [
    { time: 40, what: 'event', where: 'eu.a', detail: 'fail' },
    { time: 50, what: 'detected', where: 'eu.a', detail: '' },
    { time: 70, what: 'event', where: 'eu.a', detail: 'restore' },
    { time: 70, what: 'restored', where: 'eu.a', detail: '' },
  ],
  marksLeftOut: 0,
  drain: { from: 70, level: 40, seconds: 15 },
};

export const drill: SimulationReport = { ...steady, scenario: 'lose_zone', timeLine };
