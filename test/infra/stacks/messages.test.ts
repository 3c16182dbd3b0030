import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { appWith, resourcesOf, templatesWith } from '../../support/synthesized.ts';

const { core } = templatesWith();
const mappings = Object.values(resourcesOf(core, 'AWS::Lambda::EventSourceMapping')).map(
  ({ Properties }) => Properties,
);
const consumerOf = (mapping: Record<string, unknown>) => (mapping.FunctionName as { Ref: string }).Ref;

describe('the stream', () => {
  const streams = mappings.filter((mapping) => 'StartingPosition' in mapping);

  test('has two consumers, for leases alone, in order, which report the first record that failed', () => {
    expect(streams.map(consumerOf).map((id) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'PublishLifecycleEvents',
      'ProjectStats',
    ]);
    for (const mapping of streams) {
      expect(mapping).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        ParallelizationFactor: 1,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"Keys":{"sk":{"S":["LEASE"]}}}}' }] },
      });
    }
  });

  test('is never given up on: neither retries nor age are bounded', () => {
    for (const mapping of streams) {
      expect(mapping).not.toHaveProperty('MaximumRetryAttempts');
      expect(mapping).not.toHaveProperty('MaximumRecordAgeInSeconds');
      expect(mapping).not.toHaveProperty('DestinationConfig');
    }
  });

  test('is counted in batches whose markers fit one transaction', () => {
    for (const { BatchSize } of streams) expect(BatchSize).toBeLessThanOrEqual(90);
  });

  test('is published at once, and counted half a minute later with whatever else has come', () => {
    const windows = streams.map(({ MaximumBatchingWindowInSeconds }) => MaximumBatchingWindowInSeconds);
    expect(windows).toEqual([0, 30]);
  });
});

describe('queues', () => {
  const queues = Object.entries(resourcesOf(core, 'AWS::SQS::Queue'));

  test('the authorization queue is worked on one message at a time, five times at most', () => {
    const authorize = mappings.find((mapping) => consumerOf(mapping).startsWith('AuthorizeSession'));
    expect(authorize).toMatchObject({
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 10 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    const [, queue] = queues.find(([id]) => id.startsWith('AuthorizationQueue')) ?? [];
    expect(queue?.Properties).toMatchObject({
      VisibilityTimeout: 240,
      RedrivePolicy: { maxReceiveCount: 5 },
    });
  });

  test('every queue that a function works on has a dead-letter queue that lasts longer', () => {
    const worked = queues.filter(([, { Properties }]) => 'RedrivePolicy' in Properties);
    expect(worked).toHaveLength(mappings.length - 2);
    for (const [, { Properties }] of worked) {
      const { deadLetterTargetArn } = Properties.RedrivePolicy as {
        deadLetterTargetArn: { 'Fn::GetAtt': [string] };
      };
      const [, deadLetters] = queues.find(([id]) => id === deadLetterTargetArn['Fn::GetAtt'][0]) ?? [];
      expect(deadLetters?.Properties.MessageRetentionPeriod).toBeGreaterThan(
        Number(Properties.MessageRetentionPeriod),
      );
    }
  });

  test('every target of a rule or a schedule has a dead-letter queue', () => {
    const rules = Object.values(resourcesOf(core, 'AWS::Events::Rule')).flatMap(
      ({ Properties }) => Properties.Targets,
    );
    const schedules = Object.values(resourcesOf(core, 'AWS::Scheduler::Schedule')).map(
      ({ Properties }) => Properties.Target,
    );
    expect(rules).toHaveLength(3);
    for (const target of [...rules, ...schedules]) expect(target).toHaveProperty('DeadLetterConfig.Arn');
  });

  test('everything that provisioning systems say is taken, known or not', () => {
    core.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: [{ prefix: 'provisioning.' }] },
    });
  });
});

test('the sweeper and its gauges run every five minutes, and what compares runs at night', () => {
  const target = (task: string) => Match.objectLike({ Input: JSON.stringify({ task }) });
  for (const [expression, task] of [
    ['rate(5 minutes)', 'overdue'],
    ['rate(5 minutes)', 'gauges'],
    ['cron(0 2 * * ? *)', 'reconcile'],
    ['cron(0 3 * * ? *)', 'recount'],
  ] as const) {
    core.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: 'Etc/UTC',
      Target: target(task),
    });
  }
});

describe('permissions', () => {
  const policies = Object.entries(resourcesOf(core, 'AWS::IAM::Policy'));
  const holders = (action: string) =>
    policies
      .filter(([, { Properties }]) => JSON.stringify(Properties.PolicyDocument).includes(`"${action}"`))
      .map(([id]) => id.replace(/(Role)?DefaultPolicy.*$/, ''))
      .sort();

  test.each([
    ['secretsmanager:CreateSecret', ['DeleteNas', 'PutNas']],
    ['events:PutEvents', ['PublishLifecycleEvents']],
    ['states:StartExecution', ['RevokeRuleEvents', 'RevokeMachineEvents', 'SweepOverdue']],
    ['sqs:SendMessage', ['HandleProvisioning', 'PublishLifecycleEvents', 'SweepSchedule']],
    ['dynamodb:Scan', ['SweepOverdue']],
  ])('only those hold %s that need it', (action, expected) => {
    for (const holder of holders(action)) {
      expect(expected.some((name) => holder.startsWith(name))).toBe(true);
    }
    expect(holders(action).length).toBeGreaterThan(0);
  });

  test('functions that answer without the table may do nothing with it', () => {
    const silent = policies.filter(([id]) => /^Get(Health|Openapi)/.test(id));
    expect(silent).toHaveLength(2);
    expect(JSON.stringify(silent)).not.toContain('dynamodb:');
    expect(holders('dynamodb:PutItem')).toContain('AllocatePrefix');
    expect(holders('dynamodb:PutItem')).not.toContain('GetStatus');
  });
});

test('the synthesis has nothing to complain about', () => {
  const messages = appWith()
    .synth()
    .stacks.flatMap((stack) => stack.messages.map(({ entry }) => entry.data));
  expect(messages).toEqual([]);
});
