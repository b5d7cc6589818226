/** How a node type stands, in one word and a tone. Whether it is too much is the analysis's to say: it warns there. */
import type { NodeReport, Report } from '../report.js';

/** 'none': nothing is known of it. */
export type NodeTone = 'good' | 'warn' | 'bad' | 'none';

export interface NodeState {
  readonly tone: NodeTone;
  /** 'overloaded', 'high', 'unknown', or '' where all is well. */
  readonly word: string;
  /** Of what it has, in [0, 1]; undefined where it is not known. */
  readonly share: number | undefined;
}

/** The states of the node types of a report. */
export function nodeStates(report: Report): (node: NodeReport) => NodeState {
  const placesOf = (wanted: string) => report.findings.flatMap(({ code, at }) => (code === wanted ? [at] : []));
  const [overloads, highs] = [placesOf('overload'), placesOf('over-limit')];
  return (node) => {
    const { utilisation, at } = node;
    const within = (places: readonly NodeReport['at'][]): boolean =>
      places.some((place) => place.uri === at.uri && place.offset >= at.offset && place.end <= at.end);
    if (utilisation.kind === 'unknown') return { tone: 'none', word: 'unknown', share: undefined };
    if (utilisation.kind === 'unstable') {
      // Another one that it depends on may be the overloaded one.
      return utilisation.node === node.name
        ? { tone: 'bad', word: 'overloaded', share: 1 }
        : { tone: 'warn', word: '', share: undefined };
    }
    // A full queue that turns requests away keeps the utilisation under 1.
    if (utilisation.value >= 1 || within(overloads))
      return { tone: 'bad', word: 'overloaded', share: utilisation.value };
    return within(highs)
      ? { tone: 'warn', word: 'high', share: utilisation.value }
      : { tone: 'good', word: '', share: utilisation.value };
  };
}
