import { isUnderWay } from '../domain/authorization.ts';
import { heldBy, type Lease, revocationOf } from '../domain/lease.ts';
import { LIFECYCLE } from '../domain/lifecycle.ts';
import type { LeaseRecord, OutboundEvent } from './ports.ts';

const eventNameOf = (lease: Lease): string | undefined => {
  if (lease.lastAction === 'saveProfile') return undefined;
  const row = LIFECYCLE[lease.lastAction];
  return 'event' in row ? row.event : undefined;
};

/** An event that ends a tenure names the prefix that was given back, which the lease no longer holds. */
const prefixFacts = (before: Lease | undefined, after: Lease) => {
  const held = heldBy(after) ?? (before === undefined ? undefined : heldBy(before));
  return held === undefined
    ? {}
    : { prefix: held.cidr, netboxPrefixId: held.netboxPrefixId, netboxPoolId: held.poolId };
};

const lifecycleEvent = (before: Lease | undefined, after: Lease): OutboundEvent | undefined => {
  const name = eventNameOf(after);
  if (before?.version === after.version || name === undefined) return undefined;
  const revocation = revocationOf(after);
  return {
    detailType: name,
    detail: {
      id: `${after.tenant}/${after.subscriber}/${after.version}/${name}`,
      tenantId: after.tenant,
      subscriberId: after.subscriber,
      version: after.version,
      epoch: after.epoch,
      state: after.state,
      prefixSize: after.length,
      ...prefixFacts(before, after),
      ...(revocation === undefined ? {} : { revocationId: revocation.id }),
      ...(after.state === 'failed' ? { reason: after.failure.code, detail: after.failure.detail } : {}),
    },
  };
};

const authorizationEvent = (before: Lease | undefined, after: Lease): OutboundEvent | undefined => {
  const { authorization } = after;
  if (authorization === undefined || authorization.status === 'sending') return undefined;
  const old = before?.authorization;
  if (old?.id === authorization.id && old.status === authorization.status) return undefined;
  return {
    detailType: isUnderWay(authorization) ? 'AuthorizationRequested' : 'AuthorizationRecorded',
    detail: {
      id: `${authorization.id}/${authorization.status}`,
      tenantId: after.tenant,
      subscriberId: after.subscriber,
      version: after.version,
      authorizationId: authorization.id,
      status: authorization.status,
      nasIp: authorization.nasIp,
      ...(authorization.errorCause === undefined ? {} : { errorCause: authorization.errorCause }),
    },
  };
};

/** The events that one change of a lease is: none where neither its version nor its authorization changed. */
export const eventsOf = ({ before, after }: LeaseRecord): OutboundEvent[] =>
  after === undefined
    ? []
    : [lifecycleEvent(before, after), authorizationEvent(before, after)].filter(
        (event) => event !== undefined,
      );
