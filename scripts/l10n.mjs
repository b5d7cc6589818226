// Writes l10n/bundle.l10n.json: every text that the extension hands to vscode.l10n.t, for translators.
// Run: node scripts/l10n.mjs
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
export const bundleFile = join(root, 'l10n', 'bundle.l10n.json');

/** Sources of the extension: name and text. */
export function extensionSources() {
  const folder = join(root, 'src', 'extension');
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** A string literal without placeholders of its own, in single or double quotes. */
const literal = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y;

/** The calls in a source: each with its message, or where it has none that can be read off. */
export function callsIn(text) {
  const calls = [];
  // `t(` is the short form of vscode.l10n.t in extension.ts.
  for (const match of text.matchAll(/(?:\bl10n\.t|(?<![\w.])t)\(\s*(?:\{\s*message:\s*)?/g)) {
    literal.lastIndex = match.index + match[0].length;
    const found = literal.exec(text)?.[0];
    const line = text.slice(0, match.index).split('\n').length;
    const after = found ? text.slice(match.index + match[0].length + found.length) : '';
    const comment = match[0].includes('{') ? /^[^}]*?comment:\s*\[([^\]]*)\]/s.exec(after)?.[1] : undefined;
    calls.push({
      line,
      message: found && unquote(found),
      comment: comment && [...comment.matchAll(/'(?:[^'\\\n]|\\.)*'/g)].map(([part]) => unquote(part)),
    });
  }
  return calls;
}

function unquote(quoted) {
  const inner = quoted.slice(1, -1).replace(/\\'/g, "'");
  return JSON.parse(`"${quoted[0] === "'" ? inner.replace(/"/g, '\\"') : inner}"`);
}

/** The bundle as text: message by message, in alphabetical order; one with a comment has its key as VS Code makes it. */
export function bundle() {
  const entries = new Map();
  for (const { text } of extensionSources()) {
    for (const { message, comment } of callsIn(text)) {
      if (!message) continue;
      const key = comment ? `${message}/${comment.join('')}` : message;
      entries.set(key, comment ? { message, comment } : message);
    }
  }
  const sorted = Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(bundleFile, bundle());
