/** Verdicts as the editor shows them: an icon, its colour, and the word for both. */
import * as vscode from 'vscode';
import { marginText, nothing } from '../analysis/render/figures.js';
import { actualText, objectiveName } from '../analysis/render/objectives.js';
import type { ObjectiveReport, Verdict } from '../analysis/report.js';

/** Names of product icons; colour only repeats what the shape says. */
export const verdictIcons: Readonly<Record<Verdict, string>> = { met: 'pass', missed: 'error', unknown: 'question' };

const colours: Readonly<Record<Verdict, string>> = {
  met: 'testing.iconPassed',
  missed: 'testing.iconFailed',
  unknown: 'testing.iconQueued',
};

export function verdictIcon(verdict: Verdict): vscode.ThemeIcon {
  return new vscode.ThemeIcon(verdictIcons[verdict], new vscode.ThemeColor(colours[verdict]));
}

export function verdictWord(verdict: Verdict): string {
  switch (verdict) {
    case 'met':
      return vscode.l10n.t('met');
    case 'missed':
      return vscode.l10n.t('missed');
    case 'unknown':
      return vscode.l10n.t('unknown');
  }
}

/** What was computed and the room that is left: '212 ms, +29 %'. */
export function objectiveResult(objective: ObjectiveReport): string {
  const actual = actualText(objective);
  const margin = marginText(objective.margin);
  if (objective.actual.kind === 'unknown') return verdictWord('unknown');
  if (margin === nothing) return actual;
  return vscode.l10n.t({
    message: '{0}, {1}',
    args: [actual, margin],
    comment: ['{0} is a figure such as 212 ms, {1} the margin to its bound such as +29 %'],
  });
}

/** The same in words, for people who hear it. */
export function objectiveSpoken(objective: ObjectiveReport): string {
  const name = objectiveName(objective);
  const result = objectiveResult(objective);
  switch (objective.verdict) {
    case 'met':
      return vscode.l10n.t('Objective {0} is met: {1}', name, result);
    case 'missed':
      return vscode.l10n.t('Objective {0} is missed: {1}', name, result);
    case 'unknown':
      return vscode.l10n.t('Objective {0} cannot be computed: {1}', name, objective.reason ?? result);
  }
}
