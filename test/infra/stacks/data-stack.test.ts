import { describe, expect, test } from '@jest/globals';
import { TABLE } from '../../../shared/contract/table.ts';
import { RESTORED_STREAM, resourcesOf, templatesWith } from '../../support/synthesized.ts';

const { data } = templatesWith();

test('the table is on demand, protected, restorable to a point in time, and streams both images', () => {
  data.hasResource('AWS::DynamoDB::Table', {
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: TABLE.expiresAt, Enabled: true },
      KeySchema: [
        { AttributeName: TABLE.partitionKey, KeyType: 'HASH' },
        { AttributeName: TABLE.sortKey, KeyType: 'RANGE' },
      ],
    },
    DeletionPolicy: 'Retain',
  });
});

test('the due index is sparse: its keys are written only where something has a deadline', () => {
  data.hasResourceProperties('AWS::DynamoDB::Table', {
    GlobalSecondaryIndexes: [
      {
        IndexName: TABLE.dueIndex,
        KeySchema: [
          { AttributeName: TABLE.dueShard, KeyType: 'HASH' },
          { AttributeName: TABLE.dueAt, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
});

test('the bus lets an account publish for its own tenant alone', () => {
  data.hasResourceProperties('AWS::Events::EventBus', { Name: 'leasehold' });
  data.resourceCountIs('AWS::Events::EventBusPolicy', 0);
  const bound = templatesWith({ provisioningAccounts: { acme: '123456789012' } }).data;
  bound.hasResourceProperties('AWS::Events::EventBusPolicy', {
    Statement: {
      Action: 'events:PutEvents',
      Effect: 'Allow',
      Condition: { StringEquals: { 'events:source': 'provisioning.acme' } },
    },
  });
  expect(JSON.stringify(bound.toJSON())).toContain(':iam::123456789012:root');
});

test('a table that may be deleted goes with its stack', () => {
  const { data: disposable } = templatesWith({ deletionProtection: false });
  disposable.hasResource('AWS::DynamoDB::Table', {
    Properties: { DeletionProtectionEnabled: false },
    DeletionPolicy: 'Delete',
  });
});

describe('a table that was restored', () => {
  const restored = templatesWith({ tableStreamArn: RESTORED_STREAM });
  const [arn = ''] = RESTORED_STREAM.split('/stream/');
  const policies = Object.values(resourcesOf(restored.core, 'AWS::IAM::Policy')).map(({ Properties }) =>
    JSON.stringify(Properties.PolicyDocument),
  );

  test('takes the place of the first one: functions, rights, both consumers of the stream', () => {
    for (const { Properties } of Object.values(resourcesOf(restored.core, 'AWS::Lambda::Function'))) {
      expect(Properties).toMatchObject({ Environment: { Variables: { TABLE_NAME: 'leasehold-restored' } } });
    }
    const sources = Object.values(resourcesOf(restored.core, 'AWS::Lambda::EventSourceMapping')).map(
      ({ Properties }) => Properties.EventSourceArn,
    );
    expect(sources.filter((source) => source === RESTORED_STREAM)).toHaveLength(2);
    expect(policies.filter((policy) => policy.includes(`"${arn}"`)).length).toBeGreaterThan(15);
    expect(policies.some((policy) => policy.includes(`"${arn}/index/due"`))).toBe(true);
    expect(JSON.stringify(restored.core.toJSON())).not.toContain('LeaseholdData:ExportsOutputFnGetAttLeases');
  });

  test('leaves the first one and its exports where they are, so that the change can go out, and back', () => {
    restored.data.resourceCountIs('AWS::DynamoDB::Table', 1);
    const exportsOf = (template: typeof restored.data) =>
      Object.keys(template.findOutputs('*')).filter((name) => name.includes('Leases'));
    expect(exportsOf(restored.data)).toEqual(exportsOf(data));
    expect(exportsOf(data)).toHaveLength(3);
  });
});
