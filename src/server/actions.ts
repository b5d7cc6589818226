/** Quick fixes: the changes that the analysis worked out for a finding, as edits of the editor. */
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type TextDocumentEdit,
} from 'vscode-languageserver';
import type { Finding, Fix } from '../analysis/report.js';
import { sameDiagnostic, toDiagnostic } from './diagnostics.js';
import { toRange, touches } from './places.js';

/** Version of an open file, or null for one that is not open. */
export type VersionOf = (uri: string) => number | null;

/**
 * Quick fixes at a place.
 *
 * @param findings those of the file, of its present text
 * @param range selection; findings that it touches are offered
 * @param shown diagnostics that the client sent along, so that actions attach to them
 */
export function actionsOf(
  findings: readonly Finding[],
  range: Range,
  shown: readonly Diagnostic[],
  versionOf: VersionOf,
): CodeAction[] {
  const actions: CodeAction[] = [];
  for (const finding of findings) {
    const own = toDiagnostic(finding);
    if (!touches(own.range, range) && !finding.fixes.some((fix) => changesAt(fix, finding.at.uri, range))) continue;
    const diagnostics = shown.filter((item) => sameDiagnostic(item, own));
    let preferred = true;
    for (const fix of finding.fixes) {
      const action: CodeAction = {
        title: titleOf(fix),
        kind: CodeActionKind.QuickFix,
        diagnostics: diagnostics.length > 0 ? diagnostics : [own],
        edit: { documentChanges: editsOf(fix, versionOf) },
      };
      // The one that "fix" without a choice applies: it must have been tried.
      if (fix.verified && preferred) action.isPreferred = true;
      if (fix.verified) preferred = false;
      actions.push(action);
    }
  }
  return actions;
}

/** True where a fix changes the selected place: one looks for it at `replicas` as well as under the squiggle. */
function changesAt(fix: Fix, uri: string, range: Range): boolean {
  return fix.changes.some((change) => change.at.uri === uri && touches(toRange(change.at), range));
}

function titleOf(fix: Fix): string {
  return fix.verified ? `${fix.title} (verified)` : `${fix.title} (not verified)`;
}

/** Changes by file, with the version that they were computed for: an edit in between makes the client refuse them. */
function editsOf(fix: Fix, versionOf: VersionOf): TextDocumentEdit[] {
  const files = new Map<string, TextDocumentEdit>();
  for (const change of fix.changes) {
    const uri = change.at.uri;
    const edit = files.get(uri) ?? { textDocument: { uri, version: versionOf(uri) }, edits: [] };
    edit.edits.push({ range: toRange(change.at), newText: change.newText });
    files.set(uri, edit);
  }
  return [...files.values()];
}
