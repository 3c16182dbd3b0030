import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type { LeaseRecord, Metrics } from '../../usecases/ports.ts';
import type { SetAside } from '../sqs-set-aside.ts';
import { type InvocationHandler, type InvocationParts, invocation } from './invocation.ts';
import { readStreamRecords, type UnreadableRecord } from './stream-records.ts';

/** What the consumers of the table's stream need beside their use cases. */
export type StreamHandlerParts = InvocationParts & {
  metrics: Metrics;
  /** The queue for what can never be published. */
  setAsideUnpublishable: SetAside;
};

/** `set-aside`: a record that is no lease goes whole to the queue; `skip`: the other consumer does that. */
export type Unreadable = 'set-aside' | 'skip';

const passBy = async (
  { record, reason }: UnreadableRecord,
  unreadable: Unreadable,
  parts: StreamHandlerParts,
): Promise<void> => {
  const { SequenceNumber: sequence, Keys: keys } = record.dynamodb ?? {};
  parts.log('error', reason, { sequence, keys, unreadable });
  if (unreadable === 'skip') return;
  parts.metrics.count('EventPublishFailed', {});
  await parts.setAsideUnpublishable({ body: JSON.stringify(record), reason });
};

type Run = (records: LeaseRecord[]) => Promise<string | undefined>;

const answerOf = (left: string | undefined): DynamoDBBatchResponse => ({
  batchItemFailures: left === undefined ? [] : [{ itemIdentifier: left }],
});

/**
 * The entry of a consumer of the table's stream. `run` answers the lowest sequence number that is to be delivered
 * again with all that follows it, undefined where all is done. Needs ReportBatchItemFailures.
 */
export const streamHandlers = (parts: StreamHandlerParts) => ({
  leaseRecords: (
    unreadable: Unreadable,
    run: Run,
  ): InvocationHandler<DynamoDBStreamEvent, DynamoDBBatchResponse> =>
    invocation(parts, async ({ Records }) => {
      const read = readStreamRecords(Records);
      for (const record of read.unreadable) await passBy(record, unreadable, parts);
      return answerOf(read.leases.length === 0 ? undefined : await run(read.leases));
    }),
});
