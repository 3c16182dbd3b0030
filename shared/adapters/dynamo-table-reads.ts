import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { TABLE } from '../contract/table.ts';
import type { TablePage, TableReads } from '../usecases/ports.ts';
import { claimOfItem, type Item, leaseOfItem, tenureOfItem } from './dynamo-items.ts';
import { CLAIM_SORT_KEY, claimItemKey, leaseItemKey, tenureKeyOf } from './dynamo-keys.ts';
import { readItems } from './dynamo-reads.ts';
import { type DynamoTable, persistently } from './dynamo-table.ts';

const pageOf = (items: readonly Item[]): TablePage => ({
  leases: items.filter(({ sk }) => sk === TABLE.leaseSortKey).map(leaseOfItem),
  claims: items.filter(({ sk }) => sk === CLAIM_SORT_KEY).map(claimOfItem),
  tenures: items.flatMap((item) => {
    const key = tenureKeyOf(item);
    return key === undefined ? [] : [tenureOfItem(key, item)];
  }),
});

async function* scan(table: DynamoTable, segment: number, segments: number): AsyncGenerator<TablePage> {
  let from: Record<string, unknown> | undefined;
  do {
    const command = new ScanCommand({
      TableName: table.tableName,
      ConsistentRead: true,
      Segment: segment,
      TotalSegments: segments,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    const page = await persistently(table, () => table.client.send(command));
    yield pageOf((page.Items ?? []) as Item[]);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

/** The table as an audit reads it. Throws `contended` where the table does not take a call in its repeats. */
export const dynamoTableReads = (table: DynamoTable): TableReads => ({
  scan: (segment, segments) => scan(table, segment, segments),
  readLeases: async (keys) => (await readItems(table, keys.map(leaseItemKey))).map(leaseOfItem),
  readClaims: async (keys) => (await readItems(table, keys.map(claimItemKey))).map(claimOfItem),
});
