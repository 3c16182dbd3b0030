import { claimDisconnectSlot, recordDisconnect, releaseSlot } from '../domain/authorization.ts';
import type { LeaseIn, Slot } from '../domain/lease.ts';
import { askings, type Nas, type SessionKeys } from '../domain/nas.ts';
import { type DisconnectVerdict, disconnectVerdict, isUnknownSession } from '../domain/verdict.ts';
import type { Deps } from './ports.ts';
import type { SessionAnswer } from './session-control.ts';
import {
  DONE,
  failed,
  isMine,
  leaseKeyOf,
  type RunRef,
  runRefOf,
  type StepOutcome,
  SUPERSEDED,
} from './step-outcome.ts';

type Needs = Pick<Deps, 'leases' | 'inventory' | 'sessions' | 'clock' | 'metrics'> & {
  /** Epoch milliseconds by which the exchange must be over: the function's own end, less a margin. */
  deadline: number;
};

const isSlotBusy = (lease: LeaseIn<'revoking'>, now: number): boolean =>
  lease.slot !== undefined && lease.slot.until >= now;

/** The NAS that the session is at, and what it may find it by, in the order in which it is asked. */
type Target = { nas: Nas; sessions: SessionKeys[] };

const targetOf = async (lease: LeaseIn<'revoking'>, deps: Needs): Promise<Target | undefined> => {
  const known = lease.session;
  if (known?.nasIp === undefined) return undefined;
  const nas = await deps.inventory.readNas(lease.tenant, known.nasIp);
  if (nas === undefined) return undefined;
  const sessions = askings(nas.profile, known);
  return sessions.length === 0 ? undefined : { nas, sessions };
};

/** Asks until the NAS knows a session by what it is asked with, or says of all of it that there is none. */
const askInTurn = async (to: Target & { ref: RunRef }, deps: Needs): Promise<SessionAnswer> => {
  const control = {
    deadline: deps.deadline,
    stillWanted: async () => isMine(await deps.leases.read(leaseKeyOf(to.ref)), to.ref),
  };
  const [first, ...others] = to.sessions as [SessionKeys, ...SessionKeys[]];
  let answer = await deps.sessions.send(to.nas, { kind: 'disconnect', session: first }, control);
  for (const session of others) {
    if (!isUnknownSession(answer)) break;
    answer = await deps.sessions.send(to.nas, { kind: 'disconnect', session }, control);
  }
  return answer;
};

const send = async (
  lease: LeaseIn<'revoking'>,
  to: Target & { ref: RunRef },
  deps: Needs,
): Promise<DisconnectVerdict> => {
  const answer = await askInTurn(to, deps);
  const verdict = disconnectVerdict(answer, lease.revocation.disconnects > 1);
  deps.metrics.count('AuthorizationOutcome', {
    kind: 'disconnect',
    outcome: verdict.gone ? verdict.result : answer.result,
  });
  return verdict;
};

type Sending = LeaseIn<'revoking'> & { slot: Slot };

const settle = async (
  lease: Sending,
  sent: { verdict: DisconnectVerdict; nas: Nas; ref: RunRef },
  deps: Needs,
): Promise<StepOutcome> => {
  const { verdict, nas, ref } = sent;
  if (verdict.gone) {
    const written = await deps.leases.recordAuthorization(
      recordDisconnect(lease, runRefOf(ref), verdict.result),
    );
    return written.applied ? DONE : SUPERSEDED;
  }
  await deps.leases.recordAuthorization(releaseSlot(lease, lease.slot.id));
  const detail = `NAS ${nas.ip} ${verdict.detail} to the Disconnect-Request for subscriber ${lease.subscriber}; the prefix is still held.`;
  return failed('disconnect-failed', detail, verdict.healing);
};

const disconnect = async (lease: LeaseIn<'revoking'>, ref: RunRef, deps: Needs): Promise<StepOutcome> => {
  const target = await targetOf(lease, deps);
  if (target === undefined) {
    return failed(
      'unknown-nas',
      `NAS ${lease.session?.nasIp ?? '(none named)'} cannot be asked to end the session of subscriber ${lease.subscriber}: it is not configured, or cannot find the session by what is known. Revoke again with the right NAS, or with sendDisconnect false.`,
      false,
    );
  }
  const claim = claimDisconnectSlot(lease, runRefOf(ref), deps.clock());
  const claimed = await deps.leases.recordAuthorization(claim);
  if (!claimed.applied) return isMine(claimed.current, ref) ? { outcome: 'busy' } : SUPERSEDED;
  const mine = claim.next as Sending;
  const verdict = await send(mine, { ...target, ref }, deps);
  return settle(mine, { verdict, nas: target.nas, ref }, deps);
};

/**
 * Ends the subscriber's session before its prefix is released, where the revocation asks for it; otherwise only waits
 * until no CoA is being sent. The prefix may go on only where this answers `done`.
 */
export const disconnectSession = async (ref: RunRef, deps: Needs): Promise<StepOutcome> => {
  const lease = await deps.leases.read(leaseKeyOf(ref));
  if (!isMine(lease, ref)) return SUPERSEDED;
  if (lease.revocation.disconnected !== undefined) return DONE;
  if (lease.revocation.disconnect) return disconnect(lease, ref, deps);
  return isSlotBusy(lease, deps.clock()) ? { outcome: 'busy' } : DONE;
};
