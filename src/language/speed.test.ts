// Prints what reading a file of 2,000 lines costs; it asserts nothing about time.
import { EmptyFileSystem, URI } from 'langium';
import { expect, it } from 'vitest';
import { createArchCoreServices } from './module.js';
import { readSystem } from './read-system.js';

function generated(nodes: number): string {
  const next = (i: number, by: number) => `s${(i + by) % nodes}.get`;
  const node = (i: number) => `service s${i} {
  replicas 3
  workers 64
  cores 4
  queue 128, when full reject
  fails every 90 days, repaired in 5 min, detected in 10 s
  op page {
    cpu 8 ms cv 1.2
    call ${next(i, 1)} timeout 250 ms retry 2 backoff 50 ms budget 10 %
    parallel { call ${next(i, 2)}  call ${next(i, 3)} }
    with 30 % {
      cpu 1 ms
    }
  }
  op get { cpu 1 ms }
}
`;
  const all = Array.from({ length: nodes }, (_, i) => node(i)).join('');
  return `workload w { open 10 req/s; calls s0.page }\n${all}`;
}

it('reads a file of 2,000 lines', async () => {
  const services = createArchCoreServices(EmptyFileSystem);
  const text = generated(133);
  for (const run of ['cold', 'warm', 'warm again']) {
    const start = performance.now();
    const { LangiumDocuments, DocumentBuilder } = services.shared.workspace;
    const document = LangiumDocuments.createDocument(URI.parse(`memory:///${run}.arch`), text);
    const parsed = performance.now();
    await DocumentBuilder.build([document], { validation: false });
    const linked = performance.now();
    const { system, diagnostics } = readSystem(services, document);
    const done = performance.now();
    expect(diagnostics).toEqual([]);
    expect(system.nodes).toHaveLength(133);
    const times = [parsed - start, linked - parsed, done - linked].map((time) => `${time.toFixed(0)} ms`);
    console.log(`${run}: ${text.split('\n').length} lines, parse ${times[0]}, link ${times[1]}, lower ${times[2]}`);
  }
}, 30_000);
