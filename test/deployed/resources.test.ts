import { DescribeContinuousBackupsCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { expect } from '@jest/globals';
import { deployment, resourcesOf } from './deployment.ts';
import { testUnlessGap } from './known-gaps.ts';
import { arnOf } from './queues.ts';

testUnlessGap(
  'point-in-time recovery of the template',
  'the table can be restored to any second',
  async () => {
    const table = new DynamoDBClient();
    const { ContinuousBackupsDescription: backups } = await table.send(
      new DescribeContinuousBackupsCommand({ TableName: resourcesOf('LeaseholdData')('Leases') }),
    );
    expect(backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe('ENABLED');
  },
);

testUnlessGap('message move task', 'dead letters can be moved back to where they came from', async () => {
  const SourceArn = await arnOf(resourcesOf('LeaseholdCore')('AuthorizationDeadLetters'));
  const { TaskHandle } = await new SQSClient().send(new StartMessageMoveTaskCommand({ SourceArn }));
  expect(TaskHandle).toBeTruthy();
});

testUnlessGap('CORS of the template', 'a page of an origin that is named may call', async () => {
  const origin = 'https://console.example.net';
  const headers = { origin, 'access-control-request-method': 'PUT' };
  const { status, headers: answered } = await fetch(
    `${(await deployment()).url}/api/v1/network/nas/192.0.2.1`,
    {
      method: 'OPTIONS',
      headers,
    },
  );
  expect([status, answered.get('access-control-allow-origin')]).toEqual([204, origin]);
});
