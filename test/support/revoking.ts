import type { LeaseIn, Revocation } from '../../shared/domain/lease.ts';
import type { RunRef } from '../../shared/usecases/step-outcome.ts';
import { KEY, leaseIn, MINUTE, NOON, REVOCATION } from './leases.ts';

/** The run that has claimed the revocation of the tests. */
export const RUN: RunRef = {
  tenantId: KEY.tenant,
  subscriberId: KEY.subscriber,
  revocationId: REVOCATION.id,
  runId: 'run-1',
};

/** A lease that is being revoked by RUN, with what a test names of the revocation and of the lease. */
export const revokedBy = (
  revocation: Partial<Revocation> = {},
  parts: Partial<LeaseIn<'revoking'>> = {},
): LeaseIn<'revoking'> =>
  leaseIn('revoking', {
    revocation: { ...REVOCATION, run: { id: RUN.runId, until: NOON + 6 * MINUTE }, ...revocation },
    ...parts,
  });

/** What the lease of a run may have become, so that the run has nothing more to say. */
export const OVERTAKEN = [
  { how: 'another run has the revocation', lease: revokedBy({ run: { id: 'run-2', until: NOON } }) },
  { how: 'no run has it', lease: leaseIn('revoking') },
  { how: 'it is another revocation', lease: revokedBy({ id: REVOCATION.id + 1 }) },
  { how: 'the lease is no longer being revoked', lease: leaseIn('active') },
  { how: 'the lease is gone', lease: undefined },
] as const;
