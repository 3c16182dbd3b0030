import type { SessionKeys } from '../../shared/domain/nas.ts';
import type { DynamicAuthorizationRequest, SessionAnswer } from '../../shared/usecases/session-control.ts';

/** A session of a subscriber at a router of its tenant. `since` is epoch milliseconds. */
export type ModelSession = Required<SessionKeys> & { tenant: string; subscriber: string; since: number };

/** How a router misbehaves: it says ACK and leaves the session (a lie that nobody can see), or cannot end it. */
export type NasHabit = 'honest' | 'lies' | 'stuck';

/** The routers: sessions, and what a Disconnect-Request or CoA-Request does to them (RFC 5176). */
export type NasModel = {
  sessions: ModelSession[];
  habit: NasHabit;
  /** One datagram of a request that arrives. */
  receive: (tenant: string, request: DynamicAuthorizationRequest) => SessionAnswer;
  login: (session: ModelSession) => void;
};

/** Session-Context-Not-Found, and Session-Context-Not-Removable (RFC 5176 3.5). */
const NOT_FOUND = 503;
const NOT_REMOVABLE = 504;

const matches = (session: ModelSession, keys: SessionKeys): boolean =>
  (keys.username === undefined || keys.username === session.username) &&
  (keys.acctSessionId === undefined || keys.acctSessionId === session.acctSessionId);

/** `onCoa` is told of each CoA that is applied. */
export const nasModel = (onCoa: (session: ModelSession) => void): NasModel => {
  const model: NasModel = {
    sessions: [],
    habit: 'honest',
    login: (session) => {
      model.sessions = [
        ...model.sessions.filter(
          (each) => each.username !== session.username || each.tenant !== session.tenant,
        ),
        session,
      ];
    },
    receive: (tenant, request) => {
      const found = model.sessions.find((each) => each.tenant === tenant && matches(each, request.session));
      if (found === undefined) return { result: 'nak', errorCause: NOT_FOUND };
      if (request.kind === 'coa') {
        onCoa(found);
        return { result: 'ack' };
      }
      if (model.habit === 'stuck') return { result: 'nak', errorCause: NOT_REMOVABLE };
      if (model.habit === 'honest') model.sessions = model.sessions.filter((each) => each !== found);
      return { result: 'ack' };
    },
  };
  return model;
};
