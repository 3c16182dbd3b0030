import ipaddr from 'ipaddr.js';
import { type NasRequest, TYPE, valueIn } from './packet.ts';
import type { NamedKeys, NasSession, NasSessions } from './sessions.ts';

/** What the NAS makes of a genuine request; `slow` is an ACK that takes its time. */
export type Decision = { answer: 'ack' | 'slow' | 'silence' } | { answer: 'nak'; errorCause: number };

/** What a decision depends on. `served` is the cidr that a CoA's prefix has to lie in. */
export type Ground = { sessions: NasSessions; nowSeconds: number; served: string };

type Rule = (request: NasRequest, ground: Ground) => Decision | undefined;

const TIME_WINDOW_SECONDS = 300;
const AUTHORIZE_ONLY = 17;

const nak = (errorCause: number): Decision => ({ answer: 'nak', errorCause });

const textOf = (request: NasRequest, type: number): string | undefined => valueIn(request, type)?.toString();

const keysOf = (request: NasRequest): NamedKeys => ({
  username: textOf(request, TYPE.userName),
  acctSessionId: textOf(request, TYPE.acctSessionId),
});

/** RFC 4818 3; undefined where the value is malformed. */
const readPrefix = (value: Buffer): [ipaddr.IPv6, number] | undefined => {
  const [reserved, length = 129] = value;
  if (reserved !== 0 || length > 128 || value.length > 18 || value.length < 2 + Math.ceil(length / 8))
    return undefined;
  const bytes = Buffer.concat([value.subarray(2), Buffer.alloc(16)]).subarray(0, 16);
  return [ipaddr.fromByteArray([...bytes]) as ipaddr.IPv6, length];
};

const isIdentified: Rule = (request) => {
  const identifying: readonly number[] = [
    TYPE.userName,
    TYPE.acctSessionId,
    TYPE.nasPortId,
    TYPE.framedIpv6Prefix,
  ];
  return request.attributes.some(([type]) => identifying.includes(type)) ? undefined : nak(402);
};

const hasWellFormedPrefix: Rule = (request) => {
  const value = valueIn(request, TYPE.delegatedIpv6Prefix);
  return value === undefined || readPrefix(value) ? undefined : nak(404);
};

const isRecent: Rule = (request, { nowSeconds }) => {
  const value = valueIn(request, TYPE.eventTimestamp);
  if (value === undefined) return undefined;
  return Math.abs(value.readUInt32BE() - nowSeconds) > TIME_WINDOW_SECONDS ? nak(407) : undefined;
};

const disconnectOnlyIdentifies: Rule = ({ kind, attributes }) => {
  const refused: readonly number[] = [TYPE.state, TYPE.serviceType, TYPE.delegatedIpv6Prefix];
  return kind === 'disconnect' && attributes.some(([type]) => refused.includes(type)) ? nak(401) : undefined;
};

/** The same users as the FreeRADIUS peer, so that one contract suite holds both. */
const isSpecialUser: Rule = (request) => {
  if (request.kind === 'coa') return undefined;
  switch (textOf(request, TYPE.userName)) {
    case 'stuck':
      return nak(504);
    case 'blackhole':
      return { answer: 'silence' };
    case 'slow':
      return { answer: 'slow' };
    case 'bob':
    case 'quirk-ma':
      return nak(503);
    default:
      return undefined;
  }
};

const isAuthorizeOnly: Rule = (request) => {
  const authorizeOnly = valueIn(request, TYPE.serviceType)?.readUInt32BE() === AUTHORIZE_ONLY;
  if (!authorizeOnly) return undefined;
  return valueIn(request, TYPE.state) === undefined ? nak(402) : nak(507);
};

const CHECKS: readonly Rule[] = [
  isIdentified,
  hasWellFormedPrefix,
  isRecent,
  disconnectOnlyIdentifies,
  isSpecialUser,
  isAuthorizeOnly,
];

const changePrefix = (request: NasRequest, session: NasSession, { sessions, served }: Ground): Decision => {
  const value = valueIn(request, TYPE.delegatedIpv6Prefix);
  if (value === undefined) {
    return valueIn(request, TYPE.framedIpv6Prefix) === undefined ? { answer: 'ack' } : nak(401);
  }
  const [address, length] = readPrefix(value) as [ipaddr.IPv6, number];
  const [network, size] = ipaddr.IPv6.parseCIDR(served);
  if (length < size || !address.match(network, size)) return nak(407);
  sessions.add({ ...session, delegatedPrefix: `${address}/${length}` });
  return { answer: 'ack' };
};

/** Decides a request whose signature is right, and does to the sessions what the answer says. */
export const decide = (request: NasRequest, ground: Ground): Decision => {
  for (const check of CHECKS) {
    const decision = check(request, ground);
    if (decision !== undefined) return decision;
  }
  const [session, ...others] = ground.sessions.matching(keysOf(request));
  if (session === undefined) return nak(503);
  if (others.length > 0) return nak(508);
  if (request.kind === 'coa') return changePrefix(request, session, ground);
  ground.sessions.remove(session.acctSessionId);
  return { answer: 'ack' };
};
