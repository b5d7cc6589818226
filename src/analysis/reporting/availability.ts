/** Availability added to the reports of node types and workloads. */
import { downtimeMinutesPerYear, nines } from '../../reliability/index.js';
import type { Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import type { MethodId } from '../methods.js';
import { type Redundancy, unitAvailability, workloadAvailability } from '../redundancy/availability.js';
import { availabilityOver } from '../redundancy/day.js';
import { neededReplicas } from '../redundancy/needed.js';
import { formatDuration, formatNumber } from '../render/format.js';
import type { FigureInput, NodeReport, WorkloadReport } from '../report.js';
import { figure, input, unstable } from './figures.js';

export function withNodeAvailability(
  plan: Plan,
  point: Point,
  redundancy: Redundancy,
  report: NodeReport,
  index: number,
): NodeReport {
  const state = point.nodes[index]!;
  const needed = neededReplicas(plan, index, state);
  const unit = redundancy.units[index]!;
  if (state.cause) return { ...report, neededReplicas: needed, availability: unstable(plan, state.cause, report.name) };
  const inputs = failureInputs(redundancy, index);
  return {
    ...report,
    neededReplicas: needed,
    availability: figure(unitAvailability(redundancy, unit), 'share', {
      method: 'k-of-n',
      assumptions: [
        `${formatNumber(unit.needed)} of ${formatNumber(unit.replicas)} replicas must be up for the present load`,
      ],
      inputs,
      formula: `P(at least ${unit.needed} of ${unit.replicas} up)`,
    }),
  };
}

export function withAvailability(
  plan: Plan,
  point: Point,
  redundancy: Redundancy,
  report: WorkloadReport,
  index: number,
  /** points of all states of the day, over which it is weighed */ all?: readonly Point[],
): WorkloadReport {
  const timed = point.workloads[index]!;
  if ('cause' in timed && !all) {
    const bad = unstable(plan, timed.cause, report.name);
    return { ...report, availability: bad, plainAvailability: bad, downtime: bad };
  }
  if (plan.compiled.entries[index]!.length === 0) {
    return { ...report, availability: report.mean, plainAvailability: report.mean, downtime: report.mean };
  }
  if (plan.day && !all) return report;
  const found = all ? availabilityOver(plan, all, index) : workloadAvailability(plan, redundancy, index);
  const method: MethodId = found.cut > 0 || found.simplified.length > 0 ? 'structure-bounded' : 'structure';
  const nodes = new Set([...plan.paths[index]!].map((vertex) => plan.compiled.variants[vertex]!.node));
  const inputs = [...nodes].slice(0, 6).flatMap((node) => failureInputs(redundancy, node).slice(0, 2));
  const assumptions = [
    'replicas fail independently but for the places and common causes that they share',
    'as many replicas must be up as the present load needs',
    'requests sent to a failed replica before detection are lost',
    'weighed by requests: a call that is made rarely counts as often as it is made',
    ...found.simplified,
  ];
  if (found.defaulted.length > 0)
    assumptions.push(`failure data are defaults for ${found.defaulted.slice(0, 6).join(', ')}`);
  if (found.cut > 0)
    assumptions.push(`combinations of failed places with probability ${found.cut.toExponential(1)} count as down`);
  const minutes = downtimeMinutesPerYear(found.unavailability);
  // What is saved without each cause overlaps a little; the parts are scaled so that they add up to the whole.
  const sum = found.causes.reduce((total, cause) => total + cause.share, 0);
  return {
    ...report,
    availability: figure(1 - found.unavailability, 'share', { method, assumptions, inputs }),
    plainAvailability: figure(1 - found.plain, 'share', {
      method,
      assumptions: ['one replica of each node type is enough; detection is at once'],
      inputs,
    }),
    downtime: figure(minutes, 'min/year', { method, assumptions, inputs }),
    nines: found.unavailability > 0 ? nines(found.unavailability) : undefined,
    downtimeCauses: found.causes.map((cause) => ({
      name: cause.name,
      minutesPerYear: sum > 0 ? (minutes * cause.share) / sum : 0,
      ...(cause.at ? { at: cause.at } : {}),
    })),
    singlePointsOfFailure: found.single.map((item) => ({ name: item.name, ...(item.at ? { at: item.at } : {}) })),
  };
}

function failureInputs(redundancy: Redundancy, node: number): FigureInput[] {
  const unit = redundancy.units[node]!;
  const { failure } = unit;
  const text = (seconds: number): string => formatDuration(seconds);
  return [
    input('mean time between failures', failure.mtbf.mean, text),
    input('repair', failure.repair.mean, text),
    input('detection', failure.detection.mean, text),
  ];
}
