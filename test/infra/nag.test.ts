import { describe, expect, test } from '@jest/globals';
import { type App, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { nagReasons } from '../../infra/nag-reasons.ts';
import { appWith, bareApp, EVERYTHING, RESTORED_STREAM } from '../support/synthesized.ts';

// The packs themselves read what the CDK no longer wants read.
process.env.JSII_DEPRECATED = 'quiet';

const PACKS = [AwsSolutionsChecks, ServerlessChecks, NIST80053R5Checks];

/** What the three packs find, as `rule at path`. */
const findingsOf = (app: App): { rule: string; path: string }[] =>
  PACKS.flatMap((Pack) => new Pack(app).validateScope(app).violations).flatMap(
    ({ ruleName, violatingResources = [] }) =>
      violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: String(constructPath) })),
  );

const bare = [bareApp(), bareApp(EVERYTHING)];
const found = bare.flatMap(({ app }) => findingsOf(app));
const reasons = bare.slice(0, 1).flatMap(({ settings }) => nagReasons(settings));

/** What a deployment may choose, beside what it has without. */
const OPTIONS: readonly Record<string, unknown>[] = [
  { environment: 'dev' },
  { revokeMachineType: 'STANDARD' },
  { allowedOrigins: EVERYTHING.allowedOrigins },
  { domainName: EVERYTHING.domainName, certificateArn: EVERYTHING.certificateArn },
  { egressAddresses: 1 },
  { egressAddresses: 2 },
  { operations: false },
  { alarmEmail: EVERYTHING.alarmEmail, monthlyBudgetUsd: 0 },
  { provisioningAccounts: EVERYTHING.provisioningAccounts },
  { deployAs: 'CALLER', tableStreamArn: RESTORED_STREAM },
];

/** The ten sets of three of five runs: any two of them meet, each has a run without the other, and none has run 0. */
const THREES = [0, 1, 2, 3, 4].flatMap((a) =>
  [0, 1, 2, 3, 4]
    .filter((b) => b > a)
    .map((b) => [1, 2, 3, 4, 5].filter((run) => run !== a + 1 && run !== b + 1)),
);

/** Six runs in which any two options meet, in each of the four ways to have or not to have them. */
const COMBINATIONS = [0, 1, 2, 3, 4, 5].map((run) =>
  OPTIONS.filter((_, index) => THREES[index]?.includes(run)),
);

test.each(COMBINATIONS.map((options) => [options.flatMap(Object.keys).join(), options] as const))(
  'the packs AwsSolutions, Serverless and NIST 800-53 r5 find nothing without a reason in an app with its own %s',
  (_, options) => {
    expect(findingsOf(appWith(Object.assign({}, ...options)))).toEqual([]);
  },
);

test('any two options meet in one of the combinations', () => {
  const meet = (a: object, b: object) =>
    COMBINATIONS.some((run) => [a, b].every((each) => run.includes(each as never)));
  for (const [index, option] of OPTIONS.entries()) {
    for (const other of OPTIONS.slice(index + 1)) expect(meet(option, other)).toBe(true);
  }
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
