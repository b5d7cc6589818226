/** Priority classes at one server with general service: Cobham, and preemptive resume. Class 0 is the most urgent. */
import { nonNegative } from '../check.js';
import { residualComplement } from '../distributions/distribution.js';
import type { Distribution } from '../distributions/index.js';
import { transformLogTail } from '../distributions/transformTail.js';
import { add, type Complex, complex, divide, multiply, ONE, subtract, times } from '../numerics/complex.js';
import { type ResponseLaw, responseLaw, type Unstable, type WaitLaw, waitLaw } from './figures.js';

export type PriorityClass = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  readonly service: Distribution;
};

export type PriorityFigures = WaitLaw &
  ResponseLaw & {
    readonly stable: true;
    /** load of this class */ readonly utilisation: number;
    /** seconds until service begins */ readonly meanWait: number;
    /** s^2 */ readonly varianceWait: number;
    /** seconds, interruptions included */ readonly meanResponse: number;
    /** s^2 */ readonly varianceResponse: number;
    /** waiting jobs that have not begun */ readonly meanQueue: number;
    readonly meanJobs: number;
  };

/** Less urgent classes may have no steady state while the others have one. */
export type PriorityAnswer = readonly (PriorityFigures | Unstable)[];

/** Steps to the fixed point of the busy periods; a dozen do but next to saturation. */
const MOST_STEPS = 200;

type Sums = { readonly rho: number; readonly second: number; readonly third: number };

/** Load, sum of lambda E(S^2) and of lambda E(S^3). */
function sumsOf(classes: readonly PriorityClass[]): Sums {
  let rho = 0;
  let second = 0;
  let third = 0;
  for (const { arrivalRate, service } of classes) {
    if (arrivalRate === 0) continue;
    rho += arrivalRate * service.mean;
    second += arrivalRate * service.moment(2);
    third += arrivalRate * service.moment(3);
  }
  return { rho, second, third };
}

function check(classes: readonly PriorityClass[]): void {
  classes.forEach(({ arrivalRate }, k) => {
    nonNegative(`classes[${k}].arrivalRate`, arrivalRate);
  });
}

/** The argument at which services of less urgent classes are transformed; the last one is remembered. */
function stretchOf(urgent: readonly PriorityClass[]): (s: Complex) => Complex {
  if (urgent.length === 0) return (s) => s;
  // wait and completion ask for the same in a row
  let last: Complex | undefined;
  let answer = complex(0);
  return (s) => {
    if (s.re !== last?.re || s.im !== last.im) {
      answer = stretched(urgent, s);
      last = s;
    }
    return answer;
  };
}

/**
 * s + sum over the urgent classes of lambda (1 - busy period): the argument at which the service of a less urgent class is transformed, since every
 * moment of it may be followed by busy periods of the urgent. Fixed point x = s + sum lambda (1 - S(x)).
 */
function stretched(urgent: readonly PriorityClass[], s: Complex): Complex {
  /** s + sum lambda (1 - S(x)) - x */
  const miss = (x: Complex): Complex => {
    let next = subtract(s, x);
    for (const { arrivalRate, service } of urgent) {
      if (arrivalRate > 0) next = add(next, times(service.lstComplement(x), arrivalRate));
    }
    return next;
  };
  // a few plain steps, which contract, then secants
  let before = s;
  let missBefore = miss(before);
  let x = add(before, missBefore);
  for (let k = 0; k < MOST_STEPS; k++) {
    const m = miss(x);
    if (Math.hypot(m.re, m.im) <= 4e-16 * Math.hypot(x.re, x.im)) break;
    let step = m;
    if (k >= 4) {
      const slope = divide(subtract(m, missBefore), subtract(x, before));
      const secant = times(divide(m, slope), -1);
      const next = x.re + secant.re;
      if (next > 0 || s.re <= 0) step = Number.isFinite(secant.re + secant.im) ? secant : m;
    }
    const moved = add(x, step);
    if (Math.hypot(step.re, step.im) <= 4e-16 * Math.hypot(x.re, x.im)) return moved;
    before = x;
    missBefore = m;
    x = moved;
  }
  return x;
}

/** 1 - W(s) of the wait of class k; `others` delay by one residual service and then no more. */
function waitComplement(
  classes: readonly PriorityClass[],
  k: number,
  blocking: readonly PriorityClass[],
  stretch: (s: Complex) => Complex,
): (s: Complex) => Complex {
  const own = classes[k]!;
  const young = blocking
    .filter(({ arrivalRate, service }) => arrivalRate > 0 && service.mean > 0)
    .map(({ arrivalRate, service }) => ({ rho: arrivalRate * service.mean, y: residualComplement(service) }));
  return (s) => {
    const x = stretch(s);
    let sum = complex(0);
    for (const { rho, y } of young) sum = add(sum, times(y(x), rho));
    const divisor = subtract(s, times(own.service.lstComplement(x), own.arrivalRate));
    return divide(multiply(x, sum), divisor);
  };
}

