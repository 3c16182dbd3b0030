import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Nas } from '../../shared/domain/nas.ts';
import type { Pool } from '../../shared/domain/pool.ts';
import type { TablePorts } from './engine-table.ts';

const pool = (space: string, parts: Partial<Pool> = {}): Pool => ({
  netboxPoolId: 7,
  cidr: '2001:db8::/40',
  space,
  length: 56,
  order: 1,
  quarantineSeconds: 0,
  stalePolicy: 'report',
  ...parts,
});

const NAS: Nas = {
  ip: '2001:db8::1',
  port: 3799,
  profile: 'rfc5176',
  secretName: 'leasehold/nas/acme/1',
  requireMessageAuthenticator: true,
  zeroVectorQuirk: false,
};

const newTenant = (): string => randomUUID().slice(0, 32).replace(/-$/, '');
const newSpace = (): string => `space-${randomUUID()}.global`;

/** What the platform grants to tenants. */
export const inventoryContract = (table: () => TablePorts): void => {
  describe('the tenants', () => {
    test('are those that were ever granted a pool, by name and once each', async () => {
      const { inventory } = table();
      const [first, second, third] = [newTenant(), newTenant(), newTenant()].sort() as [
        string,
        string,
        string,
      ];
      await inventory.putPool(second, pool(newSpace()));
      await inventory.putPool(first, pool(newSpace()));
      await inventory.putPool(first, pool(newSpace(), { netboxPoolId: 8 }));
      await inventory.deletePool(second, 7);
      await inventory.putNas(third, NAS);
      const known = (await inventory.listTenants()).filter((each) => [first, second, third].includes(each));
      expect(known).toEqual([first, second]);
    });
  });

  describe('the pools of a tenant', () => {
    test('are listed by order and then by id, for this tenant alone', async () => {
      const { inventory } = table();
      const [tenant, space] = [newTenant(), newSpace()];
      const pools = [
        pool(space, { netboxPoolId: 10, cidr: '2001:db8:100::/40', order: 2 }),
        pool(space, { netboxPoolId: 9, cidr: '2001:db8:200::/40', order: 2, vrfId: 4 }),
        pool(space, { netboxPoolId: 11, cidr: '2001:db8:300::/40', order: 1, maxPrefixes: 5 }),
      ];
      for (const each of pools) expect(await inventory.putPool(tenant, each)).toBe(true);
      await inventory.putPool(newTenant(), pool(space));
      expect(await inventory.listPools(tenant)).toEqual([pools[2], pools[1], pools[0]]);
      expect(await inventory.listPools(newTenant())).toEqual([]);
    });

    test('a pool is new once, and then changed', async () => {
      const { inventory } = table();
      const [tenant, space] = [newTenant(), newSpace()];
      expect(await inventory.putPool(tenant, pool(space))).toBe(true);
      const changed = pool(space, { quarantineSeconds: 60, length: 60 });
      expect(await inventory.putPool(tenant, changed)).toBe(false);
      expect(await inventory.listPools(tenant)).toEqual([changed]);
    });

    test('a pool that overlaps one of another length is refused, and both are named', async () => {
      const { inventory } = table();
      const [tenant, space] = [newTenant(), newSpace()];
      await inventory.putPool(tenant, pool(space));
      const inner = pool(space, { netboxPoolId: 8, cidr: '2001:db8:80::/48', length: 60 });
      const refused = expect(inventory.putPool(newTenant(), inner)).rejects;
      await refused.toMatchObject({
        code: 'pool-overlap',
        message: expect.stringMatching(
          /^Pool 8 \(2001:db8:80::\/48, delegating \/60\) .*pool 7 \(2001:db8::\/40/,
        ),
      });
      expect(await inventory.listPools(tenant)).toEqual([pool(space)]);
      const elsewhere = { ...inner, space: newSpace() };
      expect(await inventory.putPool(tenant, elsewhere)).toBe(true);
      const sameLength = { ...inner, netboxPoolId: 9, length: 56 };
      expect(await inventory.putPool(tenant, sameLength)).toBe(true);
    });

    test('a pool of two tenants delegates one length to both', async () => {
      const { inventory } = table();
      const [first, second, space] = [newTenant(), newTenant(), newSpace()];
      await inventory.putPool(first, pool(space));
      const other = pool(space, { length: 60 });
      await expect(inventory.putPool(second, other)).rejects.toMatchObject({ code: 'pool-overlap' });
      expect(await inventory.putPool(second, pool(space))).toBe(true);
      await expect(inventory.putPool(first, other)).rejects.toMatchObject({ code: 'pool-overlap' });
      expect(await inventory.deletePool(second, 7)).toBe(true);
      expect(await inventory.putPool(first, other)).toBe(false);
    });

    test('a pool that is taken away, or moved to another space, makes room for another length', async () => {
      const { inventory } = table();
      const [tenant, space] = [newTenant(), newSpace()];
      const other = pool(space, { netboxPoolId: 8, length: 60 });
      expect(await inventory.deletePool(tenant, 7)).toBe(false);
      await inventory.putPool(tenant, pool(space));
      expect(await inventory.putPool(tenant, pool(newSpace()))).toBe(false);
      expect(await inventory.putPool(tenant, other)).toBe(true);
      expect(await inventory.deletePool(tenant, 8)).toBe(true);
      expect(await inventory.listPools(tenant)).toHaveLength(1);
      expect(await inventory.putPool(tenant, pool(space))).toBe(false);
    });

    test('of two overlapping pools of different lengths that come at once, one is granted', async () => {
      const { inventory } = table();
      const space = newSpace();
      const both = await Promise.allSettled([
        inventory.putPool(newTenant(), pool(space)),
        inventory.putPool(newTenant(), pool(space, { netboxPoolId: 8, length: 60 })),
      ]);
      expect(both).toContainEqual({ status: 'fulfilled', value: true });
      expect(both).toContainEqual({
        status: 'rejected',
        reason: expect.objectContaining({ code: 'pool-overlap' }),
      });
    });

    test('pools of one space that come at once are all granted', async () => {
      const { inventory } = table();
      const [tenant, space] = [newTenant(), newSpace()];
      const pools = [1, 2, 3, 4].map((id) =>
        pool(space, { netboxPoolId: id, cidr: `2001:db8:${id}00::/40` }),
      );
      await Promise.all(pools.map((each) => inventory.putPool(tenant, each)));
      expect(await inventory.listPools(tenant)).toEqual(pools);
    });
  });

  describe('the NAS of a tenant', () => {
    test('are written, read, listed and removed, for this tenant alone', async () => {
      const { inventory } = table();
      const tenant = newTenant();
      const other: Nas = { ...NAS, ip: '192.0.2.1', profile: 'mikrotik' };
      expect(await inventory.readNas(tenant, NAS.ip)).toBeUndefined();
      expect(await inventory.putNas(tenant, NAS)).toBe(true);
      expect(await inventory.putNas(tenant, other)).toBe(true);
      expect(await inventory.putNas(tenant, { ...other, port: 1700 })).toBe(false);
      expect(await inventory.readNas(tenant, NAS.ip)).toEqual(NAS);
      expect(await inventory.readNas(newTenant(), NAS.ip)).toBeUndefined();
      const listed = await inventory.listNas(tenant);
      expect(listed).toHaveLength(2);
      expect(listed).toEqual(expect.arrayContaining([NAS, { ...other, port: 1700 }]));
      expect(await inventory.listPools(tenant)).toEqual([]);
      expect(await inventory.deleteNas(tenant, NAS.ip)).toBe(true);
      expect(await inventory.deleteNas(tenant, NAS.ip)).toBe(false);
      expect(await inventory.listNas(tenant)).toHaveLength(1);
    });
  });

  test('the place of the reconciliation is kept, and begins at the beginning', async () => {
    const { inventory } = table();
    await inventory.saveReconciled(0);
    expect(await inventory.readReconciled()).toBe(0);
    await inventory.saveReconciled(4711);
    expect(await inventory.readReconciled()).toBe(4711);
  });
};
