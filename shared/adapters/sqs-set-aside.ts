import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Puts what can never be processed where a person finds it, whole and with the reason. Rejects where it cannot. */
export type SetAside = (message: { body: string; reason: string }) => Promise<void>;

const LONGEST_REASON = 500;

/** SQS takes no control characters in an attribute, and no empty one. */
const attributeText = (reason: string): string =>
  reason.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_REASON) || 'unknown';

/**
 * A queue for what can never be processed: the unpublishable stream records and events, the malformed provisioning
 * events. The reason is the message attribute `reason`.
 */
export const sqsSetAside =
  (client: SQSClient, queueUrl: string): SetAside =>
  async ({ body, reason }) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageAttributes: { reason: { DataType: 'String', StringValue: attributeText(reason) } },
      }),
    );
  };