function figuresOf(
  own: PriorityClass,
  wait: { mean: number; variance: number; complement: (s: Complex) => Complex },
  service: { mean: number; variance: number; complement: (s: Complex) => Complex },
  jobsWait: number,
): PriorityFigures {
  const meanResponse = wait.mean + service.mean;
  const responseComplement = (s: Complex): Complex => {
    const w = wait.complement(s);
    return add(w, multiply(subtract(ONE, w), service.complement(s)));
  };
  const nobody = wait.mean === 0;
  return {
    stable: true,
    utilisation: own.arrivalRate * own.service.mean,
    meanWait: wait.mean,
    varianceWait: wait.variance,
    meanResponse,
    varianceResponse: wait.variance + service.variance,
    meanQueue: own.arrivalRate * jobsWait,
    meanJobs: own.arrivalRate * meanResponse,
    ...waitLaw(
      nobody ? () => -Infinity : transformLogTail(wait.complement, { abscissa: 0, mean: wait.mean }),
      wait.mean || 1,
      1e-10,
    ),
    ...responseLaw(transformLogTail(responseComplement, { abscissa: 0, mean: meanResponse }), meanResponse || 1, 1e-10),
  };
}

/**
 * Mean and variance of the wait of a class: a delay cycle of the urgent classes.
 * @param before sums over the more urgent classes
 * @param upTo the same with the class itself
 * @param all sums over what may be in service on arrival
 */
function waitMoments(before: Sums, upTo: Sums, all: Sums): { mean: number; variance: number } {
  const a = 1 - before.rho;
  const b = 1 - upTo.rho;
  const mean = all.second / (2 * a * b);
  const second =
    all.third / (3 * a * a * b) +
    (all.second * upTo.second) / (2 * a * a * b * b) +
    (all.second * before.second) / (2 * a ** 3 * b);
  return { mean, variance: Math.max(0, second - mean * mean) };
}

/**
 * M/G/1 with non-preemptive priorities.
 * @param classes most urgent first
 * @returns per class; a class is unstable when it and the more urgent ones overload the server (those below it then delay nobody)
 * @throws RangeError on an illegal argument
 * Means and variances exact; tails by inversion of the transform, absolute error about 1e-11 (1e-5 near kinks of fixed or uniform services).
 * Source: Cobham 1954; Kesten and Runnenburg 1957; Conway, Maxwell and Miller 1967, ch. 8; Takagi 1991.
 */
export function mg1NonPreemptive(classes: readonly PriorityClass[]): PriorityAnswer {
  check(classes);
  // in overload the server is always busy: the residual is that of what still gets served
  const total = sumsOf(classes);
  return classes.map((own, k) => {
    const before = sumsOf(classes.slice(0, k));
    const upTo = sumsOf(classes.slice(0, k + 1));
    if (!(upTo.rho < 1)) return { stable: false, overload: upTo.rho };
    const blocking = servedShare(classes, total);
    const { mean, variance } = waitMoments(before, upTo, sumsOf(blocking));
    const complement = waitComplement(classes, k, blocking, stretchOf(classes.slice(0, k)));
    const { service } = own;
    return figuresOf(
      own,
      { mean, variance, complement },
      { mean: service.mean, variance: service.variance, complement: service.lstComplement },
      mean,
    );
  });
}

/** The classes with the rates at which they enter service: in overload the last ones enter less often than they arrive. */
function servedShare(classes: readonly PriorityClass[], total: Sums): readonly PriorityClass[] {
  if (total.rho < 1) return classes;
  let free = 1;
  return classes.map(({ arrivalRate, service }) => {
    const rate = service.mean > 0 ? Math.min(arrivalRate, free / service.mean) : arrivalRate;
    free = Math.max(0, free - rate * service.mean);
    return { arrivalRate: rate, service };
  });
}

/**
 * M/G/1 with preemptive-resume priorities: a more urgent arrival interrupts, the interrupted service goes on where it stopped.
 * @param classes most urgent first
 * @returns per class; the wait is the time until service begins first, the response includes interruptions
 * @throws RangeError on an illegal argument
 * Source: White and Christie 1958; Conway, Maxwell and Miller 1967, ch. 8. Accuracy as for `mg1NonPreemptive`.
 */
export function mg1Preemptive(classes: readonly PriorityClass[]): PriorityAnswer {
  check(classes);
  return classes.map((own, k) => {
    const urgent = classes.slice(0, k);
    const upToClasses = classes.slice(0, k + 1);
    const before = sumsOf(urgent);
    const upTo = sumsOf(upToClasses);
    if (!(upTo.rho < 1)) return { stable: false, overload: upTo.rho };
    const { mean, variance } = waitMoments(before, upTo, upTo);
    const stretch = stretchOf(urgent);
    const { service } = own;
    const a = 1 - before.rho;
    // completion time: the service with the busy periods that interrupt it
    const completion = {
      mean: service.mean / a,
      variance: service.variance / a ** 2 + (service.mean * before.second) / a ** 3,
      complement: (s: Complex): Complex => service.lstComplement(stretch(s)),
    };
    return figuresOf(
      own,
      { mean, variance, complement: waitComplement(classes, k, upToClasses, stretch) },
      completion,
      mean,
    );
  });
}
