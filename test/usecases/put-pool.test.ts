import { expect, jest, test } from '@jest/globals';
import { deletePool } from '../../shared/usecases/delete-pool.ts';
import { listPools } from '../../shared/usecases/list-pools.ts';
import type { NetBox, NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import { type PoolGrant, putPool } from '../../shared/usecases/put-pool.ts';
import { memoryTable } from '../support/memory-table.ts';
import { refusedCode } from '../support/refused-code.ts';

const GRANT: PoolGrant = { length: 56, order: 0, quarantineSeconds: 0, stalePolicy: 'report' };

const world = (parent: Partial<NetBoxPrefix> | undefined) => {
  const table = memoryTable();
  const found = parent && { id: 7, cidr: '2001:db8::/40', status: 'container', ...parent };
  const netbox = {
    readPrefix: async () => found,
    listClaimed: async () => ({ prefixes: [] }),
  } as unknown as NetBox;
  return { ...table, netbox, settings: { spaceId: 'main', nasSecretPrefix: 'nas' } };
};

type World = Pick<Deps, 'inventory' | 'netbox' | 'statistics' | 'settings'>;

const grant = (deps: World, change: Partial<PoolGrant> = {}) =>
  putPool({ tenant: 'acme', netboxPoolId: 7, grant: { ...GRANT, ...change } }, deps);

test('a pool is what the platform decides and what NetBox says', async () => {
  const deps = world({ vrfId: 3 });
  const { pool, created } = await grant(deps, { maxPrefixes: 9 });
  expect(created).toBe(true);
  expect(pool).toEqual({
    ...GRANT,
    netboxPoolId: 7,
    cidr: '2001:db8::/40',
    space: 'main.3',
    vrfId: 3,
    maxPrefixes: 9,
  });
  expect(await listPools({ tenant: 'acme' }, deps)).toEqual([pool]);
  expect(await grant(deps)).toMatchObject({ created: false });
});

test('in the global table a pool has no VRF', async () => {
  const { pool } = await grant(world({}));
  expect(pool.space).toBe('main.global');
  expect(pool).not.toHaveProperty('vrfId');
});

test('what is no IPv6 prefix of NetBox, and what is delegated itself, is no pool', async () => {
  expect(await refusedCode(grant(world(undefined)))).toBe('unknown-pool');
  expect(await refusedCode(grant(world({ cidr: '10.0.0.0/8' })))).toBe('unknown-pool');
  expect(await refusedCode(grant(world({ claim: 'acme/line-1/1' })))).toBe('unknown-pool');
});

test('a pool must be larger than what it delegates', async () => {
  expect(await refusedCode(grant(world({ cidr: '2001:db8::/56' })))).toBe('length-not-served');
  expect(await refusedCode(grant(world({ cidr: '2001:db8::/57' })))).toBe('length-not-served');
  expect(await grant(world({ cidr: '2001:db8::/55' }))).toMatchObject({ created: true });
});

test.each([
  ['length', {}, { length: 60 }],
  ['place in NetBox', { cidr: '2001:db9::/40' }, {}],
  ['VRF', { vrfId: 4 }, {}],
] as const)('under held prefixes the %s of a pool stays', async (_what, moved, change) => {
  const deps = world({});
  await grant(deps);
  deps.rows.sums.set('acme', { 'pool:7': 1 });
  const after = { ...deps, netbox: world(moved).netbox };
  expect(await refusedCode(grant(after, change))).toBe('pool-in-use');
  expect(await grant(deps, { order: 5 })).toMatchObject({ created: false });
  deps.rows.sums.set('acme', { 'pool:8': 1 });
  expect(await grant(after, change)).toMatchObject({ created: false });
});

test.each([
  ['in quarantine', 'quarantine/9'],
  ['being allocated', 'acme/line-1/2'],
])('a pool delegates no other length while a prefix of it is %s', async (_what, claim) => {
  const deps = world({});
  await grant(deps);
  const left = { id: 9, cidr: '2001:db8::/56', status: 'deprecated', claim };
  const pages = [{ prefixes: [{ ...left, id: 8, vrfId: 3 }], next: 8 }, { prefixes: [left] }];
  const listClaimed = jest.fn<NetBox['listClaimed']>(async (after) => pages[after === 0 ? 0 : 1] as never);
  const after = { ...deps, netbox: { ...deps.netbox, listClaimed } };
  await expect(grant(after, { length: 60 })).rejects.toMatchObject({
    code: 'pool-overlap',
    message: expect.stringContaining(`NetBox still has 2001:db8::/56 (id 9, claim ${claim}) in it`),
  });
  expect(listClaimed).toHaveBeenLastCalledWith(8, 1_000, '2001:db8::/40');
  await deletePool({ tenant: 'acme', netboxPoolId: 7 }, after);
  expect(await refusedCode(grant(after, { length: 60 }))).toBe('pool-overlap');
  expect(await grant(after)).toMatchObject({ created: true });
});

test('a change that moves nothing does not ask NetBox what is claimed', async () => {
  const deps = world({});
  await grant(deps);
  const listClaimed = jest.fn<NetBox['listClaimed']>();
  await grant({ ...deps, netbox: { ...deps.netbox, listClaimed } }, { order: 3 });
  expect(listClaimed).not.toHaveBeenCalled();
});

test('a pool is taken back while nothing is held of it, once', async () => {
  const deps = world({});
  const request = { tenant: 'acme', netboxPoolId: 7 };
  expect(await refusedCode(deletePool(request, deps))).toBe('not-found');
  await grant(deps);
  deps.rows.sums.set('acme', { 'pool:7': 1 });
  expect(await refusedCode(deletePool(request, deps))).toBe('pool-in-use');
  deps.rows.sums.set('acme', { 'pool:7': 0 });
  await deletePool(request, deps);
  expect(await refusedCode(deletePool(request, deps))).toBe('not-found');
});

test('a pool that somebody else took back meanwhile is not found', async () => {
  const deps = world({});
  await grant(deps);
  const inventory = { ...deps.inventory, deletePool: async () => false };
  expect(await refusedCode(deletePool({ tenant: 'acme', netboxPoolId: 7 }, { ...deps, inventory }))).toBe(
    'not-found',
  );
});
