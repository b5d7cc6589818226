/** A long editing session on the real server, and the memory that it leaves behind. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { vi } from 'vitest';
import { type CompareResult, compareRequest } from '../protocol.js';
import { connect } from './connect.js';

const uri = 'memfs:/work/shop.arch';

/** What a person types: other numbers, new and renamed parts, an import more or less, and now and then something broken. */
function textAt(edit: number): string {
  const name = edit % 7 === 0 ? `web${edit % 5}` : 'web';
  const broken = edit % 11 === 5 ? 'op half {\n' : '';
  const more = edit % 13 === 3 ? `service extra${edit % 17} { replicas 2; op run { cpu 2 ms } }\n` : '';
  return `import "./base${edit % 2}.arch"
system shop
region eu { zone a  zone b }
workload browse { open ${100 + (edit % 50)} req/s; calls ${name}.page }
frontend ${name} {
  replicas ${2 + (edit % 3)} across eu
  cores 2
  ${broken}op page { cpu 8 ms; call db.get timeout 200 ms retry 1 }
}
store db { replicas 2 across eu; cores 4; op get { cpu 3 ms } }
${more}objective browse { p99 < 100 ms; availability >= 99.9 %; headroom >= 50 %; }
scenario sale { browse.rate = ${150 + (edit % 20)} req/s }
`;
}

/**
 * Edits one document again and again and tells the heap in use (bytes, after collecting garbage) at even distances.
 *
 * @param edits how many, > 0; every 100th waits for its whole analysis, every 250th is compared with an earlier text
 * @param samples how often the heap is measured, first after a fifth of the edits
 */
export async function heapOverEdits(edits: number, samples: number): Promise<number[]> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const client = await connect(
    { [uri]: textAt(0), 'memfs:/work/base0.arch': 'param peak = 1\n', 'memfs:/work/base1.arch': 'param low = 1\n' },
    ['memfs:/work'],
  );
  const measured: number[] = [];
  try {
    await client.open(uri, textAt(0), 0);
    const warm = Math.floor(edits / 5);
    const every = Math.max(1, Math.floor((edits - warm) / samples));
    for (let edit = 1; edit <= edits; edit++) {
      await client.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: edit },
        contentChanges: [{ text: textAt(edit) }],
      });
      const measuring = edit >= warm && (edit - warm) % every === 0;
      if (edit % 100 === 0 || measuring || edit === edits) {
        await vi.waitFor(
          () => {
            if (!client.reports.some((item) => item.version === edit && item.complete)) throw new Error(`edit ${edit}`);
          },
          { timeout: 20_000, interval: 5 },
        );
      }
      if (edit % 250 === 0)
        await client.connection.sendRequest<CompareResult>(compareRequest, { uri, files: { [uri]: textAt(edit - 1) } });
      if (!measuring) continue;
      // What the client keeps is not the server's.
      client.reports.length = 0;
      client.asked.length = 0;
      for (let round = 0; round < 3; round++) {
        collect();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      measured.push(process.memoryUsage().heapUsed);
    }
  } finally {
    client.dispose();
  }
  return measured;
}

/** Growth from the first third of the samples to the last third, as a share; medians, so that one sample decides nothing. */
export function growthOf(samples: readonly number[]): number {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!;
  return median(samples.slice(-third)) / median(samples.slice(0, third)) - 1;
}
