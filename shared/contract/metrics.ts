/** The CloudWatch namespace of every metric. */
export const NAMESPACE = 'Leasehold';

/** Every metric, with its unit and its only dimensions. Code, alarms and dashboards take the names from here. */
export const METRICS = {
  LifecycleOperation: { unit: 'Count', dimensions: ['operation', 'outcome', 'tenant'] },
  OperationDuration: { unit: 'Milliseconds', dimensions: ['operation'] },
  LeaseState: { unit: 'Count', dimensions: ['tenant', 'state'] },
  PoolUtilization: { unit: 'Percent', dimensions: ['tenant', 'pool'] },
  StaleLease: { unit: 'Count', dimensions: ['tenant'] },
  RevocationStuck: { unit: 'Count', dimensions: ['tenant'] },
  HeldByFailedLease: { unit: 'Count', dimensions: ['tenant'] },
  PrefixLeak: { unit: 'Count', dimensions: ['kind'] },
  NetBoxRequest: { unit: 'Count', dimensions: ['operation', 'outcome'] },
  NetBoxDuration: { unit: 'Milliseconds', dimensions: ['operation'] },
  AuthorizationOutcome: { unit: 'Count', dimensions: ['kind', 'outcome'] },
  EventPublishFailed: { unit: 'Count', dimensions: [] },
  ProvisioningEvent: { unit: 'Count', dimensions: ['type', 'outcome'] },
  StatsDrift: { unit: 'Count', dimensions: ['tenant'] },
  SweepDone: { unit: 'Count', dimensions: ['task'] },
  SweepLeft: { unit: 'Count', dimensions: ['task'] },
} as const;

/** The name of a metric. */
export type MetricName = keyof typeof METRICS;
