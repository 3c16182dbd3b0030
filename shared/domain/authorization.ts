import {
  type AuthorizationChange,
  dueAfter,
  type FieldName,
  type Fields,
  leaseAfter,
  unchanged,
} from './change.ts';
import { absent, all, any, type Condition, equal, less, oneOf } from './condition.ts';
import type { Authorization, DisconnectResult, Lease, LeaseIn } from './lease.ts';
import { DEADLINES } from './lifecycle.ts';
import { type RevocationRunRef, runIsMine } from './revocation.ts';

type Parts = { when: Condition; set: Fields; remove?: readonly FieldName[] };

const change = (lease: Lease, parts: Parts, dueAt: 'keep' | 'anew'): AuthorizationChange => {
  const remove = parts.remove ?? [];
  const after = leaseAfter(lease, { set: parts.set, remove });
  const next = { ...after, authorizationRevision: lease.authorizationRevision + 1 };
  const key = { tenant: lease.tenant, subscriber: lease.subscriber };
  return {
    key,
    when: parts.when,
    set: parts.set,
    remove,
    next,
    dueAt: dueAt === 'keep' ? 'keep' : dueAfter(next),
  };
};

const slotIsFree = (now: number): Condition => any(absent('slot'), less('slot.until', now));

const underWay = (id: string): Condition =>
  all(equal('authorization.id', id), oneOf('authorization.status', ['queued', 'sending']));

/** Whether an authorization still waits for its outcome. */
export const isUnderWay = (authorization: Authorization | undefined): authorization is Authorization =>
  authorization?.status === 'queued' || authorization?.status === 'sending';

/** How many times a CoA may be begun: a crash between send and record costs one. */
export const MAX_SENDS = 3;

const sendingId = (id: string, attempt: number): string => `${id}/${attempt}`;

/**
 * Takes the lease's one sending slot for a CoA that is still wanted. No two sendings have one `attempt`, so that a
 * slow one cannot record its outcome over a later one's.
 */
export const claimSlot = (lease: Lease, authorization: Authorization, now: number): AuthorizationChange =>
  change(
    lease,
    {
      when: all(
        underWay(authorization.id),
        equal('authorization.attempt', authorization.attempt),
        slotIsFree(now),
      ),
      set: {
        slot: { id: sendingId(authorization.id, authorization.attempt + 1), until: now + DEADLINES.slot },
        'authorization.status': 'sending',
        'authorization.attempt': authorization.attempt + 1,
      },
    },
    'keep',
  );

/** What an exchange ended with. */
export type Outcome = { status: Exclude<Authorization['status'], 'queued' | 'sending'>; errorCause?: number };

/** Writes the outcome of the sending that holds the slot, and gives the slot back. `lease` is as read after it. */
export const recordOutcome = (lease: Lease, sent: Authorization, outcome: Outcome): AuthorizationChange =>
  change(
    lease,
    {
      when: all(
        equal('slot.id', sendingId(sent.id, sent.attempt)),
        equal('authorization.id', sent.id),
        unchanged(lease),
      ),
      set: {
        'authorization.status': outcome.status,
        ...(outcome.errorCause === undefined ? {} : { 'authorization.errorCause': outcome.errorCause }),
      },
      remove: ['slot'],
    },
    'anew',
  );

/** Gives back the slot of a sending that has nothing to record: its request was superseded, or is to be sent again. */
export const releaseSlot = (lease: Lease, slotId: string): AuthorizationChange =>
  change(lease, { when: equal('slot.id', slotId), set: {}, remove: ['slot'] }, 'keep');

/** An authorization whose outcome never came: unknown, after its time or its last sending. */
export const abandonAuthorization = (lease: Lease, id: string, now: number): AuthorizationChange =>
  change(
    lease,
    {
      when: all(underWay(id), slotIsFree(now), unchanged(lease)),
      set: { 'authorization.status': 'unknown' },
    },
    'anew',
  );

const disconnectSlotId = (revocationId: number, disconnects: number): string =>
  sendingId(`disconnect/${revocationId}`, disconnects);

/** Takes the sending slot for the Disconnect of a revocation, by the run that owns it; a slot of its own may be stale. */
export const claimDisconnectSlot = (
  lease: LeaseIn<'revoking'>,
  ref: RevocationRunRef,
  now: number,
): AuthorizationChange => {
  const { disconnects } = lease.revocation;
  const mine = equal('slot.id', disconnectSlotId(ref.revocationId, disconnects));
  const slot = { id: disconnectSlotId(ref.revocationId, disconnects + 1), until: now + DEADLINES.slot };
  return change(
    lease,
    {
      when: all(runIsMine(ref), equal('revocation.disconnects', disconnects), any(slotIsFree(now), mine)),
      set: { slot, 'revocation.disconnects': disconnects + 1 },
    },
    'keep',
  );
};

/** Records that the session is gone, and gives the slot back. `lease` is as it was when the slot was taken. */
export const recordDisconnect = (
  lease: LeaseIn<'revoking'>,
  ref: RevocationRunRef,
  result: DisconnectResult,
): AuthorizationChange =>
  change(
    lease,
    {
      when: all(
        runIsMine(ref),
        equal('slot.id', disconnectSlotId(ref.revocationId, lease.revocation.disconnects)),
      ),
      set: { 'revocation.disconnected': result },
      remove: ['slot'],
    },
    'keep',
  );
