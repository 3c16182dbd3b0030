import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { until } from './until.ts';

const queues = new SQSClient();

/** The ARN of a queue. */
export const arnOf = async (QueueUrl: string): Promise<string | undefined> => {
  const { Attributes } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return Attributes?.QueueArn;
};

/** Takes what waits in a queue, for a moment: whatever is not about this is put back. */
const take = async (QueueUrl: string, about: string): Promise<Message | undefined> => {
  const { Messages = [] } = await queues.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 30,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
    }),
  );
  const found = Messages.find(({ Body }) => Body?.includes(`"${about}"`));
  for (const { ReceiptHandle } of Messages) {
    await queues.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  }
  return found;
};

/** Waits for a message about a subscriber, and leaves it there. */
export const findMessage = async (
  queueUrl: string,
  about: string,
): Promise<{ body: string; reason: string | undefined }> => {
  const { Body = '', MessageAttributes } = await until(`a message about ${about}`, () =>
    take(queueUrl, about),
  );
  return { body: Body, reason: MessageAttributes?.reason?.StringValue };
};

/** Moves a message about a subscriber from a dead-letter queue back to where it came from, as a redrive does. */
export const moveMessages = async (move: { from: string; to: string; about: string }): Promise<void> => {
  const { Body, ReceiptHandle } = await until(`a message about ${move.about}`, () =>
    take(move.from, move.about),
  );
  await queues.send(new SendMessageCommand({ QueueUrl: move.to, MessageBody: Body }));
  await queues.send(new DeleteMessageCommand({ QueueUrl: move.from, ReceiptHandle }));
};
