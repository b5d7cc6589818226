/** Objectives as tests: a file holds its objectives and its scenarios, a scenario holds the objectives in it. */
import * as vscode from 'vscode';
import { marginText, nothing } from '../analysis/render/figures.js';
import { actualText, objectiveName } from '../analysis/render/objectives.js';
import type { ObjectiveReport, Report } from '../analysis/report.js';
import { toRange } from './places.js';
import { verdictWord } from './verdicts.js';

/** What a test item stands for. */
export type Subject =
  | { readonly kind: 'file'; readonly uri: string }
  | { readonly kind: 'scenario'; readonly uri: string; readonly scenario: string }
  | {
      readonly kind: 'objective';
      readonly uri: string;
      readonly scenario: string | undefined;
      readonly objective: string;
    };

export class TestItems {
  private readonly subjects = new WeakMap<vscode.TestItem, Subject>();
  /** Files that the report of a file draws from: itself and what it imports. */
  private readonly sources = new Map<string, ReadonlySet<string>>();

  constructor(private readonly controller: vscode.TestController) {}

  subject(item: vscode.TestItem): Subject | undefined {
    return this.subjects.get(item);
  }

  file(uri: vscode.Uri): vscode.TestItem | undefined {
    return this.controller.items.get(uri.toString());
  }

  /** True where a change of a file may change the results of another one. */
  depends(item: vscode.TestItem, changed: vscode.Uri): boolean {
    const subject = this.subjects.get(item);
    const key = changed.toString();
    return subject !== undefined && (subject.uri === key || (this.sources.get(subject.uri)?.has(key) ?? false));
  }

  /** The item of a file, made where there is none; its tests are found when it is opened or run. */
  ensureFile(uri: vscode.Uri): vscode.TestItem {
    const held = this.file(uri);
    if (held) return held;
    const item = this.controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    this.subjects.set(item, { kind: 'file', uri: uri.toString() });
    this.controller.items.add(item);
    return item;
  }

  removeFile(uri: vscode.Uri): void {
    this.controller.items.delete(uri.toString());
    this.sources.delete(uri.toString());
  }

  /** Brings the tests of a file in line with its report. */
  update(file: vscode.TestItem, report: Report): void {
    this.sources.set(file.id, sourcesOf(report));
    const scenarios = report.scenarios.map((scenario, index) => {
      const id = `${file.id}#${scenario}`;
      const item = file.children.get(id) ?? this.controller.createTestItem(id, scenario, file.uri);
      item.description = vscode.l10n.t('scenario');
      item.sortText = `1 ${order(index)}`;
      this.subjects.set(item, { kind: 'scenario', uri: file.id, scenario });
      item.children.replace(this.objectives(item, file.id, scenario, report.objectives));
      return item;
    });
    file.children.replace([...this.objectives(file, file.id, undefined, report.objectives), ...scenarios]);
    for (const objective of report.objectives) {
      const item = file.children.get(idOf(file.id, undefined, objective.id));
      if (item) describe(item, objective);
    }
  }

  private objectives(
    parent: vscode.TestItem,
    uri: string,
    scenario: string | undefined,
    objectives: readonly ObjectiveReport[],
  ): vscode.TestItem[] {
    return objectives.map((objective, index) => {
      const id = idOf(uri, scenario, objective.id);
      const place = vscode.Uri.parse(objective.at.uri);
      const held = parent.children.get(id);
      const item =
        held?.uri?.toString() === place.toString()
          ? held
          : this.controller.createTestItem(id, objectiveName(objective), place);
      item.label = objectiveName(objective);
      item.range = toRange(objective.at);
      item.sortText = `0 ${order(index)}`;
      this.subjects.set(item, { kind: 'objective', uri, scenario, objective: objective.id });
      return item;
    });
  }
}

/** Shows the margin of an objective beside its test. */
export function describe(item: vscode.TestItem, objective: ObjectiveReport): void {
  const margin = marginText(objective.margin);
  item.description = margin === nothing ? verdictWord(objective.verdict) : margin;
}

/** What a test that did not pass says: what was wished for, what is, and why. */
export function messageOf(objective: ObjectiveReport): vscode.TestMessage {
  const name = objectiveName(objective);
  const actual = actualText(objective);
  const message =
    objective.verdict === 'unknown'
      ? new vscode.TestMessage(
          vscode.l10n.t('{0} cannot be computed: {1}', name, objective.reason ?? verdictWord('unknown')),
        )
      : actual === nothing
        ? new vscode.TestMessage(vscode.l10n.t('{0} is missed: {1}', name, objective.reason ?? verdictWord('missed')))
        : vscode.TestMessage.diff(
            vscode.l10n.t('{0} is missed: {1}', name, actual),
            objective.text,
            `${metricOf(objective)} ${actual}`.trim(),
          );
  message.location = new vscode.Location(vscode.Uri.parse(objective.at.uri), toRange(objective.at));
  return message;
}

/** What stands before the comparison, 'p99', so that expected and actual differ in their figures only. */
function metricOf(objective: ObjectiveReport): string {
  return /^(.*?)\s*[<>]/.exec(objective.text)?.[1] ?? '';
}

function idOf(uri: string, scenario: string | undefined, objective: string): string {
  return `${uri}#${scenario ?? ''}#${objective}`;
}

function order(index: number): string {
  return String(index).padStart(6, '0');
}

function sourcesOf(report: Report): ReadonlySet<string> {
  const parts = [...report.nodes, ...report.workloads, ...report.objectives, ...report.externals];
  return new Set(parts.map((part) => part.at.uri));
}

/** The items of a collection. */
export function all(items: vscode.TestItemCollection): vscode.TestItem[] {
  return Array.from(items, ([, item]) => item);
}

/** The tests at or below an item. */
export function leavesOf(item: vscode.TestItem, excluded: ReadonlySet<vscode.TestItem> = new Set()): vscode.TestItem[] {
  if (excluded.has(item)) return [];
  return item.children.size === 0 ? [item] : all(item.children).flatMap((child) => leavesOf(child, excluded));
}
