/** The throughput-latency curve of each workload, all workloads scaled together, to 0.99 of saturation. */
import { operate, type Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import { boundText, isPointGoal, metricName, workloadsOf } from '../objectives.js';
import type { Curve } from '../report.js';
import { problem, responses } from '../reporting/workloads.js';
import { type Check, endless } from './budget.js';

const sameFactor = (plan: Plan, factor: number): number[] => plan.system.workloads.map(() => factor);

/**
 * Factor on all workloads at which the first node type saturates, by bisection to 1e-5.
 * @returns undefined where nothing saturates (no limit, or closed workloads only)
 */
export function saturationFactor(plan: Plan, replicas?: readonly number[], check: Check = endless): number | undefined {
  if (!plan.system.workloads.some((workload) => workload.load.kind === 'open' && workload.load.rate.value > 0))
    return undefined;
  // A bounded queue keeps a node stable by turning requests away; it is saturated all the same.
  const saturated = (factor: number): boolean => {
    check();
    const point = operate(plan, { factors: sameFactor(plan, factor), replicas });
    return point.cause !== undefined || point.nodes.some((node) => node.station.overload >= 1);
  };
  let low = 0;
  let high = 1;
  if (saturated(1)) {
    low = 0.5;
    while (saturated(low)) {
      high = low;
      low /= 2;
      if (low < 1e-9) return undefined;
    }
  } else {
    low = 1;
    high = 2;
    while (!saturated(high)) {
      low = high;
      high *= 2;
      if (high > 2 ** 30) return undefined;
    }
  }
  while (high - low > 1e-5 * low) {
    const middle = (low + high) / 2;
    if (saturated(middle)) high = middle;
    else low = middle;
  }
  return low;
}

/** Where the curve has its points, as shares of saturation: denser where it bends. */
const shares = [
  0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.57, 0.64, 0.7, 0.75, 0.8, 0.84, 0.88, 0.91, 0.93, 0.95, 0.965, 0.98, 0.99,
];

/** Curves of all workloads. The knee is where throughput over response time is greatest (Kleinrock's power, 1979). */
export function curvesOf(plan: Plan, saturation: number | undefined, check: Check = endless): Curve[] {
  const { system } = plan;
  // Without saturation (closed workloads, no limits) the curve runs to four times the present load.
  const end = saturation ?? 4;
  const factors = [...shares.map((share) => share * end), ...(end * 0.99 > 1 ? [1] : [])].sort((a, b) => a - b);
  const points = factors.map((factor): { factor: number; point: Point } => {
    check();
    return { factor, point: operate(plan, { factors: sameFactor(plan, factor) }) };
  });
  return system.workloads.map((workload, index) => {
    const list: { factor: number; throughput: number; mean: number; p95: number; p99: number }[] = [];
    let knee: { factor: number; power: number } | undefined;
    for (const { factor, point } of points) {
      if (problem(plan, point, index)) continue;
      const response = responses(plan, point, index);
      const throughput = point.rates[index]! * (1 - point.errors[index]!);
      list.push({
        factor,
        throughput,
        mean: response.mean,
        p95: response.percentile(0.95),
        p99: response.percentile(0.99),
      });
      const power = response.mean > 0 ? throughput / response.mean : 0;
      if (!knee || power > knee.power) knee = { factor, power };
    }
    const goals = system.objectives
      .filter((objective) => workloadsOf(system, objective).includes(index))
      .flatMap((objective) => objective.goals.filter(isPointGoal))
      .filter((goal) => goal.metric === 'mean' || goal.metric === 'percentile');
    return {
      workload: workload.name,
      points: list,
      present: 1,
      knee: knee?.factor,
      saturation,
      objectives: goals.map((goal) => ({
        text: `${metricName(goal)} ${goal.comparison} ${boundText(goal, goal.bound.value)}`,
        metric: metricName(goal),
        bound: goal.bound.value,
      })),
    };
  });
}
