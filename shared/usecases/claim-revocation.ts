import { claimRun } from '../domain/revocation.ts';
import type { Deps } from './ports.ts';
import { DONE, leaseKeyOf, type RunRef, runRefOf, type StepOutcome, SUPERSEDED } from './step-outcome.ts';

/** The first step of a run: it owns the revocation from here on, or finds that another does. */
export const claimRevocation = async (
  ref: RunRef,
  deps: Pick<Deps, 'leases' | 'clock'>,
): Promise<StepOutcome> => {
  const lease = await deps.leases.read(leaseKeyOf(ref));
  if (lease?.state !== 'revoking') return SUPERSEDED;
  const written = await deps.leases.apply(claimRun(lease, runRefOf(ref), deps.clock()));
  return written.applied ? DONE : SUPERSEDED;
};
