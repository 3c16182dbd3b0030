import type { Nas, SessionKeys } from '../domain/nas.ts';

/**
 * One RADIUS dynamic authorization request (RFC 5176). A Disconnect-Request can carry identification only, so
 * its shape has no place for anything else; `delegatedPrefix` (RFC 4818, canonical cidr) exists in a CoA alone.
 */
export type DynamicAuthorizationRequest =
  | { kind: 'disconnect'; session: SessionKeys }
  | { kind: 'coa'; session: SessionKeys; delegatedPrefix?: string };

/**
 * What became of it. `unknown` may have been applied: nothing that depends on the session may follow from it.
 * `errorCause` is the number of RFC 5176 3.5, absent where the NAK names none.
 */
export type SessionAnswer =
  | { result: 'ack' }
  | { result: 'nak'; errorCause?: number }
  | { result: 'request_initiated' }
  | { result: 'unknown'; reason: 'timeout' | 'unreachable' | 'replaced' };

/** Bounds of one exchange. */
export type ExchangeControl = {
  /** Epoch milliseconds after which no answer is waited for. The exchange never lasts over 30 s. */
  deadline: number;
  /** Asked before each retransmission; false ends the exchange as `unknown`, `replaced`. */
  stillWanted: () => Promise<boolean>;
};

/** The port to the access routers. `send` never rejects for what the network does; a missing secret does reject. */
export type SessionControl = {
  send(nas: Nas, request: DynamicAuthorizationRequest, control: ExchangeControl): Promise<SessionAnswer>;
};
