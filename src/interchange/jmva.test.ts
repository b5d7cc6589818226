import { describe, expect, it } from 'vitest';
import { readJmva } from './jmva.js';
import { jmvaFormat } from './jmvaSolution.js';
import { ImportError } from './xml.js';

type Row = { name: string; [figure: string]: unknown };
type Data = { classes: Row[]; stations: (Row & { classes: Row[] })[] };

const station = (tag: string, name: string, times: string[], visits: (number | string)[], extra = ''): string => `
  <${tag} name="${name}" ${extra}>
    <servicetimes>${times.map((t, r) => (t.startsWith('<') ? t : `<servicetime customerclass="C${r + 1}">${t}</servicetime>`)).join('')}</servicetimes>
    <visits>${visits.map((v, r) => `<visit customerclass="C${r + 1}">${v}</visit>`).join('')}</visits>
  </${tag}>`;

const model = (
  classes: string[],
  stations: string[],
  rest = '',
  inner = '',
): string => `<?xml version="1.0" encoding="UTF-8"?>
<model xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="JMTmodel.xsd">
  <description><![CDATA[a model]]></description>
  <parameters>
    <classes number="${classes.length}">${classes.join('')}</classes>
    <stations number="${stations.length}">${stations.join('')}</stations>${inner}
  </parameters>${rest}
</model>`;

const closed = (name: string, population: number): string =>
  `<closedclass name="${name}" population="${population}" priority="0"/>`;

/** The interactive system of Lazowska et al. 1984, ch. 6: three terminals of 15 s, CPU and two disks. */
const interactive = model(
  [closed('C1', 3)],
  [
    station('delaystation', 'terminals', ['15.0'], ['1.0']),
    station('listation', 'CPU', ['0.005'], [121], 'servers="1"'),
    station('listation', 'Disk1', ['0.03'], [70], 'servers="1"'),
    station('listation', 'Disk2', ['0.027'], [50], 'servers="1"'),
  ],
  '<algParams><algType maxSamples="10000" name="MVA" tolerance="1.0E-7"/><compareAlgs value="false"/></algParams>',
  '<ReferenceStation number="1"><Class name="C1" refStation="terminals"/></ReferenceStation>',
);

function solve(text: string) {
  const solution = jmvaFormat.solve(text);
  return { ...solution, ...(solution.data as unknown as Data) };
}

function refusal(text: string): string {
  try {
    readJmva(text);
  } catch (error) {
    if (error instanceof ImportError) return `${error.at.line}: ${error.message}`;
    throw error;
  }
  return 'read';
}

describe('solves', () => {
  it('each station has its own customers and residence time, by class', () => {
    const { stations } = solve(interactive);
    const figures = stations.map(({ classes: [own] }) => [own!.customers, own!.residenceTime]);
    // as JMVA prints them for this system
    const published = [
      [2.2727473852064333, 15],
      [0.09756601940835935, 0.6439300296422789],
      [0.39465655466719385, 2.6047102104443556],
      [0.23503004071801362, 1.5511845415455128],
    ];
    figures.forEach((pair, i) => {
      expect(pair[0]).toBeCloseTo(published[i]![0]!, 9);
      expect(pair[1]).toBeCloseTo(published[i]![1]!, 9);
    });
  });
  it('the customers of the classes at a station are those of the station', () => {
    const two = model(
      [closed('C1', 4), closed('C2', 2)],
      [
        station('delaystation', 'users', ['2', '3'], [1, 1]),
        station('listation', 'CPU', ['0.4', '0.1'], [2, 1], 'servers="2"'),
        station('listation', 'disk', ['0.2', '0.5'], [1, 2], 'servers="1"'),
      ],
    );
    const { stations } = solve(two);
    for (const { customers, classes } of stations) {
      const sum = classes.reduce((total, item) => total + (item.customers as number), 0);
      expect(sum).toBeCloseTo(customers as number, 9);
    }
  });
  it('a closed class, as published (Lazowska et al. 1984, ch. 6)', () => {
    const { classes, stations, exact } = solve(interactive);
    expect(exact).toBe(true);
    expect(classes[0]!.throughput).toBeCloseTo(0.1515, 4);
    expect(classes[0]!.responseTime).toBeCloseTo(4.8, 2);
    expect(stations.map((s) => Number((s.customers as number).toFixed(3)))).toEqual([2.273, 0.098, 0.395, 0.235]);
    expect(stations[1]!.classes[0]!.throughput).toBeCloseTo(0.1515 * 121, 2);
  });
  it('an open class, as published (Lazowska et al. 1984, ch. 6)', () => {
    const { classes, stations } = solve(
      model(
        ['<openclass name="C1" rate="0.3"/>'],
        [
          station('listation', 'CPU', ['0.005'], [121]),
          station('listation', 'Disk1', ['0.03'], [70]),
          station('listation', 'Disk2', ['0.027'], [50]),
        ],
      ),
    );
    expect(classes[0]!.responseTime).toBeCloseTo(8.684, 3);
    expect(stations.map((s) => Number((s.customers as number).toFixed(3)))).toEqual([0.222, 1.703, 0.681]);
  });
  it('two classes, as published (Lazowska et al. 1984, ch. 7)', () => {
    const { classes, method } = solve(
      model(
        [closed('C1', 1), closed('C2', 1)],
        [station('listation', 'CPU', ['1', '2'], [1, 1]), station('listation', 'Disk', ['3', '4'], [1, 1])],
      ),
    );
    expect(method).toContain('mean value analysis');
    expect(classes.map((c) => c.throughput)).toEqual([expect.closeTo(3 / 19, 12), expect.closeTo(2 / 19, 12)]);
  });
  it('a load-dependent station as the servers that it stands for, classes in any order', () => {
    const two = (tag: string, times: string[], extra = ''): string =>
      model(
        [closed('C1', 2), closed('C2', 2)],
        [station('delaystation', 'D', ['2', '1'], [1, 1]), station(tag, 'S', times, [1, 2], extra)],
      );
    const servers = solve(two('listation', ['1', '0.5'], 'servers="2"'));
    const list = (name: string, times: string): string =>
      `<servicetimes customerclass="${name}">${times}</servicetimes>`;
    const dependent = solve(two('ldstation', [list('C2', '0.5;0.25;0.25;0.25'), list('C1', '1.0;0.5;0.5;0.5;')]));
    expect(dependent.classes.map((c) => c.throughput)).toEqual(
      servers.classes.map((c) => expect.closeTo(c.throughput as number, 12)),
    );
    expect(servers.method).toContain('convolution');
  });
  it('visits relative to the reference station', () => {
    const twice = solve(
      interactive
        .replace('<visit customerclass="C1">1.0</visit>', '<visit customerclass="C1">2.0</visit>')
        .replace('15.0<', '7.5<'),
    );
    expect(twice.classes[0]!.throughput).toBeCloseTo(2 * 0.1515, 3);
    expect(twice.stations[1]!.classes[0]!.visits).toBe(60.5);
  });
  it('mixed classes, and the algorithm that is asked for', () => {
    const mixed = (name: string): string =>
      model(
        ['<openclass name="C1" rate="0.2"/>', closed('C2', 5), closed('C3', 4)],
        [
          station('listation', 'A', ['1', '1', '2'], [1, 1, 1]),
          station('listation', 'B', ['2', '1', '1'], [1, 1, 1], 'servers="2"'),
        ],
        `<algParams><algType name="${name}"/></algParams>`,
      );
    const exact = solve(mixed('MVA'));
    expect(exact.exact).toBe(true);
    for (const name of ['AQL', 'Linearizer', 'Bard-Schweitzer']) {
      const near = solve(mixed(name));
      expect([near.exact, near.method.includes(name)]).toEqual([false, true]);
      near.classes.forEach((c, r) => {
        expect(Math.abs((c.throughput as number) / (exact.classes[r]!.throughput as number) - 1)).toBeLessThan(0.06);
      });
      expect(near.notes).toEqual([expect.stringContaining('Conway')]);
    }
    expect(solve(mixed('Chow')).notes[0]).toContain('Chow is not available');
  });
  it('says where there is no steady state', () => {
    const { unstable, tables } = solve(
      model(['<openclass name="C1" rate="3"/>'], [station('listation', 'A', ['1'], [1], 'servers="2"')]),
    );
    expect(unstable).toBe('the open classes load station A with 1.5 times its capacity: there is no steady state');
    expect(tables).toEqual([]);
  });
  it('notes what is left out', () => {
    expect(
      solve(interactive.replace('</model>', '<whatIf type="Customer Numbers" values="1;2"/></model>')).notes,
    ).toEqual([expect.stringContaining('what-if')]);
  });
});

