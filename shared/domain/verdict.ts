import type { Outcome } from './authorization.ts';
import type { DisconnectResult } from './lease.ts';

/** What an exchange with a NAS came to (RFC 5176); `errorCause` is the number of RFC 5176 3.5. */
type Exchange = { result: 'ack' | 'nak' | 'request_initiated' | 'unknown'; errorCause?: number };

/** What a Disconnect-Request proves: the session is gone, or it may live and time may mend it (`healing`) or not. */
export type DisconnectVerdict =
  | { gone: true; result: DisconnectResult }
  | { gone: false; healing: boolean; detail: string };

const SESSION_NOT_FOUND = 503;
/** Resources Unavailable, Request Not Routable and Other Proxy Processing Error: the NAS or a proxy, not the request. */
const PASSING = [502, 505, 506];

/**
 * Reads the answer to a Disconnect-Request. `earlier`: one was sent before whose answer is not known, so that "no such
 * session" means that it worked; at first ask it may also mean wrong keys, and is recorded as unverified.
 */
export const disconnectVerdict = (answer: Exchange, earlier: boolean): DisconnectVerdict => {
  if (answer.result === 'ack') return { gone: true, result: 'confirmed' };
  if (answer.result !== 'nak') return { gone: false, healing: true, detail: 'gave no answer' };
  if (isUnknownSession(answer)) {
    return { gone: true, result: earlier ? 'already_gone' : 'already_gone_unverified' };
  }
  const healing = answer.errorCause !== undefined && PASSING.includes(answer.errorCause);
  const detail =
    answer.errorCause === undefined
      ? 'refused without a cause'
      : `refused with Error-Cause ${answer.errorCause}`;
  return { gone: false, healing, detail };
};

/** Whether the NAS knows no session by the keys that it was asked with. */
export const isUnknownSession = (answer: Exchange): boolean =>
  answer.result === 'nak' && answer.errorCause === SESSION_NOT_FOUND;

/** Whether a CoA that was refused may be accepted minutes later. */
export const isPassing = (answer: Exchange): boolean =>
  answer.result === 'nak' && answer.errorCause !== undefined && PASSING.includes(answer.errorCause);

/** What is recorded of a CoA. */
export const coaOutcome = (answer: Exchange): Outcome => ({
  status: answer.result,
  ...(answer.errorCause === undefined ? {} : { errorCause: answer.errorCause }),
});
