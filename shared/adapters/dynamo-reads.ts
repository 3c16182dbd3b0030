import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from './dynamo-items.ts';
import type { ItemKey } from './dynamo-keys.ts';
import { type DynamoTable, persistently } from './dynamo-table.ts';

/** One item, consistently. */
export const readItem = async (table: DynamoTable, key: ItemKey): Promise<Item | undefined> => {
  const get = new GetCommand({ TableName: table.tableName, Key: key, ConsistentRead: true });
  const { Item } = await persistently(table, () => table.client.send(get));
  return Item as Item | undefined;
};

/** All items of a partition whose sort key begins so, in its order, consistently. */
export const queryAll = async (table: DynamoTable, pk: string, prefix = ''): Promise<Item[]> => {
  const items: Item[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const query = new QueryCommand({
      TableName: table.tableName,
      ConsistentRead: true,
      KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ...(prefix === '' ? {} : { ':sk': prefix }) },
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    const page = await persistently(table, () => table.client.send(query));
    items.push(...((page.Items ?? []) as Item[]));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
};

/** The keys of a batch that the table has not answered yet: not an error of the SDK, and asked for again as one. */
class Unprocessed extends Error {}

const MAX_BATCH = 100;

const readBatch = async (table: DynamoTable, keys: readonly ItemKey[]): Promise<Item[]> => {
  const items: Item[] = [];
  let left: Record<string, unknown>[] = [...keys];
  await persistently(
    table,
    async () => {
      const request = { [table.tableName]: { Keys: left, ConsistentRead: true } };
      const answer = await table.client.send(new BatchGetCommand({ RequestItems: request }));
      items.push(...((answer.Responses?.[table.tableName] ?? []) as Item[]));
      left = answer.UnprocessedKeys?.[table.tableName]?.Keys ?? [];
      if (left.length > 0) throw new Unprocessed();
    },
    (error) => error instanceof Unprocessed,
  );
  return items;
};

/** The items of these keys that are there, consistently, in no order. No key may be named twice. */
export const readItems = async (table: DynamoTable, keys: readonly ItemKey[]): Promise<Item[]> => {
  const batches = Array.from({ length: Math.ceil(keys.length / MAX_BATCH) }, (_, index) =>
    keys.slice(index * MAX_BATCH, (index + 1) * MAX_BATCH),
  );
  return (await Promise.all(batches.map((batch) => readBatch(table, batch)))).flat();
};
