import type { AuditedObject } from './audit-lease.ts';
import type { Claim } from './claim.ts';
import type { Difference, Patience } from './difference.ts';
import { heldBy, type Lease } from './lease.ts';
import { isDead, isWithdrawnMark, type MarkedEpoch, parseClaimMark } from './marker.ts';

/** What the table says of an object: the lease that its mark names, and the claim row of its prefix. */
export type Ownership = { lease: Lease | undefined; claim: Claim | undefined };

const isWithdrawn = (
  { id, claim: mark }: AuditedObject,
  row: Claim | undefined,
  settled: boolean,
): boolean => {
  if (row?.netboxPrefixId !== id) return false;
  return row.state === 'held' ? !settled : isWithdrawnMark(mark, id);
};

/** An allocation that has not ended, or an end that an orphan check is still to look after. */
const isInMotion = (object: AuditedObject & { epoch: number }, { lease, claim }: Ownership): boolean => {
  if (lease === undefined) return false;
  if (lease.state === 'pending' && lease.epoch === object.epoch) return true;
  return lease.orphans !== undefined && isDead(object, lease, claim);
};

const unheld = (object: AuditedObject, mark: MarkedEpoch | undefined, owners: Ownership): Difference => {
  const { lease, claim } = owners;
  const isAhead = lease !== undefined && mark !== undefined && mark.epoch > lease.epoch;
  const isUnknown = isAhead || (lease === undefined && claim === undefined);
  return {
    kind: 'object-unheld',
    ...(mark === undefined ? {} : { tenant: mark.tenant, subscriber: mark.subscriber }),
    prefix: object.cidr,
    what: `prefix ${object.id} in NetBox carries ${object.claim}, and nobody holds it.`,
    todo: isUnknown
      ? 'The table knows nothing of it: another Leasehold uses this NetBox, or the table was restored (RUNBOOK, PrefixLeak).'
      : 'The reconciliation of the night deletes it; if it is still there the day after, delete it by hand.',
  };
};

const unmarked = (object: AuditedObject, owners: Ownership, { settled }: Patience): Difference[] => {
  if (isWithdrawn(object, owners.claim, settled)) return [];
  if (isWithdrawnMark(object.claim, object.id)) return [unheld(object, undefined, owners)];
  const what = `prefix ${object.id} in NetBox carries ${object.claim} as its leasehold_claim, which is no mark of Leasehold's.`;
  return [{ kind: 'object-foreign', prefix: object.cidr, what, todo: 'Clear the field by hand.' }];
};

/** What is wrong with an object of NetBox that carries a claim. One that a lease holds is judged with that lease. */
export const objectDifferences = (
  object: AuditedObject,
  owners: Ownership,
  patience: Patience,
): Difference[] => {
  const { lease } = owners;
  const mark = parseClaimMark(object.claim ?? '');
  if (mark === undefined) return unmarked(object, owners, patience);
  if (lease !== undefined && heldBy(lease)?.netboxPrefixId === object.id) return [];
  const isMoving = !patience.settled && isInMotion({ ...object, epoch: mark.epoch }, owners);
  return isMoving ? [] : [unheld(object, mark, owners)];
};
