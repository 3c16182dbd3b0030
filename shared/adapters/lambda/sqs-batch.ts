import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { InvocationParts, InvocationTime } from './invocation.ts';

/** `again`: the message is to come back; it is reported as failed. */
export type MessageEnd = 'done' | 'again';

/** Less than this is too little to begin another message with: one call to NetBox may take 20 s. */
const ENOUGH_MILLISECONDS = 25_000;

const worked = async (
  message: SQSRecord,
  each: (message: SQSRecord) => Promise<MessageEnd>,
  { log, within }: InvocationParts,
): Promise<MessageEnd> =>
  within({ messageId: message.messageId }, async () => {
    try {
      return await each(message);
    } catch (error) {
      const receives = Number(message.attributes.ApproximateReceiveCount);
      log('warn', 'A message was not processed and comes back.', { error, receives });
      return 'again';
    }
  });

/**
 * Works through a batch of messages, one after the other, and reports those that are to come back: what failed, and
 * what there was no time left for. The first is always tried. Needs ReportBatchItemFailures.
 */
export const sqsBatch =
  (parts: InvocationParts, each: (message: SQSRecord) => Promise<MessageEnd>) =>
  async ({ Records }: SQSEvent, { deadline }: InvocationTime): Promise<SQSBatchResponse> => {
    const isTime = (): boolean => deadline - parts.clock() >= ENOUGH_MILLISECONDS;
    const [first, ...others] = Records;
    const ends: { message: SQSRecord; end: MessageEnd }[] = [];
    if (first !== undefined) ends.push({ message: first, end: await worked(first, each, parts) });
    for (const message of others) {
      ends.push({ message, end: isTime() ? await worked(message, each, parts) : 'again' });
    }
    const again = ends.filter(({ end }) => end === 'again');
    return { batchItemFailures: again.map(({ message }) => ({ itemIdentifier: message.messageId })) };
  };
