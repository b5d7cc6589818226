/** An LQN model as its file states it: processors, tasks, entries, activities. Numbers are resolved, nothing is interpreted yet. */
import type { XmlPlace } from '../xml.js';

export type LqnCall = {
  readonly dest: string;
  /** calls per execution, >= 0 */ readonly mean: number;
  /** asynchronous: no reply is awaited */ readonly send: boolean;
  readonly at: XmlPlace;
};

/** What a thread does between two points: a phase of an entry, or a node of an activity graph. */
export type LqnActivity = {
  readonly name: string;
  /** seconds at a processor of speed 1 */ readonly demand: number;
  /** squared coefficient of variation of a slice of the demand */ readonly cvsq: number;
  /** seconds of pure delay */ readonly think: number;
  readonly order: 'stochastic' | 'deterministic';
  readonly calls: readonly LqnCall[];
  readonly at: XmlPlace;
};

export type LqnForward = { readonly dest: string; readonly p: number; readonly at: XmlPlace };

/** Results of another solver by attribute, as they stand in the file. */
export type Stored = ReadonlyMap<string, number>;

export type LqnEntry = {
  readonly name: string;
  /** Poisson arrivals per second */ readonly open: number;
  readonly forwards: readonly LqnForward[];
  /** phases 1 to 3, or undefined where an activity graph says what happens */
  readonly phases: readonly (LqnActivity | undefined)[] | undefined;
  readonly stored: Stored;
  readonly at: XmlPlace;
};

export type LqnJoin = {
  readonly kind: 'single' | 'or' | 'and';
  readonly activities: readonly string[];
};

export type LqnFork =
  | { readonly kind: 'none' | 'single' | 'and'; readonly activities: readonly string[] }
  | { readonly kind: 'or'; readonly activities: readonly string[]; readonly p: readonly number[] }
  | {
      readonly kind: 'loop';
      readonly activities: readonly string[];
      /** mean rounds */ readonly counts: readonly number[];
      readonly end: string | undefined;
    };

export type LqnPrecedence = { readonly pre: LqnJoin; readonly post: LqnFork; readonly at: XmlPlace };

export type LqnGraph = {
  readonly activities: ReadonlyMap<string, LqnActivity>;
  /** first activity by entry */ readonly bound: ReadonlyMap<string, string>;
  readonly precedences: readonly LqnPrecedence[];
  /** activities after which the reply goes out, by entry */ readonly replies: ReadonlyMap<string, ReadonlySet<string>>;
};

export type LqnTask = {
  readonly name: string;
  /** index of the processor */ readonly processor: number;
  /** customers, not a server */ readonly reference: boolean;
  /** threads, or customers; Infinity: no bound */ readonly multiplicity: number;
  /** seconds between cycles of a customer */ readonly think: number;
  readonly replicas: number;
  readonly entries: readonly LqnEntry[];
  readonly graph: LqnGraph | undefined;
  /** replicas called, by task; replicas that call, by task */
  readonly fanOut: ReadonlyMap<string, number>;
  readonly fanIn: ReadonlyMap<string, number>;
  readonly stored: Stored;
  readonly at: XmlPlace;
};

export type LqnProcessor = {
  readonly name: string;
  /** Infinity: a delay */ readonly cores: number;
  readonly speed: number;
  readonly replicas: number;
  /** shares its time evenly; else first come, first served */ readonly sharing: boolean;
  readonly stored: Stored;
  readonly at: XmlPlace;
};

export type LqnDocument = {
  readonly processors: readonly LqnProcessor[];
  readonly tasks: readonly LqnTask[];
  /** what was read and not used */ readonly notes: readonly string[];
};
