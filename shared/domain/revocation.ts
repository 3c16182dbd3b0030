import { assertOpen, type Change, type Fields, step, transition, unchanged } from './change.ts';
import type { ClaimWrite, Tenure } from './claim.ts';
import { absent, all, any, type Condition, equal, less } from './condition.ts';
import { noEventSince } from './event-order.ts';
import { type RepeatableCall, remembering } from './idempotency.ts';
import { heldBy, type Lease, type LeaseIn, type Revocation, type Session } from './lease.ts';
import { DEADLINES, revocationPause } from './lifecycle.ts';
import { orphansLeft } from './orphans.ts';
import { mergedSession } from './service.ts';

/** What a revocation asks for. `disconnect` needs a session and a NAS that the caller has checked. */
export type RevocationRequest = {
  disconnect: boolean;
  release: boolean;
  quarantineSeconds: number;
  session: Session;
  call?: RepeatableCall | undefined;
  eventAt?: number | undefined;
};

/** One run of the revoke machine: the revocation that it works on, and the execution that it is. */
export type RevocationRunRef = { revocationId: number; runId: string };

/**
 * Begins a revocation: ends an intent, supersedes a CoA that is under way (its sending slot stays until its record
 * or its end), and leaves the rest to the machine. Throws `illegal-transition`.
 */
export const beginRevoke = (lease: Lease, request: RevocationRequest, now: number): Change => {
  assertOpen(lease, 'beginRevoke');
  const session = mergedSession(lease, request.session);
  const orphans = orphansLeft(lease);
  const revocation: Revocation = {
    id: lease.version + 1,
    disconnect: request.disconnect,
    release: request.release,
    quarantineSeconds: request.quarantineSeconds,
    askedAt: now,
    attempt: 0,
    disconnects: 0,
  };
  const change = transition(lease, 'beginRevoke', {
    set: {
      revocation,
      ...(session === undefined ? {} : { session }),
      ...(orphans === undefined ? {} : { orphans }),
      ...(request.eventAt === undefined ? {} : { lastEventAt: request.eventAt }),
    },
    remove: ['intent', 'failure', 'authorization'],
    fence: all(unchanged(lease), noEventSince(lease, request.eventAt)),
  });
  return remembering(lease, change, { call: request.call, status: 202, now });
};

/**
 * Remembers the key of a revoke that found nothing to do. Without it, the repeat of a lost answer would revoke the
 * subscriber's next life. Undefined where there is no key to remember.
 */
export const keepRevokeAnswer = (
  lease: LeaseIn<'revoking' | 'revoked'>,
  request: Pick<RevocationRequest, 'call' | 'eventAt'>,
  now: number,
): Change | undefined => {
  if (request.call === undefined) return undefined;
  const change = step(lease, 'keepKey', {
    set: request.eventAt === undefined ? {} : { lastEventAt: request.eventAt },
    fence: all(unchanged(lease), noEventSince(lease, request.eventAt)),
  });
  const status = lease.state === 'revoked' ? 200 : 202;
  return remembering(lease, change, { call: request.call, status, now });
};

const nobodyRuns = (now: number): Condition =>
  any(absent('revocation.run'), less('revocation.run.until', now));

/** This run owns the revocation, unless another does and has not overstayed. */
export const claimRun = (lease: LeaseIn<'revoking'>, ref: RevocationRunRef, now: number): Change =>
  step(lease, 'claimRun', {
    set: { 'revocation.run': { id: ref.runId, until: now + DEADLINES.revocationRun } },
    fence: all(
      equal('revocation.id', ref.revocationId),
      any(nobodyRuns(now), equal('revocation.run.id', ref.runId)),
    ),
  });

/** The fence of every later write of a run: the revocation is still this one, and still this run's. */
export const runIsMine = (ref: RevocationRunRef): Condition =>
  all(equal('revocation.id', ref.revocationId), equal('revocation.run.id', ref.runId));

