import type { LeaseKey, Session } from '../../../shared/domain/lease.ts';
import type { RouteAction } from '../../../shared/domain/lifecycle.ts';
import type { IfMatch } from '../../../shared/domain/precondition.ts';
import { type AllocateCall, allocatePrefix } from '../../../shared/usecases/allocate-prefix.ts';
import { changeService } from '../../../shared/usecases/change-service.ts';
import { type RevokeCall, startRevocation } from '../../../shared/usecases/start-revocation.ts';
import type { System } from './system.ts';

type Ways = { key?: string; ifMatch?: IfMatch; deps?: System['deps'] };

const repeatable = (action: RouteAction, key: string | undefined) =>
  key === undefined ? {} : { call: { action, key, bodyHash: 'body' } };

/** One line of the tenant `isp`: its commands, and what is to be seen of it. */
export const subscriberOf = (system: System, subscriber: string, tenant = 'isp') => {
  const key: LeaseKey = { tenant, subscriber };
  const session: Session = { username: subscriber, acctSessionId: `s-${subscriber}`, nasIp: system.nas.ip };

  const serve = (
    action: 'activate' | 'suspend' | 'resume',
    sendCoa: boolean,
    { key: idem, ...ways }: Ways = {},
  ) =>
    changeService(
      { key, action, session, sendCoa, ...repeatable(action, idem), ...ways },
      ways.deps ?? system.deps,
    );

  return {
    key,
    allocate: ({ key: idem, deps, ...call }: Ways & Partial<Omit<AllocateCall, 'key'>> = {}) =>
      allocatePrefix({ key, ...repeatable('allocate', idem), ...call }, deps ?? system.deps),
    activate: (sendCoa = false, ways: Ways = {}) => serve('activate', sendCoa, ways),
    suspend: (sendCoa = false, ways: Ways = {}) => serve('suspend', sendCoa, ways),
    resume: (sendCoa = false, ways: Ways = {}) => serve('resume', sendCoa, ways),
    revoke: ({ key: idem, deps, ...call }: Ways & Partial<Omit<RevokeCall, 'key'>> = {}) =>
      startRevocation(
        {
          key,
          session,
          sendDisconnect: false,
          releaseToNetbox: true,
          ...repeatable('revoke', idem),
          ...call,
        },
        deps ?? system.deps,
      ),
    /** Its session comes up at the NAS. */
    dial: () => system.nas.sessions.add({ username: subscriber, acctSessionId: `s-${subscriber}` }),
    sessions: () => system.nas.sessions.list().filter(({ username }) => username === subscriber),
    lease: () => system.deps.leases.read(key),
    state: async () => (await system.deps.leases.read(key))?.state,
    /** What NetBox has of it. */
    objects: () =>
      system.netbox
        .prefixes()
        .filter(({ customFields }) => customFields.leasehold_lease === `${tenant}/${subscriber}`),
  };
};
