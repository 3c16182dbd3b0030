import { describe, expect, test } from '@jest/globals';
import { finishAllocation, renewEpoch } from '../../shared/domain/allocation.ts';
import type { Claim } from '../../shared/domain/claim.ts';
import { absent } from '../../shared/domain/condition.ts';
import type { LeaseIn } from '../../shared/domain/lease.ts';
import { beginRevoke, claimRun, finishRevoke } from '../../shared/domain/revocation.ts';
import type { TablePorts } from './engine-table.ts';
import { DAY, NOON } from './leases.ts';
import { type Life, live, newLife, runOf, stored } from './lives.ts';

const REFUSED_BY_CLAIM = { applied: false, claimTaken: true };

const reservedFor = (lease: LeaseIn<'pending'>, { held }: Life, parts: Partial<Claim> = {}): Claim =>
  ({
    space: held.space,
    cidr: held.cidr,
    tenant: lease.tenant,
    subscriber: lease.subscriber,
    epoch: lease.epoch,
    poolId: held.poolId,
    since: NOON,
    state: 'reserved',
    dueAt: NOON + DAY,
    writeId: '',
    ...parts,
  }) as Claim;

const revokingRun = async ({ leases }: TablePorts, life: Life) => {
  const asked = await live(leases, 'revoking', life);
  await leases.apply(claimRun(asked, runOf(asked), NOON));
  return stored<'revoking'>(leases, life);
};

