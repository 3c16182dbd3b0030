import { expect, test } from '@jest/globals';
import { recountTenants } from '../../shared/usecases/recount-statistics.ts';
import { HELD, KEY, leaseIn, NOON } from '../support/leases.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

const FAR = { deadline: NOON + 3_600_000 };
const exact = { 'state:active': 1, profile: 1, withPrefix: 1, withNetboxId: 1, [`pool:${HELD.poolId}`]: 1 };

const worldWith = async (sums: object) => {
  const world = await usecaseWorld();
  world.store(leaseIn('active'));
  world.rows.sums.set(KEY.tenant, sums);
  return world;
};

test('counters that are right count no drift, and cost one scan', async () => {
  const world = await worldWith(exact);
  expect(await recountTenants(FAR, world.deps)).toEqual({ tenants: 1, drifting: [], complete: true });
  expect(world.counts).toEqual([
    { name: 'StatsDrift', dimensions: { tenant: 'acme' }, value: 0 },
    { name: 'SweepDone', dimensions: { task: 'recount' }, value: 1 },
  ]);
  expect(world.clock.now).toBe(NOON);
});

test('a drift that lasts is counted by its facets, and told with them', async () => {
  const world = await worldWith({ ...exact, 'state:active': 3, profile: 2 });
  expect(await recountTenants(FAR, world.deps)).toMatchObject({ drifting: ['acme'] });
  expect(world.counts[0]).toEqual({ name: 'StatsDrift', dimensions: { tenant: 'acme' }, value: 2 });
  expect(world.lines).toEqual([
    {
      level: 'error',
      message: expect.stringContaining('The counters of acme differ'),
      facts: { tenant: 'acme', drift: { 'state:active': 2, profile: 1 } },
    },
  ]);
});

test('what the stream brings in meanwhile, and what goes on changing, is no drift', async () => {
  const world = await worldWith({ ...exact, 'state:active': 3, profile: 2, withPrefix: 4 });
  const sleep = async () => void world.rows.sums.set(KEY.tenant, { ...exact, 'state:active': 2, profile: 2 });
  await recountTenants(FAR, { ...world.deps, sleep });
  expect(world.lines.map(({ facts }) => facts.drift)).toEqual([{ profile: 1 }]);
});

test('out of time, the other tenants are left, and the report says so', async () => {
  const world = await worldWith(exact);
  expect(await recountTenants({ deadline: NOON }, world.deps)).toEqual({
    tenants: 0,
    drifting: [],
    complete: false,
  });
});
