import type * as z from 'zod/mini';
import { etagOf, heldBy, type Lease } from '../domain/lease.ts';
import type { statusAnswer } from './answer-schemas.ts';
import { presentTime } from './present-time.ts';
import { type Reply, reply } from './reply.ts';

/** The status of a subscriber's lease: always all of its fields, null where unset. */
export const presentStatus = (lease: Lease): z.output<typeof statusAnswer> => {
  const held = heldBy(lease);
  return {
    subscriberId: lease.subscriber,
    prefix: held?.cidr ?? null,
    prefixSize: lease.length ?? null,
    state: lease.state,
    allocatedAt: presentTime(lease.allocatedAt),
    activatedAt: presentTime(lease.activatedAt),
    suspendedAt: presentTime(lease.suspendedAt),
    revokedAt: presentTime(lease.revokedAt),
    netboxPrefixId: held?.netboxPrefixId ?? null,
    assignmentMode: lease.profile?.mode ?? null,
  };
};

/** The answer of GET status, with the lease's ETag. */
export const statusReply = (lease: Lease): Reply => reply(200, presentStatus(lease), { ETag: etagOf(lease) });
