/** Components that fail and are repaired, as a Markov chain: what the estimators of rare outages run. */
import { positive, whole } from '../../queueing/check.js';

export type ComponentType = {
  /** like components, whole number >= 1 */ readonly count: number;
  /** per second and working component, >= 0 */ readonly failureRate: number;
  /** per second and repairer, > 0 */ readonly repairRate: number;
  /** place of the crew in `crews` that repairs it; each failed component has a repairer of its own if undefined */
  readonly crew?: number;
};

/** All exponential. With fewer repairers than failed components each of them is as likely under repair as any other. */
export type Repairable = {
  readonly components: readonly ComponentType[];
  /** repairers in each crew, whole numbers >= 1 */ readonly crews?: readonly number[];
  /** all working components of these types fail at once, at this rate per second */
  readonly commonCauses?: readonly { readonly rate: number; readonly types: readonly number[] }[];
  /** whether the system is down, by the number of failed components of each type; not when none has failed */
  readonly down: (failed: readonly number[]) => boolean;
};

/** @throws RangeError naming the argument */
export function checkRepairable({ components, crews = [], commonCauses = [], down }: Repairable): void {
  components.forEach(({ count, failureRate, repairRate, crew }, i) => {
    whole(`components[${i}].count`, count, 1);
    rate(`components[${i}].failureRate`, failureRate);
    positive(`components[${i}].repairRate`, repairRate);
    if (crew !== undefined && crews[crew] === undefined)
      throw new RangeError(`components[${i}].crew must be a place in crews, got ${crew}`);
  });
  crews.forEach((repairers, i) => {
    whole(`crews[${i}]`, repairers, 1);
  });
  commonCauses.forEach((cause, i) => {
    rate(`commonCauses[${i}].rate`, cause.rate);
    for (const type of cause.types)
      if (components[type] === undefined)
        throw new RangeError(`commonCauses[${i}].types must be places in components, got ${type}`);
  });
  if (down(components.map(() => 0))) throw new RangeError('down must be false where nothing has failed');
}

function rate(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw new RangeError(`${name} must be finite and >= 0, got ${value}`);
}

/** Transitions out of a state: failures by type, common causes, then repairs by type; a rate of 0 where there is none. */
export class Moves {
  readonly types: number;
  readonly causes: number;
  /** per second, in that order */ readonly rates: Float64Array;
  failures = 0;
  failureRate = 0;
  repairRate = 0;

  constructor(private readonly model: Repairable) {
    this.types = model.components.length;
    this.causes = model.commonCauses?.length ?? 0;
    this.rates = new Float64Array(2 * this.types + this.causes);
  }

  /** Moves out of the state with so many failed components of each type. */
  read(failed: readonly number[]): void {
    const { components, crews = [], commonCauses = [] } = this.model;
    const { rates, types, causes } = this;
    this.failures = this.failureRate = this.repairRate = 0;
    const add = (place: number, value: number): void => {
      rates[place] = value;
      if (value === 0) return;
      this.failures++;
      this.failureRate += value;
    };
    components.forEach(({ count, failureRate }, i) => {
      add(i, (count - failed[i]!) * failureRate);
    });
    commonCauses.forEach((cause, i) => {
      add(types + i, cause.types.some((t) => failed[t]! < components[t]!.count) ? cause.rate : 0);
    });
    const broken = crews.map(() => 0);
    components.forEach(({ crew }, i) => {
      if (crew !== undefined) broken[crew]! += failed[i]!;
    });
    components.forEach(({ repairRate, crew }, i) => {
      const share = crew === undefined ? 1 : Math.min(1, crews[crew]! / Math.max(1, broken[crew]!));
      const value = failed[i]! * repairRate * share;
      rates[types + causes + i] = value;
      this.repairRate += value;
    });
  }

  /** Applies a move to the state. */
  take(move: number, failed: number[]): void {
    const { types, causes } = this;
    if (move < types) failed[move]!++;
    else if (move < types + causes)
      for (const type of this.model.commonCauses![move - types]!.types)
        failed[type] = this.model.components[type]!.count;
    else failed[move - types - causes]!--;
  }
}