/** Whether a lease as read is still being revoked by this run. */
export const isRunOf = (lease: Lease | undefined, ref: RevocationRunRef): lease is LeaseIn<'revoking'> =>
  lease?.state === 'revoking' &&
  lease.revocation.id === ref.revocationId &&
  lease.revocation.run?.id === ref.runId;

/**
 * How the object of a prefix ends in NetBox, and its claim with it: `dropped`, or kept out of first-fit. The
 * revocation says it, so that the release and its end agree whatever the pool's rule has become since.
 */
export const releaseOf = ({
  release,
  quarantineSeconds,
}: Revocation): 'dropped' | 'quarantined' | 'withheld' => {
  if (!release) return 'withheld';
  return quarantineSeconds === 0 ? 'dropped' : 'quarantined';
};

const claimEnd = (lease: LeaseIn<'revoking'>, now: number): ClaimWrite | undefined => {
  const held = heldBy(lease);
  if (held === undefined) return undefined;
  const row = { key: { space: held.space, cidr: held.cidr }, netboxPrefixId: held.netboxPrefixId };
  const state = releaseOf(lease.revocation);
  switch (state) {
    case 'dropped':
      return { write: 'drop', ...row };
    case 'quarantined':
      return { write: 'keep', ...row, state, dueAt: now + 1000 * lease.revocation.quarantineSeconds };
    case 'withheld':
      return { write: 'keep', ...row, state, dueAt: now + DEADLINES.withheldCheck };
  }
};

const tenureOf = (lease: LeaseIn<'revoking'>, now: number): Tenure | undefined => {
  const held = heldBy(lease);
  if (held === undefined) return undefined;
  const { tenant, subscriber, epoch } = lease;
  return { ...held, tenant, subscriber, epoch, until: now };
};

/** The lease ends, its claim with it, and the ledger says who held the prefix: one transaction of the run's owner. */
export const finishRevoke = (lease: LeaseIn<'revoking'>, ref: RevocationRunRef, now: number): Change => {
  const claim = claimEnd(lease, now);
  const tenure = tenureOf(lease, now);
  return transition(lease, 'finishRevoke', {
    set: { revokedAt: now },
    remove: ['held', 'revocation.run', 'revocation.retryAt'],
    fence: runIsMine(ref),
    ...(claim === undefined ? {} : { claim }),
    ...(tenure === undefined ? {} : { tenure }),
  });
};

/** Why a run did not end its revocation. `healing`: time may mend it; otherwise an operator must. */
export type RunFailure = { ref: RevocationRunRef; code: string; detail: string; healing: boolean };

/**
 * A run gives its revocation back: to be tried again after a growing pause, or, after a day or where time does not
 * heal it, as failed with its prefix still held.
 */
export const endRun = (lease: LeaseIn<'revoking'>, failure: RunFailure, now: number): Change => {
  const { revocation } = lease;
  const fence = runIsMine(failure.ref);
  if (!failure.healing || now - revocation.askedAt >= DEADLINES.revocationGiveUp) {
    const set: Fields = { failure: { code: failure.code, detail: failure.detail, at: now } };
    return transition(lease, 'fail', { set, remove: ['revocation.run', 'revocation.retryAt'], fence });
  }
  const attempt = revocation.attempt + 1;
  return step(lease, 'postponeRevocation', {
    set: {
      'revocation.attempt': attempt,
      'revocation.retryAt': now + revocationPause(attempt),
      'revocation.reason': failure.detail,
    },
    // Hours may pass, in which the subscriber dials in again: the next run asks again.
    remove: ['revocation.run', 'revocation.disconnected'],
    fence,
  });
};

/**
 * The sweeper takes a revocation from a run that overstayed, or from nobody, before it starts the machine again. The
 * router is asked anew: the subscriber may have dialled in again since it said that the session is gone.
 */
export const restartRevocation = (lease: LeaseIn<'revoking'>, now: number): Change =>
  transition(lease, 'restartRevocation', {
    set: { 'revocation.retryAt': now + DEADLINES.revocationStart },
    remove: ['revocation.run', 'revocation.disconnected'],
    fence: all(equal('revocation.id', lease.revocation.id), nobodyRuns(now)),
  });
