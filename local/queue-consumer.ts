import type { LocalQueue, Message } from './queues.ts';
import { LOCAL_ACCOUNT } from './template.ts';

/**
 * The event source mapping of a queue. `invoke` is one call of the function: it rejects where the function throws
 * or times out. `maxConcurrency` bounds the calls that run at once.
 */
export type QueueMapping = {
  batchSize: number;
  maxConcurrency: number;
  reportBatchItemFailures: boolean;
  invoke: (event: unknown) => Promise<unknown>;
  /** Told of every call that failed as a whole. */
  onFailure: (error: unknown) => void;
};

/** A consumer at work. `busy`: a call is running, or a message could be received now. `stop` takes no more. */
export type QueueConsumer = { busy: () => boolean; stop: () => void };

/**
 * Feeds a queue to a function as Lambda does: what succeeded is deleted, what failed stays hidden until its visibility
 * time is over. An answer that names an item which is not in the batch fails all of it (Lambda developer guide,
 * "Implementing partial batch responses").
 */
export const consumeQueue = (queue: LocalQueue, mapping: QueueMapping): QueueConsumer => {
  let running = 0;
  let stopped = false;

  const handle = async (batch: readonly Message[]) => {
    await call(queue, mapping, batch).catch(mapping.onFailure);
    running -= 1;
    pump();
  };

  const pump = () => {
    while (!stopped && running < mapping.maxConcurrency) {
      const batch = queue.receive(mapping.batchSize);
      if (batch.length === 0) return;
      running += 1;
      void handle(batch);
    }
  };

  queue.onVisible(pump);
  pump();
  return {
    busy: () => running > 0 || (!stopped && queue.visible() > 0),
    stop: () => {
      stopped = true;
    },
  };
};

const call = async (queue: LocalQueue, mapping: QueueMapping, batch: readonly Message[]) => {
  const answer = await mapping.invoke(sqsEvent(queue, batch));
  const failed = mapping.reportBatchItemFailures ? failedItems(answer, batch) : [];
  for (const { messageId, receiptHandle } of batch) {
    if (!failed.includes(messageId)) queue.remove(receiptHandle);
  }
};

/** The ids that a partial batch response names. Throws where it names something else. */
const failedItems = (answer: unknown, batch: readonly Message[]): string[] => {
  const { batchItemFailures } = (answer ?? {}) as {
    batchItemFailures?: { itemIdentifier?: string }[] | null;
  };
  return (batchItemFailures ?? []).map(({ itemIdentifier }) => {
    const known = batch.find(({ messageId }) => messageId === itemIdentifier);
    if (known === undefined) throw new Error(`The function reports an unknown item: ${itemIdentifier}`);
    return known.messageId;
  });
};

const sqsEvent = (queue: LocalQueue, batch: readonly Message[]) => ({
  Records: batch.map(({ receiveCount, sentAt, ...message }) => ({
    ...message,
    attributes: { ApproximateReceiveCount: String(receiveCount), SentTimestamp: String(sentAt) },
    eventSource: 'aws:sqs',
    eventSourceARN: queue.settings.arn,
    awsRegion: LOCAL_ACCOUNT.region,
  })),
});
