import { describe, expect, test } from '@jest/globals';
import {
  abandonAuthorization,
  claimDisconnectSlot,
  claimSlot,
  recordDisconnect,
  recordOutcome,
  releaseSlot,
} from '../../shared/domain/authorization.ts';
import type { Authorization, Lease } from '../../shared/domain/lease.ts';
import { claimRun, endRun, finishRevoke, restartRevocation } from '../../shared/domain/revocation.ts';
import type { TablePorts } from './engine-table.ts';
import { MINUTE, NOON, SECOND } from './leases.ts';
import { asForeseen, type Life, live, newLife, runOf, stored } from './lives.ts';

const withCoa = (lease: Lease) => lease as Lease & { authorization: Authorization };

/** The fences of a revocation's run and of the one sending slot. */
export const leaseFencesContract = (table: () => TablePorts): void => {
  describe('the run fence', () => {
    test('a run owns its revocation until it has overstayed, and whoever comes after it owns it then', async () => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, 'revoking', life);
      const first = runOf(lease, 'first');
      const second = runOf(lease, 'second');
      expect(await leases.apply(claimRun(lease, first, NOON))).toEqual({ applied: true });
      expect(await leases.apply(claimRun(lease, second, NOON + 6 * MINUTE))).toMatchObject({
        applied: false,
      });
      expect(await leases.apply(restartRevocation(lease, NOON))).toMatchObject({ applied: false });
      expect(await leases.apply(claimRun(lease, first, NOON + MINUTE))).toEqual({ applied: true });
      const later = NOON + 8 * MINUTE;
      expect(await leases.apply(claimRun(lease, second, later))).toEqual({ applied: true });
    });

    test('a run that was replaced ends nothing and postpones nothing', async () => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, 'revoking', life);
      await leases.apply(claimRun(lease, runOf(lease, 'first'), NOON));
      const owned = await stored<'revoking'>(leases, life);
      await leases.apply(claimRun(owned, runOf(lease, 'second'), NOON + 7 * MINUTE));
      const now = await stored(leases, life);
      const ref = runOf(lease, 'first');
      const failure = { ref, code: 'netbox-unavailable', detail: 'NetBox is away.', healing: true };
      const late = [finishRevoke(owned, ref, NOON), endRun(owned, failure, NOON)];
      for (const change of late) {
        expect(await leases.apply(change)).toEqual({ applied: false, current: now, claimTaken: false });
      }
      expect(await leases.read(life.key)).toEqual(now);
    });

    test('a run of an earlier revocation does not claim the one of the next life', async () => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, 'revoking', life);
      const ref = { revocationId: lease.revocation.id - 1, runId: 'run-1' };
      expect(await leases.apply(claimRun(lease, ref, NOON))).toMatchObject({ applied: false });
    });
  });

  describe('the second door', () => {
    const sending = async (life: Life) => {
      const { leases } = table();
      const queued = withCoa(await live(leases, 'active', life));
      const claim = claimSlot(queued, queued.authorization, NOON);
      return { leases, queued, claim };
    };

    test('takes the one slot, counts its own revision, and leaves version and action as they are', async () => {
      const life = newLife({ coa: true });
      const { leases, queued, claim } = await sending(life);
      expect(await leases.recordAuthorization(claim)).toEqual({ applied: true });
      const after = await stored(leases, life);
      expect(after).toEqual(asForeseen(claim.next));
      expect(after).toMatchObject({
        authorizationRevision: 1,
        version: queued.version,
        lastAction: 'activate',
      });
    });

    test('the slot of a sending is nobody else’s until it ends', async () => {
      const life = newLife({ coa: true });
      const { leases, claim } = await sending(life);
      await leases.recordAuthorization(claim);
      const sent = withCoa(await stored(leases, life));
      const within = claimSlot(sent, sent.authorization, NOON + 45 * SECOND);
      expect(await leases.recordAuthorization(within)).toMatchObject({ applied: false, current: sent });
      const after = claimSlot(sent, sent.authorization, NOON + 46 * SECOND);
      expect(await leases.recordAuthorization(after)).toEqual({ applied: true });
    });

    test('a slow sending does not record its outcome over its successor’s', async () => {
      const life = newLife({ coa: true });
      const { leases, claim } = await sending(life);
      await leases.recordAuthorization(claim);
      const first = withCoa(await stored(leases, life));
      await leases.recordAuthorization(claimSlot(first, first.authorization, NOON + 46 * SECOND));
      const late = recordOutcome(first, first.authorization, { status: 'ack' });
      expect(await leases.recordAuthorization(late)).toMatchObject({ applied: false });
      const second = withCoa(await stored(leases, life));
      const outcome = recordOutcome(second, second.authorization, { status: 'nak', errorCause: 503 });
      expect(await leases.recordAuthorization(outcome)).toEqual({ applied: true });
      expect(await leases.read(life.key)).toEqual(asForeseen(outcome.next));
    });

    test('what waited too long is unknown, and no longer due', async () => {
      const life = newLife({ coa: true });
      const { leases, queued } = await sending(life);
      const abandoned = abandonAuthorization(queued, queued.authorization.id, NOON);
      expect(await leases.recordAuthorization(abandoned)).toEqual({ applied: true });
      const after = await stored(leases, life);
      expect(after.authorization?.status).toBe('unknown');
      expect(after).not.toHaveProperty('dueAt');
    });

    test('a revocation takes, records and gives back the slot, by its run alone', async () => {
      const { leases } = table();
      const life = newLife();
      const asked = await live(leases, 'revoking', life);
      const ref = runOf(asked, 'first');
      expect(await leases.recordAuthorization(claimDisconnectSlot(asked, ref, NOON))).toMatchObject({
        applied: false,
      });
      await leases.apply(claimRun(asked, ref, NOON));
      const lease = await stored<'revoking'>(leases, life);
      expect(await leases.recordAuthorization(claimDisconnectSlot(lease, ref, NOON))).toEqual({
        applied: true,
      });
      const sent = await stored<'revoking'>(leases, life);
      const other = releaseSlot(sent, 'another slot');
      expect(await leases.recordAuthorization(other)).toMatchObject({ applied: false });
      const done = recordDisconnect(sent, ref, 'confirmed');
      expect(await leases.recordAuthorization(done)).toEqual({ applied: true });
      const after = await stored<'revoking'>(leases, life);
      expect(after).toEqual(asForeseen(done.next));
      expect(after.dueAt).toBe(lease.dueAt);
    });
  });
};
