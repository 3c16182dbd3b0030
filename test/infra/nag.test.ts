import { describe, expect, test } from '@jest/globals';
import { type App, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { nagReasons } from '../../infra/nag-reasons.ts';
import { appWith, bareApp } from '../support/synthesized.ts';

const PACKS = [AwsSolutionsChecks, ServerlessChecks, NIST80053R5Checks];

/** What the three packs find, as `rule at path`. */
const findingsOf = (app: App): { rule: string; path: string }[] =>
  PACKS.flatMap((Pack) => new Pack(app).validateScope(app).violations).flatMap(
    ({ ruleName, violatingResources = [] }) =>
      violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: String(constructPath) })),
  );

const bare = bareApp();
const found = findingsOf(bare.app);
const reasons = nagReasons(bare.settings);

test('the packs AwsSolutions, Serverless and NIST 800-53 r5 find nothing for which there is no reason', () => {
  expect(findingsOf(appWith())).toEqual([]);
});

test.each(reasons.flatMap(({ rules, at, reason }) => rules.map((rule) => ({ rule, at, reason }))))(
  'the reason for $rule at $at is a sentence, and is still needed',
  ({ rule, at, reason }) => {
    expect(reason).toMatch(/^\S.{60,}\.$/);
    expect(found.filter((each) => each.rule === rule && at.test(each.path))).not.toEqual([]);
  },
);

test('a reason is about nothing that it was not written for', () => {
  for (const { rule, path } of found) {
    expect({
      rule,
      path,
      reasons: reasons.filter(({ rules, at }) => rules.includes(rule) && at.test(path)),
    }).toMatchObject({ reasons: [expect.anything()] });
  }
});

describe('a planted violation', () => {
  const app = appWith();
  const stack = new Stack(app, 'Planted');
  new Queue(stack, 'Queue');
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
  const core = app.node.findChild('LeaseholdCore') as Stack;
  new Queue(core, 'Another');
  const planted = findingsOf(app);

  test.each([
    ['AwsSolutions-SQS3', 'Planted/Queue/Resource'],
    ['AwsSolutions-SQS4', 'Planted/Queue/Resource'],
    ['Serverless-SQSRedrivePolicy', 'Planted/Queue/Resource'],
    ['AwsSolutions-IAM5[Action::s3:*]', 'Planted/Role/DefaultPolicy/Resource'],
    ['NIST.800.53.R5-IAMNoInlinePolicy', 'Planted/Role/DefaultPolicy/Resource'],
    ['AwsSolutions-SQS3', 'LeaseholdCore/Another/Resource'],
  ])('of %s is found at %s', (rule, path) => {
    expect(planted).toContainEqual({ rule, path });
  });
});
