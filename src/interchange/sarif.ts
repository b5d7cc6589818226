/** Writes results as SARIF 2.1.0 (OASIS, 2020), which code hosts show at the lines of a pull request. */

import { actualText } from '../analysis/render/objectives.js';
import type { Finding, Fix, ObjectiveReport } from '../analysis/report.js';
import type { SourceRange } from '../model/system.js';
import { type Diagnostic, type FileResult, tally } from './document.js';
import { plain } from './escape.js';

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

/** What names the tool in the log. */
export interface Tool {
  readonly version: string;
  /** One line about a code of the registry; undefined for a code that it does not know. */
  readonly describe?: (code: string) => string | undefined;
}

/**
 * The results as a SARIF log: diagnostics and findings as results, an objective that is missed as an error and one that is
 * unknown as a warning.
 *
 * @param files outcomes, file names relative to the root of the sources
 * @param tool version and descriptions of the tool
 * @returns JSON text that validates against the SARIF 2.1.0 schema
 */
export function toSarif(files: readonly FileResult[], tool: Tool): string {
  const results = files.flatMap(resultsOf);
  const rules = [...new Set(results.map((result) => result.ruleId))].sort();
  const log = {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Headroom',
            version: tool.version,
            rules: rules.map((id) => ({
              id,
              shortDescription: { text: objectiveRules[id] ?? tool.describe?.(id) ?? `Diagnostic ${id}` },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The folder in which the tool was run.' } } },
        artifacts: files.map((file) => ({ location: location(file.file) })),
        invocations: [
          { executionSuccessful: files.every((file) => file.report !== undefined) && tally(files).errors === 0 },
        ],
        results: results.map((result) => ({ ...result, ruleIndex: rules.indexOf(result.ruleId) })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const objectiveRules: Readonly<Record<string, string>> = {
  'objective-missed': 'An objective of the description does not hold.',
  'objective-unknown': 'It could not be told whether an objective of the description holds.',
};

interface SarifResult {
  readonly ruleId: string;
  readonly kind?: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly [key: string]: unknown;
}

function resultsOf(file: FileResult): SarifResult[] {
  return [
    ...file.diagnostics.map((diagnostic) => diagnosticResult(file.file, diagnostic)),
    ...(file.report?.findings ?? []).map(findingResult),
    ...(file.report?.objectives ?? []).filter((objective) => isNews(objective, file)).map(objectiveResult),
  ];
}

/** Is this objective broken, and does no finding at its place say so already? */
function isNews(objective: ObjectiveReport, file: FileResult): boolean {
  if (objective.verdict === 'met') return false;
  const { uri, offset } = objective.at;
  return !file.report?.findings.some(
    ({ code, at }) => code.includes('objective') && at.uri === uri && at.offset === offset,
  );
}

const levels: Readonly<Record<Finding['severity'], string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

function diagnosticResult(file: string, diagnostic: Diagnostic): SarifResult {
  return {
    ruleId: diagnostic.code,
    level: levels[diagnostic.severity],
    message: { text: text(diagnostic.message) },
    locations: [diagnostic.at ? place(diagnostic.at) : { physicalLocation: { artifactLocation: location(file) } }],
  };
}

/** A missed objective is an error here, whether a finding explains it or not. */
const missedCodes: ReadonlySet<string> = new Set(['objective-missed', 'availability-below-objective']);

function findingResult(finding: Finding): SarifResult {
  return {
    ruleId: finding.code,
    level: missedCodes.has(finding.code) ? 'error' : levels[finding.severity],
    message: { text: text(finding.message) },
    locations: [place(finding.at)],
    ...(finding.related.length > 0 && {
      relatedLocations: finding.related.map((related, id) => ({
        id,
        ...place(related.at),
        message: { text: text(related.message) },
      })),
    }),
    ...(finding.fixes.length > 0 && { fixes: finding.fixes.map(fix) }),
  };
}

function objectiveResult(objective: ObjectiveReport): SarifResult {
  const missed = objective.verdict === 'missed';
  const what = `Objective ${objective.workload === undefined ? '' : `of ${objective.workload} `}${objective.text}`;
  const why = objective.reason ?? actualText(objective);
  return {
    ruleId: missed ? 'objective-missed' : 'objective-unknown',
    // Both fail a build. SARIF 3.27.10 allows a level other than "none" only where the kind is "fail".
    kind: 'fail',
    level: missed ? 'error' : 'warning',
    message: { text: text(`${what} ${missed ? 'is missed' : 'is unknown'}: ${why}`) },
    locations: [place(objective.at)],
    partialFingerprints: { 'objective/v1': objective.id },
  };
}

function fix(item: Fix): unknown {
  const files = new Map<string, unknown[]>();
  for (const change of item.changes) {
    const replacement = { deletedRegion: region(change.at), insertedContent: { text: change.newText } };
    const list = files.get(change.at.uri);
    if (list) list.push(replacement);
    else files.set(change.at.uri, [replacement]);
  }
  return {
    description: { text: text(item.title) },
    artifactChanges: [...files].map(([file, replacements]) => ({ artifactLocation: location(file), replacements })),
  };
}

function place(at: SourceRange): { physicalLocation: unknown } {
  return { physicalLocation: { artifactLocation: location(at.uri), region: region(at) } };
}

function location(file: string): unknown {
  // A name with a scheme of its own is absolute and stands for itself.
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(file)) return { uri: encodeURI(file) };
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}

/** Lines and columns count from 1 in SARIF (3.30.5), and the end column is the one after the last character. */
function region(at: SourceRange): unknown {
  return {
    startLine: at.line + 1,
    startColumn: at.column + 1,
    endLine: at.endLine + 1,
    endColumn: at.endColumn + 1,
    charOffset: at.offset,
    charLength: at.end - at.offset,
  };
}

/** A message must not be empty (3.11.8), braces would be placeholders (3.11.5), and `[text](target)` a link (3.11.6). */
function text(message: string): string {
  const literal = plain(message).replace(/[{}]/g, (brace) => brace + brace);
  return literal.replace(/\[(?=[^\]]*\]\()/g, '\\[') || '(no message)';
}
