import type { LeaseIn, LeaseKey } from '../../shared/domain/lease.ts';
import { claimRun, endRun, finishRevoke } from '../../shared/domain/revocation.ts';
import type { ApiWorld } from './api-world.ts';

const key: LeaseKey = { tenant: 'acme', subscriber: 'line-1' };

/** The lease of `line-1` while it is being revoked. */
export const revoking = async ({ deps }: ApiWorld): Promise<LeaseIn<'revoking'>> =>
  (await deps.leases.read(key)) as LeaseIn<'revoking'>;

/** What the revoke machine would do, up to its last step. */
const run = async (world: ApiWorld) => {
  const begun = await revoking(world);
  const ref = { revocationId: begun.revocation.id, runId: 'run-1' };
  await world.deps.leases.apply(claimRun(begun, ref, world.deps.clock()));
  return ref;
};

/** Ends the revocation of `line-1` as the revoke machine does. */
export const finish = async (world: ApiWorld): Promise<void> => {
  const ref = await run(world);
  await world.deps.leases.apply(finishRevoke(await revoking(world), ref, world.deps.clock()));
};

/** Gives the revocation of `line-1` up as the revoke machine does where NetBox refuses. */
export const giveUp = async (world: ApiWorld): Promise<void> => {
  const ref = await run(world);
  const failure = { ref, code: 'netbox-refused', detail: 'NetBox refuses the release.', healing: false };
  await world.deps.leases.apply(endRun(await revoking(world), failure, world.deps.clock()));
};
