import { expect, test } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { appWith } from '../../support/synthesized.ts';

const opsWith = (more: Record<string, unknown> = {}): Template =>
  Template.fromJSON(appWith(more).synth().getStackByName('LeaseholdOps').template);

const ops = opsWith();
const watched = opsWith({ alarmEmail: 'noc@example.net', monthlyBudgetUsd: 50 });
const unwatched = opsWith({ monthlyBudgetUsd: 0 });

test('an alarm rings where a pool is 80 and 90 % used for a quarter of an hour', () => {
  for (const [name, Threshold] of [
    ['PoolUtilizationHigh', 80],
    ['PoolUtilizationCritical', 90],
  ]) {
    ops.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `LeaseholdOps-${name}`,
      Threshold,
      Statistic: 'Maximum',
      Period: 300,
      DatapointsToAlarm: 3,
      EvaluationPeriods: 3,
    });
  }
});

test.each(['SweepNotRun', 'GaugesNotRun', 'ReconciliationNotRun', 'RecountNotRun'])(
  '%s rings where nothing is counted',
  (name) => {
    ops.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `LeaseholdOps-${name}`,
      Statistic: 'SampleCount',
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  },
);

test('the stream may be five minutes behind', () => {
  for (const name of ['EventLag', 'StatisticsLag']) {
    ops.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `LeaseholdOps-${name}`,
      MetricName: 'IteratorAge',
      Threshold: 300_000,
    });
  }
});

test('every alarm tells the topic when it begins and when it ends', () => {
  const all = [
    ...Object.values(ops.findResources('AWS::CloudWatch::Alarm')),
    ...Object.values(ops.findResources('AWS::CloudWatch::CompositeAlarm')),
  ];
  const [topic] = Object.keys(ops.findResources('AWS::SNS::Topic'));
  for (const { Properties } of all) {
    expect(Properties).toMatchObject({ AlarmActions: [{ Ref: topic }], OKActions: [{ Ref: topic }] });
  }
});

test('alarms and budgets of this account alone may speak to the topic, over TLS', () => {
  ops.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        Match.objectLike({
          Effect: 'Allow',
          Principal: { Service: ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'] },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]),
    },
  });
});

test('what came in and went out can be replayed for 30 days', () => {
  ops.hasResourceProperties('AWS::Events::Archive', {
    EventPattern: { source: ['leasehold', { prefix: 'provisioning.' }] },
    RetentionDays: 30,
  });
});

test('a mail address and a budget are there where they are asked for', () => {
  unwatched.resourceCountIs('AWS::SNS::Subscription', 0);
  unwatched.resourceCountIs('AWS::Budgets::Budget', 0);
  watched.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'noc@example.net' });
  watched.hasResourceProperties('AWS::Budgets::Budget', {
    Budget: { BudgetLimit: { Amount: 50, Unit: 'USD' }, TimeUnit: 'MONTHLY' },
  });
});

test('without operations there is no ops stack, and nobody complains of queues without alarms', () => {
  const { stacks } = appWith({ operations: false }).synth();
  expect(stacks.map(({ stackName }) => stackName)).toEqual(['LeaseholdData', 'LeaseholdCore']);
  expect(stacks.flatMap(({ messages }) => messages)).toEqual([]);
});

test('the names of nothing are fixed to an account or a region', () => {
  expect(JSON.stringify(ops.toJSON())).not.toMatch(/:\d{12}:|(us|eu|ap)-(east|west|central|south)-\d/);
});
