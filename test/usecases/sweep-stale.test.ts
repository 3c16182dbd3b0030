import { expect, test } from '@jest/globals';
import { changeService } from '../../shared/usecases/change-service.ts';
import { sweepLease } from '../../shared/usecases/sweep-lease.ts';
import { DAY, HELD, KEY, leaseIn, NOON } from '../support/leases.ts';
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
