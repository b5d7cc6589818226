/** What is counted of operations and workloads. Counters run from the start; histograms begin anew after the warm-up. */
import { errorKinds } from '../result.js';
import { Histogram } from '../statistics/histogram.js';

export const REJECTED = 0;
export const SHED = 1;
export const TIMED_OUT = 2;
export const FAILED = 3;
export const EXPIRED = 4;

export class OperationState {
  arrived = 0;
  started = 0;
  succeeded = 0;
  wasted = 0;
  readonly errors = new Float64Array(errorKinds.length);
  readonly response = new Histogram();
}

export class Requests {
  sent = 0;
  succeeded = 0;
  /** seconds, of all that succeeded */ totalResponse = 0;
  readonly errors = new Float64Array(errorKinds.length);
  readonly response = new Histogram();
  inProgress = 0;
}
