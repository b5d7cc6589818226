/** A report as the parts of a tree: what stands under what, under which name, with which figures. */
import * as vscode from 'vscode';
import { headroomText, loadText, ofNode, resultText, utilisationText } from '../analysis/render/figures.js';
import { formatRate } from '../analysis/render/format.js';
import { objectiveName } from '../analysis/render/objectives.js';
import type { NodeReport, ObjectiveReport, Report, Verdict, WorkloadReport } from '../analysis/report.js';
import { objectiveResult, objectiveSpoken } from './verdicts.js';

type Place = ObjectiveReport['at'];

/** One line of the tree. Commands of its menu get it as their argument. */
export interface Part {
  readonly kind: 'group' | 'objective' | 'workload' | 'node' | 'operation' | 'external' | 'scenario';
  /** The same for the same part of each report, so that what is open stays open. */
  readonly id: string;
  /** The description that the tree is about. */
  readonly uri: string;
  readonly label: string;
  readonly description?: string;
  /** The whole line in words. */
  readonly spoken?: string;
  readonly icon?: string;
  readonly verdict?: Verdict;
  readonly at?: Place;
  /** Name of a workload or node type, for what-if. */
  readonly name?: string;
  /** Name of the scenario that the part belongs to. */
  readonly scenario?: string;
  readonly objective?: string;
  readonly children: readonly Part[];
}

const nodeIcons: Readonly<Record<string, string>> = { frontend: 'browser', store: 'database' };

/** The top of the tree; groups that have nothing in them are left out. */
export function partsOf(report: Report): Part[] {
  const { uri } = report;
  const group = (id: string, label: string, children: readonly Part[]): Part => ({
    kind: 'group',
    id: `${uri}#${id}`,
    uri,
    label,
    description: String(children.length),
    children,
  });
  return [
    group('objectives', vscode.l10n.t('Objectives'), objectiveParts(report.objectives, uri, undefined)),
    group(
      'workloads',
      vscode.l10n.t('Workloads'),
      report.workloads.map((workload) => workloadPart(workload, uri)),
    ),
    group(
      'nodes',
      vscode.l10n.t('Node Types'),
      report.nodes.map((node) => nodePart(node, uri)),
    ),
    group(
      'externals',
      vscode.l10n.t('External Dependencies'),
      report.externals.map((external) => externalPart(external, uri)),
    ),
    group(
      'scenarios',
      vscode.l10n.t('Scenarios'),
      report.scenarios.map((name) => scenarioPart(name, uri)),
    ),
  ].filter((part) => part.children.length > 0);
}

/** Objectives in their order in the text. */
export function objectiveParts(
  objectives: readonly ObjectiveReport[],
  uri: string,
  scenario: string | undefined,
): Part[] {
  return objectives.map((objective) => ({
    kind: 'objective',
    id: `${uri}#${scenario ?? ''}#${objective.id}`,
    uri,
    label: objectiveName(objective),
    description: objectiveResult(objective),
    spoken: objectiveSpoken(objective),
    verdict: objective.verdict,
    at: objective.at,
    objective: objective.id,
    ...(scenario === undefined ? {} : { scenario }),
    children: [],
  }));
}

function workloadPart(workload: WorkloadReport, uri: string): Part {
  const { name } = workload;
  const load = loadText(workload);
  const p99 = resultText(workload.p99);
  const room = headroomText(workload.headroom);
  return {
    kind: 'workload',
    id: `${uri}#workload ${name}`,
    uri,
    label: name,
    description: vscode.l10n.t({
      message: 'p99 {0} · headroom {1} · {2}',
      args: [p99, room, load],
      comment: ['{0} is a response time, {1} a share, {2} a load such as 200 req/s'],
    }),
    spoken: vscode.l10n.t('Workload {0}: load {1}, 99th percentile {2}, headroom {3}', name, load, p99, room),
    icon: workload.kind === 'closed' ? 'organization' : 'pulse',
    ...failing(workload.p99),
    at: workload.nameAt,
    name,
    children: [],
  };
}

function nodePart(node: NodeReport, uri: string): Part {
  const { name, replicas } = node;
  const used = ofNode(name, utilisationText)(node.utilisation);
  const spoken = {
    cores: vscode.l10n.t('Node type {0}: replicas {1}, utilisation of its cores {2}', name, replicas, used),
    workers: vscode.l10n.t('Node type {0}: replicas {1}, utilisation of its workers {2}', name, replicas, used),
    limit: vscode.l10n.t('Node type {0}: replicas {1}, utilisation of its limit {2}', name, replicas, used),
    none: vscode.l10n.t('Node type {0}: replicas {1}', name, replicas),
  }[node.binding];
  const figures = {
    cores: vscode.l10n.t('ρ {0} cores · replicas {1}', used, replicas),
    workers: vscode.l10n.t('ρ {0} workers · replicas {1}', used, replicas),
    limit: vscode.l10n.t('ρ {0} limit · replicas {1}', used, replicas),
    none: vscode.l10n.t('replicas {0}', replicas),
  }[node.binding];
  return {
    kind: 'node',
    id: `${uri}#node ${name}`,
    uri,
    label: name,
    description: figures,
    spoken,
    icon: nodeIcons[node.kind] ?? 'server-process',
    ...failing(node.utilisation),
    at: node.nameAt,
    name,
    children: node.operations.map((operation) => ({
      kind: 'operation',
      id: `${uri}#operation ${operation.id}`,
      uri,
      label: operation.id.startsWith(`${name}.`) ? operation.id.slice(name.length + 1) : operation.id,
      description: vscode.l10n.t({
        message: '{0} · p99 {1}',
        args: [formatRate(operation.rate), resultText(operation.p99)],
        comment: ['{0} is a rate such as 200 req/s, {1} a response time'],
      }),
      spoken: vscode.l10n.t(
        'Operation {0}: rate {1}, 99th percentile {2}',
        operation.id,
        formatRate(operation.rate),
        resultText(operation.p99),
      ),
      icon: 'symbol-method',
      at: operation.at,
      children: [],
    })),
  };
}

function externalPart(external: Report['externals'][number], uri: string): Part {
  const { name, limit } = external;
  const rate = formatRate(external.rate);
  const over = limit !== undefined && external.rate > limit;
  return {
    kind: 'external',
    id: `${uri}#external ${name}`,
    uri,
    label: name,
    description: limit === undefined ? rate : vscode.l10n.t('{0} of at most {1}', rate, formatRate(limit)),
    spoken:
      limit === undefined
        ? vscode.l10n.t('External dependency {0}: rate {1}', name, rate)
        : vscode.l10n.t('External dependency {0}: rate {1}, limit {2}', name, rate, formatRate(limit)),
    icon: 'cloud',
    ...(over ? { verdict: 'missed' as const } : {}),
    at: external.at,
    children: [],
  };
}

function scenarioPart(name: string, uri: string): Part {
  return {
    kind: 'scenario',
    id: `${uri}#scenario ${name}`,
    uri,
    label: name,
    spoken: vscode.l10n.t('Scenario {0}', name),
    icon: 'versions',
    scenario: name,
    children: [],
  };
}

/** What is overloaded is marked; what carries its load needs no mark. */
function failing(result: NodeReport['utilisation']): { readonly verdict?: Verdict } {
  return result.kind === 'unstable' ? { verdict: 'missed' } : {};
}
