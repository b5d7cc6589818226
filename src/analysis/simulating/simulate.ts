/** A System in, executed many times, a SimulationReport out. */
import type { System } from '../../model/system.js';
import { type ControlEnding, control, type Execute, type Outcome, type Progress } from '../../simulation/index.js';
import { analyse } from '../analyse.js';
import type { Report } from '../report.js';
import { adapted, longestTime, mostInProgress, notExecuted, sizesOf } from './adapt.js';
import { partsOf } from './figures.js';
import { type SimulationEnding, type SimulationProgress, type SimulationReport, simulationVersion } from './report.js';
import { timeLineOf } from './timeLine.js';

export interface SimulateOptions {
  /** Whole number; the same description, options and seed give the same report. Default 1. */
  readonly seed?: number;
  /** Of the mean response of every workload: half width of the interval over the value, > 0. Default 0.02. */
  readonly precision?: number;
  /** Seconds left out at the start of each replication, >= 0, and seconds counted, > 0. Default: found by pilot runs. */
  readonly warmUp?: number;
  readonly time?: number;
  /** So many replications, whole number >= 2, whatever the precision. */
  readonly replications?: number;
  /** Simulated events, default 20 million, and seconds by the clock (then the report depends on the machine). */
  readonly events?: number;
  readonly seconds?: number;
  /** Play failures, maintenance and deployments; outages of externals are played in any case. Default false. */
  readonly failures?: boolean;
  /** Replications at once, whole number >= 1; has no influence on the report. Default 1. */
  readonly parallel?: number;
  /** Ends it early, with what there is. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SimulationProgress) => void;
}

const LEVEL = 0.95;
const DEFAULTS = { seed: 1, precision: 0.02, events: 20_000_000 } as const;
/** Share of the time that is asked for that is left out, where nothing else is said. */
const WARM_SHARE = 0.2;
/** Of a drill: seconds left out, in longest times of the description, and within which bounds; never past the first event. */
const DRILL_WARM = { times: 20, least: 5, most: 300 } as const;

/**
 * Simulates a system.
 * @param pool makes what runs replications of the system that it is given; ended when all is done
 * @throws RangeError on an illegal option
 */
export async function simulate(
  system: System,
  pool: (system: System) => { readonly execute: Execute; end(): void },
  options: SimulateOptions = {},
): Promise<SimulationReport> {
  const { seed, precision, events } = { ...DEFAULTS, ...options };
  const { failures = false, seconds, replications, parallel = 1, signal, onProgress } = options;
  const report = computed(system);
  const { system: played, notes } = adapted(system, report, { failures });
  const workers = pool(played);
  const scale = longestTime(played);
  const window = windowOf(played, options, scale);
  let outcome: Outcome;
  try {
    const execute: Execute = (run, stop) => workers.execute(failures ? { ...run, failures } : run, stop);
    outcome = await control(execute, {
      seed,
      precision,
      parallel,
      level: LEVEL,
      sizes: sizesOf(played),
      scale,
      least: failures ? slowest(played) : 0,
      most: mostInProgress(played),
      budget: { events, ...(seconds !== undefined && { seconds }) },
      ...(window && { window }),
      ...(replications !== undefined && { replications }),
      ...(signal && { signal }),
      ...(onProgress && { onProgress: (progress) => onProgress(progressOf(progress)) }),
    });
  } finally {
    workers.end();
  }
  const { parts, used, disagreements } = partsOf(played, outcome.estimates, report);
  const timeLine = hasEvents(played) || outcome.ending.kind === 'overloaded' ? lineOf(played, outcome) : undefined;
  return {
    version: simulationVersion,
    system: system.name,
    uri: system.uri,
    ...(system.scenario !== undefined && { scenario: system.scenario }),
    options: {
      seed,
      precision,
      level: LEVEL,
      failures,
      events,
      ...(seconds !== undefined && { seconds }),
      ...(replications !== undefined && { replications }),
    },
    ending: endingOf(outcome.ending),
    ...(Number.isFinite(outcome.precision) && { precision: outcome.precision }),
    replications: outcome.replications,
    events: outcome.events,
    ...(outcome.window && { warmUp: outcome.window.warmUp, observed: outcome.window.duration }),
    parts,
    methods: used,
    disagreements,
    notes: [...notes, ...notExecuted(played)],
    ...(timeLine && { timeLine }),
  };
}

/** The analysis of the same system, as far as figures are compared; with the day, whose busiest state is simulated. */
function computed(system: System): Report {
  const profiles = system.workloads.some(({ load }) => load.profile !== undefined);
  // The complete report has all percentiles; its searches for headroom and fixes are not wanted here.
  return analyse(system, { detail: 'full', budgetMs: profiles ? 2000 : 1 });
}

/** Events of the scenario that is applied. */
function eventsOf(system: System): readonly { readonly time: number }[] {
  const scenario = system.scenarios.find(({ name }) => name === system.scenario);
  return (scenario?.events ?? []).map(({ time }) => ({ time: time.value }));
}

export function hasEvents(system: System): boolean {
  return eventsOf(system).length > 0;
}

/** What is left out and counted, where pilots are not to find it: of a drill, until well after its last event. */
function windowOf(
  system: System,
  { warmUp, time }: SimulateOptions,
  scale: number,
): { warmUp: number; duration: number } | undefined {
  const events = eventsOf(system);
  if (events.length === 0) {
    if (time === undefined) {
      if (warmUp !== undefined) throw new RangeError('a warm-up needs the time to observe as well');
      return undefined;
    }
    return { warmUp: warmUp ?? WARM_SHARE * time, duration: time };
  }
  // Events come at their times from the start of the run.
  const first = Math.min(...events.map((event) => event.time));
  const last = Math.max(...events.map((event) => event.time));
  const { times, least, most } = DRILL_WARM;
  const leftOut = warmUp ?? Math.min(first, most, Math.max(least, times * scale));
  return { warmUp: leftOut, duration: time ?? Math.max(1.5 * last, last + 60) - leftOut };
}

/** Seconds after which what fails seldom has failed a few times. */
function slowest(system: System): number {
  const all = [...system.nodes, ...system.places, ...system.channels].map(
    ({ failure }) => failure?.mtbf.mean.value ?? 0,
  );
  const outages = system.externals.map(({ outage, availability }) =>
    outage && availability.value < 1 ? outage.mean.value / (1 - availability.value) : 0,
  );
  return 3 * Math.max(0, ...all, ...outages);
}

function lineOf(system: System, { series, groups, window }: Outcome) {
  if (!series) return undefined;
  const first = groups[0];
  return timeLineOf(system, series, window?.warmUp ?? 0, first?.marks ?? [], first?.marksLeftOut ?? 0);
}

function endingOf(ending: ControlEnding): SimulationEnding {
  if (ending.kind === 'unsettled') return { kind: 'unsettled' };
  if (ending.kind !== 'overloaded') return ending;
  const { verdict } = ending;
  if (verdict.kind !== 'grows') return { kind: 'overloaded', rate: 0, places: [] };
  return {
    kind: 'overloaded',
    rate: verdict.rate,
    places: verdict.places.map(({ of, name, rate }) => ({ of, name, rate })),
  };
}

function progressOf({ precision, secondsLeft, ...rest }: Progress): SimulationProgress {
  return {
    ...rest,
    ...(Number.isFinite(precision) && { precision }),
    ...(secondsLeft !== undefined && Number.isFinite(secondsLeft) && { secondsLeft }),
  };
}
