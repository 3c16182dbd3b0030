import { expect, test } from '@jest/globals';
import { type Change, step } from '../../shared/domain/change.ts';
import { all, holds } from '../../shared/domain/condition.ts';
import {
  answerFacts,
  assertRoom,
  MAX_KEYS,
  type RepeatableCall,
  remembering,
  replayOf,
} from '../../shared/domain/idempotency.ts';
import { etagOf, type KeptAnswer, type Lease } from '../../shared/domain/lease.ts';
import { DAY, HELD, leaseIn, NOON, REVOCATION, SECOND } from '../support/leases.ts';
import { refusal } from '../support/refusal.ts';

const CALL: RepeatableCall = { action: 'activate', key: 'mine', bodyHash: 'b' };
const REVOKE: RepeatableCall = { ...CALL, action: 'revoke' };
const kept = (t: number, parts: Partial<KeptAnswer> = {}): KeptAnswer => ({
  f: 'b',
  a: 'activate',
  s: 200,
  t,
  r: { state: 'active' },
  e: '"5.0"',
  ...parts,
});
/** A lease that remembers keys k1, k2, ... of one second after another, the oldest last. */
const withKeys = (count: number, more: Record<string, KeptAnswer> = {}): Lease =>
  leaseIn('active', {
    idem: {
      ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i + 1}`, kept(NOON - i * SECOND)])),
      ...more,
    },
  });
/** A write after which the lease is `next`. */
const changeTo = (next: Lease): Change => step(next, 'noteEvent', { set: {}, fence: all() });

const keep = (lease: Lease, call: RepeatableCall) =>
  remembering(lease, changeTo(lease), { call, status: 200, now: NOON });

test('a call that was answered before is answered the same again', () => {
  const answer = kept(NOON);
  expect(replayOf(leaseIn('active', { idem: { mine: answer } }), CALL, NOON + 1)).toBe(answer);
});

test.each<[string, Lease | undefined, RepeatableCall | undefined]>([
  ['without a key', leaseIn('active', { idem: { mine: kept(NOON) } }), undefined],
  ['with a new key', leaseIn('active'), CALL],
  ['for a subscriber without a lease', undefined, CALL],
])('a call %s is new', (_, lease, call) => {
  expect(replayOf(lease, call, NOON)).toBeUndefined();
});

test('a key is remembered for 24 hours and not a millisecond longer', () => {
  const lease = leaseIn('active', { idem: { mine: kept(NOON) } });
  expect(replayOf(lease, CALL, NOON + DAY - 1)).toBeDefined();
  expect(replayOf(lease, CALL, NOON + DAY)).toBeUndefined();
});

test.each([
  ['another body', { f: 'c' }],
  ['another action', { a: 'suspend' }],
])('a key that was used for %s is refused', (_, parts) => {
  const lease = leaseIn('active', { idem: { mine: kept(NOON, parts) } });
  const error = refusal(() => replayOf(lease, CALL, NOON));
  expect([error.code, error.facts.lease]).toEqual(['idempotency-key-reused', lease]);
});

test('a key that was used for another body is free again after its day', () => {
  const lease = leaseIn('active', { idem: { mine: kept(NOON, { f: 'c' }) } });
  expect(replayOf(lease, CALL, NOON + DAY)).toBeUndefined();
});

test('a call without a key is written without a trace', () => {
  const change = changeTo(leaseIn('active'));
  expect(remembering(leaseIn('active'), change, { call: undefined, status: 200, now: NOON })).toBe(change);
});

test('an answer is kept as it was given, with the ETag of the lease after it', () => {
  const next = leaseIn('suspended', { version: 6 });
  const write = remembering(leaseIn('active'), changeTo(next), { call: CALL, status: 200, now: NOON });
  const answer = { f: 'b', a: 'activate', s: 200, t: NOON, r: answerFacts(next), e: '"6.0"' };
  expect(write.set).toEqual({ 'idem.mine': answer });
  expect(write.next).toEqual({ ...next, idem: { ...next.idem, mine: answer } });
});

test('a key is written only where nobody wrote it first', () => {
  const { when } = keep(leaseIn('active'), CALL);
  expect(holds(when, leaseIn('active'))).toBe(true);
  expect(holds(when, leaseIn('active', { idem: { mine: kept(NOON) } }))).toBe(false);
});

test('an expired key is written again only over what was read of it', () => {
  const read = leaseIn('active', { idem: { mine: kept(NOON - DAY) } });
  const { when, remove } = keep(read, CALL);
  expect(holds(when, read)).toBe(true);
  expect(holds(when, leaseIn('active', { idem: { mine: kept(NOON) } }))).toBe(false);
  expect(remove).toEqual([]);
});

test('keys that are over 24 hours old go in the same write', () => {
  const lease = withKeys(2, { old: kept(NOON - DAY), older: kept(0) });
  expect(keep(lease, CALL).remove).toEqual(['idem.old', 'idem.older']);
});

test('a lease remembers sixteen keys', () => {
  expect(MAX_KEYS).toBe(16);
  expect(keep(withKeys(15), CALL).remove).toEqual([]);
});

test('the seventeenth live key is refused until the oldest has expired', () => {
  const error = refusal(() => keep(withKeys(16), CALL));
  expect([error.code, error.facts.retryAfterSeconds]).toEqual(['too-many-idempotency-keys', 24 * 3600 - 15]);
});

test('expired keys take no room', () => {
  expect(keep(withKeys(15, { old: kept(0) }), CALL).remove).toEqual(['idem.old']);
  expect(refusal(() => keep(withKeys(16, { old: kept(0) }), CALL)).code).toBe('too-many-idempotency-keys');
});

test('a revoke is never refused for want of room: the oldest key gives way, with the expired ones', () => {
  expect(keep(withKeys(16), REVOKE).remove).toEqual(['idem.k16']);
  expect(keep(withKeys(16, { old: kept(0) }), REVOKE).remove).toEqual(['idem.old', 'idem.k16']);
});

test('a key that is written anew takes no second place', () => {
  expect(keep(withKeys(15, { mine: kept(0) }), CALL).remove).toEqual([]);
});

test('room is judged before a call has an effect, and a call without a key needs none', () => {
  expect(refusal(() => assertRoom(withKeys(16), CALL, NOON)).code).toBe('too-many-idempotency-keys');
  expect(() => assertRoom(withKeys(16), undefined, NOON)).not.toThrow();
  expect(() => assertRoom(withKeys(15), CALL, NOON)).not.toThrow();
});

test('an answer says what the lease has and leaves out what it has not', () => {
  expect(answerFacts(leaseIn('failed'))).toEqual({ state: 'failed' });
  expect(
    answerFacts(
      leaseIn('active', {
        authorization: { id: 'a', nasIp: '192.0.2.1', status: 'ack', attempt: 1, askedAt: NOON },
      }),
    ),
  ).toEqual({
    state: 'active',
    prefix: HELD.cidr,
    netboxPrefixId: 42,
    allocatedAt: NOON,
    activatedAt: NOON,
    coa: 'ack',
  });
});

test('an answer about a revocation tells of the Disconnect where one was asked for', () => {
  const about = (parts: object) =>
    answerFacts(leaseIn('revoked', { revocation: { ...REVOCATION, ...parts } }));
  expect(about({})).toEqual({ state: 'revoked', revokedAt: NOON });
  expect(about({ disconnect: true })).toHaveProperty('disconnect', 'requested');
  expect(about({ disconnect: true, disconnected: 'confirmed' })).toHaveProperty('disconnect', 'confirmed');
});

test('the ETag of a lease moves with its version and with its authorization', () => {
  expect(etagOf(leaseIn('active', { version: 12, authorizationRevision: 3 }))).toBe('"12.3"');
});
