type MetricRow = {
  unit: 'Count' | 'Milliseconds' | 'Percent';
  dimensions: readonly string[];
  total?: readonly string[];
};

/** The CloudWatch namespace of every metric. */
export const NAMESPACE = 'Leasehold';

/**
 * Every metric, with its unit and the dimensions that it is counted by. `total`: the dimensions of the same metric over
 * all tenants, written beside it, because an alarm watches one metric and cannot search for those of every tenant.
 * Code, alarms and dashboards take the names from here.
 */
export const METRICS = {
  LifecycleOperation: {
    unit: 'Count',
    dimensions: ['operation', 'outcome', 'tenant'],
    total: ['operation', 'outcome'],
  },
  OperationDuration: { unit: 'Milliseconds', dimensions: ['operation'] },
  LeaseState: { unit: 'Count', dimensions: ['tenant', 'state'] },
  PoolUtilization: { unit: 'Percent', dimensions: ['tenant', 'pool'], total: [] },
  StaleLease: { unit: 'Count', dimensions: ['tenant'], total: [] },
  RevocationStuck: { unit: 'Count', dimensions: ['tenant'], total: [] },
  HeldByFailedLease: { unit: 'Count', dimensions: ['tenant'], total: [] },
  PrefixLeak: { unit: 'Count', dimensions: ['kind'] },
  NetBoxRequest: { unit: 'Count', dimensions: ['operation', 'outcome'], total: ['outcome'] },
  NetBoxDuration: { unit: 'Milliseconds', dimensions: ['operation'] },
  AuthorizationOutcome: { unit: 'Count', dimensions: ['kind', 'outcome'], total: ['outcome'] },
  EventPublishFailed: { unit: 'Count', dimensions: [] },
  ProvisioningEvent: { unit: 'Count', dimensions: ['type', 'outcome'] },
  StatsDrift: { unit: 'Count', dimensions: ['tenant'], total: [] },
  SweepDone: { unit: 'Count', dimensions: ['task'] },
  SweepLeft: { unit: 'Count', dimensions: ['task'] },
} as const satisfies Record<string, MetricRow>;

/** The dimension sets under which a count of a metric is written: its own, and that of all tenants. */
export const dimensionSetsOf = (name: MetricName): (readonly string[])[] => {
  const { dimensions, total }: MetricRow = METRICS[name];
  return total === undefined ? [dimensions] : [dimensions, total];
};

/** The name of a metric. */
export type MetricName = keyof typeof METRICS;
