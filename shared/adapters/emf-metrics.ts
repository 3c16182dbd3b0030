// The modules behind the package's entry: the entry itself probes the instance metadata address when it is loaded.

import type { MetricsContext } from 'aws-embedded-metrics/lib/logger/MetricsContext.js';
import { MetricsLogger } from 'aws-embedded-metrics/lib/logger/MetricsLogger.js';
import { LogSerializer } from 'aws-embedded-metrics/lib/serializers/LogSerializer.js';
import { dimensionSetsOf, METRICS, type MetricName, NAMESPACE } from '../contract/metrics.ts';
import type { Log, Metrics } from '../usecases/ports.ts';
import type { LineWriter } from './standard-output.ts';

type Measured = { name: MetricName; value: number };
/** What shares a line: the counts of the same values in the same dimension sets. */
type Group = { dimensions: Record<string, string>; sets: Record<string, string>[]; measured: Measured[] };

/** The Metrics port, and what writes out all that was counted since the last time. `flush` never rejects. */
export type BufferedMetrics = { metrics: Metrics; flush: () => Promise<void> };

const isMetricName = (name: string): name is MetricName => Object.hasOwn(METRICS, name);

/** The dimensions in the contract's order; undefined where they are not exactly those of the contract. */
const ordered = (
  name: MetricName,
  given: Readonly<Record<string, string>>,
): Record<string, string> | undefined => {
  const wanted: readonly string[] = METRICS[name].dimensions;
  if (Object.keys(given).length !== wanted.length) return undefined;
  if (!wanted.every((each) => (given[each] ?? '') !== '')) return undefined;
  return Object.fromEntries(wanted.map((each) => [each, given[each] as string]));
};

/** The dimension sets of a metric, with their values. */
const setsOf = (name: MetricName, dimensions: Record<string, string>): Record<string, string>[] =>
  dimensionSetsOf(name).map((set) =>
    Object.fromEntries(set.map((each) => [each, dimensions[each] as string])),
  );

const environmentOf = (write: LineWriter) => {
  const serializer = new LogSerializer();
  const sink = {
    name: 'lines',
    accept: async (context: MetricsContext): Promise<void> => {
      for (const line of serializer.serialize(context)) write(line);
    },
  };
  return {
    probe: async () => true,
    getName: () => 'leasehold',
    getType: () => 'leasehold',
    getLogGroupName: () => '',
    configureContext: () => undefined,
    getSink: () => sink,
  };
};

/**
 * The Metrics port as CloudWatch EMF (aws-embedded-metrics 4), one line for each set of values and none of the
 * default dimensions: those would make every function a paid metric of its own. Names, units and dimensions are those of
 * the contract; a count that is not of the contract is logged as an error and dropped, never thrown: no operation
 * fails for its metrics.
 */
export const emfMetrics = ({ write, log }: { write: LineWriter; log: Log }): BufferedMetrics => {
  const environment = environmentOf(write);
  const groups = new Map<string, Group>();

  const emit = async ({ sets, measured }: Group): Promise<void> => {
    const logger = new MetricsLogger(async () => environment);
    logger.setNamespace(NAMESPACE).setDimensions(sets, false);
    for (const { name, value } of measured) logger.putMetric(name, value, METRICS[name].unit);
    await logger.flush();
  };

  return {
    metrics: {
      count: (name, given, value = 1) => {
        const dimensions = isMetricName(name) ? ordered(name, given) : undefined;
        if (!isMetricName(name) || dimensions === undefined) {
          log('error', 'A metric was counted that the contract does not have.', { metric: name, given });
          return;
        }
        const sets = setsOf(name, dimensions);
        const key = JSON.stringify(sets);
        const group = groups.get(key) ?? { dimensions, sets, measured: [] };
        group.measured.push({ name, value });
        groups.set(key, group);
      },
    },
    flush: async () => {
      const taken = [...groups.values()];
      groups.clear();
      for (const group of taken) {
        try {
          await emit(group);
        } catch (error) {
          log('error', 'Metrics could not be written.', { error, dimensions: group.dimensions });
        }
      }
    },
  };
};
