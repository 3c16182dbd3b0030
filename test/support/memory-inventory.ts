import type { Nas } from '../../shared/domain/nas.ts';
import type { Pool } from '../../shared/domain/pool.ts';
import { emptyRegistry, withGrant, withoutGrant } from '../../shared/domain/registry.ts';
import type { Inventory } from '../../shared/usecases/ports.ts';
import { frozen } from './frozen.ts';
import { type MemoryParts, type MemoryRead, type MemoryRows, rowName } from './memory-rows.ts';

const read = (method: string): MemoryRead => ({ port: 'inventory', method });
const READS = {
  listTenants: read('listTenants'),
  listPools: read('listPools'),
  listNas: read('listNas'),
  readNas: read('readNas'),
  readReconciled: read('readReconciled'),
};

const registryOf = (rows: MemoryRows, space: string) => rows.registries.get(space) ?? emptyRegistry(space);

const forget = (rows: MemoryRows, tenant: string, pool: Pool): void => {
  const registry = registryOf(rows, pool.space);
  rows.registries.set(pool.space, withoutGrant(registry, tenant, pool.netboxPoolId));
};

const putPool = (rows: MemoryRows, tenant: string, pool: Pool): boolean => {
  const name = rowName(tenant, pool.netboxPoolId);
  const former = rows.pools.get(name)?.pool;
  const registry = withGrant(registryOf(rows, pool.space), tenant, pool);
  rows.registries.set(pool.space, registry);
  rows.tenants.add(tenant);
  if (former !== undefined && former.space !== pool.space) forget(rows, tenant, former);
  rows.pools.set(name, frozen({ tenant, pool: { ...pool } }));
  return former === undefined;
};

const deletePool = (rows: MemoryRows, tenant: string, netboxPoolId: number): boolean => {
  const name = rowName(tenant, netboxPoolId);
  const found = rows.pools.get(name);
  if (found === undefined) return false;
  forget(rows, tenant, found.pool);
  return rows.pools.delete(name);
};

const putNas = (rows: MemoryRows, tenant: string, nas: Nas): boolean => {
  const name = rowName(tenant, nas.ip);
  const isNew = !rows.nas.has(name);
  rows.nas.set(name, frozen({ tenant, nas: { ...nas } }));
  return isNew;
};

/** The pools and NAS of a memory table. */
export const memoryInventory = ({ rows, run, see }: MemoryParts): Inventory => ({
  listTenants: () => see(READS.listTenants, () => [...rows.tenants].sort()),
  listPools: (tenant) =>
    see(READS.listPools, () =>
      [...rows.pools.values()]
        .filter((row) => row.tenant === tenant)
        .map(({ pool }) => pool)
        .sort((a, b) => a.order - b.order || a.netboxPoolId - b.netboxPoolId),
    ),
  putPool: (tenant, pool) => run({ door: 'pool', tenant }, () => putPool(rows, tenant, pool)),
  deletePool: (tenant, id) => run({ door: 'pool', tenant }, () => deletePool(rows, tenant, id)),
  listNas: (tenant) =>
    see(READS.listNas, () =>
      [...rows.nas.values()].filter((row) => row.tenant === tenant).map(({ nas }) => nas),
    ),
  readNas: (tenant, ip) => see(READS.readNas, () => rows.nas.get(rowName(tenant, ip))?.nas),
  putNas: (tenant, nas) => run({ door: 'nas', tenant }, () => putNas(rows, tenant, nas)),
  deleteNas: (tenant, ip) => run({ door: 'nas', tenant }, () => rows.nas.delete(rowName(tenant, ip))),
  readReconciled: () => see(READS.readReconciled, () => rows.reconciled.afterId),
  saveReconciled: (afterId) =>
    run({ door: 'reconciled' }, () => {
      rows.reconciled.afterId = afterId;
    }),
});
