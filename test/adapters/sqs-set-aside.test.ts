import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { sqsSetAside } from '../../shared/adapters/sqs-set-aside.ts';

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/000000000000/unpublishable';

const sentWith = async (reason: string) => {
  const queue = mockClient(SQSClient);
  queue.on(SendMessageCommand).resolves({});
  await sqsSetAside(new SQSClient({ region: 'eu-west-1' }), QUEUE)({ body: '{"a":1}', reason });
  return queue.commandCalls(SendMessageCommand)[0]?.args[0].input;
};

test('what is set aside keeps its body whole and carries its reason as an attribute', async () => {
  await expect(sentWith('The detail is wrong.')).resolves.toEqual({
    QueueUrl: QUEUE,
    MessageBody: '{"a":1}',
    MessageAttributes: { reason: { DataType: 'String', StringValue: 'The detail is wrong.' } },
  });
});

test('a reason is made such that SQS takes it: no control characters, not empty, not endless', async () => {
  const reasonOf = async (reason: string) => (await sentWith(reason))?.MessageAttributes?.reason?.StringValue;
  await expect(reasonOf('/foo\u0000bar\ud83d')).resolves.toBe('/foo?bar?');
  await expect(reasonOf('')).resolves.toBe('unknown');
  await expect(reasonOf('x'.repeat(9_999))).resolves.toHaveLength(500);
});

test('what cannot be set aside is not lost: the call rejects', async () => {
  mockClient(SQSClient).on(SendMessageCommand).rejects(new Error('queue does not exist'));
  const setAside = sqsSetAside(new SQSClient({ region: 'eu-west-1' }), QUEUE);
  await expect(setAside({ body: 'x', reason: 'y' })).rejects.toThrow('queue does not exist');
});
