import { LeaseholdError } from '../domain/errors.ts';

/** Attribute types by their RFC names: RFC 2865 5, 2869 5, 4818 3, 5176 3.5. */
export const ATTRIBUTE = {
  'User-Name': 1,
  'Acct-Session-Id': 44,
  'Event-Timestamp': 55,
  'Message-Authenticator': 80,
  'Error-Cause': 101,
  'Delegated-IPv6-Prefix': 123,
} as const;

/** The name of an attribute that this client sends or reads. */
export type AttributeName = keyof typeof ATTRIBUTE;

/** One attribute of a packet: its type number and its value's bytes, without type and length. */
export type Attribute = { type: number; value: Buffer };

const HEADER_BYTES = 2;
const MAX_VALUE_BYTES = 253;

/** Type, length and value of one attribute, RFC 2865 5. An empty value, or one over 253 bytes, is `malformed-request`. */
export const encodeAttribute = (name: AttributeName, value: Uint8Array): Buffer => {
  if (value.length < 1 || value.length > MAX_VALUE_BYTES) {
    throw new LeaseholdError('malformed-request', `${name} has to be 1 to ${MAX_VALUE_BYTES} bytes long.`);
  }
  return Buffer.concat([Buffer.of(ATTRIBUTE[name], HEADER_BYTES + value.length), value]);
};

/** A four-byte unsigned attribute: an integer, or a time in whole seconds since 1970 (RFC 2869 5.3). */
export const encodeUint32 = (name: AttributeName, value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return encodeAttribute(name, bytes);
};

/** All attributes in order, as views into `bytes`; undefined where a length is below 2 or reaches past the end. */
export const walkAttributes = (bytes: Buffer): Attribute[] | undefined => {
  const attributes: Attribute[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = bytes[at + 1] ?? 0;
    if (length < HEADER_BYTES || at + length > bytes.length) return undefined;
    attributes.push({ type: bytes[at] as number, value: bytes.subarray(at + HEADER_BYTES, at + length) });
    at += length;
  }
  return attributes;
};

/** The values of every attribute of this name, in order. */
export const valuesOf = (attributes: readonly Attribute[], name: AttributeName): Buffer[] =>
  attributes.filter(({ type }) => type === ATTRIBUTE[name]).map(({ value }) => value);
