import { DescribeContinuousBackupsCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { expect } from '@jest/globals';
import { resourcesOf } from './deployment.ts';
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
