import { expect, test } from '@jest/globals';
import { LeaseholdError } from '../../../shared/domain/errors.ts';
import { type ApiWorld, apiWorld, CLAIMS, contentOf } from '../../support/api-world.ts';
import { conformanceFaults } from '../../support/openapi-conformance.ts';

const shown = (id: number) => ({
  netboxPoolId: id,
  prefix: '2001:db8::/40',
  prefixSize: 56,
  order: 0,
  quarantineSeconds: 0,
  stalePolicy: 'report',
  maxPrefixes: null,
  vrfId: null,
});

const granted = async (cidr = '2001:db8::/40') => {
  const world = apiWorld();
  const id = world.netbox.addPool(cidr);
  return { world, id, put: (body: object, at = id) => world.call('putPool', { id: String(at), body }) };
};

const hold = (world: ApiWorld, id: number, count: number): void => {
  world.table.rows.sums.set('acme', { [`pool:${id}`]: count });
};

test('a pool is granted, changed, listed and taken back', async () => {
  const { world, id, put } = await granted();
  const created = await put({ prefixSize: 56 });
  expect(created).toMatchObject({ status: 201, body: shown(id) });
  const change = { prefixSize: 56, order: 3, quarantineSeconds: 60, stalePolicy: 'revoke', maxPrefixes: 9 };
  const changed = await put(change);
  expect(changed).toMatchObject({ status: 200, body: { ...shown(id), ...change } });
  const list = await world.call('listPools');
  expect(list).toMatchObject({ status: 200, body: { pools: [changed.body] } });
  const deleted = await world.call('deletePool', { id: String(id) });
  expect(deleted.status).toBe(204);
  expect((await world.call('listPools')).body).toEqual({ pools: [] });
  for (const [route, answer] of [
    ['putPool', created],
    ['listPools', list],
    ['deletePool', deleted],
  ] as const) {
    expect(conformanceFaults(route, answer)).toEqual([]);
  }
});

test('pools are listed by order, then by id', async () => {
  const { world, put } = await granted();
  const [a, b, c] = ['2001:db9::/40', '2001:dba::/40', '2001:dbb::/40'].map((cidr) =>
    world.netbox.addPool(cidr),
  );
  await put({ prefixSize: 56, order: 2 }, a);
  await put({ prefixSize: 56, order: 1 }, c);
  await put({ prefixSize: 56, order: 1 }, b);
  const { pools } = (await world.call('listPools')).body as { pools: { netboxPoolId: number }[] };
  expect(pools.map(({ netboxPoolId }) => netboxPoolId)).toEqual([b, c, a]);
});

test('the platform grants a pool to the tenant that it names, and a tenant sees its own only', async () => {
  const { world, id } = await granted();
  await world.call('putPool', { id: String(id), query: { tenantId: 'other' }, body: { prefixSize: 56 } });
  expect((await world.call('listPools')).body).toEqual({ pools: [] });
  const other = { ...CLAIMS, tenant_id: 'other' };
  expect((await world.call('listPools', { claims: other })).body).toEqual({ pools: [shown(id)] });
  expect(await world.call('deletePool', { id: String(id) })).toMatchObject({ status: 404 });
});

test('a pool in a VRF is of the space of that VRF', async () => {
  const world = apiWorld();
  const id = world.netbox.addPool('2001:db8::/40', 'customers');
  const { body } = await world.call('putPool', { id: String(id), body: { prefixSize: 56 } });
  const { vrfId } = body as { vrfId: number };
  expect(vrfId).toBeGreaterThan(0);
  expect(await world.deps.inventory.listPools('acme')).toMatchObject([{ space: `main.${vrfId}`, vrfId }]);
});

test('a pool that NetBox does not have: 422', async () => {
  const { world, put } = await granted();
  const before = contentOf(world);
  expect(await put({ prefixSize: 56 }, 999)).toMatchObject({
    status: 422,
    body: { type: '/problems/unknown-pool' },
  });
  expect(contentOf(world)).toEqual(before);
});

test('a prefix that is delegated to a subscriber is no pool: 422', async () => {
  const { world, put } = await granted();
  await put({ prefixSize: 56 });
  const { body } = await world.call('allocatePrefix', { body: {} });
  const answer = await put({ prefixSize: 60 }, (body as { netboxPrefixId: number }).netboxPrefixId);
  expect(answer).toMatchObject({ status: 422, body: { type: '/problems/unknown-pool' } });
});

test.each(['2001:db8::/56', '2001:db8::/60'])('a pool %s has no room for a /56: 422', async (cidr) => {
  const { put } = await granted(cidr);
  expect(await put({ prefixSize: 56 })).toMatchObject({
    status: 422,
    body: { type: '/problems/length-not-served' },
  });
});

test('a pool that overlaps one of another length: 409', async () => {
  const { world, put } = await granted();
  await put({ prefixSize: 56 });
  const inner = world.netbox.addPool('2001:db8::/48');
  const before = contentOf(world);
  expect(await put({ prefixSize: 60 }, inner)).toMatchObject({
    status: 409,
    body: { type: '/problems/pool-overlap' },
  });
  expect(contentOf(world)).toEqual(before);
});

test('while prefixes of a pool are held its length stays and it is not taken back: 409', async () => {
  const { world, id, put } = await granted();
  await put({ prefixSize: 56 });
  hold(world, id, 2);
  const before = contentOf(world);
  const inUse = { status: 409, body: { type: '/problems/pool-in-use' } };
  expect(await put({ prefixSize: 60 })).toMatchObject(inUse);
  expect(await world.call('deletePool', { id: String(id) })).toMatchObject(inUse);
  expect(contentOf(world)).toEqual(before);
  expect(await put({ prefixSize: 56, order: 7 })).toMatchObject({ status: 200 });
  hold(world, id, 0);
  expect(await put({ prefixSize: 60 })).toMatchObject({ status: 200 });
});

test('NetBox away: 503 with Retry-After, and no pool', async () => {
  const away = new LeaseholdError('netbox-unavailable', 'NetBox does not answer.', { retryAfterSeconds: 7 });
  const { netbox } = apiWorld().deps;
  const world = apiWorld({ netbox: { ...netbox, readPrefix: () => Promise.reject(away) } });
  const answer = await world.call('putPool', { id: '1', body: { prefixSize: 56 } });
  expect(answer).toMatchObject({ status: 503, headers: { 'Retry-After': '7' } });
  expect(world.table.rows.pools.size).toBe(0);
});
