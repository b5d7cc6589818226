import { EmptyFileSystem } from 'langium';
import { analyseSteps } from '/tmp/dx/b/lib/analysis.js';
import { createArchCoreServices, readText } from '/tmp/dx/b/lib/language.js';
import { generateDescription } from './generate.mjs';
import inspector from 'node:inspector/promises';
const s = createArchCoreServices(EmptyFileSystem);
const { system } = await readText(s, generateDescription(100));
const mode = process.argv[2];
const go = () => { const it = analyseSteps(system); if (mode === 'full') { for (const _ of it); } else it.next(); };
const reps = mode === 'full' ? 1 : 60;
for (let i = 0; i < (mode === 'full' ? 0 : 10); i++) go();
const session = new inspector.Session(); session.connect();
await session.post('Profiler.enable'); await session.post('Profiler.setSamplingInterval', { interval: 200 }); await session.post('Profiler.start');
const t0 = performance.now(); for (let i = 0; i < reps; i++) go(); console.log('ms each', (performance.now() - t0) / reps);
const { profile } = await session.post('Profiler.stop');
const self = new Map(), total = new Map(); const byId = new Map(profile.nodes.map(n => [n.id, n])); const parent = new Map(); for (const n of profile.nodes) for (const c of n.children ?? []) parent.set(c, n.id);
const dt = profile.timeDeltas; profile.samples.forEach((id, i) => { const n = byId.get(id); const name = x => `${x.callFrame.functionName || '(anon)'}:${x.callFrame.url.split('/').pop()}:${x.callFrame.lineNumber}`; self.set(name(n), (self.get(name(n)) ?? 0) + dt[i]); const seen = new Set(); for (let p = id; p; p = parent.get(p)) { const k = name(byId.get(p)); if (!seen.has(k)) { seen.add(k); total.set(k, (total.get(k) ?? 0) + dt[i]); } } });
const sum = [...self.values()].reduce((a, b) => a + b, 0);
for (const [t, m] of [['self', self], ['total', total]]) { console.log(t); for (const [k, v] of [...m].sort((a, b) => b[1] - a[1]).slice(0, 22)) console.log((100 * v / sum).toFixed(1).padStart(6), k); }
