/** The time that an analysis may take: asked between evaluations, so that no search runs on without end. */

/** Thrown out of a search when its time is up; never leaves the analysis. */
export class TimeUp extends Error {}

/** Throws TimeUp when the time is up or the analysis was cancelled. */
export type Check = () => void;

export const endless: Check = () => undefined;

/**
 * @param milliseconds > 0, counted from now; undefined = without end
 * @param cancelled asked between evaluations as well
 */
export function budget(milliseconds: number | undefined, cancelled?: () => boolean): Check {
  const end = milliseconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + milliseconds;
  return () => {
    if (Date.now() > end || cancelled?.() === true) throw new TimeUp();
  };
}

/** The value, or the other one where the time is up. */
export function within<T>(work: () => T, otherwise: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TimeUp) return otherwise();
    throw error;
  }
}
