/** The one table of findings: code, severity, message, documentation page. */
import type { Finding } from '../report.js';

export interface FindingKind {
  readonly severity: Finding['severity'];
  /** One line for lists and documentation. */
  readonly title: string;
  /** Page in docs/diagnostics/, without the ending. */
  readonly page: string;
}

export const findingKinds = {
  'single-instance': { severity: 'warning', title: 'A required node type has one instance', page: 'single-instance' },
  'one-zone': { severity: 'warning', title: 'All replicas are in one zone', page: 'one-zone' },
  'availability-below-objective': {
    severity: 'warning',
    title: 'The computed availability is below the objective',
    page: 'availability-below-objective',
  },
  overload: { severity: 'error', title: 'A node type is offered more than it can serve', page: 'overload' },
  'over-limit': { severity: 'warning', title: 'Utilisation is over its limit', page: 'over-limit' },
  'over-limit-after-loss': {
    severity: 'warning',
    title: 'Utilisation is over its limit after losing one replica or zone',
    page: 'over-limit-after-loss',
  },
  'timeout-inversion': {
    severity: 'warning',
    title: 'The caller gives up before the callee can finish its own attempts',
    page: 'timeout-inversion',
  },
  'retry-not-idempotent': {
    severity: 'warning',
    title: 'A retry of an operation that is not idempotent',
    page: 'retry-not-idempotent',
  },
  'retry-amplification': {
    severity: 'warning',
    title: 'Attempts multiply across layers',
    page: 'retry-amplification',
  },
  'objective-missed': { severity: 'warning', title: 'An objective is missed', page: 'objective-missed' },
  'endless-calls': {
    severity: 'error',
    title: 'A cycle of calls in which every call causes at least one more',
    page: 'endless-calls',
  },
  'not-yet-used': {
    severity: 'information',
    title: 'This analysis does not use the construct yet',
    page: 'not-yet-used',
  },
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof findingKinds;

/** A finding of a registered kind; `severity` only where the kind's own does not fit the case. */
export function finding(
  code: FindingCode,
  message: string,
  at: Finding['at'],
  more: Partial<Pick<Finding, 'severity' | 'related' | 'fixes'>> = {},
): Finding {
  return {
    code,
    severity: more.severity ?? findingKinds[code].severity,
    message,
    at,
    related: more.related ?? [],
    fixes: more.fixes ?? [],
  };
}
