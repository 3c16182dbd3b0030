import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ClaimChange, ClaimStore } from '../usecases/ports.ts';
import { claimAttributes } from './dynamo-attributes.ts';
import { conditionExpression } from './dynamo-expression.ts';
import { claimItem, claimOfItem, tenureOfItem } from './dynamo-items.ts';
import { claimItemKey, tenurePartition } from './dynamo-keys.ts';
import { queryAll, readItem } from './dynamo-reads.ts';
import { type DynamoTable, persistently, refusalsOf } from './dynamo-table.ts';

const send = async (table: DynamoTable, { key, when, to }: ClaimChange, writeId: string): Promise<void> => {
  const row = {
    TableName: table.tableName,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    ...conditionExpression(when, claimAttributes),
  };
  await (to === undefined
    ? table.client.send(new DeleteCommand({ ...row, Key: claimItemKey(key) }))
    : table.client.send(new PutCommand({ ...row, Item: claimItem({ ...to, writeId }) })));
};

const change = async (table: DynamoTable, asked: ClaimChange): Promise<boolean> => {
  const writeId = table.newId();
  try {
    await persistently(table, () => send(table, asked, writeId));
    return true;
  } catch (error) {
    const [refusal] = refusalsOf(error) ?? [];
    if (refusal === undefined) throw error;
    // Refused by its own success, its answer lost: the row is gone, or it is this write's.
    return asked.to === undefined ? refusal.item === undefined : refusal.item?.writeId === writeId;
  }
};

/** The claims and the ledger in DynamoDB. Throws `contended` where the table does not take a call in its repeats. */
export const dynamoClaimStore = (table: DynamoTable): ClaimStore => ({
  read: async (key) => {
    const item = await readItem(table, claimItemKey(key));
    return item === undefined ? undefined : claimOfItem(item);
  },
  change: (asked) => change(table, asked),
  listTenures: async (key) => {
    const items = await queryAll(table, tenurePartition(key));
    return items.map((item) => tenureOfItem(key, item));
  },
});
