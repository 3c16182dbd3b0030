import type { LeaseKey } from '../domain/lease.ts';
import { assertMatches, type IfMatch } from '../domain/precondition.ts';
import { removeProfile } from '../domain/profile.ts';
import { changeProfile } from './change-lease.ts';
import { assertProfile } from './get-profile.ts';
import type { Deps } from './ports.ts';

/**
 * Deletes a subscriber's profile, and the lease where the profile is all there is of it. Throws `not-found`,
 * `precondition-failed`, `prefix-held`, `allocation-running`, `contended`.
 */
export const deleteProfile = (
  request: { key: LeaseKey; ifMatch?: IfMatch },
  deps: Pick<Deps, 'leases' | 'clock'>,
): Promise<void> =>
  changeProfile<void>(deps.leases, request.key, (found) => {
    const { lease } = assertProfile(found, request.key);
    assertMatches(lease, request.ifMatch);
    return { change: removeProfile(lease, deps.clock()), value: undefined };
  });
