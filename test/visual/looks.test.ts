/** The panel in four themes: its looks against reviewed pictures, and what axe finds in it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { drill, steady } from '../../src/analysis/simulating/testing/sample.js';
import type { ToPanel } from '../../src/server/protocol.js';
import { sampleDay } from '../../webview/testing/sample.js';
import { violations } from '../harness/axe.js';
import { compareWith } from '../harness/pictures.js';
import { themes } from '../harness/themes.js';
import { closeBrowser, open, tell } from './page.js';
import { big, healthy, overloaded, rush, shop, show } from './samples.js';

const project = process.cwd();

interface View {
  readonly name: string;
  /** Loaded with this state, as after a reload of the window. */
  readonly state?: object;
  readonly messages: readonly ToPanel[];
  /** Height of the picture where its rest is that of another view. */
  readonly height?: number;
}

const result = (report: typeof shop) => ({ kind: 'report', report, errors: 0 }) as const;
const more = [{ path: 'orders_store.replicas', value: '4' }];

const views: readonly View[] = [
  { name: 'waiting', messages: [] },
  { name: 'empty', messages: [{ kind: 'empty' }] },
  {
    name: 'failed',
    messages: [
      show(shop, { result: { kind: 'failed', message: 'The description holds no workload and no node type.' } }),
    ],
  },
  { name: 'healthy', messages: [show(healthy)] },
  { name: 'overloaded', messages: [show(overloaded)] },
  { name: 'day', messages: [show({ ...healthy, day: sampleDay })] },
  {
    name: 'stale',
    messages: [show(healthy, { freshness: { kind: 'stale', errors: 3, since: '09:41' } })],
    height: 300,
  },
  { name: 'big', messages: [show(big)] },
  {
    name: 'simulation',
    state: { open: ['table-simulation'] },
    messages: [show(shop), { kind: 'simulation', state: { kind: 'done', report: steady, stale: true, values: [] } }],
  },
  {
    name: 'drill',
    state: { open: ['simulation-marks'] },
    messages: [show(shop), { kind: 'simulation', state: { kind: 'done', report: drill, stale: false, values: [] } }],
  },
  {
    name: 'comparison',
    state: { compare: { scenario: 'black_friday' }, open: ['table-utilisation', 'topology'] },
    messages: [show(shop), { kind: 'compared', scenario: 'black_friday', result: result(rush) }],
  },
  {
    name: 'what-if',
    state: { whatIf: more },
    messages: [show(shop), { kind: 'whatIf', overrides: more, result: result(healthy) }],
    height: 1400,
  },
];

after(closeBrowser);

for (const theme of themes) {
  describe(`the panel in ${theme.label}`, () => {
    for (const view of views) {
      it(`${view.name}: looks as reviewed and keeps the rules of accessibility`, async () => {
        const page = await open(theme, view.state);
        try {
          await tell(page, ...view.messages);
          const found = await violations(page);
          const clip = view.height && { clip: { x: 0, y: 0, width: 800, height: view.height } };
          const picture = await page.screenshot({ fullPage: true, ...clip });
          const baseline = join(project, 'test', 'baselines', `${view.name}-${theme.id}.png`);
          const wrong = compareWith(baseline, picture, join(project, 'out', 'visual'), { share: 0.006, height: 4 });
          assert.deepEqual(found, []);
          assert.equal(wrong, undefined, wrong);
          assert.doesNotMatch((await page.locator('#root').textContent()) ?? '', /NaN|Infinity|undefined|\[object/);
        } finally {
          await page.close();
        }
      });
    }
  });
}
