import { expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import { changeService } from '../../shared/usecases/change-service.ts';
import { sweepLease } from '../../shared/usecases/sweep-lease.ts';
import { DAY, HELD, KEY, leaseIn, MINUTE, NOON } from '../support/leases.ts';
import { gate, interposed } from '../support/system/interpose.ts';
import { countedNames, usecaseWorld } from '../support/usecase-world.ts';

/** A prefix that was allocated a day ago and never activated, of a pool with this rule. */
const staleWorld = async (stalePolicy: 'report' | 'revoke') => {
  const world = await usecaseWorld({ stalePolicy });
  const held = { ...HELD, poolId: world.pool.netboxPoolId };
  world.store(leaseIn('allocated', { held }));
  world.clock.now += DAY;
  return { ...world, held };
};

test('a prefix that was never activated is reported a day later, and daily from then on', async () => {
  const world = await staleWorld('report');
  expect(await sweepLease(KEY, world.deps)).toEqual(['report']);
  expect(await world.lease()).toMatchObject({ state: 'allocated', reportAt: NOON + 2 * DAY });
  expect(countedNames(world)).toEqual(['StaleLease/acme']);
  expect(world.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining(HELD.cidr) }]);
});

test('a prefix that was never activated is taken away where its pool’s rule says so', async () => {
  const world = await staleWorld('revoke');
  expect(await sweepLease(KEY, world.deps)).toEqual(['report']);
  expect(await world.lease()).toMatchObject({
    state: 'revoking',
    held: world.held,
    revocation: { disconnect: false, release: true },
  });
});

test('a prefix of a pool that is no longer granted is only reported', async () => {
  const world = await staleWorld('revoke');
  await world.deps.inventory.deletePool(KEY.tenant, world.pool.netboxPoolId);
  await sweepLease(KEY, world.deps);
  expect(await world.lease()).toMatchObject({ state: 'allocated' });
});

test('a prefix that is activated at that moment is not taken away, and that is no failure', async () => {
  const world = await staleWorld('revoke');
  const { interpose, reached, open } = gate('leases.apply');
  const sweeping = sweepLease(KEY, interposed(world.deps, interpose));
  await reached;
  await changeService({ key: KEY, action: 'activate', session: {}, sendCoa: false }, world.deps);
  open();
  expect(await sweeping).toEqual([]);
  expect(await world.lease()).toMatchObject({ state: 'active' });
});

test('a table that cannot be reached is a failure, and no reason to believe that somebody was faster', async () => {
  const { deps, faults } = await staleWorld('revoke');
  faults.failBefore(1);
  await expect(sweepLease(KEY, deps)).rejects.toThrow('cannot be reached');
});

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

test('a deletion that NetBox does not answer ends the look', async () => {
  const { post, deps } = await worldWith(leaseIn('failed', { orphans }));
  await post(99);
  await post(100);
  let asked = 0;
  const remove = async () => {
    asked += 1;
    return { outcome: 'unknown', reason: 'no answer in 20 s' } as const;
  };
  expect(await sweepLease(KEY, { ...deps, netbox: { ...deps.netbox, remove } })).toEqual([]);
  expect(asked).toBe(1);
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
