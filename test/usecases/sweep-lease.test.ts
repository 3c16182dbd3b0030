import { describe, expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import { allocatePrefix } from '../../shared/usecases/allocate-prefix.ts';
import { sweepLease } from '../../shared/usecases/sweep-lease.ts';
import { DAY, HELD, HOUR, INTENT, KEY, leaseIn, MINUTE, NOON, REVOCATION } from '../support/leases.ts';
import { countedNames, usecaseWorld } from '../support/usecase-world.ts';

const CALL = { key: KEY, call: { action: 'allocate', key: 'key-1', bodyHash: 'body-1' } } as const;

const worldWith = async (lease: Lease | undefined, later = 0) => {
  const world = await usecaseWorld();
  if (lease !== undefined) world.store(lease);
  world.clock.now += later;
  return { ...world, sweep: () => sweepLease(KEY, world.deps) };
};

test.each([
  { what: 'that is gone', lease: undefined },
  { what: 'of which nothing is due', lease: leaseIn('active') },
])('a lease $what is left alone', async ({ lease }) => {
  const { sweep, rows } = await worldWith(lease);
  expect(await sweep()).toEqual([]);
  expect(rows.records).toEqual([]);
});

describe('an allocation that nobody repeated', () => {
  const pending = leaseIn('pending', { intent: { ...INTENT, key: 'key-1' } });

  test('fails after a quarter of an hour, and what it left is looked for at once', async () => {
    const { sweep, lease } = await worldWith(pending, 15 * MINUTE);
    expect(await sweep()).toEqual(['expireAllocation', 'checkOrphans']);
    expect(await lease()).toMatchObject({
      state: 'failed',
      failure: { code: 'allocation-failed' },
      orphans: { next: NOON + 30 * MINUTE, until: NOON + HOUR },
    });
  });

  test('does not fail where it was resumed at that moment', async () => {
    const { sweep, faults, deps, lease } = await worldWith(pending, 15 * MINUTE);
    const paused = faults.pause(({ move }) => move === 'fail');
    const sweeping = sweep();
    await paused.reached;
    await allocatePrefix(CALL, deps);
    paused.release();
    expect(await sweeping).toEqual([]);
    expect(await lease()).toMatchObject({ state: 'allocated', epoch: 100 });
  });
});

describe('a revocation that no run works on', () => {
  const REF = { tenantId: 'acme', subscriberId: 'line-1', revocationId: 5 };
  const run = { id: 'run-1', until: NOON + 2 * MINUTE };

  test.each([
    { what: 'was never begun', revocation: REVOCATION },
    { what: 'was left by a run that overstayed', revocation: { ...REVOCATION, run } },
  ])('is started again where it $what', async ({ revocation }) => {
    const { sweep, lease, started } = await worldWith(leaseIn('revoking', { revocation }), 2 * MINUTE + 1);
    expect(await sweep()).toEqual(['restartRevocation']);
    expect(started).toEqual([REF]);
    expect(await lease()).toMatchObject({ revocation: { retryAt: NOON + 4 * MINUTE + 1 } });
    expect(await lease()).not.toHaveProperty('revocation.run');
  });

  test('is left to a run that claimed it at that moment', async () => {
    const { sweep, faults, store, started } = await worldWith(leaseIn('revoking'), 2 * MINUTE);
    const paused = faults.pause(({ move }) => move === 'restartRevocation');
    const sweeping = sweep();
    await paused.reached;
    store(leaseIn('revoking', { revocation: { ...REVOCATION, run: { ...run, until: NOON + HOUR } } }));
    paused.release();
    expect(await sweeping).toEqual([]);
    expect(started).toEqual([]);
  });

  test('is started again two minutes later where the machine could not be started', async () => {
    const { deps, sweep, clock, started } = await worldWith(leaseIn('revoking'), 2 * MINUTE);
    const machine = { start: () => Promise.reject(new Error('throttled')) };
    await expect(sweepLease(KEY, { ...deps, machine })).rejects.toThrow('throttled');
    expect(await sweep()).toEqual([]);
    clock.now += 2 * MINUTE;
    expect(await sweep()).toEqual(['restartRevocation']);
    expect(started).toEqual([REF]);
  });

  test('is reported from the first hour on, with the reason, and started again all the same', async () => {
    const revocation = { ...REVOCATION, reason: 'NetBox did not answer.' };
    const world = await worldWith(leaseIn('revoking', { revocation }), HOUR);
    expect(await world.sweep()).toEqual(['restartRevocation', 'report']);
    expect(countedNames(world)).toEqual(['RevocationStuck/acme']);
    expect(world.lines).toMatchObject([{ facts: { state: 'revoking', reason: revocation.reason } }]);
  });

  test('of a lease without a prefix is reported as that', async () => {
    const { held: _, ...bare } = leaseIn('revoking');
    const { sweep, lines } = await worldWith(bare, HOUR);
    await sweep();
    expect(lines).toMatchObject([{ message: expect.stringContaining('prefix (none) of subscriber line-1') }]);
  });
});

describe('a CoA whose outcome never came', () => {
  const authorization = {
    id: 'coa-1',
    nasIp: '192.0.2.1',
    status: 'queued',
    attempt: 0,
    askedAt: NOON,
  } as const;

  test('is unknown after ten minutes, and counted', async () => {
    const world = await worldWith(leaseIn('active', { authorization }), 10 * MINUTE);
    expect(await world.sweep()).toEqual(['abandonAuthorization']);
    expect(await world.lease()).toMatchObject({ authorization: { status: 'unknown' } });
    expect(countedNames(world)).toEqual(['AuthorizationOutcome/coa/unknown']);
  });

  test('is waited for while it may be under way', async () => {
    const slot = { id: 'coa-1/1', until: NOON + 10 * MINUTE };
    const world = await worldWith(leaseIn('active', { authorization, slot }), 10 * MINUTE);
    expect(await world.sweep()).toEqual([]);
    expect(world.counts).toEqual([]);
  });
});

test('a revocation that is stuck is reported although NetBox is away', async () => {
  const orphans = { next: NOON, until: NOON + HOUR };
  const { deps, counts } = await worldWith(leaseIn('revoking', { orphans }), 2 * HOUR);
  const netbox = { ...deps.netbox, findByLease: () => Promise.reject(new Error('NetBox is away')) };
  await expect(sweepLease(KEY, { ...deps, netbox })).rejects.toThrow('NetBox is away');
  expect(countedNames({ counts })).toContain('RevocationStuck/acme');
});

test('a failed lease that holds a prefix is reported every hour', async () => {
  const world = await worldWith(leaseIn('failed', { held: HELD }), HOUR);
  expect(await world.sweep()).toEqual(['report']);
  expect(await world.sweep()).toEqual([]);
  world.clock.now += HOUR;
  expect(await world.sweep()).toEqual(['report']);
  expect(countedNames(world)).toEqual(['HeldByFailedLease/acme', 'HeldByFailedLease/acme']);
});

test('a revoked lease is purged at night, ninety days later', async () => {
  const { sweep, clock, lease } = await worldWith(leaseIn('revoked'), 90 * DAY);
  expect(await sweep()).toEqual([]);
  clock.now += 14 * HOUR;
  expect(await sweep()).toEqual(['purge']);
  expect(await lease()).toBeUndefined();
});

test('a deadline that has passed without a duty is corrected: the lease is not met in every sweep', async () => {
  const { sweep, lease } = await worldWith({ ...leaseIn('active'), dueAt: NOON - 1 });
  expect(await sweep()).toEqual(['correctDue']);
  expect(await lease()).not.toHaveProperty('dueAt');
});
