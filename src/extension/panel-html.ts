/**
 * The page of the panel: no network, no inline script, styles and scripts of this extension only. The toolkit of
 * controls probes the browser with one empty style element, for which it looks up the nonce in a meta element.
 */
import * as vscode from 'vscode';

/**
 * HTML of the webview.
 *
 * @param root folder of panel.js and panel.css
 */
export function panelHtml(webview: vscode.Webview, root: vscode.Uri): string {
  const nonce = randomNonce();
  const script = webview.asWebviewUri(vscode.Uri.joinPath(root, 'panel.js')).toString();
  const style = webview.asWebviewUri(vscode.Uri.joinPath(root, 'panel.css')).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Headroom</title>
</head>
<body>
<main id="root"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

function randomNonce(): string {
  const bytes = new Uint8Array(16);
  crypto.getRandomValues(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
