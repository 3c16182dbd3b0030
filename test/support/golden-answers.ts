import { signAnswer } from '../../local/nas/packet.ts';
import type { PendingRequest } from '../../shared/radius/reply.ts';
import { DISCONNECT, SECRET } from './radius-golden.ts';

/** A request with these bytes, of a NAS that is usual in all that is not said. */
export const pending = (packet: Buffer, entry: Partial<PendingRequest> = {}): PendingRequest => ({
  packet,
  secret: SECRET,
  requireMessageAuthenticator: false,
  zeroVectorQuirk: false,
  ...entry,
});

/** The golden Disconnect-Request. */
export const disconnect = pending(DISCONNECT.packet);
/** The same, of a NAS whose answers have to have Message-Authenticator. */
export const strict = pending(DISCONNECT.packet, { requireMessageAuthenticator: true });
/** The same as `strict`, of a NAS with the zero-vector quirk. */
export const quirk = pending(DISCONNECT.packet, { requireMessageAuthenticator: true, zeroVectorQuirk: true });

type Attributes = Parameters<typeof signAnswer>[1]['attributes'];

/** A NAK to the golden Disconnect-Request, signed by the simulator's own code. */
export const answer = (attributes: Attributes, signature: 'none' | 'rfc5176' = 'rfc5176'): Buffer =>
  signAnswer(DISCONNECT.packet, { code: 42, attributes, signature }, SECRET);

/** Four bytes, big endian. */
export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
