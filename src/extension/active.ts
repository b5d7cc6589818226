/** The description that status bar and tree are about: the one edited last, as long as it is open. */
import * as vscode from 'vscode';
import type { Report } from '../analysis/report.js';
import { overtakenMessage } from '../server/protocol.js';
import type { Reports } from './reports.js';

export type ActiveState =
  /** No description is open. */
  | { readonly kind: 'none' }
  /** On its way; `last` is the report of an older text. */
  | { readonly kind: 'computing'; readonly uri: vscode.Uri; readonly last: Report | undefined }
  /** `errors` counts the mistakes in the text; the report leaves out what is broken. */
  | { readonly kind: 'shown'; readonly uri: vscode.Uri; readonly report: Report; readonly errors: number }
  | {
      readonly kind: 'failed';
      readonly uri: vscode.Uri;
      readonly message: string;
      readonly last: Report | undefined;
    };

/** Pause after an edit before the report is asked for, milliseconds. */
const editPause = 200;
/** Nothing is said about computing that takes less than this, milliseconds: a text that flickers tells nothing. */
const quiet = 400;

export class ActiveDescription implements vscode.Disposable {
  private current: ActiveState = { kind: 'none' };
  private readonly changed = new vscode.EventEmitter<ActiveState>();
  readonly onDidChange = this.changed.event;
  private readonly disposables: vscode.Disposable[] = [];
  private edited: ReturnType<typeof setTimeout> | undefined;
  private slow: ReturnType<typeof setTimeout> | undefined;
  /** Counts questions: only the last one's answer is shown. */
  private asked = 0;

  constructor(
    private readonly reports: Reports,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.disposables.push(
      this.changed,
      vscode.window.onDidChangeActiveTextEditor((editor) => this.follow(editor?.document)),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.contentChanges.length === 0 || event.document.languageId !== 'arch') return;
        // The first edit of a text that was not in view, or of a file that the description imports.
        clearTimeout(this.edited);
        this.edited = setTimeout(() => this.refresh(), editPause);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.uri.toString() !== this.uri?.toString()) return;
        this.set({ kind: 'none' });
        const other = vscode.window.visibleTextEditors.find((editor) => editor.document.languageId === 'arch');
        this.follow(other?.document);
      }),
      reports.onDidChange((uri) => {
        if (this.uri && (!uri || uri.toString() === this.uri.toString())) this.refresh();
      }),
    );
    const editor =
      vscode.window.activeTextEditor?.document.languageId === 'arch'
        ? vscode.window.activeTextEditor
        : vscode.window.visibleTextEditors.find((one) => one.document.languageId === 'arch');
    this.follow(editor?.document);
  }

  get state(): ActiveState {
    return this.current;
  }

  get uri(): vscode.Uri | undefined {
    return this.current.kind === 'none' ? undefined : this.current.uri;
  }

  /** True where the description is what the user looks at, or nothing with a text has the focus. */
  get inView(): boolean {
    const shown = vscode.window.activeTextEditor?.document;
    if (!shown || shown.languageId === 'arch') return true;
    return vscode.window.visibleTextEditors.some((editor) => editor.document.uri.toString() === this.uri?.toString());
  }

  dispose(): void {
    this.asked++;
    clearTimeout(this.edited);
    clearTimeout(this.slow);
    for (const item of this.disposables) item.dispose();
  }

  private follow(document: vscode.TextDocument | undefined): void {
    if (document?.languageId !== 'arch' || document.uri.toString() === this.uri?.toString()) {
      // Another text may have come into view or gone.
      this.changed.fire(this.current);
      return;
    }
    this.set({ kind: 'computing', uri: document.uri, last: undefined });
    this.refresh();
  }

  private refresh(): void {
    const { uri } = this;
    if (!uri) return;
    const asked = ++this.asked;
    clearTimeout(this.slow);
    this.slow = setTimeout(() => this.set({ kind: 'computing', uri, last: this.last }), quiet);
    const settle = (state: ActiveState | undefined): void => {
      if (asked !== this.asked) return;
      clearTimeout(this.slow);
      if (state) this.set(state);
    };
    this.reports.get(uri).then(
      (result) => {
        if (result.kind === 'report') settle({ kind: 'shown', uri, report: result.report, errors: result.errors });
        // An edit overtook it: the question about the new text is on its way.
        else if (result.message !== overtakenMessage)
          settle({ kind: 'failed', uri, message: result.message, last: this.last });
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        this.log.warn(`The report of ${uri.toString()} did not come.`, message);
        settle({ kind: 'failed', uri, message, last: this.last });
      },
    );
  }

  private get last(): Report | undefined {
    const { current } = this;
    if (current.kind === 'none') return undefined;
    return current.kind === 'shown' ? current.report : current.last;
  }

  private set(state: ActiveState): void {
    const had = this.current.kind !== 'none';
    this.current = state;
    if (had !== (state.kind !== 'none')) {
      void vscode.commands.executeCommand('setContext', 'headroom.hasDescription', state.kind !== 'none');
    }
    this.changed.fire(state);
  }
}
