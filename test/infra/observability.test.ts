import { describe, expect, test } from '@jest/globals';
import { METRICS, NAMESPACE } from '../../shared/contract/metrics.ts';
import { type Emission, emissions } from '../support/emissions.ts';
import { alarms, ofType } from '../support/operated.ts';

const { emitted, refused } = await emissions();

const inOrder = (names: readonly string[]): string => [...names].sort().join();

/** True where the code has written this metric under exactly these dimensions, with the values that are named. */
const isEmitted = ({ name, dimensions }: Emission, keys = Object.keys(dimensions)): boolean =>
  emitted.some(
    (each) =>
      each.name === name &&
      inOrder(Object.keys(each.dimensions)) === inOrder(keys) &&
      Object.entries(dimensions).every(([key, value]) => each.dimensions[key] === value),
  );

const unheard = (watched: readonly Emission[]): Emission[] => watched.filter((each) => !isEmitted(each));

describe('the code', () => {
  test('writes every metric of the contract, and none that the contract does not have', () => {
    expect(new Set(emitted.map(({ name }) => name))).toEqual(new Set(Object.keys(METRICS)));
    expect(refused).toEqual([]);
  });
});

describe('alarms', () => {
  test('watch metrics of ours and of AWS, and one says that the service is unwell', () => {
    expect(alarms.length).toBeGreaterThan(20);
    expect(alarms.filter(({ watched }) => watched.length > 0).length).toBeGreaterThan(12);
    expect(ofType('CompositeAlarm')).toHaveLength(1);
  });

  test.each(alarms)('$name rings on what the code writes', ({ watched }) => {
    expect(unheard(watched)).toEqual([]);
  });

  test('one on a metric that nothing writes, or under other dimensions, would be seen', () => {
    const planted: Emission[] = [
      { name: 'RevocationLost', dimensions: {} },
      { name: 'RevocationStuck', dimensions: { subscriber: 'line-1' } },
      { name: 'PrefixLeak', dimensions: { kind: 'lost' } },
      { name: 'PrefixLeak', dimensions: {} },
    ];
    expect(unheard(planted)).toEqual(planted);
  });
});

describe('the dashboard', () => {
  const [dashboard] = ofType('Dashboard') as { DashboardBody: { 'Fn::Join': [string, unknown[]] } }[];
  const text = (dashboard?.DashboardBody['Fn::Join'][1] ?? [])
    .map((part) => (typeof part === 'string' ? part : 'token'))
    .join('');
  const { widgets } = JSON.parse(text) as {
    widgets: { properties: { title: string; metrics?: unknown[][] } }[];
  };
  const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);

  const single = metrics
    .filter(([namespace]) => namespace === NAMESPACE)
    .map(([, name, ...rest]): Emission => {
      const words = rest.filter((word) => typeof word === 'string');
      const pairs = words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1]]] : []));
      return { name: String(name), dimensions: Object.fromEntries(pairs) };
    });

  const searches = [...text.matchAll(/SEARCH\('\{Leasehold,([^}]*)\} MetricName=\\"(\w+)\\"(.*?)', '/g)].map(
    ([, schema = '', name = '', terms = '']) => ({
      keys: schema.split(','),
      emission: {
        name,
        dimensions: Object.fromEntries(
          [...terms.matchAll(/(\w+)=\\"([\w-]+)\\"/g)].map(([, key, value]) => [key, value]),
        ) as Record<string, string>,
      },
    }),
  );

  test('shows metrics that the code writes', () => {
    expect(single.length).toBeGreaterThan(12);
    expect(unheard(single)).toEqual([]);
  });

  test('searches for metrics that the code writes', () => {
    expect(searches.length).toBeGreaterThan(12);
    expect(searches.filter(({ keys, emission }) => !isEmitted(emission, keys))).toEqual([]);
  });

  test('shows every metric of the contract', () => {
    const shown = new Set([
      ...single.map(({ name }) => name),
      ...searches.map(({ emission }) => emission.name),
    ]);
    expect(Object.keys(METRICS).filter((name) => !shown.has(name))).toEqual([]);
  });

  test.each(['Leases by state', 'States over time', 'Utilisation, %', 'Pool utilisation, %', 'Dead letters'])(
    'has a widget of %s',
    (title) => {
      expect(widgets.map(({ properties }) => properties.title)).toContain(title);
    },
  );
});
