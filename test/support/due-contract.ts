import { describe, expect, test } from '@jest/globals';
import { beginAllocation } from '../../shared/domain/allocation.ts';
import { claimSlot } from '../../shared/domain/authorization.ts';
import type { Authorization } from '../../shared/domain/lease.ts';
import { beginRevoke, claimRun, finishRevoke } from '../../shared/domain/revocation.ts';
import type { TablePorts } from './engine-table.ts';
import { MINUTE, NOON } from './leases.ts';
import { live, newLife, runOf, stored } from './lives.ts';

const EVERYTHING = 10_000;

/** The index of deadlines. Tests share a table, so each looks for its own. */
export const dueContract = (table: () => TablePorts): void => {
  describe('the due index', () => {
    test('names a lease from its deadline on, and no longer once the deadline is gone', async () => {
      const { leases } = table();
      const life = newLife();
      const due = { kind: 'lease', key: life.key };
      const lease = await live(leases, 'allocated', life);
      const at = lease.dueAt as number;
      expect(await leases.listDue(at - 1, EVERYTHING)).not.toContainEqual(due);
      expect(await leases.listDue(at, EVERYTHING)).toContainEqual(due);
      const other = newLife();
      await live(leases, 'active', other);
      expect(await leases.listDue(Number.MAX_SAFE_INTEGER, EVERYTHING)).not.toContainEqual({
        kind: 'lease',
        key: other.key,
      });
    });

    test('keeps the deadline of a lease whose slot is taken', async () => {
      const { leases } = table();
      const life = newLife({ coa: true });
      const lease = await live(leases, 'active', life);
      const before = lease.dueAt;
      await leases.recordAuthorization(claimSlot(lease, lease.authorization as Authorization, NOON + MINUTE));
      expect((await stored(leases, life)).dueAt).toBe(before);
      expect(await leases.listDue(before as number, EVERYTHING)).toContainEqual({
        kind: 'lease',
        key: life.key,
      });
    });

    test('names a claim row that has a deadline', async () => {
      const { leases, claims } = table();
      const life = newLife({ revocation: { disconnect: false, release: true, quarantineSeconds: 60 } });
      const due = { kind: 'claim', key: { space: life.held.space, cidr: life.held.cidr } };
      const active = await live(leases, 'active', life);
      await leases.apply(beginRevoke(active, { ...life.revocation, session: {} }, NOON));
      const asked = await stored<'revoking'>(leases, life);
      await leases.apply(claimRun(asked, runOf(asked), NOON));
      const lease = await stored<'revoking'>(leases, life);
      expect(await leases.listDue(NOON + MINUTE, EVERYTHING)).not.toContainEqual(due);
      await leases.apply(finishRevoke(lease, runOf(lease), NOON));
      expect(await leases.listDue(NOON + MINUTE, EVERYTHING)).toContainEqual(due);
      await claims.change({ key: life.held, when: { is: 'all', of: [] }, to: undefined });
      expect(await leases.listDue(NOON + MINUTE, EVERYTHING)).not.toContainEqual(due);
    });

    test('answers the longest due first, of all shards, and no more than was asked for', async () => {
      const { leases } = table();
      const long = 1_000_000;
      const lives = [3, 1, 4, 0, 5, 2].map((rank) => newLife({ now: long + rank }));
      for (const { key, now } of lives)
        await leases.apply(beginAllocation(undefined, { key, length: 56 }, now));
      const oldest = lives.sort((a, b) => a.now - b.now).map(({ key }) => ({ kind: 'lease', key }));
      expect(await leases.listDue(long + 20 * MINUTE, EVERYTHING)).toEqual(oldest);
      expect(await leases.listDue(long + 20 * MINUTE, 4)).toEqual(oldest.slice(0, 4));
    });
  });
};
