import { describe, expect, test } from '@jest/globals';
import { type App, CfnResource, TagManager } from 'aws-cdk-lib';
import { appWith, EVERYTHING, type Resource } from '../support/synthesized.ts';

const everything = (environment: string): App => appWith({ ...EVERYTHING, environment });

/** All resources of an app, as they would be deployed. */
const resourcesIn = (app: App): [string, Resource & { DeletionPolicy?: string }][] =>
  app.synth().stacks.flatMap(({ template }) => Object.entries(template.Resources));

const apps = { dev: everything('dev'), prod: everything('prod') };
const resources = { dev: resourcesIn(apps.dev), prod: resourcesIn(apps.prod) };

const ofType = (environment: 'dev' | 'prod', type: string) =>
  resources[environment].map(([, resource]) => resource).filter(({ Type }) => Type === type);

/** What CloudFormation takes no tags for. */
const UNTAGGABLE = [
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::EC2::Route',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::Events::Archive',
  'AWS::Events::EventBusPolicy',
  'AWS::IAM::Policy',
  'AWS::Lambda::Permission',
  'AWS::Logs::MetricFilter',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
];

describe.each(['dev', 'prod'] as const)('in %s', (environment) => {
  const nodes = apps[environment].node.findAll().filter((node) => CfnResource.isCfnResource(node));

  test('every resource that can have tags has the service and the environment', () => {
    const tagged = nodes.filter((node) => TagManager.of(node) !== undefined);
    const types = new Set(
      nodes.filter((node) => !tagged.includes(node)).map(({ cfnResourceType }) => cfnResourceType),
    );
    expect([...types].sort()).toEqual(UNTAGGABLE);
    expect(tagged.length).toBeGreaterThan(100);
    for (const node of tagged) {
      expect(TagManager.of(node)?.tagValues()).toMatchObject({ service: 'leasehold', environment });
    }
  });

  test('the tags are in the template of the table, in the form that it takes', () => {
    expect(ofType(environment, 'AWS::DynamoDB::Table')).toMatchObject([
      {
        Properties: {
          Tags: [
            { Key: 'environment', Value: environment },
            { Key: 'service', Value: 'leasehold' },
          ],
        },
      },
    ]);
  });
});

test.each([
  ['dev', 'Delete', 14],
  ['prod', 'Retain', 90],
] as const)(
  'in %s table, logs and addresses are subject to %s, and logs are kept for %d days',
  (environment, policy, days) => {
    const groups = ofType(environment, 'AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(25);
    for (const { DeletionPolicy, Properties } of groups) {
      expect([DeletionPolicy, Properties.RetentionInDays]).toEqual([policy, days]);
    }
    const kept = ['AWS::DynamoDB::Table', 'AWS::EC2::EIP'].flatMap((type) => ofType(environment, type));
    expect(kept.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual([policy, policy, policy]);
  },
);

test('nothing else outlives its stack, in production either', () => {
  const retained = resources.prod.filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
  expect(new Set(retained.map(([, { Type }]) => Type))).toEqual(
    new Set(['AWS::DynamoDB::Table', 'AWS::EC2::EIP', 'AWS::Logs::LogGroup']),
  );
});

test('each environment has its own limits and its own budget', () => {
  const budgetOf = (environment: 'dev' | 'prod') =>
    ofType(environment, 'AWS::Budgets::Budget')[0]?.Properties.Budget;
  expect([budgetOf('dev'), budgetOf('prod')]).toMatchObject([
    { BudgetLimit: { Amount: 20 } },
    { BudgetLimit: { Amount: 100 } },
  ]);
  const rateOf = (environment: 'dev' | 'prod') =>
    ofType(environment, 'AWS::ApiGatewayV2::Stage')[0]?.Properties.DefaultRouteSettings;
  expect([rateOf('dev'), rateOf('prod')]).toMatchObject([
    { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
    { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
  ]);
});
