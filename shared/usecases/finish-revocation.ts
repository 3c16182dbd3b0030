import { heldBy, type Lease, revocationOf } from '../domain/lease.ts';
import { finishRevoke } from '../domain/revocation.ts';
import type { Deps } from './ports.ts';
import {
  DONE,
  failed,
  isMine,
  leaseKeyOf,
  type RunRef,
  runRefOf,
  type StepOutcome,
  SUPERSEDED,
} from './step-outcome.ts';

const isFinished = (lease: Lease | undefined, ref: RunRef): boolean =>
  lease?.state === 'revoked' && revocationOf(lease)?.id === ref.revocationId;

/** Ends a revocation: the lease is revoked, its claim dropped or kept, its tenure in the ledger, all or nothing. */
export const finishRevocation = async (
  ref: RunRef,
  deps: Pick<Deps, 'leases' | 'clock'>,
): Promise<StepOutcome> => {
  const lease = await deps.leases.read(leaseKeyOf(ref));
  if (isFinished(lease, ref)) return DONE;
  if (!isMine(lease, ref)) return SUPERSEDED;
  const written = await deps.leases.apply(finishRevoke(lease, runRefOf(ref), deps.clock()));
  if (written.applied) return DONE;
  if (!written.claimTaken) return isFinished(written.current, ref) ? DONE : SUPERSEDED;
  const held = heldBy(lease);
  return failed(
    'revocation-failed',
    `The claim row of ${held?.cidr} does not name NetBox prefix ${held?.netboxPrefixId}, which subscriber ${lease.subscriber} holds. Compare the table with NetBox.`,
  );
};
