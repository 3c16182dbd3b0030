import { expect, test } from '@jest/globals';
import { allocatePrefix } from '../../shared/usecases/allocate-prefix.ts';
import type { NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import { reconcileInventory } from '../../shared/usecases/reconcile-inventory.ts';
import { KEY, leaseIn, NOON, SECOND } from '../support/leases.ts';
import { gate, interposed } from '../support/system/interpose.ts';
import { type UsecaseWorld, usecaseWorld } from '../support/usecase-world.ts';

const DEADLINE = { deadline: NOON + 60 * SECOND };

/** A world in which one prefix is held, and so many more are in NetBox that are nobody's. */
const worldWithOrphans = async (orphans: number) => {
  const world = await usecaseWorld();
  await allocatePrefix({ key: KEY }, world.deps);
  world.store(leaseIn('failed', { subscriber: 'gone' }));
  for (let epoch = 1; epoch <= orphans; epoch++) {
    const marker = { lease: 'acme/gone', claim: `acme/gone/${epoch}` };
    await world.deps.netbox.allocateNext(world.pool.netboxPoolId, 56, marker);
  }
  return world;
};

test('what carries a claim and is nobody’s is deleted, and nothing else', async () => {
  const world = await worldWithOrphans(2);
  expect(await reconcileInventory(DEADLINE, world.deps)).toEqual({
    seen: 3,
    removed: 2,
    unknown: 0,
    complete: true,
  });
  expect(await world.objects()).toMatchObject([{ lease: 'acme/line-1' }]);
  expect(world.counts.at(-1)).toEqual({ name: 'SweepDone', dimensions: { task: 'reconcile' }, value: 2 });
  expect(world.lines.filter(({ level }) => level === 'warn')).toEqual([]);
});

test('every page is looked at', async () => {
  const world = await worldWithOrphans(3);
  const starts: number[] = [];
  const deps = {
    ...world.deps,
    netbox: {
      ...world.deps.netbox,
      listClaimed: (after: number) => {
        starts.push(after);
        return world.deps.netbox.listClaimed(after, 2);
      },
    },
  };
  expect(await reconcileInventory(DEADLINE, deps)).toEqual({
    seen: 4,
    removed: 3,
    unknown: 0,
    complete: true,
  });
  expect(starts).toHaveLength(2);
});

/** A NetBox that lists so many prefixes a page, and takes so long to delete one. */
const slow = (world: UsecaseWorld, page: number, milliseconds: number) => ({
  ...world.deps,
  netbox: {
    ...world.deps.netbox,
    listClaimed: (after: number) => world.deps.netbox.listClaimed(after, page),
    remove: (object: NetBoxPrefix) => {
      world.clock.now += milliseconds;
      return world.deps.netbox.remove(object);
    },
  },
});

test('what is left when the time is over is said, and is where the next run goes on', async () => {
  const world = await worldWithOrphans(5);
  const first = await reconcileInventory(DEADLINE, slow(world, 2, 20 * SECOND));
  expect(first).toEqual({ seen: 4, removed: 3, unknown: 0, complete: false });
  expect(world.lines.at(-1)).toMatchObject({
    level: 'warn',
    message: expect.stringContaining('out of time'),
  });
  const late = await reconcileInventory(DEADLINE, world.deps);
  expect(late).toEqual({ seen: 0, removed: 0, unknown: 0, complete: false });
  const bounds = { deadline: world.clock.now + 60 * SECOND };
  const rest = await reconcileInventory(bounds, world.deps);
  expect(rest).toEqual({ seen: 2, removed: 2, unknown: 0, complete: true });
  const again = await reconcileInventory(bounds, world.deps);
  expect(again).toEqual({ seen: 1, removed: 0, unknown: 0, complete: true });
});

test('a page that there was no time to finish is looked at again, although another one follows', async () => {
  const world = await worldWithOrphans(14);
  const deps = slow(world, 12, 30 * SECOND);
  expect(await reconcileInventory(DEADLINE, deps)).toMatchObject({ seen: 10, removed: 9, complete: false });
  const bounds = { deadline: world.clock.now + 60 * SECOND };
  const rest = await reconcileInventory(bounds, world.deps);
  expect(rest).toEqual({ seen: 6, removed: 5, unknown: 0, complete: true });
});

test('a deletion that is not known to be one is not counted', async () => {
  const world = await worldWithOrphans(1);
  const remove = async () => ({ outcome: 'unknown', reason: 'HTTP 502' }) as const;
  const deps = { ...world.deps, netbox: { ...world.deps.netbox, remove } };
  expect(await reconcileInventory(DEADLINE, deps)).toEqual({
    seen: 2,
    removed: 0,
    unknown: 0,
    complete: true,
  });
});

test('NetBox is listed before a lease is read: what is allocated in between is somebody’s', async () => {
  const world = await usecaseWorld();
  const listing = gate('netbox.listClaimed');
  const calls: string[] = [];
  const deps = interposed(world.deps, (call) => {
    calls.push(call.name);
    return listing.interpose(call);
  });
  const reconciling = reconcileInventory(DEADLINE, deps);
  await listing.reached;
  await allocatePrefix({ key: KEY }, world.deps);
  listing.open();
  expect(await reconciling).toEqual({ seen: 1, removed: 0, unknown: 0, complete: true });
  const looks = calls.filter((name) => !name.startsWith('inventory.'));
  expect(looks).toEqual(['netbox.listClaimed', 'leases.read', 'claims.read']);
});

test('what carries claims of leases that the table does not know is counted, said once, and left', async () => {
  const world = await usecaseWorld();
  for (const epoch of [1, 2]) {
    const marker = { lease: 'other/line', claim: `other/line/${epoch}` };
    await world.deps.netbox.allocateNext(world.pool.netboxPoolId, 56, marker);
  }
  const report = await reconcileInventory(DEADLINE, world.deps);
  expect(report).toEqual({ seen: 2, removed: 0, unknown: 2, complete: true });
  expect(await world.objects()).toHaveLength(2);
  expect(world.counts.at(-1)).toEqual({ name: 'PrefixLeak', dimensions: { kind: 'unknown' }, value: 2 });
  expect(world.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
});
