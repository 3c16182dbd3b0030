import { expect, test } from '@jest/globals';
import { emfMetrics } from '../../shared/adapters/emf-metrics.ts';
import { dimensionSetsOf, METRICS, type MetricName } from '../../shared/contract/metrics.ts';

type Line = { _aws: { CloudWatchMetrics: Record<string, unknown>[]; Timestamp: number } } & Record<
  string,
  unknown
>;

const metricsOn = () => {
  const lines: string[] = [];
  const errors: Readonly<Record<string, unknown>>[] = [];
  const { metrics, flush } = emfMetrics({
    write: (line) => void lines.push(line),
    log: (level, _, facts) => void (level === 'error' && errors.push(facts)),
  });
  return { metrics, flush, lines, errors, parsed: (): Line[] => lines.map((line) => JSON.parse(line)) };
};

const dimensionsOf = (name: MetricName): Record<string, string> =>
  Object.fromEntries(METRICS[name].dimensions.map((dimension) => [dimension, 'value']));

test.each(Object.keys(METRICS) as MetricName[])(
  '%s is written with the unit and exactly the dimensions of the contract',
  async (name) => {
    const { metrics, flush, parsed, errors } = metricsOn();
    metrics.count(name, dimensionsOf(name), 7);
    await flush();
    expect(errors).toEqual([]);
    expect(parsed()).toEqual([
      {
        ...dimensionsOf(name),
        [name]: 7,
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'Leasehold',
              Dimensions: dimensionSetsOf(name),
              Metrics: [{ Name: name, Unit: METRICS[name].unit }],
            },
          ],
        },
      },
    ]);
  },
);

test('what alarms watch is written over all tenants too, on the same line', async () => {
  const { metrics, flush, parsed } = metricsOn();
  metrics.count('StaleLease', { tenant: 'acme' });
  metrics.count('LifecycleOperation', { operation: 'allocatePrefix', outcome: 'ok', tenant: 'acme' });
  await flush();
  expect(parsed().map(({ _aws }) => _aws.CloudWatchMetrics[0]?.Dimensions)).toEqual([
    [['tenant'], []],
    [
      ['operation', 'outcome', 'tenant'],
      ['operation', 'outcome'],
    ],
  ]);
});

test('metrics of the same dimensions share a line only where they share their totals', async () => {
  const { metrics, flush, parsed } = metricsOn();
  metrics.count('StaleLease', { tenant: 'acme' });
  metrics.count('RevocationStuck', { tenant: 'acme' });
  metrics.count('PrefixLeak', { kind: 'removed' });
  await flush();
  expect(
    parsed().map(({ StaleLease, RevocationStuck, PrefixLeak }) => [StaleLease, RevocationStuck, PrefixLeak]),
  ).toEqual([
    [1, 1, undefined],
    [undefined, undefined, 1],
  ]);
});

test('nothing is written before the flush, and nothing twice', async () => {
  const { metrics, flush, lines } = metricsOn();
  metrics.count('StaleLease', { tenant: 'acme' });
  expect(lines).toEqual([]);
  await flush();
  await flush();
  expect(lines).toHaveLength(1);
});

test('counts of the same dimensions share a line, whatever the order in which they name them', async () => {
  const { metrics, flush, parsed } = metricsOn();
  metrics.count('NetBoxRequest', { operation: 'read', outcome: 'ok' });
  metrics.count('NetBoxRequest', { outcome: 'ok', operation: 'read' });
  metrics.count('NetBoxRequest', { operation: 'read', outcome: 'failed' });
  await flush();
  expect(parsed().map(({ outcome, NetBoxRequest }) => [outcome, NetBoxRequest])).toEqual([
    ['ok', [1, 1]],
    ['failed', 1],
  ]);
});

test.each([
  ['an unknown name', 'NoSuchMetric', {}],
  ['the name of a property that every object has', 'toString', {}],
  ['a missing dimension', 'StaleLease', {}],
  ['one dimension too many', 'StaleLease', { tenant: 'acme', subscriber: 'line-1' }],
  ['another dimension', 'StaleLease', { subscriber: 'line-1' }],
  ['an empty dimension', 'StaleLease', { tenant: '' }],
])('a count with %s is dropped and logged, not thrown', async (_, name, dimensions) => {
  const { metrics, flush, lines, errors } = metricsOn();
  metrics.count(name as MetricName, dimensions as Record<string, string>);
  await flush();
  expect(lines).toEqual([]);
  expect(errors).toEqual([{ metric: name, given: dimensions }]);
});

test('a dimension that CloudWatch does not take costs its own line only', async () => {
  const { metrics, flush, parsed, errors } = metricsOn();
  metrics.count('SweepDone', { task: 'täglich' });
  metrics.count('SweepDone', { task: 'reconcile' });
  await flush();
  expect(parsed().map(({ task }) => task)).toEqual(['reconcile']);
  expect(errors).toHaveLength(1);
});

test('what cannot be written does not fail the flush', async () => {
  const errors: unknown[] = [];
  const { metrics, flush } = emfMetrics({
    write: () => {
      throw new Error('standard output is closed');
    },
    log: (_, message) => void errors.push(message),
  });
  metrics.count('EventPublishFailed', {});
  await expect(flush()).resolves.toBeUndefined();
  expect(errors).toEqual(['Metrics could not be written.']);
});

test('three hundred values of one metric are written in lines of at most a hundred', async () => {
  const { metrics, flush, parsed } = metricsOn();
  for (let each = 0; each < 300; each++) metrics.count('OperationDuration', { operation: 'read' }, each);
  await flush();
  expect(parsed().map(({ OperationDuration }) => (OperationDuration as number[]).length)).toEqual([
    100, 100, 100,
  ]);
});
