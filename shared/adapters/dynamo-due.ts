import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { TABLE } from '../contract/table.ts';
import type { Due } from '../usecases/ports.ts';
import { dueOf, dueShards, type ItemKey } from './dynamo-keys.ts';
import { type DynamoTable, persistently } from './dynamo-table.ts';

type Entry = ItemKey & { [TABLE.dueAt]: number };

const dueIn = async (table: DynamoTable, shard: string, until: { now: number; limit: number }) => {
  const entries: Entry[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const query = new QueryCommand({
      TableName: table.tableName,
      IndexName: TABLE.dueIndex,
      KeyConditionExpression: '#shard = :shard AND #due <= :now',
      ExpressionAttributeNames: { '#shard': TABLE.dueShard, '#due': TABLE.dueAt },
      ExpressionAttributeValues: { ':shard': shard, ':now': until.now },
      Limit: until.limit - entries.length,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    const page = await persistently(table, () => table.client.send(query));
    entries.push(...((page.Items ?? []) as Entry[]));
    from = page.LastEvaluatedKey;
  } while (from !== undefined && entries.length < until.limit);
  return entries;
};

/**
 * What was due at `now` (epoch milliseconds) over all shards, the longest due first, at most `limit`. Eventually
 * consistent: whoever acts on an entry reads the item first.
 */
export const listDue = async (table: DynamoTable, now: number, limit: number): Promise<Due[]> => {
  const shards = await Promise.all(dueShards().map((shard) => dueIn(table, shard, { now, limit })));
  const entries = shards.flat().sort((a, b) => a[TABLE.dueAt] - b[TABLE.dueAt]);
  return entries.slice(0, limit).map(dueOf);
};
