import type { Change } from '../domain/change.ts';
import { LeaseholdError } from '../domain/errors.ts';
import type { Lease, LeaseKey } from '../domain/lease.ts';
import type { Deps } from './ports.ts';

/** What was decided of a lease as read: a write, or none, and what to say once it is done. */
export type Decision<T> = { change?: Change | undefined; value: T };

/** Somebody else's write came first so many times in a row: more than any crowd of honest callers needs. */
const MAX_ROUNDS = 64;

/**
 * Reads a lease, decides, and writes; where somebody was faster, decides again on what they left. A decision that
 * throws is the answer. Throws `contended` where it never gets through.
 */
export const changeLease = async <T>(
  leases: Deps['leases'],
  key: LeaseKey,
  decide: (lease: Lease | undefined) => Decision<T>,
): Promise<T> => {
  let lease = await leases.read(key);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { change, value } = decide(lease);
    if (change === undefined) return value;
    const written = await leases.apply(change);
    if (written.applied) return value;
    lease = written.current;
  }
  throw new LeaseholdError(
    'contended',
    `The lease of subscriber ${key.subscriber} changes faster than this call can judge it. Repeat the call.`,
    { lease, retryAfterSeconds: 1 },
  );
};
