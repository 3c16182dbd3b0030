import { describe, expect, test } from '@jest/globals';
import { CfnResource, type Stack } from 'aws-cdk-lib';
import { startRelay } from '../support/relay-app.ts';
import { steppedTimeline } from '../support/stepped-timeline.ts';

const refusedWith = (add: (stack: Stack) => void) =>
  startRelay('http://127.0.0.1:1', { timeline: steppedTimeline(0), onFailure: () => undefined }, add);

describe('a template that says what is not known is refused, and nothing is left running', () => {
  const resource = (type: string, properties: Record<string, unknown>) => (stack: Stack) => {
    new CfnResource(stack, 'Odd', { type, properties });
  };
  test.each<[string, (stack: Stack) => void, string]>([
    [
      'a type',
      resource('AWS::SNS::Topic', {}),
      'does not know AWS::SNS::Topic (Relay/Odd). Interpret the type',
    ],
    ['a FIFO queue', resource('AWS::SQS::Queue', { FifoQueue: true }), 'is a FIFO queue'],
    [
      'dead letters',
      resource('AWS::SQS::Queue', { RedrivePolicy: { deadLetterTargetArn: 'arn:x', maxReceiveCount: 1 } }),
      'has no queue arn:x for dead letters',
    ],
    ['a second API', resource('AWS::ApiGatewayV2::Api', {}), 'several HTTP APIs'],
    [
      'an authorizer',
      resource('AWS::ApiGatewayV2::Authorizer', { AuthorizerType: 'REQUEST' }),
      'Odd is no JWT authorizer',
    ],
    [
      'an integration',
      resource('AWS::ApiGatewayV2::Integration', { IntegrationUri: 'http://x' }),
      'Odd is no function',
    ],
    [
      'a route',
      resource('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /x', Target: 'integrations/none' }),
      'Route GET /x has no integration none',
    ],
    ['a function', resource('AWS::Lambda::Function', {}), 'Odd has no metadata leasehold:entry'],
    [
      'a source',
      resource('AWS::Lambda::EventSourceMapping', { EventSourceArn: 'arn:aws:kinesis:x' }),
      'which is no stream',
    ],
    [
      'a queue',
      resource('AWS::Lambda::EventSourceMapping', { EventSourceArn: 'arn:aws:sqs:x:y:z' }),
      'has no queue arn:aws:sqs:x:y:z',
    ],
    [
      'a filter of a queue',
      resource('AWS::Lambda::EventSourceMapping', { EventSourceArn: 'arn:aws:sqs:x', FilterCriteria: {} }),
      'has a filter',
    ],
    [
      'a scheduled rule',
      resource('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)' }),
      'use AWS::Scheduler::Schedule',
    ],
    [
      'a target',
      resource('AWS::Events::Rule', { EventPattern: { a: ['b'] }, Targets: [{ Arn: 'arn:x', Id: '1' }] }),
      'leads to arn:x',
    ],
    [
      'an input',
      resource('AWS::Events::Rule', {
        EventPattern: { a: ['b'] },
        Targets: [{ Arn: 'arn:x', InputTransformer: {} }],
      }),
      'has InputTransformer',
    ],
    [
      'a time zone',
      resource('AWS::Scheduler::Schedule', {
        ScheduleExpressionTimezone: 'Europe/Berlin',
        Target: { Arn: 'arn:x' },
      }),
      'only UTC is known, not Europe/Berlin',
    ],
  ])(
    '%s',
    async (_what, add, complaint) => {
      await expect(refusedWith(add)).rejects.toThrow(complaint);
    },
    30_000,
  );
});
