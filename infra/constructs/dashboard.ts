import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  GraphWidgetView,
  type IAlarm,
  type IMetric,
  MathExpression,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { dimensionSetsOf, type MetricName, NAMESPACE } from '../../shared/contract/metrics.ts';
import { STATES } from '../../shared/domain/lifecycle.ts';
import { ownMetric } from './alarms.ts';
import type { Operated } from './operated.ts';

const PERIOD = Duration.minutes(5);
const HALF = 12;
const THIRD = 8;

type Search = {
  metric: MetricName;
  statistic: string;
  set?: 'own' | 'total';
  where?: Record<string, string>;
};

/** Every metric of one name, over whatever values its dimensions have: those of tenants and pools are not known here. */
const search = ({ metric, statistic, set = 'own', where = {} }: Search): string => {
  const sets = dimensionSetsOf(metric);
  const dimensions = (set === 'own' ? sets[0] : sets[1]) ?? [];
  const terms = Object.entries({ MetricName: metric, ...where }).map(([name, value]) => `${name}="${value}"`);
  const schema = [NAMESPACE, ...dimensions].join(',');
  return `SEARCH('{${schema}} ${terms.join(' ')}', '${statistic}', ${PERIOD.toSeconds()})`;
};

const found = (what: Search, label = ''): IMetric =>
  new MathExpression({ expression: search(what), label, usingMetrics: {}, period: PERIOD });

const leasesIn = (state: string): MathExpression =>
  new MathExpression({
    expression: `SUM(${search({ metric: 'LeaseState', statistic: 'Average', where: { state } })})`,
    label: state,
    usingMetrics: {},
    period: PERIOD,
  });

/** Leases that hold a prefix, of all: what the statistics call the utilization rate, where each has a profile. */
const utilization = (): IMetric => {
  const usingMetrics = Object.fromEntries(STATES.map((state) => [state, leasesIn(state)]));
  const held = ['allocated', 'active', 'suspended', 'revoking'].join(' + ');
  const expression = `100 * (${held}) / (${STATES.join(' + ')})`;
  return new MathExpression({ expression, label: '%', usingMetrics, period: PERIOD });
};

const percentiles = (operation: string): IMetric[] =>
  [50, 95, 99].map((percent) =>
    ownMetric({ metric: 'OperationDuration', dimensions: { operation } }, Stats.percentile(percent)).with({
      label: `p${percent}`,
    }),
  );

const total = (
  metric: MetricName,
  dimensions: Record<string, string> = {},
  label: string = metric,
): IMetric => ownMetric({ metric, dimensions }, 'Sum').with({ label });

const graph = (title: string, left: IMetric[], more: object = {}): GraphWidget =>
  new GraphWidget({ title, left, width: THIRD, period: PERIOD, ...more });

const leases = (): GraphWidget[] => [
  graph('Leases by state', STATES.map(leasesIn), { view: GraphWidgetView.PIE }),
  graph('States over time', STATES.map(leasesIn), { stacked: true }),
  graph('Utilisation, %', [utilization()]),
];

const pools = (): GraphWidget[] => [
  graph('Pool utilisation, %', [found({ metric: 'PoolUtilization', statistic: 'Maximum' })]),
  graph('Stale, stuck and held', [total('StaleLease'), total('RevocationStuck'), total('HeldByFailedLease')]),
  graph('Leaked prefixes', [
    total('PrefixLeak', { kind: 'removed' }, 'removed'),
    total('PrefixLeak', { kind: 'claim-taken' }, 'claim taken'),
    total('PrefixLeak', { kind: 'unknown' }, 'unknown'),
  ]),
];

const rates = (): GraphWidget[] => {
  const of = (operation: string): IMetric =>
    found({ metric: 'LifecycleOperation', statistic: 'Sum', set: 'total', where: { operation } });
  return [
    graph('Allocations', [of('allocatePrefix'), of('SubscriberProvisioned')]),
    graph('Revocations', [of('revokePrefix'), of('SubscriberDeprovisioned'), of('finishRevoke')]),
    graph('Provisioning events', [found({ metric: 'ProvisioningEvent', statistic: 'Sum' })]),
  ];
};

const durations = ({ machine }: Operated): GraphWidget[] => [
  graph('Allocate, ms', percentiles('allocatePrefix')),
  graph('Revoke, the call, ms', percentiles('revokePrefix')),
  graph(
    'Revoke, to its end, ms',
    [50, 95, 99].map((percent) =>
      machine.metricTime({ statistic: Stats.percentile(percent), label: `p${percent}`, period: PERIOD }),
    ),
  ),
];

const neighbours = (): GraphWidget[] => [
  graph('NetBox requests', [found({ metric: 'NetBoxRequest', statistic: 'Sum', set: 'total' })]),
  graph('NetBox, p95 in ms', [found({ metric: 'NetBoxDuration', statistic: 'p95' })]),
  graph('Dynamic authorization', [found({ metric: 'AuthorizationOutcome', statistic: 'Sum' })]),
];

const asynchronous = ({ publisher, projector, deadLetters }: Operated): GraphWidget[] => [
  graph('Lag of the stream, ms', [
    publisher.metric('IteratorAge', { statistic: 'Maximum', label: 'events', period: PERIOD }),
    projector.metric('IteratorAge', { statistic: 'Maximum', label: 'statistics', period: PERIOD }),
  ]),
  graph(
    'Dead letters',
    Object.entries(deadLetters).map(([label, queue]) =>
      queue.metricApproximateNumberOfMessagesVisible({ label, period: PERIOD }),
    ),
  ),
  graph('Sweeper', [
    total('SweepDone', { task: 'overdue' }, 'done'),
    total('SweepLeft', { task: 'overdue' }, 'left'),
    total('EventPublishFailed'),
    total('StatsDrift'),
  ]),
];

const costs = ({ table, api, machine }: Operated): GraphWidget[] => [
  graph(
    'Table: consumed units',
    [
      table.metricConsumedWriteCapacityUnits({ label: 'write', statistic: 'Sum', period: PERIOD }),
      table.metricConsumedReadCapacityUnits({ label: 'read', statistic: 'Sum', period: PERIOD }),
    ],
    { width: HALF },
  ),
  graph(
    'Requests and runs of the machine',
    [
      api.metricCount({ label: 'requests', statistic: 'Sum', period: PERIOD }),
      machine.metricStarted({ label: 'runs', statistic: 'Sum', period: PERIOD }),
    ],
    { width: HALF },
  ),
];

/** The dashboard `<stack>-leasehold`: what there is, what happens, how fast, what waits, and what it costs. */
export const addDashboard = (scope: Construct, operated: Operated, alarms: readonly IAlarm[]): Dashboard =>
  new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.hours(24),
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 4, alarms: [...alarms] })],
      leases(),
      pools(),
      rates(),
      durations(operated),
      neighbours(),
      asynchronous(operated),
      costs(operated),
    ],
  });
