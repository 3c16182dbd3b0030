import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { absent, equal } from '../domain/condition.ts';
import type { Pool, Registry } from '../domain/pool.ts';
import { emptyRegistry, withGrant, withoutGrant } from '../domain/registry.ts';
import { plainAttributes } from './dynamo-attributes.ts';
import type { TransactItem } from './dynamo-claim-writes.ts';
import { conditionExpression } from './dynamo-expression.ts';
import type { Item } from './dynamo-items.ts';
import { POOL_PREFIX, poolItemKey, registryItemKey, tenantItemKey } from './dynamo-keys.ts';
import { readItem } from './dynamo-reads.ts';
import { type DynamoTable, persistently, refusalsOf } from './dynamo-table.ts';

/** Reads the item of a pool. */
export const poolOfItem = ({ pk: _, sk, writeId: __, ...fields }: Item): Pool =>
  ({ netboxPoolId: Number(sk.slice(POOL_PREFIX.length)), ...fields }) as Pool;

const readRegistry = async (table: DynamoTable, space: string): Promise<Registry> => {
  const item = await readItem(table, registryItemKey(space));
  return item === undefined
    ? emptyRegistry(space)
    : { space, version: item.version as number, pools: item.pools as Registry['pools'] };
};

/** A registry in its next version, only over the one that it was worked out from. */
const registryItem = (
  table: DynamoTable,
  { space, version, pools }: Registry,
  writeId: string,
): TransactItem => {
  const before = version === 1 ? absent('version') : equal('version', version - 1);
  const Item = { ...registryItemKey(space), version, pools, writeId };
  return { Put: { TableName: table.tableName, Item, ...conditionExpression(before, plainAttributes) } };
};

/** What must be true of a pool's row: nobody has written it since it was read. */
const asRead = (found: Item | undefined) =>
  conditionExpression(
    found === undefined ? absent('writeId') : equal('writeId', found.writeId as string),
    plainAttributes,
  );

/** Judges what it reads and writes; where somebody else wrote first, reads and judges again. */
const untilWritten = <T>(table: DynamoTable, round: () => Promise<T>): Promise<T> =>
  persistently(table, round, (error) => refusalsOf(error) !== undefined);

const write = async (table: DynamoTable, TransactItems: TransactItem[]): Promise<void> => {
  await table.client.send(new TransactWriteCommand({ TransactItems }));
};

type Grant = { tenant: string; pool: Pool; writeId: string };

/** The registries that a grant touches: that of the pool's space, and that of the space it was in before. */
const granted = async (
  table: DynamoTable,
  { tenant, pool, writeId }: Grant,
  found: Item | undefined,
): Promise<TransactItem[]> => {
  const registry = withGrant(await readRegistry(table, pool.space), tenant, pool);
  const here = registryItem(table, registry, writeId);
  if (found === undefined || found.space === pool.space) return [here];
  const former = await readRegistry(table, found.space as string);
  return [here, registryItem(table, withoutGrant(former, tenant, pool.netboxPoolId), writeId)];
};

/** Grants a pool to a tenant; true where it is new. Throws `pool-overlap` or `contended`. */
export const putPool = async (table: DynamoTable, tenant: string, pool: Pool): Promise<boolean> => {
  const writeId = table.newId();
  const key = poolItemKey(tenant, pool.netboxPoolId);
  const { netboxPoolId: _, ...fields } = pool;
  let isNew = false;
  return untilWritten(table, async () => {
    const found = await readItem(table, key);
    // An earlier round of this call has written, and its answer was lost.
    if (found?.writeId === writeId) return isNew;
    isNew = found === undefined;
    const Item = { ...key, ...fields, writeId };
    const row = { Put: { TableName: table.tableName, Item, ...asRead(found) } };
    const named = { Put: { TableName: table.tableName, Item: tenantItemKey(tenant) } };
    await write(table, [row, ...(await granted(table, { tenant, pool, writeId }, found)), named]);
    return isNew;
  });
};

/** Takes a pool from a tenant; false where there was none. Throws `contended`. */
export const deletePool = async (
  table: DynamoTable,
  tenant: string,
  netboxPoolId: number,
): Promise<boolean> => {
  const writeId = table.newId();
  const key = poolItemKey(tenant, netboxPoolId);
  return untilWritten(table, async () => {
    const found = await readItem(table, key);
    if (found === undefined) return false;
    const registry = await readRegistry(table, found.space as string);
    const row = { Delete: { TableName: table.tableName, Key: key, ...asRead(found) } };
    const rest = registryItem(table, withoutGrant(registry, tenant, netboxPoolId), writeId);
    await write(table, [row, rest]);
    return true;
  });
};
