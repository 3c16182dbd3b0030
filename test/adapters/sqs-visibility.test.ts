import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { sqsVisibility } from '../../shared/adapters/sqs-visibility.ts';

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/000000000000/authorizations';

const hiddenFor = async (milliseconds: number): Promise<unknown> => {
  const queue = mockClient(SQSClient);
  queue.on(ChangeMessageVisibilityCommand).resolves({});
  await sqsVisibility(new SQSClient({ region: 'eu-west-1' }), QUEUE)('receipt-1', milliseconds);
  return queue.commandCalls(ChangeMessageVisibilityCommand)[0]?.args[0].input;
};

test('a message is hidden for whole seconds, rounded up so that it does not come back early', async () => {
  await expect(hiddenFor(12_001)).resolves.toEqual({
    QueueUrl: QUEUE,
    ReceiptHandle: 'receipt-1',
    VisibilityTimeout: 13,
  });
});

test('a time that has passed already brings the message back at once', async () => {
  await expect(hiddenFor(-5_000)).resolves.toMatchObject({ VisibilityTimeout: 0 });
});

test('no message is hidden for longer than the 12 hours that SQS allows', async () => {
  await expect(hiddenFor(24 * 3_600_000)).resolves.toMatchObject({ VisibilityTimeout: 43_200 });
});
