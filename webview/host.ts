/** Whoever shows the panel: VS Code, or a page that holds its report. */
import type { FromPanel, ToPanel, WhatIfValue } from '../src/server/protocol.js';
import { download } from './export/download.js';

/** What survives a hidden panel and a reload of the window. */
export interface State {
  readonly uri?: string;
  readonly title?: string;
  readonly scenario?: string;
  readonly workload?: string;
  /** Second scenario of the comparison; its name is absent for the description as it stands. */
  readonly compare?: { readonly scenario?: string };
  readonly open?: readonly string[];
  readonly whatIf?: readonly WhatIfValue[];
  readonly pinned?: boolean;
  /** Zoom of the topology that the user chose. */
  readonly zoom?: number;
}

export interface PanelHost {
  /** Whether someone computes: a page only holds what was computed for it. */
  readonly live: boolean;
  send(message: FromPanel): void;
  state(): State;
  remember(state: State): void;
  onMessage(listener: (message: ToPanel) => void): void;
}

interface CodeApi {
  postMessage(message: FromPanel): void;
  getState(): State | undefined;
  setState(state: State): void;
}

/** Finds the host of this page. */
export function findHost(): PanelHost {
  const acquire = (globalThis as { acquireVsCodeApi?: () => CodeApi }).acquireVsCodeApi;
  return acquire ? codeHost(acquire()) : pageHost();
}

function codeHost(api: CodeApi): PanelHost {
  return {
    live: true,
    send: (message) => api.postMessage(message),
    state: () => api.getState() ?? {},
    remember: (state) => api.setState(state),
    onMessage(listener) {
      window.addEventListener('message', (event: MessageEvent<ToPanel>) => {
        if (event.data && typeof event.data === 'object' && 'kind' in event.data) listener(event.data);
      });
    },
  };
}

/** A page with a script element of type application/json that holds a message to show, or one per scenario. */
function pageHost(): PanelHost {
  let state: State = {};
  let listeners: ((message: ToPanel) => void)[] = [];
  const text = document.querySelector('script[type="application/json"]')?.textContent ?? '[]';
  const data = JSON.parse(text) as ToPanel | ToPanel[];
  const messages = (Array.isArray(data) ? data : [data]).flatMap((item) => (item.kind === 'show' ? [item] : []));
  const find = (scenario: string | undefined): (typeof messages)[number] | undefined =>
    messages.find((item) => item.result.kind === 'report' && item.result.report.scenario === scenario) ?? messages[0];
  const tell = (message: ToPanel | undefined): void => {
    if (message) for (const listener of listeners) listener(message);
  };
  return {
    live: false,
    send(message) {
      if (message.kind === 'ready') tell(find(undefined));
      if (message.kind === 'scenario') tell(find(message.name));
      if (message.kind === 'export') download(message.file);
      if (message.kind === 'compare') {
        const { scenario } = message;
        const found = find(scenario);
        if (found) tell({ kind: 'compared', ...(scenario !== undefined && { scenario }), result: found.result });
      }
    },
    state: () => state,
    remember: (next) => {
      state = next;
    },
    onMessage: (listener) => {
      listeners = [...listeners, listener];
    },
  };
}
