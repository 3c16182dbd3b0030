import type { Claim } from './claim.ts';
import { heldBy, type Lease, type LeaseKey } from './lease.ts';

/** Whose a NetBox object is, as its claim field says. */
export type MarkedEpoch = LeaseKey & { epoch: number };

/** The value of `leasehold_lease`: `tenant/subscriber`. */
export const leaseMark = ({ tenant, subscriber }: LeaseKey): string => `${tenant}/${subscriber}`;

/** The value of `leasehold_claim` of an object that an epoch of a lease made: `tenant/subscriber/epoch`. */
export const claimMark = ({ tenant, subscriber, epoch }: MarkedEpoch): string =>
  `${tenant}/${subscriber}/${epoch}`;

/** The value of `leasehold_claim` of an object that was released and is kept: the object's own, for ever unique. */
export const withdrawnMark = (state: 'quarantined' | 'withheld', netboxPrefixId: number): string =>
  `${state === 'quarantined' ? 'quarantine' : 'withheld'}/${netboxPrefixId}`;

/** Whether an object was released and is kept. A PATCH that lands late may have left the mark of either rule. */
export const isWithdrawnMark = (mark: string | undefined, netboxPrefixId: number): boolean =>
  mark === withdrawnMark('quarantined', netboxPrefixId) || mark === withdrawnMark('withheld', netboxPrefixId);

/** Reads the claim of an epoch; undefined for a withdrawn object's mark and for anything that is not ours. */
export const parseClaimMark = (mark: string): MarkedEpoch | undefined => {
  const match = /^([a-z0-9-]{1,32})\/([A-Za-z0-9._:@-]{1,128})\/([1-9][0-9]{0,14})$/.exec(mark);
  if (match === null) return undefined;
  return { tenant: match[1] as string, subscriber: match[2] as string, epoch: Number(match[3]) };
};

/**
 * Whether a NetBox object that an epoch made is nobody's any more, so that anyone may delete it at any time. Final:
 * an object that is dead stays dead. Sound only where NetBox was listed first, then the lease read, then the claim
 * row of the object's prefix, both consistently.
 */
export const isDead = (
  object: { id: number; epoch: number },
  lease: Lease | undefined,
  claim: Claim | undefined,
): boolean => {
  if (claim?.netboxPrefixId === object.id) return false;
  if (lease === undefined) return true;
  if (object.epoch < lease.epoch) return true;
  return (
    object.epoch === lease.epoch && lease.state !== 'pending' && heldBy(lease)?.netboxPrefixId !== object.id
  );
};
