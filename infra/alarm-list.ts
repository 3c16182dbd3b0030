import type { MetricName } from '../shared/contract/metrics.ts';
import type { ErrorCode } from '../shared/domain/errors.ts';

/** One metric of ours, with the values of the dimensions of its total, or of its own where it has no total. */
export type OwnMetric = { metric: MetricName; dimensions: Readonly<Record<string, string>> };

/**
 * When an alarm rings: `statistic` of the sum of its metrics, over a period of `minutes`, is on the wrong side in
 * `bad` of the last `of` periods. `missing`: what no data means.
 */
export type AlarmRule = {
  statistic: 'Sum' | 'Maximum' | 'SampleCount';
  minutes: number;
  bad: number;
  of: number;
  missing: 'fine' | 'bad';
} & ({ atLeast: number } | { below: number });

/** An alarm on metrics of ours: what it says, and whether it is part of "the service is unwell". */
export type OwnAlarm = AlarmRule & { says: string; metrics: readonly OwnMetric[]; isUnwell?: true };

const one = (metric: MetricName, dimensions: OwnMetric['dimensions'] = {}): OwnMetric[] => [
  { metric, dimensions },
];

/** NetBox away is not here: that is an alarm of its own. */
const ALLOCATION_FAILURES: readonly ErrorCode[] = [
  'allocation-failed',
  'netbox-refused',
  'netbox-misconfigured',
  'pool-exhausted',
  'internal',
];

/** Allocations come over HTTP and by events. Ten metrics are all that one alarm may add up. */
const allocationErrors = ['allocatePrefix', 'SubscriberProvisioned'].flatMap((operation) =>
  ALLOCATION_FAILURES.flatMap((outcome) => one('LifecycleOperation', { operation, outcome })),
);

const often = { statistic: 'Sum', minutes: 5, bad: 2, of: 3, missing: 'fine' } as const;
const notRun = { statistic: 'SampleCount', below: 1, missing: 'bad' } as const;
const everyNight = { ...notRun, minutes: 60, bad: 26, of: 26 } as const;
const gauge = { statistic: 'Maximum', minutes: 5, bad: 3, of: 3, missing: 'fine' } as const;
const hourly = { statistic: 'Sum', minutes: 60, atLeast: 1, bad: 1, missing: 'fine' } as const;

/** The alarms on metrics of ours, each by the name of its heading in RUNBOOK.md. */
export const OWN_ALARMS = {
  RevocationStuck: {
    ...hourly,
    of: 2,
    metrics: one('RevocationStuck'),
    says: 'A prefix is being revoked for over an hour.',
  },
  StaleLease: {
    ...hourly,
    of: 25,
    metrics: one('StaleLease'),
    says: 'A prefix was allocated more than a day ago and never activated.',
  },
  HeldByFailedLease: {
    ...hourly,
    of: 2,
    metrics: one('HeldByFailedLease'),
    says: 'A failed lease still holds its prefix.',
  },
  PrefixLeak: {
    ...hourly,
    of: 1,
    metrics: [...one('PrefixLeak', { kind: 'claim-taken' }), ...one('PrefixLeak', { kind: 'unknown' })],
    says: 'NetBox and the table disagree about whose a prefix is.',
  },
  PoolUtilizationHigh: {
    ...gauge,
    atLeast: 80,
    metrics: one('PoolUtilization'),
    says: 'A pool, or a tenant’s share of one, is 80 % used.',
  },
  PoolUtilizationCritical: {
    ...gauge,
    atLeast: 90,
    metrics: one('PoolUtilization'),
    says: 'A pool, or a tenant’s share of one, is 90 % used.',
    isUnwell: true,
  },
  AllocationErrors: {
    ...often,
    atLeast: 5,
    metrics: allocationErrors,
    says: 'Allocations fail.',
    isUnwell: true,
  },
  NetBoxUnavailable: {
    ...often,
    atLeast: 5,
    metrics: [
      ...one('NetBoxRequest', { outcome: 'failed' }),
      ...one('NetBoxRequest', { outcome: 'not_sent' }),
    ],
    says: 'NetBox gives no usable answers.',
    isUnwell: true,
  },
  AuthorizationUnknown: {
    ...often,
    minutes: 15,
    bad: 1,
    of: 1,
    atLeast: 3,
    metrics: one('AuthorizationOutcome', { outcome: 'unknown' }),
    says: 'Routers do not answer dynamic authorization.',
  },
  EventPublishFailed: {
    ...often,
    atLeast: 1,
    metrics: one('EventPublishFailed'),
    says: 'The event bus does not take events.',
    isUnwell: true,
  },
  StatsDrift: {
    ...gauge,
    minutes: 1440,
    bad: 1,
    of: 1,
    atLeast: 1,
    metrics: one('StatsDrift'),
    says: 'The counters of a tenant differ from its leases.',
  },
  SweepNotRun: {
    ...notRun,
    minutes: 15,
    bad: 1,
    of: 1,
    metrics: one('SweepDone', { task: 'overdue' }),
    says: 'The sweeper has not run for a quarter of an hour.',
    isUnwell: true,
  },
  SweepBehind: {
    ...gauge,
    bad: 6,
    of: 6,
    atLeast: 1,
    metrics: one('SweepLeft', { task: 'overdue' }),
    says: 'For half an hour the sweeper has not come to the end of what is due.',
  },
  GaugesNotRun: {
    ...notRun,
    minutes: 15,
    bad: 2,
    of: 2,
    metrics: one('SweepDone', { task: 'gauges' }),
    says: 'The gauges have not been reported for half an hour, so no pool can ring.',
  },
  ReconciliationNotRun: {
    ...everyNight,
    metrics: one('SweepDone', { task: 'reconcile' }),
    says: 'NetBox was not compared with the table for over a day.',
  },
  RecountNotRun: {
    ...everyNight,
    metrics: one('SweepDone', { task: 'recount' }),
    says: 'The counters were not compared with the leases for over a day.',
  },
} as const satisfies Record<string, OwnAlarm>;
