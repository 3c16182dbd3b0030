import { ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { TABLE } from '../contract/table.ts';
import { absent, equal } from '../domain/condition.ts';
import type { Facet, FacetSums } from '../domain/facets.ts';
import type { Lease, LeaseKey } from '../domain/lease.ts';
import type { CountStep, Marker, Statistics } from '../usecases/ports.ts';
import { plainAttributes } from './dynamo-attributes.ts';
import type { TransactItem } from './dynamo-claim-writes.ts';
import { conditionExpression } from './dynamo-expression.ts';
import { type Item, leaseOfItem } from './dynamo-items.ts';
import { leaseKeyOf, leasePartitionPrefix, markerItemKey, SUM_SHARDS, sumsItemKey } from './dynamo-keys.ts';
import { readItems } from './dynamo-reads.ts';
import { type DynamoTable, persistently, refusalsOf } from './dynamo-table.ts';

const GONE_SECONDS = 48 * 60 * 60;

/** The table, and the clock (epoch milliseconds) that says until when the marker of a gone lease is kept. */
export type StatisticsTable = DynamoTable & { clock: () => number };

const markerOfItem = (item: Item): Marker => ({
  key: leaseKeyOf(item),
  version: item.v as number,
  facets: item.f as Facet[],
});

/**
 * Reads markers whether or not they have expired: a marker that is still there is what the next write must name, and
 * one that is gone belonged to a record that the stream has forgotten too.
 */
const readMarkers = async (table: DynamoTable, keys: readonly LeaseKey[]): Promise<Marker[]> =>
  (await readItems(table, keys.map(markerItemKey))).map(markerOfItem);

const markerItem = (table: StatisticsTable, marker: CountStep['markers'][number]): TransactItem => {
  const { key, version, facets, seen, gone } = marker;
  const expiry = gone ? { [TABLE.expiresAt]: Math.floor(table.clock() / 1000) + GONE_SECONDS } : {};
  const when = seen === 0 ? absent('v') : equal('v', seen);
  return {
    Put: {
      TableName: table.tableName,
      Item: { ...markerItemKey(key), v: version, f: facets, ...expiry },
      ...conditionExpression(when, plainAttributes),
    },
  };
};

const sumsItem = (table: DynamoTable, { tenant, add }: CountStep): TransactItem[] => {
  const moved = Object.entries(add).filter(([, by]) => by !== 0);
  if (moved.length === 0) return [];
  const shard = Math.floor(table.random() * SUM_SHARDS);
  return [
    {
      Update: {
        TableName: table.tableName,
        Key: sumsItemKey(tenant, shard),
        UpdateExpression: `ADD ${moved.map((_, index) => `#${index} :${index}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(moved.map(([facet], index) => [`#${index}`, facet])),
        ExpressionAttributeValues: Object.fromEntries(moved.map(([, by], index) => [`:${index}`, by])),
      },
    },
  ];
};

/** A step whose answer was lost is refused by its own success: read again, and nothing is left to count. */
const count = async (table: StatisticsTable, step: CountStep): Promise<boolean> => {
  const items = [...step.markers.map((marker) => markerItem(table, marker)), ...sumsItem(table, step)];
  const transaction = new TransactWriteCommand({ TransactItems: items });
  try {
    await persistently(table, () => table.client.send(transaction));
    return true;
  } catch (error) {
    if (refusalsOf(error) === undefined) throw error;
    return false;
  }
};

const sums = async (table: DynamoTable, tenant: string): Promise<FacetSums> => {
  const keys = Array.from({ length: SUM_SHARDS }, (_, shard) => sumsItemKey(tenant, shard));
  const total: FacetSums = {};
  for (const { pk: _, sk: __, ...parts } of await readItems(table, keys)) {
    for (const [facet, part] of Object.entries(parts) as [Facet, number][]) {
      total[facet] = (total[facet] ?? 0) + part;
    }
  }
  return total;
};

async function* scanLeases(table: DynamoTable, tenant: string): AsyncGenerator<Lease> {
  let from: Record<string, unknown> | undefined;
  do {
    const scan = new ScanCommand({
      TableName: table.tableName,
      ConsistentRead: true,
      FilterExpression: 'sk = :sk AND begins_with(pk, :pk)',
      ExpressionAttributeValues: { ':sk': TABLE.leaseSortKey, ':pk': leasePartitionPrefix(tenant) },
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    const page = await persistently(table, () => table.client.send(scan));
    yield* (page.Items ?? []).map(leaseOfItem);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

/**
 * The counters in DynamoDB: exact, because a lease's marker and the sums it moves are one transaction. A step takes
 * at most 90 markers. Throws `contended` where the table does not take a call in its repeats.
 */
export const dynamoStatistics = (table: StatisticsTable): Statistics => ({
  readMarkers: (keys) => readMarkers(table, keys),
  count: (step) => count(table, step),
  sums: (tenant) => sums(table, tenant),
  scanLeases: (tenant) => scanLeases(table, tenant),
});
