import type { Claim } from './claim.ts';
import type { Difference, Patience } from './difference.ts';
import { type Held, heldBy, type Lease } from './lease.ts';
import { DEADLINES } from './lifecycle.ts';
import { claimMark, isWithdrawnMark } from './marker.ts';
import { nextDue } from './next-due.ts';

/** An object of NetBox as an audit sees it; `space` is the one that its VRF makes it belong to. */
export type AuditedObject = { id: number; cidr: string; space: string; claim?: string };

/** Whether the object is the one that the lease holds, where the lease says, with the mark of its epoch. */
export const isObjectOf = (lease: Lease, object: AuditedObject): boolean => {
  const held = heldBy(lease);
  return (
    held !== undefined &&
    held.netboxPrefixId === object.id &&
    held.cidr === object.cidr &&
    held.space === object.space &&
    object.claim === claimMark(lease)
  );
};

/** Between the release in NetBox and the end of the revocation the object is gone, or withdrawn already. */
const isReleased = (lease: Lease, { object, patience }: Seen): boolean =>
  lease.state === 'revoking' &&
  !patience.settled &&
  (object === undefined || isWithdrawnMark(object.claim, object.id));

type Seen = { object: AuditedObject | undefined; patience: Patience };

const AGAIN = 'Revoke the lease and allocate again.';

const objectFault = (lease: Lease, held: Held, seen: Seen): Pick<Difference, 'kind' | 'what' | 'todo'> => {
  const { object } = seen;
  const id = `prefix ${held.netboxPrefixId}`;
  if (object === undefined) {
    const what = `the lease is ${lease.state} and holds it, and NetBox has no ${id}.`;
    return { kind: 'no-object', what, todo: `NetBox may offer the prefix to somebody else. ${AGAIN}` };
  }
  if (object.cidr !== held.cidr || object.space !== held.space) {
    const what = `${id} in NetBox is ${object.cidr} in the space ${object.space}, and the lease holds ${held.cidr} in ${held.space}.`;
    return { kind: 'wrong-object', what, todo: `Put the prefix right in NetBox. If you cannot: ${AGAIN}` };
  }
  const what = `${id} in NetBox carries ${object.claim ?? 'no leasehold_claim'} in place of ${claimMark(lease)}.`;
  return {
    kind: 'wrong-mark',
    what,
    todo: 'Set leasehold_claim right by hand: its revocation looks for it.',
  };
};

/** What is wrong with the object of the prefix that a lease holds; `object` is what NetBox has under its id. */
export const heldObjectDifferences = (
  lease: Lease,
  object: AuditedObject | undefined,
  patience: Patience,
): Difference[] => {
  const held = heldBy(lease);
  const seen = { object, patience };
  if (held === undefined || isReleased(lease, seen)) return [];
  if (object !== undefined && isObjectOf(lease, object)) return [];
  const { tenant, subscriber } = lease;
  return [{ tenant, subscriber, prefix: held.cidr, ...objectFault(lease, held, seen) }];
};

/** Whether a claim row makes a prefix the one that this lease holds. */
export const isClaimOf = (lease: Lease, claim: Claim | undefined): boolean => {
  const held = heldBy(lease);
  return (
    held !== undefined &&
    claim?.state === 'held' &&
    claim.tenant === lease.tenant &&
    claim.subscriber === lease.subscriber &&
    claim.epoch === lease.epoch &&
    claim.netboxPrefixId === held.netboxPrefixId
  );
};

const described = (claim: Claim | undefined): string =>
  claim === undefined
    ? 'it has no claim row'
    : `its claim row is ${claim.state} for ${claim.tenant}/${claim.subscriber}, epoch ${claim.epoch}`;

/** What is wrong with the claim row of the prefix that a lease holds. */
export const heldClaimDifferences = (lease: Lease, claim: Claim | undefined): Difference[] => {
  const held = heldBy(lease);
  if (held === undefined || isClaimOf(lease, claim)) return [];
  const { tenant, subscriber } = lease;
  const what = `the lease is ${lease.state} and holds it in epoch ${lease.epoch}, and ${described(claim)}.`;
  const todo = 'Two subscribers may use it: find out at the routers who does, and revoke the other lease.';
  return [{ kind: 'not-claimed', tenant, subscriber, prefix: held.cidr, what, todo }];
};

const isMoving = (lease: Lease): boolean =>
  lease.state === 'revoking' || (lease.state === 'pending' && lease.intent !== undefined);

const restlessness = (lease: Lease, patience: Patience): string | undefined => {
  if (patience.settled && isMoving(lease)) return 'has not come to rest';
  const late = patience.now - patience.graceMilliseconds;
  const due = nextDue(lease);
  if (due !== undefined && due < late) return `was due at ${new Date(due).toISOString()}`;
  const isStuck = lease.state === 'revoking' && lease.revocation.askedAt + DEADLINES.revocationReport < late;
  return isStuck ? `is being revoked since ${new Date(lease.revocation.askedAt).toISOString()}` : undefined;
};

/** What is wrong with a lease that does not come to rest. */
export const restDifferences = (lease: Lease, patience: Patience): Difference[] => {
  const why = restlessness(lease, patience);
  if (why === undefined) return [];
  const prefix = heldBy(lease)?.cidr;
  const reason = lease.state === 'revoking' ? lease.revocation.reason : undefined;
  return [
    {
      kind: 'restless',
      tenant: lease.tenant,
      subscriber: lease.subscriber,
      ...(prefix === undefined ? {} : { prefix }),
      what: `the lease is ${lease.state} and ${why}${reason === undefined ? '' : ` (${reason})`}.`,
      todo: 'Look whether the sweeper runs and what it logs of this subscriber (RUNBOOK, RevocationStuck).',
    },
  ];
};
