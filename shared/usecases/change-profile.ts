import type { ProfileChange } from '../domain/change.ts';
import { LeaseholdError } from '../domain/errors.ts';
import type { Lease, LeaseKey } from '../domain/lease.ts';
import type { Deps } from './ports.ts';

/** What was decided of a profile as read: a write, or none, and what to say once it is done. */
export type ProfileDecision<T> = { change?: ProfileChange | undefined; value: T };

const MAX_ROUNDS = 16;

/**
 * Reads a lease, decides about its profile, and writes; where somebody was faster, decides again on what they left.
 * A decision that throws is the answer. Throws `contended` where it never gets through.
 */
export const changeProfile = async <T>(
  leases: Deps['leases'],
  key: LeaseKey,
  decide: (lease: Lease | undefined) => ProfileDecision<T>,
): Promise<T> => {
  let lease = await leases.read(key);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { change, value } = decide(lease);
    if (change === undefined) return value;
    const written = await leases.saveProfile(change);
    if (written.applied) return value;
    lease = written.current;
  }
  throw new LeaseholdError(
    'contended',
    `The lease of subscriber ${key.subscriber} changes faster than its profile can be saved. Repeat the call.`,
    { lease, retryAfterSeconds: 1 },
  );
};
