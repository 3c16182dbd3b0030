import {
  assertOpen,
  type Change,
  dueAfter,
  type Fields,
  leaseAfter,
  step,
  transition,
  unchanged,
} from './change.ts';
import { type ClaimWrite, claimOf } from './claim.ts';
import { absent, all, type Condition, equal, less } from './condition.ts';
import { LeaseholdError } from './errors.ts';
import { noEventSince } from './event-order.ts';
import { assertRoom, type RepeatableCall, remembering } from './idempotency.ts';
import {
  type Held,
  type Intent,
  intentOf,
  type Lease,
  type LeaseIn,
  type LeaseKey,
  type Profile,
} from './lease.ts';
import { DEADLINES } from './lifecycle.ts';
import { orphansLeft, orphansOf } from './orphans.ts';

/** What a caller asks an allocation for. `length` is the prefix length, 48..64; `eventAt` the event's occurredAt. */
export type AllocationRequest = {
  key: LeaseKey;
  length: number;
  poolId?: number;
  call?: RepeatableCall;
  eventAt?: number;
};

/** How many epochs of one intent may find their prefix claimed before the allocation fails. */
export const MAX_EPOCHS = 3;

const intentFor = (request: AllocationRequest, now: number): Intent => ({
  begunAt: now,
  until: now + DEADLINES.intent,
  tries: 0,
  ...(request.poolId === undefined ? {} : { poolId: request.poolId }),
  ...(request.call === undefined ? {} : { key: request.call.key, bodyHash: request.call.bodyHash }),
});

const newLife = (request: AllocationRequest, profile: Profile, now: number): Fields => ({
  intent: intentFor(request, now),
  length: request.length,
  profile,
  ...(request.eventAt === undefined ? {} : { lastEventAt: request.eventAt }),
});

/** A subscriber without a lease: epoch and version start at the clock, so that a reborn lease repeats none of them. */
const firstAllocation = (request: AllocationRequest, now: number): Change => {
  const set: Fields = {
    state: 'pending',
    epoch: now,
    createdAt: now,
    idem: {},
    ...newLife(request, { mode: 'pd' }, now),
  };
  const born = { ...request.key, version: now, authorizationRevision: 0, lastAction: 'beginAllocation' };
  const next = leaseAfter(born, { set, remove: [] });
  return {
    key: request.key,
    move: 'beginAllocation',
    when: absent('state'),
    version: { born: now },
    set,
    remove: [],
    dueAt: dueAfter(next),
    next,
  };
};

/** A renewed epoch leaves the version as it is: where an epoch is carried on or given up, it is fenced by itself. */
const epochIsMine = (lease: Lease): Condition => equal('epoch', lease.epoch);

const running = (lease: Lease, intent: Intent, now: number): LeaseholdError =>
  new LeaseholdError(
    'allocation-running',
    `An allocation for subscriber ${lease.subscriber} is under way. Repeat the call with its Idempotency-Key after Retry-After.`,
    { lease, retryAfterSeconds: Math.max(1, Math.ceil((intent.until - now) / 1000)) },
  );

const judgeIntent = (
  lease: Lease & { intent: Intent },
  request: AllocationRequest,
  now: number,
): 'begin' | 'resume' => {
  const { intent } = lease;
  const mine = request.call !== undefined && intent.key === request.call.key;
  if (mine && intent.bodyHash !== request.call?.bodyHash) {
    throw new LeaseholdError(
      'idempotency-key-reused',
      'This Idempotency-Key began an allocation with another body. Use a new key for a new request.',
      { lease },
    );
  }
  if (now <= intent.until) throw running(lease, intent, now);
  return mine ? 'resume' : 'begin';
};

/**
 * Begins an allocation, or resumes the one that the same idempotency key began and whose time ran out: the same
 * epoch then finds what it may have left in NetBox. Throws `allocation-running`, `idempotency-key-reused`,
 * `too-many-idempotency-keys` or `illegal-transition`.
 */
export const beginAllocation = (
  lease: Lease | undefined,
  request: AllocationRequest,
  now: number,
): Change => {
  if (lease === undefined) return firstAllocation(request, now);
  assertOpen(lease, 'beginAllocation');
  const intent = intentOf(lease);
  if (intent !== undefined && judgeIntent({ ...lease, intent }, request, now) === 'resume') {
    return transition(lease, 'resumeAllocation', {
      set: { 'intent.until': now + DEADLINES.intent },
      fence: all(unchanged(lease), epochIsMine(lease)),
    });
  }
  assertRoom(lease, request.call, now);
  const orphans = orphansLeft(lease);
  return transition(lease, 'beginAllocation', {
    set: {
      epoch: lease.epoch + 1,
      ...newLife(request, lease.profile ?? { mode: 'pd' }, now),
      ...(orphans === undefined ? {} : { orphans }),
    },
    remove: [
      'allocatedAt',
      'activatedAt',
      'suspendedAt',
      'revokedAt',
      'session',
      'authorization',
      'revocation',
      'failure',
    ],
    fence: all(unchanged(lease), epochIsMine(lease), noEventSince(lease, request.eventAt)),
  });
};

/** What NetBox made for this epoch, and how its claim row is to become ours. */
export type AllocationEnd = { held: Held; claim: 'put' | 'hold'; call?: RepeatableCall | undefined };

/** The lease has its prefix, and the prefix its claim: one transaction, while this epoch is still pending. */
export const finishAllocation = (lease: LeaseIn<'pending'>, end: AllocationEnd, now: number): Change => {
  const { held, call } = end;
  const claim: ClaimWrite = { write: end.claim, claim: claimOf(lease, held) };
  const change = transition(lease, 'allocate', {
    set: { held, allocatedAt: now },
    remove: ['intent'],
    claim,
    fence: epochIsMine(lease),
  });
  return remembering(lease, change, { call, status: 201, now });
};

/**
 * A new epoch within the same intent, after NetBox offered a prefix that the table says is somebody's. The object of
 * the old epoch is dead from here on; it stays in NetBox until the orphan check, so that first-fit moves on.
 */
export const renewEpoch = (lease: LeaseIn<'pending'>, tries: number, now: number): Change =>
  step(lease, 'renewEpoch', {
    set: { epoch: lease.epoch + 1, 'intent.tries': tries, orphans: orphansOf(lease.orphans, now) },
    fence: epochIsMine(lease),
  });

/** An allocation ends without a prefix. Only its own epoch says so, while pending: resumed, it may be in service. */
export const failAllocation = (
  lease: LeaseIn<'pending'>,
  failure: { code: string; detail: string },
  now: number,
): Change => {
  const orphans = orphansLeft(lease);
  return transition(lease, 'fail', {
    set: { failure: { ...failure, at: now }, ...(orphans === undefined ? {} : { orphans }) },
    remove: ['intent'],
    fence: all(equal('state', 'pending'), epochIsMine(lease)),
  });
};

/** An allocation that nobody resumed ends: only while it is nobody's. */
export const expireAllocation = (lease: LeaseIn<'pending'>, now: number): Change => {
  const failed = failAllocation(
    lease,
    { code: 'allocation-failed', detail: 'NetBox did not answer in time, and nobody repeated the call.' },
    now,
  );
  return { ...failed, when: all(failed.when, less('intent.until', now)) };
};