/** What a lease, its claim and its tenure do together or not at all. */
export const leaseTransactionsContract = (table: () => TablePorts): void => {
  describe('the end of an allocation', () => {
    test('gives the lease its prefix and the prefix its claim', async () => {
      const { leases, claims } = table();
      const life = newLife();
      const lease = await live(leases, 'pending', life);
      const change = finishAllocation(lease, { held: life.held, claim: 'put' }, NOON + 1);
      expect(await leases.apply(change)).toEqual({ applied: true });
      const after = await stored(leases, life);
      expect(after).toEqual({ ...change.next, writeId: after.writeId });
      expect(await claims.read(life.held)).toEqual({
        ...life.held,
        ...life.key,
        epoch: lease.epoch,
        state: 'held',
        writeId: after.writeId,
      });
    });

    test('of an epoch that is past is refused by the lease, and leaves no claim', async () => {
      const { leases, claims } = table();
      const life = newLife();
      const lease = await live(leases, 'pending', life);
      await leases.apply(renewEpoch(lease, 1, NOON));
      const late = finishAllocation(lease, { held: life.held, claim: 'put' }, NOON);
      const now = await stored(leases, life);
      expect(await leases.apply(late)).toEqual({ applied: false, current: now, claimTaken: false });
      expect(now).toMatchObject({ state: 'pending', epoch: lease.epoch + 1 });
      expect(await claims.read(life.held)).toBeUndefined();
    });

    test('is refused by a claim that is somebody’s, and leaves both as they were', async () => {
      const { leases, claims } = table();
      const first = newLife();
      await live(leases, 'allocated', first);
      const second = newLife({ held: { ...first.held, netboxPrefixId: 43 } });
      const lease = await live(leases, 'pending', second);
      const change = finishAllocation(lease, { held: second.held, claim: 'put' }, NOON);
      expect(await leases.apply(change)).toEqual(REFUSED_BY_CLAIM);
      expect(await leases.read(second.key)).toEqual(lease);
      expect(await claims.read(first.held)).toMatchObject(first.key);
    });

    test('is refused by the lease where both refuse', async () => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, 'pending', life);
      const change = finishAllocation(lease, { held: life.held, claim: 'put' }, NOON);
      await leases.apply(change);
      const current = await stored(leases, life);
      expect(await leases.apply(change)).toEqual({ applied: false, current, claimTaken: false });
    });

    test('of two subscribers with one prefix is one subscriber’s', async () => {
      const { leases } = table();
      const first = newLife();
      const lives = [first, newLife({ held: { ...first.held, netboxPrefixId: 43 } })];
      const pending = await Promise.all(lives.map((life) => live(leases, 'pending', life)));
      const changes = pending.map((lease, index) =>
        finishAllocation(lease, { held: (lives[index] as Life).held, claim: 'put' }, NOON),
      );
      const written = await Promise.all(changes.map((change) => leases.apply(change)));
      expect(written).toContainEqual({ applied: true });
      expect(written).toContainEqual(REFUSED_BY_CLAIM);
    });

    test('makes the row that is reserved for it held', async () => {
      const { leases, claims } = table();
      const life = newLife();
      const lease = await live(leases, 'pending', life);
      const to = reservedFor(lease, life);
      expect(await claims.change({ key: to, when: absent('state'), to })).toBe(true);
      const change = finishAllocation(lease, { held: life.held, claim: 'hold' }, NOON);
      expect(await leases.apply(change)).toEqual({ applied: true });
      const row = await claims.read(life.held);
      expect(row).toMatchObject({ state: 'held', netboxPrefixId: 42 });
      expect(row).not.toHaveProperty('dueAt');
    });

    test.each<[string, Partial<Claim>]>([
      ['of another epoch', { epoch: 1 }],
      ['of another subscriber', { subscriber: 'line-other' }],
      ['of another tenant', { tenant: 'other' }],
      ['that is held already', { state: 'held', netboxPrefixId: 9 } as Partial<Claim>],
    ])('does not hold a row %s', async (_, parts) => {
      const { leases, claims } = table();
      const life = newLife();
      const lease = await live(leases, 'pending', life);
      const to = reservedFor(lease, life, parts);
      await claims.change({ key: to, when: absent('state'), to });
      const change = finishAllocation(lease, { held: life.held, claim: 'hold' }, NOON);
      expect(await leases.apply(change)).toEqual(REFUSED_BY_CLAIM);
      expect(await leases.read(life.key)).toEqual(lease);
    });
  });

  describe('the end of a revocation', () => {
    test('drops the claim and writes the tenure, once', async () => {
      const ports = table();
      const { leases, claims } = ports;
      const life = newLife();
      const lease = await revokingRun(ports, life);
      const change = finishRevoke(lease, runOf(lease), NOON + DAY);
      expect(await leases.apply(change)).toEqual({ applied: true });
      const after = await stored(leases, life);
      expect(after).toEqual({ ...change.next, writeId: after.writeId });
      expect(await claims.read(life.held)).toBeUndefined();
      const tenure = { ...life.held, ...life.key, epoch: lease.epoch, until: NOON + DAY };
      expect(await claims.listTenures(life.held)).toEqual([tenure]);
      const again = finishRevoke(lease, runOf(lease), NOON + 2 * DAY);
      expect(await leases.apply(again)).toEqual({ applied: false, current: after, claimTaken: false });
      expect(await claims.listTenures(life.held)).toEqual([tenure]);
    });

    test.each([
      ['quarantined', { disconnect: false, release: true, quarantineSeconds: 60 }, NOON + 60_000],
      ['withheld', { disconnect: false, release: false, quarantineSeconds: 0 }, NOON + DAY],
    ] as const)('keeps the claim %s where the prefix is', async (state, revocation, dueAt) => {
      const ports = table();
      const { leases, claims } = ports;
      const life = newLife({ revocation });
      const lease = await revokingRun(ports, life);
      const before = await claims.read(life.held);
      expect(await leases.apply(finishRevoke(lease, runOf(lease), NOON))).toEqual({ applied: true });
      const { writeId } = await stored(leases, life);
      expect(await claims.read(life.held)).toEqual({ ...before, state, dueAt, writeId });
    });

    test.each([
      ['dropped', 0],
      ['kept', 60],
    ])('is refused by a claim that names another object, though it was to be %s', async (_, seconds) => {
      const ports = table();
      const { leases, claims } = ports;
      const life = newLife({ revocation: { disconnect: false, release: true, quarantineSeconds: seconds } });
      const lease = await revokingRun(ports, life);
      const row = (await claims.read(life.held)) as Claim;
      const other = { ...row, netboxPrefixId: 77 } as Claim;
      await claims.change({ key: row, when: { is: 'all', of: [] }, to: other });
      expect(await leases.apply(finishRevoke(lease, runOf(lease), NOON))).toEqual(REFUSED_BY_CLAIM);
      expect(await leases.read(life.key)).toEqual(lease);
      expect(await claims.listTenures(life.held)).toEqual([]);
    });

    test('of a lease that never had a prefix touches no claim and no ledger', async () => {
      const { leases, claims } = table();
      const life = newLife();
      const pending = await live(leases, 'pending', life);
      await leases.apply(beginRevoke(pending, { ...life.revocation, session: {} }, NOON));
      const asked = await stored<'revoking'>(leases, life);
      await leases.apply(claimRun(asked, runOf(asked), NOON));
      const lease = await stored<'revoking'>(leases, life);
      expect(await leases.apply(finishRevoke(lease, runOf(lease), NOON))).toEqual({ applied: true });
      expect(await claims.listTenures(life.held)).toEqual([]);
    });
  });
};
