import { endRun } from '../domain/revocation.ts';
import type { Deps } from './ports.ts';
import {
  DONE,
  isMine,
  leaseKeyOf,
  type RunRef,
  runRefOf,
  type StepFailure,
  type StepOutcome,
  SUPERSEDED,
} from './step-outcome.ts';

/** Gives a revocation back that a run could not end: to be tried again, or, where time does not help, as failed. */
export const recordFailure = async (
  request: RunRef & { failure: StepFailure },
  deps: Pick<Deps, 'leases' | 'clock' | 'log'>,
): Promise<StepOutcome> => {
  const { failure, ...ref } = request;
  const lease = await deps.leases.read(leaseKeyOf(ref));
  if (!isMine(lease, ref)) return SUPERSEDED;
  const change = endRun(lease, { ref: runRefOf(ref), ...failure }, deps.clock());
  const written = await deps.leases.apply(change);
  if (!written.applied) return SUPERSEDED;
  const givenUp = change.next.state === 'failed';
  deps.log(
    givenUp ? 'error' : 'warn',
    givenUp
      ? `The prefix of subscriber ${lease.subscriber} is not revoked and still held: ${failure.detail} Revoke again when that is mended, or with sendDisconnect false.`
      : `The revocation for subscriber ${lease.subscriber} is tried again later: ${failure.detail}`,
    {
      tenant: lease.tenant,
      subscriber: lease.subscriber,
      prefix: lease.held?.cidr,
      code: failure.code,
      version: lease.version,
    },
  );
  return DONE;
};
