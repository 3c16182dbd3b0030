import { expect, test } from '@jest/globals';
import { STATES } from '../../shared/domain/lifecycle.ts';
import type { Pool } from '../../shared/domain/pool.ts';
import { reportGauges } from '../../shared/usecases/report-gauges.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

const valuesOf = (
  { counts }: { counts: { name: string; dimensions: Readonly<Record<string, string>>; value: number }[] },
  metric: string,
) =>
  Object.fromEntries(
    counts
      .filter(({ name }) => name === metric)
      .map(({ dimensions, value }) => [Object.values(dimensions).join('/'), value]),
  );

test('every state of every tenant is reported, those without a lease as zero', async () => {
  const world = await usecaseWorld();
  world.rows.sums.set('acme', { 'state:active': 2, 'state:revoked': 1 });
  await world.deps.inventory.putPool('zeta', world.pool);
  expect(await reportGauges(world.deps)).toEqual({ tenants: 2, pools: 2 });
  expect(valuesOf(world, 'LeaseState')).toMatchObject({
    'acme/pending': 0,
    'acme/active': 2,
    'acme/revoked': 1,
    'zeta/active': 0,
  });
  expect(Object.keys(valuesOf(world, 'LeaseState'))).toHaveLength(2 * STATES.length);
  expect(valuesOf(world, 'SweepDone')).toEqual({ gauges: 2 });
});

test('a pool is as full as all of its tenants make it', async () => {
  const world = await usecaseWorld();
  const { netboxPoolId: id } = world.pool;
  await world.deps.inventory.putPool('zeta', world.pool);
  world.rows.sums.set('acme', { [`pool:${id}`]: 64 });
  world.rows.sums.set('zeta', { [`pool:${id}`]: 144 });
  await reportGauges(world.deps);
  expect(valuesOf(world, 'PoolUtilization')).toEqual({ [`acme/${id}`]: 81.25, [`zeta/${id}`]: 81.25 });
});

test.each([
  [10, 9, 90],
  [200, 128, 64],
  [1_000, 128, 50],
])('a tenant with a share of %d that holds %d is %d %% through', async (maxPrefixes, held, percent) => {
  const world = await usecaseWorld({ maxPrefixes });
  const { netboxPoolId: id } = world.pool;
  world.rows.sums.set('acme', { [`pool:${id}`]: held });
  await reportGauges(world.deps);
  expect(valuesOf(world, 'PoolUtilization')).toEqual({ [`acme/${id}`]: percent });
});

test('each pool of a tenant is reported, an empty one as 0', async () => {
  const world = await usecaseWorld();
  const other: Pool = { ...world.pool, netboxPoolId: 99, cidr: '2001:db8:100::/40', length: 48 };
  await world.deps.inventory.putPool('acme', other);
  world.rows.sums.set('acme', { 'pool:99': 64 });
  await reportGauges(world.deps);
  expect(valuesOf(world, 'PoolUtilization')).toEqual({
    [`acme/${world.pool.netboxPoolId}`]: 0,
    'acme/99': 25,
  });
});
