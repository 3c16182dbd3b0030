import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import radius from 'radius';

// Signatures are computed here, apart from shared/radius on purpose: two ends that share one mistake would agree
// on it. The package is trusted with structure alone: what it signs and checks is wrong for these requests.

const HEADER = 20;
const ZEROS = Buffer.alloc(16);

/** Attribute numbers that a NAS reads or writes. */
export const TYPE = {
  userName: 1,
  serviceType: 6,
  state: 24,
  acctSessionId: 44,
  eventTimestamp: 55,
  messageAuthenticator: 80,
  nasPortId: 87,
  framedIpv6Prefix: 97,
  errorCause: 101,
  delegatedIpv6Prefix: 123,
} as const;

/** A request as a NAS reads it: its own bytes without padding, and its attributes in order. */
export type NasRequest = {
  kind: 'disconnect' | 'coa';
  bytes: Buffer;
  attributes: readonly (readonly [type: number, value: Buffer])[];
};

/** How an answer is signed: not at all, as RFC 5176 3.4 says, or as FreeRADIUS before 3.2.4 does. */
export type AnswerSignature = 'none' | 'rfc5176' | 'zero-vector';

/** An answer before it is signed: an ACK's or NAK's code, and its attributes as type and value. */
export type NasAnswer = {
  code: number;
  attributes: readonly (readonly [type: number, value: Uint8Array])[];
  signature: AnswerSignature;
};

const md5 = (bytes: Uint8Array, secret: string): Buffer =>
  createHash('md5').update(bytes).update(secret).digest();

const hmac = (bytes: Uint8Array, secret: string): Buffer => createHmac('md5', secret).update(bytes).digest();

/** A copy with other bytes at some place. */
const patched = (bytes: Buffer, patch: Uint8Array, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.set(patch, at);
  return copy;
};

/** The first value of an attribute. */
export const valueIn = (request: NasRequest, type: number): Buffer | undefined =>
  request.attributes.find(([number]) => number === type)?.[1];

/** The structure of a request; undefined for what RFC 2865 3 wants dropped, and for another code than 40 and 43. */
export const readRequest = (datagram: Buffer): NasRequest | undefined => {
  if (datagram.length < HEADER || datagram.readUInt16BE(2) < HEADER) return undefined;
  const kind = ({ 40: 'disconnect', 43: 'coa' } as const)[datagram.readUInt8(0)];
  if (kind === undefined) return undefined;
  try {
    const { raw_attributes: attributes, length } = radius.decode_without_secret({ packet: datagram });
    // The package accepts an attribute that reaches past the end and hands out the shorter value.
    const walked = attributes.reduce((sum, [, value]) => sum + 2 + value.length, HEADER);
    return walked === length ? { kind, bytes: datagram.subarray(0, length), attributes } : undefined;
  } catch {
    return undefined;
  }
};

const messageAuthenticatorAt = ({ attributes }: NasRequest): number | undefined => {
  const index = attributes.findIndex(([type]) => type === TYPE.messageAuthenticator);
  if (index < 0) return undefined;
  return attributes.slice(0, index).reduce((sum, [, value]) => sum + 2 + value.length, HEADER + 2);
};

/** Whether both signatures of a request are right for this secret; Message-Authenticator only if it is there. */
export const isGenuine = (request: NasRequest, secret: string): boolean => {
  const unsigned = patched(request.bytes, ZEROS, 4);
  if (!timingSafeEqual(md5(unsigned, secret), request.bytes.subarray(4, HEADER))) return false;
  const at = messageAuthenticatorAt(request);
  if (at === undefined) return true;
  const value = request.bytes.subarray(at, at + 16);
  return value.length === 16 && timingSafeEqual(hmac(patched(unsigned, ZEROS, at), secret), value);
};

/** The bytes of a signed answer to the request with these bytes. */
export const signAnswer = (request: Buffer, answer: NasAnswer, secret: string): Buffer => {
  const signed = answer.signature === 'none' ? [] : [[TYPE.messageAuthenticator, ZEROS] as const];
  const attributes = [...signed, ...answer.attributes].map(([type, value]) =>
    Buffer.concat([Buffer.of(type, 2 + value.length), value]),
  );
  const body = Buffer.concat(attributes);
  const header = Buffer.concat([
    Buffer.of(answer.code, request[1] as number, 0, 0),
    request.subarray(4, HEADER),
  ]);
  header.writeUInt16BE(HEADER + body.length, 2);
  const bare = Buffer.concat([header, body]);
  const vector = answer.signature === 'zero-vector' ? ZEROS : request.subarray(4, HEADER);
  const whole =
    signed.length === 0 ? bare : patched(bare, hmac(patched(bare, vector, 4), secret), HEADER + 2);
  return patched(whole, md5(whole, secret), 4);
};
