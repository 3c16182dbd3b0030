import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Nas } from '../domain/nas.ts';
import type { Pool } from '../domain/pool.ts';
import type { Inventory } from '../usecases/ports.ts';
import type { Item } from './dynamo-items.ts';
import {
  grantsPartition,
  NAS_PREFIX,
  nasItemKey,
  POOL_PREFIX,
  RECONCILED_KEY,
  TENANTS_PARTITION,
} from './dynamo-keys.ts';
import { deletePool, poolOfItem, putPool } from './dynamo-pools.ts';
import { queryAll, readItem } from './dynamo-reads.ts';
import { type DynamoTable, persistently } from './dynamo-table.ts';

const nasOfItem = ({ pk: _, sk, writeId: __, ...fields }: Item): Nas =>
  ({ ip: sk.slice(NAS_PREFIX.length), ...fields }) as Nas;

const byOrder = (a: Pool, b: Pool): number => a.order - b.order || a.netboxPoolId - b.netboxPoolId;

const listPools = async (table: DynamoTable, tenant: string): Promise<Pool[]> => {
  const items = await queryAll(table, grantsPartition(tenant), POOL_PREFIX);
  return items.map(poolOfItem).sort(byOrder);
};

const listNas = async (table: DynamoTable, tenant: string): Promise<Nas[]> =>
  (await queryAll(table, grantsPartition(tenant), NAS_PREFIX)).map(nasOfItem);

const putNas = async (table: DynamoTable, tenant: string, { ip, ...fields }: Nas): Promise<boolean> => {
  const put = new PutCommand({
    TableName: table.tableName,
    Item: { ...nasItemKey(tenant, ip), ...fields, writeId: table.newId() },
    ReturnValues: 'ALL_OLD',
  });
  const { Attributes } = await persistently(table, () => table.client.send(put));
  // A repeat of a put whose answer was lost finds what it put itself.
  return Attributes === undefined || Attributes.writeId === put.input.Item?.writeId;
};

const deleteNas = async (table: DynamoTable, tenant: string, ip: string): Promise<boolean> => {
  const remove = new DeleteCommand({
    TableName: table.tableName,
    Key: nasItemKey(tenant, ip),
    ReturnValues: 'ALL_OLD',
  });
  const { Attributes } = await persistently(table, () => table.client.send(remove));
  return Attributes !== undefined;
};

const saveReconciled = async (table: DynamoTable, afterId: number): Promise<void> => {
  const put = new PutCommand({ TableName: table.tableName, Item: { ...RECONCILED_KEY, afterId } });
  await persistently(table, () => table.client.send(put));
};

/**
 * Pools and NAS in DynamoDB. A pool and the registry of its space change together, so that no two pools of different
 * lengths ever overlap. Throws `pool-overlap`, and `contended` where the table does not take a call in its repeats.
 */
export const dynamoInventory = (table: DynamoTable): Inventory => ({
  listTenants: async () => (await queryAll(table, TENANTS_PARTITION)).map(({ sk }) => sk),
  listPools: (tenant) => listPools(table, tenant),
  putPool: (tenant, pool) => putPool(table, tenant, pool),
  deletePool: (tenant, netboxPoolId) => deletePool(table, tenant, netboxPoolId),
  listNas: (tenant) => listNas(table, tenant),
  readNas: async (tenant, ip) => {
    const item = await readItem(table, nasItemKey(tenant, ip));
    return item === undefined ? undefined : nasOfItem(item);
  },
  putNas: (tenant, nas) => putNas(table, tenant, nas),
  deleteNas: (tenant, ip) => deleteNas(table, tenant, ip),
  readReconciled: async () => Number((await readItem(table, RECONCILED_KEY))?.afterId ?? 0),
  saveReconciled: (afterId) => saveReconciled(table, afterId),
});
