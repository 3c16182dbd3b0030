import { type RepeatableCall, replayOf } from '../domain/idempotency.ts';
import { heldBy, type Lease, type LeaseKey, type Session } from '../domain/lease.ts';
import type { Nas } from '../domain/nas.ts';
import type { Pool } from '../domain/pool.ts';
import { assertFound, assertMatches, type IfMatch } from '../domain/precondition.ts';
import { beginRevoke, keepRevokeAnswer } from '../domain/revocation.ts';
import { type Answer, answerOf, replayed } from './answer.ts';
import { changeLease, type Decision } from './change-lease.ts';
import { judgeNas, listNasFor } from './find-nas.ts';
import { assertNotLate } from './judge-event.ts';
import type { Deps } from './ports.ts';

/** A call to revoke; `eventAt` (epoch ms) where a provisioning event asks. */
export type RevokeCall = {
  key: LeaseKey;
  session: Session;
  sendDisconnect: boolean;
  releaseToNetbox: boolean;
  call?: RepeatableCall;
  ifMatch?: IfMatch;
  eventAt?: number;
};

/** The answer of a revoke, and the revocation that is under way after it, where one is. */
export type RevokeAnswer = Answer & { revocationId?: number };

type Known = { nas: readonly Nas[]; pools: readonly Pool[]; now: number };

const quarantineOf = (lease: Lease, pools: readonly Pool[]): number => {
  const poolId = heldBy(lease)?.poolId;
  return pools.find(({ netboxPoolId }) => netboxPoolId === poolId)?.quarantineSeconds ?? 0;
};

const judge = (found: Lease | undefined, request: RevokeCall, known: Known): Decision<RevokeAnswer> => {
  const kept = replayOf(found, request.call, known.now);
  if (kept !== undefined) return { value: replayed(kept) };
  const lease = assertFound(found, request.key);
  assertMatches(lease, request.ifMatch);
  assertNotLate(lease, request.eventAt);
  if (lease.state === 'revoked') {
    return { change: keepRevokeAnswer(lease, request, known.now), value: answerOf(lease, 200) };
  }
  if (lease.state === 'revoking') {
    const value = { ...answerOf(lease, 202), revocationId: lease.revocation.id };
    return { change: keepRevokeAnswer(lease, request, known.now), value };
  }
  judgeNas(lease, { session: request.session, send: request.sendDisconnect }, known.nas);
  const change = beginRevoke(
    lease,
    {
      disconnect: request.sendDisconnect,
      release: request.releaseToNetbox,
      quarantineSeconds: quarantineOf(lease, known.pools),
      session: request.session,
      call: request.call,
      eventAt: request.eventAt,
    },
    known.now,
  );
  return { change, value: { ...answerOf(change.next, 202), revocationId: change.next.version } };
};

/**
 * Begins to revoke a lease, whatever its state; the revoke machine ends it. Idempotent: 202 on a lease that is being
 * revoked, 200 on one that is. Throws `not-found`, `precondition-failed`, `unknown-nas`, `unknown-session`,
 * `idempotency-key-reused`, `late-event`.
 */
export const startRevocation = async (
  request: RevokeCall,
  deps: Pick<Deps, 'leases' | 'inventory' | 'clock'>,
): Promise<RevokeAnswer> => {
  const [nas, pools] = await Promise.all([
    listNasFor({ ...request, send: request.sendDisconnect }, deps),
    deps.inventory.listPools(request.key.tenant),
  ]);
  return changeLease(deps.leases, request.key, (lease) =>
    judge(lease, request, { nas, pools, now: deps.clock() }),
  );
};