describe('refuses, with its place', () => {
  it.each([
    ['another root', '<sim/>', '1: the root of a JMVA model is <model>, not <sim>'],
    ['no parameters', '<model/>', '1: <model> needs <parameters>'],
    [
      'an unknown station',
      interactive.replaceAll('delaystation', 'forkstation'),
      /^7: a station is .* terminals is not supported/,
    ],
    [
      'an unknown element',
      interactive.replace('<algParams>', '<blockingRegion/><algParams>'),
      /<blockingRegion> is not known in <model>/,
    ],
    [
      'a fraction of a user',
      interactive.replace('population="3"', 'population="2.5"'),
      '5: the population of C1 must be a whole number, not 2.5',
    ],
    ['a negative time', interactive.replace('>0.005<', '>-1<'), /the service time at CPU must be at least 0/],
    ['a word for a number', interactive.replace('>0.005<', '>fast<'), /must be a number, not 'fast'/],
    ['no servers', interactive.replace('servers="1"', 'servers="0"'), /the servers of CPU must be at least 1/],
    ['an unknown class', interactive.replace('customerclass="C1"', 'customerclass="X"'), /there is no class X/],
    ['an unknown reference', interactive.replace('refStation="terminals"', 'refStation="X"'), /there is no station X/],
    ['two of one name', interactive.replace('Disk2', 'Disk1'), /the name Disk1 stands twice/],
    [
      'a class that takes no time',
      model([closed('C1', 1)], [station('listation', 'A', ['0'], [1])]),
      /class C1 has no time anywhere/,
    ],
    [
      'priorities',
      model(
        [closed('C1', 1), closed('C2', 1).replace('priority="0"', 'priority="1"')],
        [station('listation', 'A', ['1', '1'], [1, 1])],
      ),
      /different priority/,
    ],
    [
      'too few load-dependent times',
      model(
        [closed('C1', 3)],
        [station('ldstation', 'A', ['<servicetimes customerclass="C1">1;0.5</servicetimes>'], [1])],
      ),
      /A has 2 service times for 3 users/,
    ],
    [
      'load dependence that differs by class',
      model(
        [closed('C1', 1), closed('C2', 1)],
        [
          station(
            'ldstation',
            'A',
            [
              '<servicetimes customerclass="C1">1;0.5</servicetimes>',
              '<servicetimes customerclass="C2">1;0.6</servicetimes>',
            ],
            [1, 1],
          ),
        ],
      ),
      /differs between classes/,
    ],
  ])('%s', (_, text, message) => {
    const said = refusal(text);
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });
});
