/** The page around the panel: its data, its script, and the colours that the editor would give. */
import { createHash } from 'node:crypto';
import type { Report } from '../analysis/report.js';
import { xml } from '../interchange/escape.js';

/** One thing that the panel can show; it takes these as the messages that the editor would send. */
export interface Sheet {
  readonly kind: 'show';
  readonly title: string;
  readonly result: { readonly kind: 'report'; readonly report: Report; readonly errors: number };
}

/**
 * A stand-alone page. Its policy forbids every connection and every script but the panel's own.
 *
 * @param sheets what to show, the description as it stands first, then one per scenario
 * @param assets the panel's bundled script and style sheet
 * @returns HTML text
 */
export function toPage(sheets: readonly Sheet[], assets: { readonly script: string; readonly style: string }): string {
  const data = inert(JSON.stringify(sheets));
  // `</script` inside of a script element would end it; in JavaScript the escaped form means the same.
  const script = assets.script.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'font-src data:',
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${xml(`Headroom: ${sheets[0]?.title ?? ''}`)}</title>
<style>${theme}</style>
<style>${assets.style.replace(/<\//g, '<\\/')}</style>
</head>
<body>
<main id="root"></main>
<script type="application/json">${data}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON that cannot end its script element or begin a comment. */
function inert(json: string): string {
  return json
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}

function hash(script: string): string {
  return `'sha256-${createHash('sha256').update(script, 'utf8').digest('base64')}'`;
}

/** The colours that the editor's theme would give (VS Code's own light and dark ones). */
const theme = `
:root {
  color-scheme: light dark;
  --vscode-font-family: system-ui, sans-serif; --vscode-font-size: 13px; --vscode-font-weight: normal;
  --vscode-editor-font-family: ui-monospace, monospace;
  --vscode-editor-background: #ffffff; --vscode-editor-foreground: #3b3b3b; --vscode-foreground: #3b3b3b;
  --vscode-descriptionForeground: #5b5b5b; --vscode-panel-border: #d4d4d4; --vscode-focusBorder: #005fb8;
  --vscode-input-background: #ffffff; --vscode-input-foreground: #3b3b3b; --vscode-input-border: #cecece;
  --vscode-dropdown-background: #ffffff; --vscode-dropdown-foreground: #3b3b3b; --vscode-dropdown-border: #cecece;
  --vscode-button-background: #005fb8; --vscode-button-foreground: #ffffff; --vscode-textLink-foreground: #005fb8;
  --vscode-list-hoverBackground: #f2f2f2; --vscode-list-activeSelectionBackground: #e8e8e8;
  --vscode-charts-red: #c72e0f; --vscode-charts-blue: #0063d3; --vscode-charts-yellow: #a07400;
  --vscode-charts-orange: #b75501; --vscode-charts-green: #388a34; --vscode-charts-purple: #652d90;
  --vscode-charts-foreground: #3b3b3b; --vscode-charts-lines: #8a8a8a;
  --vscode-errorForeground: #c72e0f; --vscode-editorError-foreground: #c72e0f; --vscode-editorWarning-foreground: #a07400;
  --vscode-testing-iconPassed: #388a34; --vscode-testing-iconFailed: #c72e0f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --vscode-editor-background: #1f1f1f; --vscode-editor-foreground: #cccccc; --vscode-foreground: #cccccc;
    --vscode-descriptionForeground: #9d9d9d; --vscode-panel-border: #3c3c3c; --vscode-focusBorder: #0078d4;
    --vscode-input-background: #313131; --vscode-input-foreground: #cccccc; --vscode-input-border: #3c3c3c;
    --vscode-dropdown-background: #313131; --vscode-dropdown-foreground: #cccccc; --vscode-dropdown-border: #3c3c3c;
    --vscode-button-background: #0078d4; --vscode-textLink-foreground: #4daafc;
    --vscode-list-hoverBackground: #2a2d2e; --vscode-list-activeSelectionBackground: #37373d;
    --vscode-charts-red: #f14c4c; --vscode-charts-blue: #3794ff; --vscode-charts-yellow: #cca700;
    --vscode-charts-orange: #d18616; --vscode-charts-green: #89d185; --vscode-charts-purple: #b180d7;
    --vscode-charts-foreground: #cccccc; --vscode-charts-lines: #8a8a8a;
    --vscode-errorForeground: #f85149; --vscode-editorError-foreground: #f14c4c; --vscode-editorWarning-foreground: #cca700;
    --vscode-testing-iconPassed: #73c991; --vscode-testing-iconFailed: #f14c4c;
  }
}
body { margin: 0; padding: 0 16px; background: var(--vscode-editor-background); color: var(--vscode-foreground);
  font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
`;
