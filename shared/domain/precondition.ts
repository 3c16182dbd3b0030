import { LeaseholdError } from './errors.ts';
import { etagOf, type Lease, type LeaseKey } from './lease.ts';

/** What If-Match asks for: a version, `*` (a lease exists), or a tag that matches nothing (weak or malformed). */
export type IfMatch = number | '*' | 'nothing';

/** The lease, or `not-found`: every call but allocate and the profile's PUT needs one. */
export const assertFound = (lease: Lease | undefined, key: LeaseKey): Lease => {
  if (lease !== undefined) return lease;
  throw new LeaseholdError(
    'not-found',
    `Subscriber ${key.subscriber} has no lease and no profile. Allocate a prefix, or PUT a profile, first.`,
  );
};

/** Refuses a call whose If-Match names another version than the lease has. */
export const assertMatches = (lease: Lease | undefined, ifMatch: IfMatch | undefined): void => {
  if (ifMatch === undefined || (lease !== undefined && (ifMatch === '*' || ifMatch === lease.version)))
    return;
  throw new LeaseholdError(
    'precondition-failed',
    lease === undefined
      ? 'If-Match was sent, and the subscriber has no lease.'
      : `The lease of subscriber ${lease.subscriber} is at ${etagOf(lease)}, not at what If-Match names. Read it again, then decide.`,
    { lease },
  );
};
