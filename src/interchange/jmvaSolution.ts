/** Solves a JMVA model and lays out its figures as JMVA does: by class, by station, by station and class. */
import { type NetworkAnswer, type NetworkClass, solveNetwork } from '../queueing/index.js';
import { type JmvaModel, readJmva } from './jmva.js';
import type { ModelFormat, Solution } from './solution.js';

/** Operations and bytes that an exact solution may take: some ten seconds. */
const bounds = { work: 1e9, memory: 5e8 };

type Stable = Extract<NetworkAnswer, { stable: true }>;

export const jmvaFormat: ModelFormat = { extensions: ['.jmva'], title: 'JMT JMVA model', solve: solveJmva };

/** @throws ImportError where the model cannot be read */
function solveJmva(text: string): Solution {
  const model = readJmva(text);
  const answer = solveNetwork(model.network, { ...bounds, method: model.method });
  if (!answer.stable) {
    const name = model.stations[answer.station]!.name;
    const times = Number(answer.overload.toPrecision(4));
    return {
      format: 'jmva',
      method: 'utilisation law',
      exact: true,
      unstable: `the open classes load station ${name} with ${times} times its capacity: there is no steady state`,
      notes: model.notes,
      tables: [],
      data: { stable: false, station: name, overload: answer.overload },
    };
  }
  const notes = [...model.notes];
  if (!answer.converged) notes.push('the approximation did not reach its fixed point; take the figures with care');
  if (answer.multiServer) notes.push(`several servers: ${multiServer[answer.multiServer]}`);
  return { format: 'jmva', method: methods[answer.method], exact: answer.exact, notes, ...figures(model, answer) };
}

const methods: Readonly<Record<Stable['method'], string>> = {
  open: 'closed forms of open product-form networks (Baskett et al. 1975)',
  mva: 'mean value analysis (Reiser and Lavenberg 1980)',
  convolution: 'convolution (Buzen 1973; Reiser and Kobayashi 1975)',
  linearizer: 'Linearizer (Chandy and Neuse 1982)',
  aql: 'AQL (Zahorjan, Eager and Sweillam 1988)',
  'bard-schweitzer': 'Bard-Schweitzer (Schweitzer 1979)',
};

const multiServer = {
  conway: 'chance that all are busy, from marginal probabilities (after Conway 1989)',
  suri: 'Suri, Sahu and Vernon 2007',
  seidmann: 'Seidmann, Schweitzer and Shalev-Oren 1987',
} as const;

const loadText = (load: NetworkClass): string =>
  load.kind === 'closed' ? `${load.population} users` : `${load.rate}/s`;

function figures(model: JmvaModel, answer: Stable): Pick<Solution, 'tables' | 'data'> {
  const { network } = model;
  const classes = model.classes.map(({ name, kind, reference }, r) => {
    const { throughput, response, residence } = answer.classes[r]!;
    const load = network.classes[r]!;
    const away = reference !== undefined && model.stations[reference]!.kind === 'delay' ? residence[reference]! : 0;
    const think = load.kind === 'closed' ? load.think : 0;
    return {
      name,
      kind,
      ...(load.kind === 'closed' ? { population: load.population } : { rate: load.rate }),
      ...(reference !== undefined && { referenceStation: model.stations[reference]!.name }),
      throughput,
      responseTime: Math.max(0, response - away),
      ...(load.kind === 'closed' && { cycleTime: response + think }),
    };
  });
  const stations = model.stations.map(({ name, kind, visits }, i) => {
    const { servers, demands } = network.stations[i]!;
    const { queue, utilisation } = answer.stations[i]!;
    const load = demands.reduce((sum, d, r) => sum + d * answer.classes[r]!.throughput, 0);
    return {
      name,
      kind,
      ...(kind === 'load-independent' && { servers }),
      ...(kind !== 'delay' && { utilisation }),
      customers: queue,
      classes: model.classes.map((c, r) => {
        const { throughput, residence } = answer.classes[r]!;
        const share = load > 0 ? (demands[r]! * throughput) / load : 0;
        return {
          name: c.name,
          visits: visits[r]!,
          throughput: throughput * visits[r]!,
          ...(kind !== 'delay' && { utilisation: utilisation * share }),
          customers: throughput * residence[i]!,
          residenceTime: residence[i]!,
        };
      }),
    };
  });
  return {
    data: { stable: true, converged: answer.converged, classes, stations },
    tables: [
      {
        title: 'Classes',
        columns: ['class', 'load', 'throughput', 'response time', 'cycle time'],
        rows: classes.map((c, r) => [
          c.name,
          loadText(network.classes[r]!),
          c.throughput,
          c.responseTime,
          c.cycleTime ?? '',
        ]),
      },
      {
        title: 'Stations',
        columns: ['station', 'kind', 'utilisation', 'customers'],
        rows: stations.map((s) => [
          s.name,
          s.servers !== undefined && s.servers > 1 ? `${s.servers} servers` : s.kind,
          s.utilisation ?? '',
          s.customers,
        ]),
      },
      {
        title: 'By station and class',
        columns: ['station', 'class', 'throughput', 'utilisation', 'customers', 'residence time'],
        rows: stations.flatMap((s) =>
          s.classes.map((c) => [s.name, c.name, c.throughput, c.utilisation ?? '', c.customers, c.residenceTime]),
        ),
      },
    ],
  };
}
