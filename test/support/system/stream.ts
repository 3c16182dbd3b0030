import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { localClientConfig } from '../../../local/dynamo-engine.ts';

/** Reads a table's stream from its beginning, in order; each call answers what came since the last one. */
export const streamReader = (endpoint: string, streamArn: string): (() => Promise<StreamRecord[]>) => {
  const client = new DynamoDBStreamsClient(localClientConfig(endpoint));
  const iterators = new Map<string, string | undefined>();

  const iteratorOf = async (shard: string): Promise<string | undefined> => {
    if (iterators.has(shard)) return iterators.get(shard);
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId: shard,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    return ShardIterator;
  };

  const readShard = async (shard: string): Promise<StreamRecord[]> => {
    const records: StreamRecord[] = [];
    for (let iterator = await iteratorOf(shard); iterator !== undefined; ) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
      records.push(...(page.Records ?? []));
      iterators.set(shard, page.NextShardIterator);
      if ((page.Records ?? []).length === 0) break;
      iterator = page.NextShardIterator;
    }
    return records;
  };

  return async () => {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: streamArn }));
    const records: StreamRecord[] = [];
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      if (ShardId !== undefined) records.push(...(await readShard(ShardId)));
    }
    return records;
  };
};
