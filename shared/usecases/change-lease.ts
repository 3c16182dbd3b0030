import type { Change, ProfileChange } from '../domain/change.ts';
import { LeaseholdError } from '../domain/errors.ts';
import type { Lease, LeaseKey } from '../domain/lease.ts';
import type { Deps, Written } from './ports.ts';

/** What was decided of a lease as read: a write through one of its doors, or none, and what to say once it is done. */
export type Decision<T, C = Change> = { change?: C | undefined; value: T };

type Deciding<T, C> = (lease: Lease | undefined) => Decision<T, C>;

/** Somebody else's write came first so many times in a row: more than any crowd of honest callers needs. */
const MAX_ROUNDS = 64;

const settle = async <T, C>(
  door: { read: () => Promise<Lease | undefined>; write: (change: C) => Promise<Written> },
  key: LeaseKey,
  decide: Deciding<T, C>,
): Promise<T> => {
  let lease = await door.read();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { change, value } = decide(lease);
    if (change === undefined) return value;
    const written = await door.write(change);
    if (written.applied) return value;
    lease = written.current;
  }
  throw new LeaseholdError(
    'contended',
    `The lease of subscriber ${key.subscriber} changes faster than this call can judge it. Repeat the call.`,
    { lease, retryAfterSeconds: 1 },
  );
};

/**
 * Reads a lease, decides, and writes; where somebody was faster, decides again on what they left. A decision that
 * throws is the answer. Throws `contended` where it never gets through.
 */
export const changeLease = <T>(
  leases: Deps['leases'],
  key: LeaseKey,
  decide: Deciding<T, Change>,
): Promise<T> => settle({ read: () => leases.read(key), write: leases.apply }, key, decide);

/** The same for the profile of a lease, which has a door of its own. */
export const changeProfile = <T>(
  leases: Deps['leases'],
  key: LeaseKey,
  decide: Deciding<T, ProfileChange>,
): Promise<T> => settle({ read: () => leases.read(key), write: leases.saveProfile }, key, decide);
