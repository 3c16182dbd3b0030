import type { SessionKeys } from '../domain/nas.ts';
import { encodeAttribute, encodeUint32 } from './attributes.ts';
import { encodeDelegatedPrefix } from './delegated-prefix.ts';
import {
  AUTHENTICATOR_AT,
  AUTHENTICATOR_BYTES,
  HEADER_BYTES,
  messageDigest,
  packetDigest,
} from './signatures.ts';

/**
 * What is asked of a NAS. A Disconnect-Request may hold identification only, any other attribute is a NAK 401
 * (RFC 5176 3.6), so its shape has no place for State, Service-Type or a prefix. `delegatedPrefix` is a cidr.
 */
export type SessionRequest =
  | { kind: 'disconnect'; session: SessionKeys }
  | { kind: 'coa'; session: SessionKeys; delegatedPrefix?: string };

/** What makes one packet of a request. `timestamp` is whole seconds since 1970, `identifier` 0..255. */
export type RequestEnvelope = { identifier: number; timestamp: number; secret: string };

const CODES = { disconnect: 40, coa: 43 } as const;

const ZEROS = Buffer.alloc(AUTHENTICATOR_BYTES);

const encodeKeys = ({ username, acctSessionId }: SessionKeys): Buffer[] => [
  ...(username === undefined ? [] : [encodeAttribute('User-Name', Buffer.from(username))]),
  ...(acctSessionId === undefined ? [] : [encodeAttribute('Acct-Session-Id', Buffer.from(acctSessionId))]),
];

const encodeChange = (request: SessionRequest): Buffer[] =>
  request.kind === 'disconnect' || request.delegatedPrefix === undefined
    ? []
    : [encodeAttribute('Delegated-IPv6-Prefix', encodeDelegatedPrefix(request.delegatedPrefix))];

/**
 * A whole CoA-Request or Disconnect-Request, signed: Message-Authenticator is its first attribute and is computed
 * before the Request Authenticator, which covers it (RFC 5176 2.3, 3.4). A session key of no byte or over 253, or a
 * prefix that is none, is `malformed-request`.
 */
export const encodeRequest = (request: SessionRequest, envelope: RequestEnvelope): Buffer => {
  const { identifier, timestamp, secret } = envelope;
  const attributes = Buffer.concat([
    encodeAttribute('Message-Authenticator', ZEROS),
    ...encodeKeys(request.session),
    encodeUint32('Event-Timestamp', timestamp),
    ...encodeChange(request),
  ]);
  const packet = Buffer.concat([Buffer.alloc(HEADER_BYTES), attributes]);
  packet.writeUInt8(CODES[request.kind], 0);
  packet.writeUInt8(identifier, 1);
  packet.writeUInt16BE(packet.length, 2);
  const valueAt = HEADER_BYTES + 2;
  packet.set(messageDigest(packet, valueAt, { authenticator: ZEROS, secret }), valueAt);
  packet.set(packetDigest(packet, ZEROS, secret), AUTHENTICATOR_AT);
  return packet;
};
