import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { localClientConfig } from '../../../local/dynamo-engine.ts';

/** GetRecords answers so many at most; a page that is not full is the last one. */
const FULL_PAGE = 1_000;

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
      if ((page.Records ?? []).length < FULL_PAGE) break;
      iterator = page.NextShardIterator;
    }
    return records;
  };

  let shards: string[] | undefined;

  /** The engine keeps one shard a stream for ever. */
  const shardsOf = async (): Promise<string[]> => {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: streamArn }));
    return (StreamDescription?.Shards ?? []).flatMap(({ ShardId }) =>
      ShardId === undefined ? [] : [ShardId],
    );
  };

  return async () => {
    shards ??= await shardsOf();
    const records: StreamRecord[] = [];
    for (const shard of shards) records.push(...(await readShard(shard)));
    return records;
  };
};
