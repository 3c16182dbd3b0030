import type { RouteName } from '../contract/routes.ts';
import type { RepeatableCall } from '../domain/idempotency.ts';
import type { LeaseKey } from '../domain/lease.ts';
import { NAS_PROFILES } from '../domain/nas.ts';
import type { ApiEvent } from './api-event.ts';
import {
  allocateBody,
  DEFAULT_PREFIX_SIZE,
  nasBody,
  poolBody,
  profileBody,
  revokeBody,
  serviceBody,
} from './body-schemas.ts';
import type { Caller } from './caller.ts';
import { ifMatchOf } from './if-match.ts';
import { parseBody } from './parse-body.ts';
import { nasIpOf, poolIdOf, subscriberOf } from './path-parameters.ts';
import { waitSecondsOf } from './prefer-wait.ts';
import { presentMembers } from './present-members.ts';
import { repeatableCallOf } from './repeatable-call.ts';

/** An event whose caller is known, and whose body is parsed JSON where the route has one. */
export type CallEvent = ApiEvent & { caller: Caller; correlationId: string };

const keyOf = (event: CallEvent): LeaseKey => ({
  tenant: event.caller.tenant,
  subscriber: subscriberOf(event),
});

const leaseCallOf = (
  event: CallEvent,
  action: RepeatableCall['action'],
  body: Readonly<Record<string, unknown>>,
) => ({
  key: keyOf(event),
  ...presentMembers({ call: repeatableCallOf(event, action, body), ifMatch: ifMatchOf(event) }),
});

const readAllocation = (event: CallEvent) => {
  const body = parseBody(allocateBody, event.body);
  // The fingerprint is over the body with its default; the use case must still see that none was named.
  const call = leaseCallOf(event, 'allocate', { prefixSize: DEFAULT_PREFIX_SIZE, ...presentMembers(body) });
  return { ...call, ...presentMembers(body) };
};

const readServiceChange =
  <A extends 'activate' | 'suspend' | 'resume'>(action: A) =>
  (event: CallEvent) => {
    const body = presentMembers(parseBody(serviceBody, event.body));
    const { sendCoa, ...session } = body;
    return { ...leaseCallOf(event, action, body), action, session, sendCoa };
  };

const readRevocation = (event: CallEvent) => {
  const body = presentMembers(parseBody(revokeBody, event.body));
  const { sendDisconnect, releaseToNetbox, ...session } = body;
  const waiting = presentMembers({ waitSeconds: waitSecondsOf(event) });
  return { ...leaseCallOf(event, 'revoke', body), session, sendDisconnect, releaseToNetbox, ...waiting };
};

const readSubscriber = (event: CallEvent) => ({ key: keyOf(event) });

const readProfile = (event: CallEvent) => {
  const { assignmentMode, prefixSize, preassignedPrefix } = parseBody(profileBody, event.body);
  const profile = {
    mode: assignmentMode,
    ...presentMembers({ length: prefixSize, preassigned: preassignedPrefix }),
  };
  return { key: keyOf(event), profile, ...presentMembers({ ifMatch: ifMatchOf(event) }) };
};

const readProfileEnd = (event: CallEvent) => ({
  key: keyOf(event),
  ...presentMembers({ ifMatch: ifMatchOf(event) }),
});

const readTenant = (event: CallEvent) => ({ tenant: event.caller.tenant });

const readPoolId = (event: CallEvent) => ({ ...readTenant(event), netboxPoolId: poolIdOf(event) });

const readPool = (event: CallEvent) => {
  const { prefixSize, ...rest } = presentMembers(parseBody(poolBody, event.body));
  return { ...readPoolId(event), grant: { length: prefixSize, ...rest } };
};

const readNasIp = (event: CallEvent) => ({ ...readTenant(event), ip: nasIpOf(event) });

const readNas = (event: CallEvent) => {
  const { secret, port, ...rest } = parseBody(nasBody, event.body);
  const nas = { ...rest, port: port ?? NAS_PROFILES[rest.profile].port };
  return { ...readNasIp(event), nas, secret };
};

/**
 * How the request of each route is read, as its use case takes it. Each throws `malformed-request` for what its path,
 * its headers or its body get wrong.
 */
export const REQUEST_READERS = {
  getStatus: readSubscriber,
  allocatePrefix: readAllocation,
  activatePrefix: readServiceChange('activate'),
  suspendPrefix: readServiceChange('suspend'),
  resumePrefix: readServiceChange('resume'),
  revokePrefix: readRevocation,
  getProfile: readSubscriber,
  putProfile: readProfile,
  deleteProfile: readProfileEnd,
  getStats: readTenant,
  listPools: readTenant,
  putPool: readPool,
  deletePool: readPoolId,
  listNas: readTenant,
  putNas: readNas,
  deleteNas: readNasIp,
} as const satisfies Partial<Record<RouteName, (event: CallEvent) => object>>;

/** A route whose caller must be known: all but the open ones. */
export type CallRoute = keyof typeof REQUEST_READERS;

/** What the handler of a route is given. */
export type RequestOf<R extends CallRoute> = ReturnType<(typeof REQUEST_READERS)[R]>;
