import type { Change, FieldName, Fields } from './change.ts';
import { absent, all, type Condition, equal } from './condition.ts';
import { LeaseholdError } from './errors.ts';
import { type AnswerFacts, etagOf, heldBy, type KeptAnswer, type Lease, revocationOf } from './lease.ts';
import { DEADLINES, type RouteAction } from './lifecycle.ts';
import { patched } from './patch.ts';

/** How many keys a lease remembers at a time: its item stays small. */
export const MAX_KEYS = 16;

/**
 * A call that may be repeated. `key` and `bodyHash` are hashes (base64url), so that a lease never holds what a client
 * sent; `bodyHash` is over the parsed body with its defaults.
 */
export type RepeatableCall = { action: RouteAction; key: string; bodyHash: string };

/** The answer given to this call before, to be given again; undefined where it is new. */
export const replayOf = (
  lease: Lease | undefined,
  call: RepeatableCall | undefined,
  now: number,
): KeptAnswer | undefined => {
  const kept = call === undefined ? undefined : lease?.idem[call.key];
  if (call === undefined || kept === undefined || isExpired(kept, now)) return undefined;
  if (kept.a === call.action && kept.f === call.bodyHash) return kept;
  throw new LeaseholdError(
    'idempotency-key-reused',
    `This Idempotency-Key was used for another request (${kept.a}) of this subscriber. Use a new key for a new request.`,
    { lease },
  );
};

const isExpired = (kept: KeptAnswer, now: number): boolean => kept.t <= now - DEADLINES.idempotency;

/** What an answer about a lease says: what a replay will say again. */
export const answerFacts = (lease: Lease): AnswerFacts => {
  const held = heldBy(lease);
  const revocation = revocationOf(lease);
  return {
    state: lease.state,
    ...(held === undefined ? {} : { prefix: held.cidr, netboxPrefixId: held.netboxPrefixId }),
    ...(lease.allocatedAt === undefined ? {} : { allocatedAt: lease.allocatedAt }),
    ...(lease.activatedAt === undefined ? {} : { activatedAt: lease.activatedAt }),
    ...(lease.revokedAt === undefined ? {} : { revokedAt: lease.revokedAt }),
    ...(lease.authorization === undefined ? {} : { coa: lease.authorization.status }),
    ...(revocation?.disconnect ? { disconnect: revocation.disconnected ?? 'requested' } : {}),
  };
};

/** The part of a write that remembers a call: what it sets, forgets, and must find. */
type KeyWrite = { set: Fields; remove: FieldName[]; fence: Condition };

/** Which keys give way: the expired ones, and where a call may not be refused for want of room, the oldest. */
const toForget = (lease: Lease, call: RepeatableCall, now: number): string[] => {
  const others = Object.entries(lease.idem).filter(([key]) => key !== call.key);
  const expired = others.filter(([, kept]) => isExpired(kept, now)).map(([key]) => key);
  const live = others.filter(([, kept]) => !isExpired(kept, now)).sort(([, a], [, b]) => a.t - b.t);
  if (live.length < MAX_KEYS) return expired;
  const oldest = live[0] as [string, KeptAnswer];
  if (call.action === 'revoke') return [...expired, oldest[0]];
  throw new LeaseholdError(
    'too-many-idempotency-keys',
    `Subscriber ${lease.subscriber} has ${MAX_KEYS} idempotency keys of the last 24 hours. Repeat the call later, or without a key.`,
    { lease, retryAfterSeconds: Math.ceil((oldest[1].t + DEADLINES.idempotency - now) / 1000) },
  );
};

/**
 * Refuses a call that there is no room to remember, before it has an effect. Throws `too-many-idempotency-keys`.
 */
export const assertRoom = (lease: Lease, call: RepeatableCall | undefined, now: number): void => {
  if (call !== undefined) toForget(lease, call, now);
};

type Answered = { call: RepeatableCall; status: number; now: number };

const keyWrite = (lease: Lease, next: Lease, { call, status, now }: Answered): KeyWrite => {
  const kept: KeptAnswer = {
    f: call.bodyHash,
    a: call.action,
    s: status,
    t: now,
    r: answerFacts(next),
    e: etagOf(next),
  };
  const old = lease.idem[call.key];
  return {
    set: { [`idem.${call.key}`]: kept },
    remove: toForget(lease, call, now).map((key): FieldName => `idem.${key}`),
    fence: old === undefined ? absent(`idem.${call.key}`) : equal(`idem.${call.key}.t`, old.t),
  };
};

/**
 * A write that remembers its call as well, where it has one: with the status of its answer, and what that says of the
 * lease after the write. Throws `too-many-idempotency-keys`.
 */
export const remembering = (
  lease: Lease,
  change: Change,
  { call, status, now }: { call: RepeatableCall | undefined; status: number; now: number },
): Change => {
  if (call === undefined) return change;
  const { set, remove, fence } = keyWrite(lease, change.next, { call, status, now });
  return {
    ...change,
    when: all(change.when, fence),
    set: { ...change.set, ...set },
    remove: [...change.remove, ...remove],
    next: patched(change.next, { set, remove }) as Lease,
  };
};
