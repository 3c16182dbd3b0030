import { heldBy, intentOf, type Lease, type LeaseKey, revocationOf } from '../../shared/domain/lease.ts';
import { releaseOf } from '../../shared/domain/revocation.ts';
import type { LeaseRecord } from '../../shared/usecases/ports.ts';

/** What seen.pml can see, in its order. */
export const KINDS = [
  'BEGINS',
  'RESUMES',
  'RENEWS',
  'ALLOCATES',
  'FAILS',
  'REVOKES',
  'CLAIMS_RUN',
  'RECORDS',
  'FINISHES',
  'PUTS_OFF',
  'GIVES_UP',
  'RESTARTS',
  'MAKES',
  'DELETES',
  'WITHDRAWS',
  'DROPS_ROW',
] as const;

type Kind = (typeof KINDS)[number];

/**
 * One step that was seen. `whose` names a lease (tenant/subscriber), an object's id or a cidr; `which` what else tells
 * it from others: a key, a cidr, an execution's id, a kind of release. `made` is the id of an object that is made;
 * `isRun` says of a deletion that most likely the run of a revocation, or the end of a quarantine, made it.
 */
export type Seen = { kind: Kind; whose: string; which: string; made?: string; isRun?: boolean };

/** Names a lease in a trace: tenant/subscriber. */
export const nameOf = ({ tenant, subscriber }: LeaseKey): string => `${tenant}/${subscriber}`;

/** A call without a key is like no other. */
const keyOf = (lease: Lease): string => intentOf(lease)?.key ?? `none-${lease.version}`;

const releaseCode = (lease: Lease): string => {
  const revocation = revocationOf(lease);
  if (revocation === undefined) return '0';
  const end = ['dropped', 'quarantined', 'withheld'].indexOf(releaseOf(revocation));
  return String((revocation.disconnect ? 3 : 0) + end);
};

type Told = { kind: Kind; which?: string } | undefined;

const transitionOf = (before: Lease | undefined, after: Lease): Told => {
  switch (after.lastAction) {
    case 'beginAllocation':
      return { kind: 'BEGINS', which: keyOf(after) };
    case 'resumeAllocation':
      return { kind: 'RESUMES', which: keyOf(after) };
    case 'allocate':
      return { kind: 'ALLOCATES', which: heldBy(after)?.cidr ?? '' };
    case 'beginRevoke':
      return { kind: 'REVOKES', which: releaseCode(after) };
    case 'finishRevoke':
      return { kind: 'FINISHES' };
    case 'fail':
      return { kind: before?.state === 'pending' ? 'FAILS' : 'GIVES_UP' };
    case 'restartRevocation':
      return runOf(before) === undefined ? undefined : { kind: 'RESTARTS' };
    default:
      return undefined;
  }
};

const runOf = (lease: Lease | undefined): string | undefined =>
  lease?.state === 'revoking' ? lease.revocation.run?.id : undefined;

const isDisconnected = (lease: Lease): boolean =>
  lease.state === 'revoking' && lease.revocation.disconnected !== undefined;

const stepOf = (before: Lease, after: Lease): Told => {
  if (before.epoch !== after.epoch) return { kind: 'RENEWS' };
  const run = runOf(after);
  if (run !== runOf(before))
    return run === undefined ? { kind: 'PUTS_OFF' } : { kind: 'CLAIMS_RUN', which: run };
  return !isDisconnected(before) && isDisconnected(after) ? { kind: 'RECORDS' } : undefined;
};

/** The step that a write of a lease was; undefined where the model sees none in it. */
export const toldBy = ({ before, after }: LeaseRecord): Told => {
  if (after === undefined) return undefined;
  return before !== undefined && before.version === after.version
    ? stepOf(before, after)
    : transitionOf(before, after);
};

/** What the model does not have: lives that end by purge, prefixes that a profile names, an operator's `fail`. */
export const outsideOf = ({ before, after }: LeaseRecord): string | undefined => {
  if (after === undefined) return 'a purge';
  if (after.profile?.preassigned !== undefined) return 'a preassigned prefix';
  const isOperators = after.lastAction === 'fail' && before?.version !== after.version;
  return isOperators && before?.state !== 'pending' && before?.state !== 'revoking'
    ? 'an operator'
    : undefined;
};
