import { expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import { sweepLease } from '../../shared/usecases/sweep-lease.ts';
import { KEY, leaseIn, MINUTE, NOON } from '../support/leases.ts';
import { interposed } from '../support/system/interpose.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

const orphans = { next: NOON, until: NOON + 45 * MINUTE };

const worldWith = async (lease: Lease) => {
  const world = await usecaseWorld();
  world.store(lease);
  const post = (epoch: number) =>
    world.deps.netbox.allocateNext(world.pool.netboxPoolId, 56, {
      lease: 'acme/line-1',
      claim: `acme/line-1/${epoch}`,
    });
  return { ...world, post, sweep: () => sweepLease(KEY, world.deps) };
};

test('what is nobody’s is deleted, what is the lease’s own is not, and it is looked for again', async () => {
  const { sweep, post, lease, objects } = await worldWith(leaseIn('pending', { epoch: 101, orphans }));
  await post(100);
  await post(101);
  expect(await sweep()).toEqual(['checkOrphans']);
  expect(await objects()).toMatchObject([{ claim: 'acme/line-1/101' }]);
  expect(await lease()).toMatchObject({ orphans: { next: NOON + 15 * MINUTE, until: orphans.until } });
});

test('an orphan is looked for a last time, and then no more', async () => {
  const { sweep, clock, lease } = await worldWith(leaseIn('failed', { orphans }));
  clock.now = orphans.until;
  expect(await sweep()).toEqual(['checkOrphans']);
  expect(await lease()).not.toHaveProperty('orphans');
});

test('an orphan is looked for until it is known to be deleted', async () => {
  const { sweep, post, deps, lease } = await worldWith(leaseIn('failed', { orphans }));
  await post(100);
  const remove = async () => ({ outcome: 'unknown', reason: 'HTTP 502' }) as const;
  const away = { ...deps, netbox: { ...deps.netbox, remove } };
  expect(await sweepLease(KEY, away)).toEqual([]);
  expect(await lease()).toMatchObject({ orphans });
  expect(await sweep()).toEqual(['checkOrphans']);
});

test('an orphan is looked for in NetBox first, then on the lease, then in the claim', async () => {
  const { post, deps } = await worldWith(leaseIn('failed', { orphans }));
  await post(100);
  const calls: string[] = [];
  const watched = interposed(deps, ({ name, run }) => {
    calls.push(name);
    return run();
  });
  await sweepLease(KEY, watched);
  expect(calls.slice(1, 5)).toEqual(['netbox.findByLease', 'leases.read', 'claims.read', 'netbox.remove']);
});
