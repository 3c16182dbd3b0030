import {
  assertOpen,
  type Change,
  type FieldName,
  type Fields,
  step,
  transition,
  unchanged,
} from './change.ts';
import { all } from './condition.ts';
import { noEventSince } from './event-order.ts';
import { type RepeatableCall, remembering } from './idempotency.ts';
import type { Authorization, Lease, LeaseIn, Session } from './lease.ts';

/** The CoA that a transition asks for, once its NAS is known to exist. */
export type CoaRequest = { id: string; nasIp: string };

/** What a change of the service asks for. `session` holds what the caller named; the rest stays as it was. */
export type ServiceRequest = {
  action: 'activate' | 'suspend' | 'resume';
  session: Session;
  coa?: CoaRequest | undefined;
  call?: RepeatableCall | undefined;
  eventAt?: number | undefined;
};

const queued = (coa: CoaRequest, now: number): Authorization => ({
  id: coa.id,
  nasIp: coa.nasIp,
  status: 'queued',
  attempt: 0,
  askedAt: now,
});

const times = (action: ServiceRequest['action'], now: number): { set: Fields; remove: FieldName[] } => {
  switch (action) {
    case 'activate':
      return { set: { activatedAt: now }, remove: [] };
    case 'suspend':
      return { set: { suspendedAt: now }, remove: [] };
    case 'resume':
      return { set: {}, remove: ['suspendedAt'] };
  }
};

const isAnother = (named: string | undefined, known: string | undefined): boolean =>
  named !== undefined && known !== undefined && named !== known;

/** An Acct-Session-Id is one NAS's name for one user's session (RFC 2866 5.5): elsewhere it names nothing, or another. */
const stillNamed = ({ session = {} }: Lease, named: Session): Session => {
  const { acctSessionId: _, ...others } = session;
  const isMoved = isAnother(named.nasIp, session.nasIp) || isAnother(named.username, session.username);
  return isMoved ? others : session;
};

/**
 * The session as it is known after a call named some of it; undefined where nothing is. A NAS that is asked by the
 * Acct-Session-Id of a session elsewhere answers that there is none, and the prefix of one that lives would be released.
 */
export const mergedSession = (lease: Lease, named: Session): Session | undefined => {
  const session = { ...stillNamed(lease, named), ...named };
  return Object.keys(session).length === 0 ? undefined : session;
};

/**
 * Puts the prefix into service, or suspends or resumes it. Whatever CoA an older transition asked for is superseded,
 * whether or not this one asks for its own. Throws `illegal-transition`.
 */
export const changeService = (lease: Lease, request: ServiceRequest, now: number): Change => {
  assertOpen(lease, request.action);
  const { set, remove } = times(request.action, now);
  const session = mergedSession(lease, request.session);
  const change = transition(lease, request.action, {
    set: {
      ...set,
      ...(session === undefined ? {} : { session }),
      ...(request.coa === undefined ? {} : { authorization: queued(request.coa, now) }),
      ...(request.eventAt === undefined ? {} : { lastEventAt: request.eventAt }),
    },
    remove: request.coa === undefined ? [...remove, 'authorization'] : remove,
    fence: all(unchanged(lease), noEventSince(lease, request.eventAt)),
  });
  return remembering(lease, change, { call: request.call, status: 200, now });
};

/**
 * Notes an event that found the service as it asks for it: an older one that comes after it is then late. Undefined
 * where it is noted already.
 */
export const noteEvent = (lease: LeaseIn<'active' | 'suspended'>, eventAt: number): Change | undefined =>
  lease.lastEventAt === eventAt
    ? undefined
    : step(lease, 'noteEvent', {
        set: { lastEventAt: eventAt },
        fence: all(unchanged(lease), noEventSince(lease, eventAt)),
      });
