import { checkReply, type PendingRequest, type ReplyCheck } from '../../radius/reply.ts';
import type { DynamicAuthorizationRequest, SessionAnswer } from '../../usecases/session-control.ts';

type Kind = DynamicAuthorizationRequest['kind'];

const REQUEST_INITIATED = 507;

/** 507 has a meaning for a CoA alone (RFC 5176 3.5); a Disconnect that is refused with it is refused. */
const toAnswer = (
  kind: Kind,
  { acknowledged, errorCause }: { acknowledged: boolean; errorCause?: number },
): SessionAnswer => {
  if (acknowledged) return { result: 'ack' };
  if (kind === 'coa' && errorCause === REQUEST_INITIATED) return { result: 'request_initiated' };
  return errorCause === undefined ? { result: 'nak' } : { result: 'nak', errorCause };
};

/** What judges datagrams. `clock` is epoch milliseconds. */
export type Judging = {
  kind: Kind;
  clock: () => number;
  onIgnored?: ((failing: ReplyCheck) => void) | undefined;
};

/**
 * Judges a datagram against the packets of one exchange, the newest first: an answer to any of them is an answer. Of
 * one that is none, `onIgnored` is told the check that it failed as an answer to the newest.
 */
export const judgeDatagram =
  (sent: readonly PendingRequest[], { kind, clock, onIgnored }: Judging) =>
  (datagram: Buffer): SessionAnswer | undefined => {
    const now = Math.floor(clock() / 1000);
    const verdicts = sent.map((pending) => checkReply(pending, datagram, now)).reverse();
    const accepted = verdicts.find((each) => each.verdict === 'accepted');
    if (accepted) return toAnswer(kind, accepted);
    const [newest] = verdicts;
    if (newest?.verdict === 'ignored') onIgnored?.(newest.failing);
    return undefined;
  };
