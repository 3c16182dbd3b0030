import type { Lease, LeaseIn, LeaseKey } from '../domain/lease.ts';
import { isRunOf, type RevocationRunRef } from '../domain/revocation.ts';
import type { RevocationRef } from './ports.ts';

/** One execution of the revoke machine, and the revocation that it works on. */
export type RunRef = RevocationRef & { runId: string };

/** Why a step failed. `healing`: time may mend it, so that the revocation is tried again; otherwise it is given up. */
export type StepFailure = { code: string; detail: string; healing: boolean };

/**
 * What a task of the revoke machine answers, and a Choice reads. `superseded`: the revocation is no longer this run's,
 * which ends in peace. `busy`: another sending has the lease's slot; wait and ask again.
 */
export type StepOutcome =
  | { outcome: 'done' }
  | { outcome: 'busy' }
  | { outcome: 'superseded' }
  | { outcome: 'failed'; failure: StepFailure };

/** The step is done. */
export const DONE: StepOutcome = { outcome: 'done' };

/** The revocation is somebody else's now. */
export const SUPERSEDED: StepOutcome = { outcome: 'superseded' };

/** The step failed in a way that time may mend (or, with `healing` false, may not). */
export const failed = (code: string, detail: string, healing = true): StepOutcome => ({
  outcome: 'failed',
  failure: { code, detail, healing },
});

/** The lease that a run works on. */
export const leaseKeyOf = (ref: RevocationRef): LeaseKey => ({
  tenant: ref.tenantId,
  subscriber: ref.subscriberId,
});

/** The fence that a run's writes carry. */
export const runRefOf = (ref: RunRef): RevocationRunRef => ({
  revocationId: ref.revocationId,
  runId: ref.runId,
});

/** Whether a lease as read is still being revoked by this run. */
export const isMine = (lease: Lease | undefined, ref: RunRef): lease is LeaseIn<'revoking'> =>
  isRunOf(lease, runRefOf(ref));
