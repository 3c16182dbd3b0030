import { describe, expect, test } from '@jest/globals';
import { beginAllocation, failAllocation, renewEpoch } from '../../shared/domain/allocation.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { removeProfile, saveProfile } from '../../shared/domain/profile.ts';
import { beginRevoke } from '../../shared/domain/revocation.ts';
import { changeService } from '../../shared/domain/service.ts';
import { purge } from '../../shared/domain/upkeep.ts';
import type { TablePorts } from './engine-table.ts';
import { DAY, NOON } from './leases.ts';
import { asForeseen, live, newLife, stored } from './lives.ts';

const CALL = { action: 'suspend', key: 'a-b_c', bodyHash: 'body-1' } as const;

/** The first and the third door. */
export const leaseStoreContract = (table: () => TablePorts): void => {
  describe('the first door', () => {
    test('an unknown subscriber has no lease, and a transition of it is refused with nothing to show', async () => {
      const { leases } = table();
      const life = newLife();
      expect(await leases.read(life.key)).toBeUndefined();
      const elsewhere = await live(leases, 'active', newLife());
      const change = changeService(elsewhere, { action: 'suspend', session: {} }, NOON);
      const written = await leases.apply({ ...change, key: life.key });
      expect(written).toEqual({ applied: false, claimTaken: false });
      expect(await leases.read(life.key)).toBeUndefined();
    });

    test('a lease that is born twice is born once, and the second birth shows the first', async () => {
      const { leases } = table();
      const { key } = newLife();
      const births = [NOON, NOON + 1].map((now) => beginAllocation(undefined, { key, length: 56 }, now));
      const written = await Promise.all(births.map((birth) => leases.apply(birth)));
      const lease = await leases.read(key);
      expect(written).toContainEqual({ applied: true });
      expect(written).toContainEqual({ applied: false, current: lease, claimTaken: false });
      expect([NOON, NOON + 1]).toContain(lease?.version);
    });

    test('of two writers that read the same lease one writes, and the other sees what was written', async () => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, 'active', life);
      const changes = [
        changeService(lease, { action: 'suspend', session: {} }, NOON),
        beginRevoke(lease, { ...life.revocation, session: {} }, NOON),
      ];
      const written = await Promise.all(changes.map((change) => leases.apply(change)));
      const after = await leases.read(life.key);
      expect(written).toContainEqual({ applied: true });
      expect(written).toContainEqual({ applied: false, current: after, claimTaken: false });
      expect(after?.version).toBe(lease.version + 1);
    });

    test('every write has an id of its own', async () => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, 'active', life);
      await leases.apply(changeService(lease, { action: 'suspend', session: {} }, NOON));
      const after = await stored(leases, life);
      expect(after.writeId).toMatch(/.+/);
      expect(after.writeId).not.toBe(lease.writeId);
    });

    test('a call is remembered once under its key, whatever characters the key has', async () => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, 'active', life);
      const change = changeService(lease, { action: 'suspend', session: {}, call: CALL }, NOON);
      expect(await leases.apply(change)).toEqual({ applied: true });
      expect(await leases.read(life.key)).toEqual(asForeseen(change.next));
      const onlyTheKey = { ...change, when: { is: 'absent', path: `idem.${CALL.key}` } as const };
      expect(await leases.apply(onlyTheKey)).toMatchObject({ applied: false });
    });

    test('a failure of an older epoch does not fail the allocation of a newer one', async () => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, 'pending', life);
      expect(await leases.apply(renewEpoch(lease, 1, NOON))).toEqual({ applied: true });
      const late = failAllocation(lease, { code: 'netbox-refused', detail: 'No.' }, NOON);
      expect(await leases.apply(late)).toMatchObject({ applied: false, current: { state: 'pending' } });
    });

    test('a purge takes the lease away, and its twin finds that done', async () => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, 'revoked', life);
      const early = await leases.apply(purge(lease, NOON + 89 * DAY));
      expect(early).toEqual({ applied: false, current: lease, claimTaken: false });
      expect(await leases.apply(purge(lease, NOON + 90 * DAY))).toEqual({ applied: true });
      expect(await leases.read(life.key)).toBeUndefined();
      expect(await leases.apply(purge(lease, NOON + 90 * DAY))).toEqual({ applied: true });
    });
  });

  describe('the third door', () => {
    const PROFILE = { mode: 'dual_stack', length: 60 } as const;

    test('makes a lease of a profile, changes it, and takes it away where there is nothing else', async () => {
      const { leases } = table();
      const { key } = newLife();
      const birth = saveProfile(undefined, { key, profile: PROFILE }, NOON);
      if (birth === undefined) throw new Error('A new profile is a change.');
      expect(await leases.saveProfile(birth)).toEqual({ applied: true });
      const born = (await leases.read(key)) as Lease;
      expect(born).toEqual(asForeseen(birth.next));
      expect(await leases.saveProfile(birth)).toEqual({ applied: false, current: born, claimTaken: false });
      const change = saveProfile(born, { key, profile: { mode: 'pd' } }, NOON);
      if (change === undefined) throw new Error('Another profile is a change.');
      expect(await leases.saveProfile(change)).toEqual({ applied: true });
      const changed = (await leases.read(key)) as Lease;
      expect(changed).toMatchObject({
        profile: { mode: 'pd' },
        version: born.version + 1,
        lastAction: 'saveProfile',
      });
      expect(await leases.saveProfile(removeProfile(born, NOON))).toMatchObject({ applied: false });
      expect(await leases.saveProfile(removeProfile(changed, NOON))).toEqual({ applied: true });
      expect(await leases.read(key)).toBeUndefined();
      expect(await leases.saveProfile(removeProfile(changed, NOON))).toEqual({ applied: true });
    });

    test('leaves a lease that has lived when its profile goes', async () => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, 'failed', life);
      expect(await leases.saveProfile(removeProfile(lease, NOON))).toEqual({ applied: true });
      expect(await leases.read(life.key)).not.toHaveProperty('profile');
    });
  });
};
