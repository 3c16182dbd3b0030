import { describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { appWith, EVERYTHING } from '../support/synthesized.ts';

type Statement = { Effect: string; Action: string | string[]; Resource: unknown };
type Grant = { at: string; action: string; resource: string };
type Template = { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };

/** What may hold a wildcard: exactly these actions, on exactly this resource, and why. */
const EXCEPTIONS: readonly { actions: RegExp; resource: RegExp; reason: string }[] = [
  {
    actions: /^xray:(PutTraceSegments|PutTelemetryRecords|GetSamplingRules|GetSamplingTargets)$/,
    resource: /^"\*"$/,
    reason: 'The calls of X-Ray are about no resource.',
  },
  {
    actions: /^ec2:(Create|Delete|Describe)NetworkInterfaces?$/,
    resource: /^"\*"$/,
    reason: 'Lambda gives a function in a VPC its address with them, and checks them on no one resource.',
  },
  {
    actions: /^dynamodb:ListStreams$/,
    resource: /^"\*"$/,
    reason: 'Lambda asks it of the consumers of a stream; it is about no one stream.',
  },
  {
    actions:
      /^logs:(Create|Delete|Get|List|Update)LogDeliver(y|ies)$|^logs:(PutResourcePolicy|Describe(ResourcePolicies|LogGroups))$/,
    resource: /^"\*"$/,
    reason: 'Step Functions sets up the delivery of its logs with them; they are about no resource.',
  },
  {
    actions: /^secretsmanager:(Create|Delete|PutSecretValue|GetSecretValue)(Secret)?$/,
    resource: /:secret:leasehold\/nas\/\*"/,
    reason: 'The secrets of NAS come and go with the API, under a prefix of their own.',
  },
  {
    actions: /^secretsmanager:(GetSecretValue|DescribeSecret)$/,
    resource: /:secret:leasehold\/netbox-token-\?{6}"/,
    reason: 'Secrets Manager adds six random characters to the ARN of a secret.',
  },
];

const grantsOf = (at: string, { Action, Resource }: Statement): Grant[] =>
  [Action]
    .flat()
    .flatMap((action) =>
      [Resource].flat().map((resource) => ({ at, action, resource: JSON.stringify(resource) })),
    );

const statementsOf = ({ Type, Properties }: Template['Resources'][string]): Statement[] => {
  const documents = [
    Properties.PolicyDocument,
    ...((Properties.Policies ?? []) as Record<string, unknown>[]),
  ];
  if (!/^AWS::IAM::(Policy|ManagedPolicy|Role)$/.test(Type)) return [];
  return documents.flatMap((each) => {
    const document = (each as { PolicyDocument?: unknown })?.PolicyDocument ?? each;
    return ((document as { Statement?: Statement[] })?.Statement ?? []).filter(
      ({ Effect }) => Effect === 'Allow',
    );
  });
};

const managedOf = (at: string, { Properties }: Template['Resources'][string]): Grant[] =>
  ((Properties?.ManagedPolicyArns ?? []) as unknown[]).map((arn) => ({
    at,
    action: 'a managed policy',
    resource: `${JSON.stringify(arn)}: *`,
  }));

const allGrants = (templates: readonly Template[]): Grant[] =>
  templates
    .flatMap(({ Resources }) => Object.entries(Resources))
    .flatMap(([id, resource]) => [
      ...statementsOf(resource).flatMap((statement) => grantsOf(id, statement)),
      ...managedOf(id, resource),
    ]);

const isWild = ({ action, resource }: Grant): boolean => /[*?]/.test(action) || /[*?]/.test(resource);

const isException = ({ action, resource }: Grant): boolean =>
  EXCEPTIONS.some((each) => each.actions.test(action) && each.resource.test(resource));

const templatesOf = (app: ReturnType<typeof appWith>): Template[] =>
  app.synth().stacks.map(({ template }) => template as Template);

const grants = allGrants([...templatesOf(appWith()), ...templatesOf(appWith(EVERYTHING))]);

describe('the rights of every role', () => {
  test('name their actions and resources, and hold no wildcard but the exceptions', () => {
    expect(grants.length).toBeGreaterThan(100);
    expect(grants.filter((grant) => isWild(grant) && !isException(grant))).toEqual([]);
  });

  test.each(EXCEPTIONS)('the exception of $actions is needed: $reason', ({ actions, resource }) => {
    const held = grants.filter((grant) => actions.test(grant.action) && resource.test(grant.resource));
    expect(held.filter(isWild)).not.toEqual([]);
  });
});

/** The functions that may do one of these things to the table. */
const mayDo = (actions: RegExp): string[] => [
  ...new Set(grants.filter(({ action }) => actions.test(action)).map(({ at }) => at.replace(/Role.*/, ''))),
];

test('who only reads the table may not write it, and the sweeper alone may scan it', () => {
  const writers = mayDo(/^dynamodb:(Put|Update|Delete)Item$/);
  const readers = mayDo(/^dynamodb:GetItem$/).filter((name) => !writers.includes(name));
  expect(readers.sort()).toEqual(['GetProfile', 'GetStats', 'GetStatus', 'ListNas', 'ListPools']);
  expect(mayDo(/^dynamodb:Scan$/)).toEqual(['SweepOverdue']);
});

test('a network of our own brings no right that the exceptions do not name', () => {
  const attaching = grants.filter(({ action }) => action.startsWith('ec2:'));
  const at = new Set(attaching.map((grant) => grant.at.replace(/Role.*/, '')));
  expect([...at].sort()).toEqual(['AuthorizeSession', 'DisconnectSession']);
});

describe('a planted wildcard', () => {
  const app = appWith();
  const stack = new Stack(app, 'Planted');
  const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
  const managed = ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole');
  new Role(stack, 'Managed', { assumedBy, managedPolicies: [managed] });
  const role = new Role(stack, 'Role', { assumedBy });
  role.addToPolicy(
    new PolicyStatement({ actions: ['dynamodb:*'], resources: ['arn:aws:dynamodb:::table/x'] }),
  );
  role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['*'] }));
  const wild = allGrants(templatesOf(app)).filter((grant) => isWild(grant) && !isException(grant));

  test.each([
    ['dynamodb:*', /table/],
    ['sqs:SendMessage', /^"\*"$/],
    ['a managed policy', /AWSLambdaBasicExecutionRole/],
  ])('of %s is found', (action, resource) => {
    expect(wild).toContainEqual(
      expect.objectContaining({ action, resource: expect.stringMatching(resource) }),
    );
  });
});
