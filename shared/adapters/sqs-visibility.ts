import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Hides one received message from now on for so many milliseconds. */
export type ExtendVisibility = (receiptHandle: string, milliseconds: number) => Promise<void>;

/** SQS refuses more than 12 hours. */
const LONGEST_SECONDS = 43_200;

/** Sets how long a message that was received, and is reported as failed, stays away; whole seconds, rounded up. */
export const sqsVisibility =
  (client: SQSClient, queueUrl: string): ExtendVisibility =>
  async (receiptHandle, milliseconds) => {
    const seconds = Math.min(LONGEST_SECONDS, Math.max(0, Math.ceil(milliseconds / 1000)));
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  };
