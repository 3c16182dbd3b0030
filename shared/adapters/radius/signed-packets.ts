import type { PendingRequest } from '../../radius/reply.ts';
import { encodeRequest } from '../../radius/request.ts';
import type { DynamicAuthorizationRequest } from '../../usecases/session-control.ts';

/** A request to sign. `rules` are those of the NAS entry; `clock` is epoch milliseconds. */
export type ToSign = {
  request: DynamicAuthorizationRequest;
  rules: Pick<PendingRequest, 'requireMessageAuthenticator' | 'zeroVectorQuirk'>;
  /** The secret as it may have been remembered. */
  secret: string;
  /** The secret as it is now; undefined where it cannot be asked for. */
  freshSecret: () => Promise<string | undefined>;
  /** Undefined where the port has none left. */
  takeIdentifier: () => number | undefined;
  clock: () => number;
};

/** The packets of one exchange. An answer to any of `sent` is an answer. */
export type SignedPackets = {
  sent: readonly PendingRequest[];
  /** The bytes of the n-th send, from 0. */
  packetFor: (send: number) => Promise<Buffer>;
};

/**
 * Signs a request, once: a retransmission is the same bytes (RFC 5080 2.2.1). But a NAS drops what is signed with
 * another secret in silence, so that silence may mean that its secret was changed: before each retransmission the
 * secret is read again, and where it is another one the request is signed with it, as a new request with an identifier
 * of its own (RFC 2865 3). Undefined where the port has no identifier left.
 */
export const signedPackets = (what: ToSign): SignedPackets | undefined => {
  const sent: PendingRequest[] = [];

  const sign = (secret: string): Buffer | undefined => {
    const identifier = what.takeIdentifier();
    if (identifier === undefined) return undefined;
    const timestamp = Math.floor(what.clock() / 1000);
    const packet = encodeRequest(what.request, { identifier, secret, timestamp });
    sent.push({ ...what.rules, packet, secret });
    return packet;
  };

  const first = sign(what.secret);
  if (first === undefined) return undefined;
  let current = { secret: what.secret, packet: first };
  return {
    sent,
    packetFor: async (send) => {
      const secret = send === 0 ? undefined : await what.freshSecret();
      if (secret === undefined || secret === current.secret) return current.packet;
      current = { secret, packet: sign(secret) ?? current.packet };
      return current.packet;
    },
  };
};
