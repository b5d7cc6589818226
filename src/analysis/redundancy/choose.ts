/**
 * Which method gives the failure probability of a request: a series in closed form, a decision diagram where it is small, else an estimate
 * whose error is known; a bound where that error could be seen. What is found is kept with the plan.
 */
import type { Plan } from '../capacity/plan.js';
import type { SuccessTable } from '../flow/success.js';
import { boundOf } from './bound.js';
import { type Diagram, diagramOf, seriesDiagram } from './diagram.js';
import { type Estimate, estimatesOf } from './estimate.js';
import { type EventOf, shapeOf } from './structure.js';

export interface Structure {
  readonly events: readonly EventOf[];
  readonly diagram: Diagram;
  readonly simplified: readonly string[];
  /** Of an estimate: whether it is never too good. */
  readonly pessimistic?: boolean;
}

/** Share of the unavailability that cannot be seen in a figure of three digits. */
export const closeEnough = 1e-3;
/** Executions of operations behind one request up to which a diagram is built first, and up to which it is tried at all. */
const fewExecutions = 60;
const mostExecutions = 400;

interface Known {
  readonly table: SuccessTable;
  /** Estimates of all targets of the workloads that share the table. */
  readonly estimates: () => ReadonlyMap<string, Estimate>;
  readonly exact: Map<string, Structure | undefined>;
  readonly bounds: Map<string, Structure>;
}
const known = new WeakMap<SuccessTable, Known>();

/**
 * The structure of one target of a workload.
 * @param chances probability of each event as things are, for the choice between estimate and diagram
 */
export function structureOf(
  plan: Plan,
  workload: number,
  target: string,
  chances: (events: readonly EventOf[]) => readonly number[],
): Structure {
  const { table, estimates, exact, bounds } = knownOf(plan, workload);
  const remembered = <T>(map: Map<string, T>, make: () => T): T => {
    if (!map.has(target)) map.set(target, make());
    return map.get(target)!;
  };
  const diagram = (): Structure | undefined =>
    remembered(exact, () => {
      const shape = shapeOf(plan, workload, target);
      const made = diagramOf(shape);
      return made && { events: shape.events, diagram: made, simplified: shape.simplified };
    });
  if (table.isSeries(target)) {
    return remembered(exact, () => {
      const events = table.needs(target).map((part) => table.components[part]!);
      return { events, diagram: seriesDiagram(events.length), simplified: [] };
    })!;
  }
  const executions = table.executions(target);
  if (executions <= fewExecutions) {
    const found = diagram();
    if (found) return found;
  }
  const estimate = estimates().get(target)!;
  const { probability, error = 0 } = estimate.diagram.evaluate(chances(estimate.events));
  if (error > closeEnough * probability) {
    const found = executions <= mostExecutions ? diagram() : undefined;
    if (found) return found;
    if (!estimate.pessimistic) {
      return remembered(bounds, () => {
        const shape = shapeOf(plan, workload, target, 0);
        const note = 'approximate, pessimistic: dependencies that several calls share fail independently for each';
        return { events: shape.events, diagram: boundOf(shape), simplified: [note] };
      });
    }
  }
  return { ...estimate, simplified: [] };
}

function knownOf(plan: Plan, workload: number): Known {
  const table = plan.success(workload);
  let found = known.get(table);
  if (!found) {
    let made: ReadonlyMap<string, Estimate> | undefined;
    found = {
      table,
      estimates() {
        if (!made) {
          const users = plan.system.workloads.filter((_, index) => plan.success(index) === table);
          const targets = [...new Set(users.flatMap((item) => item.targets.map((one) => one.operation)))];
          made = new Map(estimatesOf(table, targets).map((estimate, i) => [targets[i]!, estimate]));
        }
        return made;
      },
      exact: new Map(),
      bounds: new Map(),
    };
    known.set(table, found);
  }
  return found;
}
