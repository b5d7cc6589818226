// Every exact model of the queueing engine that a description can state: the simulator shows its figures. Some of them here, all of them,
// over ten times the time, in the long suite.
import { describe, it } from 'vitest';
import { stationModels } from '../testing/models.js';
import { networkModels } from '../testing/networkModels.js';
import { expectTruth, replications } from '../testing/replicate.js';

const long = Boolean(globalThis.process?.env.HEADROOM_LONG);
const models = [...stationModels, ...networkModels].filter((_, index) => long || index % 4 === 2);

describe('exact models', () => {
  it.each(models)('$name', async ({ text, seconds, figures }) => {
    const runs = await replications(text, seconds * (long ? 10 : 1), { intervals: 1 });
    for (const [what, measure, truth] of figures) expectTruth(runs.map(measure), truth, what);
  });
});
