import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { localClientConfig } from '../../local/dynamo-engine.ts';
import { pollStream, type StreamMapping, type StreamPoller } from '../../local/stream-poller.ts';
import { type Checkpoint, type StreamStart, streamReader } from '../../local/stream-reader.ts';
import type { Timeline } from '../../local/timeline.ts';

/** Stream records, as far as these tests look at them. */
export type Records = { dynamodb: { Keys: { pk: { S: string } }; SequenceNumber: string } }[];

/** A mapping, where to start, and time: it stands still and polls nothing by itself unless a timeline is given. */
export type PolledSetting = Partial<StreamMapping> & { start?: StreamStart; timeline?: Timeline };

/**
 * Polls a stream with a function that records its calls. `drain` polls until nothing comes; `retry` does so once every
 * pause is over; `seen` is the keys of each call in one word.
 */
export const polledStream = (
  endpoint: string,
  streamArn: string,
  { start = 'TRIM_HORIZON', timeline, ...mapping }: PolledSetting,
) => {
  let now = 0;
  const calls: Records[] = [];
  const failures: string[] = [];
  const checkpoints: Checkpoint[] = [];
  const client = new DynamoDBStreamsClient(localClientConfig(endpoint));
  const reader = streamReader({ client, StreamArn: streamArn }, start);
  const poller: StreamPoller = pollStream(
    reader,
    {
      batchSize: 10,
      bisectBatchOnFunctionError: false,
      reportBatchItemFailures: false,
      onFailure: (error) => failures.push(String(error)),
      onCheckpoint: (checkpoint) => checkpoints.push(checkpoint),
      ...mapping,
      invoke: async (event) => {
        const { Records } = event as { Records: Records };
        calls.push(Records);
        return mapping.invoke?.(Records);
      },
    },
    { now: () => now, after: () => () => undefined, ...timeline },
  );
  const drain = async () => {
    while (await poller.poll());
  };
  const retry = async () => {
    now += 10_000;
    await drain();
  };
  const seen = () => calls.map((records) => records.map(({ dynamodb }) => dynamodb.Keys.pk.S).join(''));
  return { poller, calls, failures, checkpoints, drain, retry, seen };
};
