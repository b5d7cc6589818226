/** Findings of the analysis as diagnostics of the editor. */
import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver';
import type { Finding, Report } from '../analysis/report.js';
import type { SourceRange } from '../model/system.js';
import { toRange } from './places.js';

/** Who reports it, as the Problems view shows. */
const source = 'headroom';

const severities: Record<Finding['severity'], DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/**
 * One finding as a diagnostic.
 *
 * @param docs URI of the folder with one page per code, ending in '/'; without it the code is no link
 */
export function toDiagnostic(finding: Finding, docs?: string): Diagnostic {
  return {
    range: mark(finding.at),
    severity: severities[finding.severity],
    code: finding.code,
    ...(docs && { codeDescription: pageOf(finding.code, docs) }),
    source,
    message: finding.message,
    relatedInformation: finding.related.map((item) => ({
      message: item.message,
      location: { uri: item.at.uri, range: mark(item.at) },
    })),
  };
}

/** Makes the code of a diagnostic of the language a link to its page, as that of a finding is. */
export function withDocs(diagnostic: Diagnostic, docs: string | undefined): Diagnostic {
  return docs && typeof diagnostic.code === 'string'
    ? { ...diagnostic, codeDescription: pageOf(diagnostic.code, docs) }
    : diagnostic;
}

function pageOf(code: string, docs: string): { href: string } {
  return { href: `${docs}${encodeURIComponent(code)}.md` };
}

/** A squiggle over many lines hides the text: it ends with the first line. */
function mark(at: SourceRange): Range {
  const range = toRange(at);
  return range.end.line > range.start.line
    ? { start: range.start, end: { line: range.start.line + 1, character: 0 } }
    : range;
}

/** The findings that stand in one file, out of several reports, each once. */
export function findingsIn(reports: Iterable<Report>, uri: string): Finding[] {
  const seen = new Set<string>();
  const found: Finding[] = [];
  for (const report of reports) {
    for (const finding of report.findings) {
      const key = `${finding.code} ${finding.at.offset} ${finding.message}`;
      if (finding.at.uri !== uri || seen.has(key)) continue;
      seen.add(key);
      found.push(finding);
    }
  }
  return found;
}

/** Files other than its own in which a report has findings. */
export function filesOf(report: Report): Set<string> {
  return new Set([report.uri, ...report.findings.map((finding) => finding.at.uri)]);
}

/** Same mistake in the eyes of a reader, whoever made the object. */
export function sameDiagnostic(a: Diagnostic, b: Diagnostic): boolean {
  return (
    a.code === b.code &&
    a.message === b.message &&
    a.range.start.line === b.range.start.line &&
    a.range.start.character === b.range.start.character
  );
}
