import { absent, all, type Condition, equal } from './condition.ts';
import type { Lease } from './lease.ts';

/**
 * The fence of what a provisioning event changes: no other event has been noted since the lease was read. A note leaves
 * the version as it is. `eventAt` is undefined where no event asks.
 */
export const noEventSince = (lease: Lease, eventAt: number | undefined): Condition => {
  if (eventAt === undefined) return all();
  const { lastEventAt } = lease;
  return lastEventAt === undefined ? absent('lastEventAt') : equal('lastEventAt', lastEventAt);
};
