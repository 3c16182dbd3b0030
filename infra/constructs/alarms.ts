import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
  type IAlarmAction,
  type IMetric,
  MathExpression,
  Metric,
  AlarmRule as Rule,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { NAMESPACE } from '../../shared/contract/metrics.ts';
import { type AlarmRule, OWN_ALARMS, type OwnAlarm, type OwnMetric } from '../alarm-list.ts';
import type { Operated } from './operated.ts';
import { FUNCTION_DIED } from './service-function.ts';

/** A metric of ours, over all tenants. */
export const ownMetric = (
  { metric, dimensions }: OwnMetric,
  statistic: string,
  period = Duration.minutes(5),
): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName: metric,
    dimensionsMap: { ...dimensions },
    statistic,
    period,
  });

/** The sum of metrics; one that has no data counts as 0. */
const sumOf = (metrics: readonly IMetric[], period: Duration): IMetric => {
  const [first] = metrics;
  if (first !== undefined && metrics.length === 1) return first;
  const entries = metrics.map((metric, index) => [`m${index}`, metric] as const);
  return new MathExpression({
    expression: entries.map(([id]) => `FILL(${id}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(entries),
    period,
  });
};

type AnyAlarm = AlarmRule & {
  says: string;
  isUnwell?: true;
  metric: (statistic: string, period: Duration) => IMetric;
};

const ofOwn = ({ metrics, ...rule }: OwnAlarm): AnyAlarm => ({
  ...rule,
  metric: (statistic, period) =>
    sumOf(
      metrics.map((each) => ownMetric(each, statistic, period)),
      period,
    ),
});

const often = { statistic: 'Sum', minutes: 5, atLeast: 5, bad: 2, of: 3, missing: 'fine' } as const;
const lag = { statistic: 'Maximum', minutes: 5, atLeast: 300_000, bad: 1, of: 1, missing: 'fine' } as const;
const depth = { statistic: 'Maximum', minutes: 5, atLeast: 1, bad: 1, of: 1, missing: 'fine' } as const;

type ResourceAlarms = Readonly<Record<string, AnyAlarm>>;

/** The alarms on what AWS measures of our resources, each by the name of its heading in RUNBOOK.md. */
const deadLetterAlarms = ({ deadLetters }: Operated): ResourceAlarms => {
  const notEmpty = (queue: IQueue, says: string): AnyAlarm => ({
    ...depth,
    says,
    metric: (statistic, period) => queue.metricApproximateNumberOfMessagesVisible({ statistic, period }),
  });
  return {
    ProvisioningDeadLetters: notEmpty(deadLetters.provisioning, 'Provisioning events could not be handled.'),
    AuthorizationDeadLetters: notEmpty(
      deadLetters.authorization,
      'Dynamic authorizations could not be handled.',
    ),
    UnpublishableEvents: {
      ...notEmpty(deadLetters.unpublishable, 'Records of the table can never be published.'),
      isUnwell: true,
    },
    UndeliveredCalls: {
      ...notEmpty(deadLetters.undelivered, 'A rule or a schedule could not call its target.'),
      isUnwell: true,
    },
  };
};

const flowAlarms = ({ publisher, projector, machine, api }: Operated): ResourceAlarms => ({
  EventLag: {
    ...lag,
    says: 'Events leave five minutes late, or not at all.',
    isUnwell: true,
    metric: (statistic, period) => publisher.metric('IteratorAge', { statistic, period }),
  },
  StatisticsLag: {
    ...lag,
    says: 'The statistics are five minutes old, or stand still.',
    metric: (statistic, period) => projector.metric('IteratorAge', { statistic, period }),
  },
  RevokeMachineFailed: {
    ...depth,
    statistic: 'Sum',
    says: 'A run of the revoke machine failed and could not say so on the lease.',
    isUnwell: true,
    metric: (statistic, period) => {
      const of = { statistic, period };
      return sumOf([machine.metricFailed(of), machine.metricTimedOut(of), machine.metricAborted(of)], period);
    },
  },
  ApiFailing: {
    ...often,
    says: 'The API answers 5xx.',
    isUnwell: true,
    metric: (statistic, period) => api.metricServerError({ statistic, period }),
  },
});

/** What ends a call before the function can count anything: Lambda says so itself, in the function's log. */
const DIED: ResourceAlarms = {
  FunctionDied: {
    ...depth,
    statistic: 'Sum',
    says: 'A function ran out of time or memory, or its process ended.',
    metric: (statistic, period) => new Metric({ ...FUNCTION_DIED, statistic, period }),
  },
};

const limitOf = (rule: AlarmRule) =>
  'below' in rule
    ? { threshold: rule.below, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD }
    : {
        threshold: rule.atLeast,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      };

/** Every alarm, and the one that says that the service is unwell. Each tells `action` when it begins and ends. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { action, ...operated }: Operated & { action: IAlarmAction }) {
    super(scope, id);
    const own = Object.entries(OWN_ALARMS).map(([name, row]) => [name, ofOwn(row)] as const);
    const ofResources = { ...deadLetterAlarms(operated), ...flowAlarms(operated), ...DIED };
    const rows: (readonly [string, AnyAlarm])[] = [...own, ...Object.entries(ofResources)];
    const made = rows.map(([name, row]) => ({ row, alarm: this.#alarm(name, row) }));
    this.all = made.map(({ alarm }) => alarm);
    const unwell = made.filter(({ row }) => row.isUnwell).map(({ alarm }) => alarm as IAlarm);
    const composite = new CompositeAlarm(this, 'ServiceUnwell', {
      compositeAlarmName: this.#nameOf('ServiceUnwell'),
      alarmDescription: 'Subscribers notice, or soon will. RUNBOOK.md, ServiceUnwell.',
      alarmRule: Rule.anyOf(...unwell.map((alarm) => Rule.fromAlarm(alarm, AlarmState.ALARM))),
    });
    for (const alarm of [...this.all, composite]) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }

  #nameOf(name: string): string {
    return `${Stack.of(this).stackName}-${name}`;
  }

  #alarm(name: string, row: AnyAlarm): Alarm {
    return new Alarm(this, name, {
      alarmName: this.#nameOf(name),
      alarmDescription: `${row.says} RUNBOOK.md, ${name}.`,
      metric: row.metric(row.statistic, Duration.minutes(row.minutes)),
      evaluationPeriods: row.of,
      datapointsToAlarm: row.bad,
      treatMissingData: row.missing === 'bad' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      ...limitOf(row),
    });
  }
}
