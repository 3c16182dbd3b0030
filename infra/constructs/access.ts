import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { TABLE } from '../../shared/contract/table.ts';
import type { Settings } from '../settings.ts';

/** What a function may be allowed to do. */
export type Need =
  | 'read-table'
  | 'write-table'
  | 'sweep-table'
  | 'read-netbox-token'
  | 'read-nas-secrets'
  | 'write-nas-secrets'
  | 'publish-events'
  | 'start-revocations'
  | 'set-aside-unpublishable'
  | 'set-aside-malformed';

/** What the needs are about. */
export type AccessTargets = {
  settings: Settings;
  table: ITable;
  bus: IEventBus;
  stateMachineArn: string;
  unpublishable: IQueue;
  malformed: IQueue;
};

const READ = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const WRITE = [...READ, 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

/** Lets functions do what they need; `scope` holds the references to secrets that are made elsewhere. */
export const accessTo = (scope: Construct, targets: AccessTargets) => {
  const { settings, table, bus, unpublishable, malformed } = targets;
  const netboxToken = Secret.fromSecretNameV2(scope, 'NetBoxToken', settings.netboxTokenSecret);
  const nasSecrets = Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${settings.nasSecretPrefix}/*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const allow = (fn: IFunction, resource: string, ...actions: string[]) =>
    fn.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
  const grants: Record<Need, (fn: IFunction) => unknown> = {
    'read-table': (fn) => allow(fn, table.tableArn, ...READ),
    'write-table': (fn) => allow(fn, table.tableArn, ...WRITE),
    'sweep-table': (fn) => {
      allow(fn, table.tableArn, ...WRITE, 'dynamodb:Scan');
      allow(fn, `${table.tableArn}/index/${TABLE.dueIndex}`, 'dynamodb:Query');
    },
    'read-netbox-token': (fn) => netboxToken.grantRead(fn),
    'read-nas-secrets': (fn) => allow(fn, nasSecrets, 'secretsmanager:GetSecretValue'),
    'write-nas-secrets': (fn) =>
      allow(
        fn,
        nasSecrets,
        'secretsmanager:CreateSecret',
        'secretsmanager:PutSecretValue',
        'secretsmanager:DeleteSecret',
      ),
    'publish-events': (fn) => bus.grantPutEventsTo(fn),
    'start-revocations': (fn) => allow(fn, targets.stateMachineArn, 'states:StartExecution'),
    'set-aside-unpublishable': (fn) => unpublishable.grantSendMessages(fn),
    'set-aside-malformed': (fn) => malformed.grantSendMessages(fn),
  };
  return (fn: IFunction, needs: readonly Need[]): void => {
    for (const need of needs) grants[need](fn);
  };
};
