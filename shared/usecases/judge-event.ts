import { LeaseholdError } from '../domain/errors.ts';
import type { Lease } from '../domain/lease.ts';

/** Refuses a provisioning event that happened before the newest one that was applied to this subscriber. */
export const assertNotLate = (lease: Lease | undefined, eventAt: number | undefined): void => {
  if (eventAt === undefined || lease?.lastEventAt === undefined || eventAt >= lease.lastEventAt) return;
  throw new LeaseholdError(
    'late-event',
    `The event is older than what was applied to subscriber ${lease.subscriber} last, and changes nothing.`,
    { lease },
  );
};
