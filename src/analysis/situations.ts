/** The situations that objectives are judged in: the operating point, or one per state of the day where loads have profiles. */
import { busiestState, decisiveStates, operate, type Point } from './capacity/operate.js';
import type { Plan } from './capacity/plan.js';
import type { WorkloadReport } from './report.js';
import { timesOf } from './reporting/dayAssumptions.js';
import { workloadReport } from './reporting/workloads.js';
import { type Check, endless } from './search/budget.js';

/** An operating point with its reports, and the times that it is of where loads change over time. */
export interface Situation {
  readonly point: Point;
  readonly reports: readonly WorkloadReport[];
  readonly when?: string | undefined;
  /** False where another situation has more of each load, so that only goals for little load need it. */
  readonly decisive: boolean;
}

/** States of the day up to which all are analysed at once. */
const EARLY_STATES = 32;

/** True where all states of the day are to be had in the quick pass: they are few, or an objective needs the lightest. */
export function isShortDay(plan: Plan): boolean {
  return (
    (plan.day?.states.length ?? 0) <= EARLY_STATES ||
    plan.system.objectives.some(({ goals }) =>
      goals.some((goal) => goal.kind === 'bound' && goal.metric === 'throughput'),
    )
  );
}

/** The operating point of each state of the day, in order; undefined without profiles. */
export function dayPoints(plan: Plan, point: Point, check: Check = endless): readonly Point[] | undefined {
  const busiest = busiestState(plan);
  return plan.day?.states.map((_, state) => {
    check();
    return state === busiest ? point : operate(plan, { state });
  });
}

/**
 * The situations, the busiest first.
 * @param point the operating point in the busiest; @param reports of its workloads
 * @param all the points of all states of the day, where known
 */
export function situationsOf(
  plan: Plan,
  point: Point,
  reports: readonly WorkloadReport[],
  all: readonly Point[] | undefined,
): Situation[] {
  const { day, system } = plan;
  const busiest = busiestState(plan);
  if (!day || busiest === undefined) return [{ point, reports, decisive: true }];
  const decisive = decisiveStates(plan);
  const lightest = all !== undefined && isShortDay(plan);
  return [
    { point, reports, when: timesOf(day, busiest), decisive: true },
    ...day.states.flatMap((_, state): Situation[] => {
      const decides = decisive.includes(state);
      if (state === busiest || !(decides || lightest)) return [];
      const own = all?.[state] ?? operate(plan, { state });
      return [
        {
          point: own,
          reports: system.workloads.map((_, index) => workloadReport(plan, own, index, state)),
          when: timesOf(day, state),
          decisive: decides,
        },
      ];
    }),
  ];
}
