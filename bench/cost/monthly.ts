import { readFileSync } from 'node:fs';
import { assembleApp } from '../../infra/build-app.ts';
import { synthesize } from '../../local/synthesize.ts';
import type { Json, Template } from '../../local/template.ts';
import { NAIVE_METRICS } from './naive.ts';
import { MONTHLY_PRICES } from './prices.ts';

/** What is charged every month, by its name. */
export type Monthly = Record<keyof typeof MONTHLY_PRICES, number>;

type Resource = { Type: string; Properties?: Json };

/** Metrics of which an alarm is charged: those of its expression, or the one it is about. */
const alarmMetrics = ({ Metrics }: Json): number =>
  Array.isArray(Metrics) ? Metrics.filter((one) => (one as Json).MetricStat !== undefined).length : 1;

/** Counts what of these templates is charged by the month, beside the metrics that were seen to be written. */
export const monthlyOf = (
  templates: Readonly<Record<string, Template>>,
  metrics: readonly string[],
): Monthly => {
  const resources = Object.values(templates).flatMap(
    ({ Resources = {} }) => Object.values(Resources) as unknown as Resource[],
  );
  const ofType = (type: string) => resources.filter(({ Type }) => Type === `AWS::CloudWatch::${type}`);
  return {
    customMetrics: metrics.length,
    alarmMetrics: ofType('Alarm').reduce((sum, { Properties = {} }) => sum + alarmMetrics(Properties), 0),
    compositeAlarms: ofType('CompositeAlarm').length,
    dashboards: ofType('Dashboard').length,
  };
};

/** The same of the naive design: metrics by the default dimensions of the library, no alarm and no dashboard. */
export const NAIVE_MONTHLY: Monthly = {
  customMetrics: NAIVE_METRICS.functions * NAIVE_METRICS.each,
  alarmMetrics: 0,
  compositeAlarms: 0,
  dashboards: 0,
};

/** What a month of it costs, in USD. */
const monthlyUsd = (monthly: Monthly): number =>
  Object.entries(MONTHLY_PRICES).reduce(
    (sum, [name, { usd }]) => sum + usd * monthly[name as keyof Monthly],
    0,
  );

/** All stacks as cdk.json describes them. */
export const deployedTemplates = (): Record<string, Template> => {
  const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
  return synthesize((props) => assembleApp(props).app, context).stacks;
};

/** Both designs' months as text. */
export const monthlyText = (ours: Monthly): string => {
  const rows = Object.entries(MONTHLY_PRICES).map(([name, { usd }]) => {
    const [mine, naive] = [ours, NAIVE_MONTHLY].map((one) => one[name as keyof Monthly]);
    return `${name.padEnd(16)} ${String(mine).padStart(4)} ${String(naive).padStart(7)}   at ${usd} USD`;
  });
  const sums = [ours, NAIVE_MONTHLY].map((one) => monthlyUsd(one).toFixed(2).padStart(7));
  return [`${''.padEnd(16)} ours   naive`, ...rows, `USD          ${sums.join(' ')}`].join('\n');
};
