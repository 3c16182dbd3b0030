import { LeaseholdError } from '../domain/errors.ts';
import type { Lease, LeaseKey, Profile } from '../domain/lease.ts';
import type { Deps } from './ports.ts';

/** A subscriber's profile, and the lease that it is on. */
export type KnownProfile = { profile: Profile; lease: Lease };

/** The profile on a lease. Throws `not-found` where there is none. */
export const assertProfile = (lease: Lease | undefined, key: LeaseKey): KnownProfile => {
  if (lease?.profile !== undefined) return { profile: lease.profile, lease };
  throw new LeaseholdError('not-found', `Subscriber ${key.subscriber} has no profile. PUT one first.`);
};

/** The profile of a subscriber. Throws `not-found`. */
export const getProfile = async (
  request: { key: LeaseKey },
  deps: Pick<Deps, 'leases'>,
): Promise<KnownProfile> => assertProfile(await deps.leases.read(request.key), request.key);
