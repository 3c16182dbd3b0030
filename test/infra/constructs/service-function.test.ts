import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { FUNCTION_DIED } from '../../../infra/constructs/service-function.ts';
import { templatesWith } from '../../support/synthesized.ts';

const { core } = templatesWith();
const filters = Object.values(core.findResources('AWS::Logs::MetricFilter')).map(
  ({ Properties }) => Properties,
);
const pattern = String(filters[0]?.FilterPattern);

const TERM = /\$\.([\w.]+) = "([^"]*)"/g;

/** Reads the one form of pattern that is used here: the first term, and one of the other two. */
const isCounted = (line: object): boolean => {
  const terms = [...pattern.matchAll(TERM)].map(([, path = '', value = '']) => {
    const found = path
      .split('.')
      .reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], line);
    return new RegExp(`^${value.replaceAll('.', '\\.').replace('*', '.*')}$`).test(String(found));
  });
  return terms[0] === true && terms.slice(1).includes(true);
};

/** Lambda's last line of a call (Telemetry API, platform.report), with what matters here. */
const report = (record: object) => ({
  time: '2030-01-02T03:04:05.678Z',
  type: 'platform.report',
  record: {
    requestId: '6f7f0961',
    metrics: { durationMs: 29_000, maxMemoryUsedMB: 98, memorySizeMB: 256 },
    ...record,
  },
});

test('every function has a filter on its own log, and all count into one metric', () => {
  const functions = Object.values(core.findResources('AWS::Lambda::Function'));
  expect(filters).toHaveLength(functions.length);
  expect(new Set(filters.map(({ LogGroupName }) => JSON.stringify(LogGroupName))).size).toBe(
    functions.length,
  );
  for (const { FilterPattern, MetricTransformations } of filters) {
    expect(FilterPattern).toBe(pattern);
    expect(MetricTransformations).toEqual([
      { MetricNamespace: FUNCTION_DIED.namespace, MetricName: FUNCTION_DIED.metricName, MetricValue: '1' },
    ]);
  }
});

test('the pattern has the form that these tests read', () => {
  expect(pattern.replaceAll(TERM, 'TERM')).toBe('{ TERM && (TERM || TERM) }');
});

test.each([
  ['ran out of time', { status: 'timeout' }],
  ['ran out of memory', { status: 'error', errorType: 'Runtime.OutOfMemory' }],
  ['lost its process', { status: 'error', errorType: 'Runtime.ExitError' }],
])('a call that %s is counted', (_, record) => {
  expect(isCounted(report(record))).toBe(true);
});

test.each([
  ['a call that ended well', report({ status: 'success' })],
  [
    'a call whose handler threw, which it counts itself',
    report({ status: 'error', errorType: 'LeaseholdError' }),
  ],
  ['a line of ours', { level: 'error', message: 'timeout', status: 'timeout', errorType: 'Runtime.X' }],
])('%s is not counted', (_, line) => {
  expect(isCounted(line)).toBe(false);
});

test('the runbook looks for the same lines', () => {
  const runbook = readFileSync(new URL('../../../RUNBOOK.md', import.meta.url), 'utf8');
  expect(runbook).toContain(`--filter-pattern '${pattern}'`);
});
