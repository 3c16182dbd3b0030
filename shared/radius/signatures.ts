import { createHash, createHmac } from 'node:crypto';

/** Where the 16-byte authenticator of every RADIUS packet stands, and where its attributes begin (RFC 2865 3). */
export const AUTHENTICATOR_AT = 4;
/** The bytes of a packet before its attributes: code, identifier, length, authenticator (RFC 2865 3). */
export const HEADER_BYTES = 20;

/** Length of either authenticator. */
export const AUTHENTICATOR_BYTES = 16;

const withAuthenticator = (packet: Buffer, authenticator: Uint8Array): Buffer => {
  const copy = Buffer.from(packet);
  copy.set(authenticator, AUTHENTICATOR_AT);
  return copy;
};

/**
 * MD5 over the packet with `authenticator` in its place, then the secret: the Request Authenticator with zeros
 * (RFC 5176 2.3), the Response Authenticator with the request's.
 */
export const packetDigest = (packet: Buffer, authenticator: Uint8Array, secret: string): Buffer =>
  createHash('md5').update(withAuthenticator(packet, authenticator)).update(secret).digest();

/**
 * The Message-Authenticator value of a packet, HMAC-MD5 keyed with the secret, taken with `authenticator` in its
 * place (RFC 5176 3.4). `valueAt` is where its 16 value bytes stand in the packet: they count as zeros.
 */
export const messageDigest = (
  packet: Buffer,
  valueAt: number,
  { authenticator, secret }: { authenticator: Uint8Array; secret: string },
): Buffer => {
  const blank = withAuthenticator(packet, authenticator).fill(0, valueAt, valueAt + AUTHENTICATOR_BYTES);
  return createHmac('md5', secret).update(blank).digest();
};
