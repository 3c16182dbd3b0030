import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** When the sweeper does which of its tasks, in UTC. */
const SCHEDULES = {
  SweepOverdueSchedule: { task: 'overdue', expression: 'rate(5 minutes)' },
  SweepGaugesSchedule: { task: 'gauges', expression: 'rate(5 minutes)' },
  SweepReconcileSchedule: { task: 'reconcile', expression: 'cron(0 2 * * ? *)' },
  SweepRecountSchedule: { task: 'recount', expression: 'cron(0 3 * * ? *)' },
} as const;

/** Exactly these two rights: CDK's own grant also covers every version and alias of the function. */
const callerRole = (scope: Construct, fn: IFunction, undelivered: IQueue): IRole => {
  const role = new Role(scope, 'SweepScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }));
  role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [undelivered.queueArn] }));
  return role.withoutPolicyUpdates();
};

/** Calls the sweeper with each of its tasks; what it cannot be called with goes to `undelivered`. */
export const addSweepSchedules = (scope: Construct, sweep: IFunction, undelivered: IQueue): void => {
  const role = callerRole(scope, sweep, undelivered);
  for (const [id, { task, expression }] of Object.entries(SCHEDULES)) {
    new Schedule(scope, id, {
      schedule: ScheduleExpression.expression(expression),
      target: new LambdaInvoke(sweep, {
        input: ScheduleTargetInput.fromObject({ task }),
        deadLetterQueue: undelivered,
        retryAttempts: 2,
        role,
      }),
    });
  }
};
