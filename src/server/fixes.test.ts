// Every fix as a reader would apply it: the edits go into the text, the text is read again, and what was verified is gone.
import { EmptyFileSystem, URI } from 'langium';
import { expect, test } from 'vitest';
import { analyse } from '../analysis/index.js';
import type { Fix } from '../analysis/report.js';
import { createArchCoreServices, readSystem } from '../language/index.js';

const services = createArchCoreServices(EmptyFileSystem);
let count = 0;

async function read(text: string) {
  const factory = services.shared.workspace.LangiumDocumentFactory;
  const document = factory.fromString(text, URI.parse(`memory:/fix${count++}.arch`));
  services.shared.workspace.LangiumDocuments.addDocument(document);
  await services.shared.workspace.DocumentBuilder.build([document], { validation: true });
  const { system, diagnostics } = readSystem(services, document, {});
  return { errors: diagnostics.filter((item) => item.severity === 'error'), report: analyse(system) };
}

function applied(text: string, fix: Fix): string {
  const changes = [...fix.changes].sort((a, b) => b.at.offset - a.at.offset);
  return changes.reduce((now, { at, newText }) => now.slice(0, at.offset) + newText + now.slice(at.end), text);
}

const load = 'workload w { open 90 req/s; calls a.x timeout 30 ms retry 2 }\n';
test.each([
  [
    'retry-not-idempotent',
    `${load}frontend a { replicas 2; op x { cpu 3 ms; call b.y } }\nservice b { replicas 2; op y writes { cpu 4 ms } }`,
  ],
  ['single-instance', 'workload w { open 9 req/s; calls a.x }\nservice a { cores 1; op x { cpu 10 ms } }'],
  ['overload', 'workload w { open 900 req/s; calls a.x }\nservice a { replicas 2; cores 1; op x { cpu 10 ms } }'],
  [
    'one-zone',
    'region eu { zone a zone b }\nworkload w { open 9 req/s; calls a.x }\nservice a { replicas 2; cores 1; op x { cpu 1 ms } }',
  ],
  [
    'timeout-inversion',
    `${load}frontend a { replicas 2; op x idempotent { call b.y timeout 50 ms } }\nservice b { replicas 2; op y { cpu 4 ms } }`,
  ],
  [
    'retry-amplification',
    'workload w { open 9 req/s; calls a.x retry 4 }\nfrontend a { replicas 2; op x idempotent { call b.y retry 4 } }\nservice b { replicas 2; op y idempotent { cpu 4 ms } }',
  ],
  [
    'objective-missed',
    'workload w { open 150 req/s; calls a.x }\nservice a { replicas 2; cores 1; op x { cpu 10 ms } }\nobjective w { headroom >= 100 % }',
  ],
])('fixes of %s hold in the text', async (code, text) => {
  const before = await read(text);
  expect(before.errors).toEqual([]);
  const fixes = before.report.findings.filter((item) => item.code === code).flatMap((item) => item.fixes);
  expect(fixes.length).toBeGreaterThan(0);
  for (const fix of fixes) {
    const { errors, report } = await read(applied(text, fix));
    expect(errors, fix.title).toEqual([]);
    const left = report.findings.filter((item) => item.code === code);
    if (fix.verified) expect(left, fix.title).toEqual([]);
    const known = new Set(before.report.findings.map((item) => item.code));
    const serious = report.findings.filter((item) => item.severity === 'error' || item.severity === 'warning');
    if (fix.verified)
      expect(
        serious.filter((item) => !known.has(item.code)),
        fix.title,
      ).toEqual([]);
  }
});
