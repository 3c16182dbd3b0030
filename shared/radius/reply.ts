import { timingSafeEqual } from 'node:crypto';
import { type ATTRIBUTE, type Attribute, valuesOf, walkAttributes } from './attributes.ts';
import {
  AUTHENTICATOR_AT,
  AUTHENTICATOR_BYTES,
  HEADER_BYTES,
  messageDigest,
  packetDigest,
} from './signatures.ts';

/** A request under way and what its NAS entry says about answers. */
export type PendingRequest = {
  /** The request's bytes as they were sent. */
  packet: Buffer;
  secret: string;
  /** Whether an answer without Message-Authenticator is ignored. */
  requireMessageAuthenticator: boolean;
  /** FreeRADIUS before 3.2.4 signs answers over a zero authenticator: take that beside the right one. */
  zeroVectorQuirk: boolean;
};

/** `errorCause` is the number of RFC 5176 3.5, absent where the answer names none. */
type AcceptedReply = { verdict: 'accepted'; acknowledged: boolean; errorCause?: number };

/** What became of one datagram; `failing` is the first check that it did not pass. */
export type ReplyVerdict = AcceptedReply | { verdict: 'ignored'; failing: ReplyCheck };

type Context = PendingRequest & { datagram: Buffer; nowSeconds: number };

const MAX_PACKET_BYTES = 4096;
const TIME_WINDOW_SECONDS = 300;
const MESSAGE_AUTHENTICATOR_BYTES = 18;
const ZEROS = Buffer.alloc(AUTHENTICATOR_BYTES);

/** Bytes beyond the Length field are padding (RFC 2865 3). */
const packetOf = ({ datagram }: Context): Buffer => datagram.subarray(0, datagram.readUInt16BE(2));

const authenticatorOf = (packet: Buffer): Buffer => packet.subarray(AUTHENTICATOR_AT, HEADER_BYTES);

const attributesOf = (context: Context): Attribute[] | undefined =>
  walkAttributes(packetOf(context).subarray(HEADER_BYTES));

const valuesIn = (context: Context, name: keyof typeof ATTRIBUTE): Buffer[] =>
  valuesOf(attributesOf(context) ?? [], name);

const hasPacketLength = ({ datagram }: Context): boolean => {
  const length = datagram.readUInt16BE(2);
  return length >= HEADER_BYTES && length <= MAX_PACKET_BYTES && length <= datagram.length;
};

/** ACK and NAK codes follow the code of their request (RFC 5176 2.3). */
const answersTheRequest = ({ datagram, packet }: Context): boolean => {
  const step = datagram.readUInt8(0) - packet.readUInt8(0);
  return step === 1 || step === 2;
};

const isSignedByTheNas = (context: Context): boolean => {
  const reply = packetOf(context);
  return timingSafeEqual(
    packetDigest(reply, authenticatorOf(context.packet), context.secret),
    authenticatorOf(reply),
  );
};

const hasMessageDigest = (context: Context, value: Buffer): boolean => {
  const reply = packetOf(context);
  const valueAt = value.byteOffset - reply.byteOffset;
  const vectors = [authenticatorOf(context.packet), ...(context.zeroVectorQuirk ? [ZEROS] : [])];
  return vectors.some((authenticator) =>
    timingSafeEqual(messageDigest(reply, valueAt, { authenticator, secret: context.secret }), value),
  );
};

const hasMessageAuthenticator = (context: Context): boolean => {
  const [value, ...others] = valuesIn(context, 'Message-Authenticator');
  if (value === undefined) return !context.requireMessageAuthenticator;
  if (others.length > 0 || value.length + 2 !== MESSAGE_AUTHENTICATOR_BYTES) return false;
  return hasMessageDigest(context, value);
};

/** Only a time outside the window is a replay; no time at all is what most routers answer with (RFC 5176 6.3). */
const isRecent = (context: Context): boolean =>
  valuesIn(context, 'Event-Timestamp').every(
    (value) =>
      value.length === 4 && Math.abs(value.readUInt32BE() - context.nowSeconds) <= TIME_WINDOW_SECONDS,
  );

const hasErrorCause = (context: Context): boolean => {
  const [value] = valuesIn(context, 'Error-Cause');
  return value === undefined || value.length === 4;
};

/** In the order of judgement: each row relies on those before it. */
const CHECKS = [
  { name: 'datagram-length', passes: ({ datagram }: Context) => datagram.length >= HEADER_BYTES },
  { name: 'packet-length', passes: hasPacketLength },
  { name: 'identifier', passes: ({ datagram, packet }: Context) => datagram[1] === packet[1] },
  { name: 'code', passes: answersTheRequest },
  { name: 'response-authenticator', passes: isSignedByTheNas },
  { name: 'attributes', passes: (context: Context) => attributesOf(context) !== undefined },
  { name: 'message-authenticator', passes: hasMessageAuthenticator },
  { name: 'event-timestamp', passes: isRecent },
  { name: 'error-cause', passes: hasErrorCause },
] as const;

/** The names of the checks: a closed set, fit for a metric's dimension. */
export type ReplyCheck = (typeof CHECKS)[number]['name'];

/**
 * Judges one datagram as the answer to `request`: any bytes are allowed, none make it throw. A datagram that fails
 * is to be counted and ignored while the wait goes on: were it to end the exchange, whoever can send one could end
 * every exchange. `nowSeconds` is since 1970.
 */
export const checkReply = (request: PendingRequest, datagram: Buffer, nowSeconds: number): ReplyVerdict => {
  const context = { ...request, datagram, nowSeconds };
  const failed = CHECKS.find(({ passes }) => !passes(context));
  if (failed !== undefined) return { verdict: 'ignored', failing: failed.name };
  const acknowledged = datagram.readUInt8(0) === request.packet.readUInt8(0) + 1;
  const [cause] = valuesIn(context, 'Error-Cause');
  return { verdict: 'accepted', acknowledged, ...(cause && { errorCause: cause.readUInt32BE() }) };
};
