import { expect, test } from '@jest/globals';
import { type AllocationRequest, beginAllocation, renewEpoch } from '../../shared/domain/allocation.ts';
import type { KeptAnswer, Lease } from '../../shared/domain/lease.ts';
import { HELD, INTENT, KEY, leaseIn, MINUTE, NOON, without } from '../support/leases.ts';
import { refusal } from '../support/refusal.ts';
import { written } from '../support/written.ts';

const CALL = { action: 'allocate', key: 'key-1', bodyHash: 'body-1' } as const;
const OTHER = { action: 'allocate', key: 'key-2', bodyHash: 'body-1' } as const;
const ask = (parts: Partial<AllocationRequest> = {}): AllocationRequest => ({
  key: KEY,
  length: 56,
  ...parts,
});
const answer = (at: number): KeptAnswer => ({
  f: 'b',
  a: 'suspend',
  s: 200,
  t: at,
  r: { state: 'active' },
  e: '"1.0"',
});

test('a subscriber without a lease gets one whose version and epoch start at the clock', () => {
  const change = beginAllocation(undefined, ask({ poolId: 7, call: CALL, eventAt: NOON - 5 }), NOON);
  const lease = written(undefined, change);
  expect(lease).toEqual({
    ...KEY,
    state: 'pending',
    version: NOON,
    epoch: NOON,
    lastAction: 'beginAllocation',
    authorizationRevision: 0,
    createdAt: NOON,
    length: 56,
    profile: { mode: 'pd' },
    intent: { ...INTENT, poolId: 7 },
    lastEventAt: NOON - 5,
    idem: {},
    dueAt: NOON + 15 * MINUTE,
  });
  expect(change.next).toEqual(lease);
});

test('a call without a key, a pool or an event leaves none on the lease', () => {
  const lease = written(undefined, beginAllocation(undefined, ask(), NOON)) as Lease;
  expect(lease).not.toHaveProperty('lastEventAt');
  expect(lease).toHaveProperty('intent', { begunAt: NOON, until: NOON + 45_000, tries: 0 });
});

test('a lease is not made twice', () => {
  expect(written(leaseIn('revoked'), beginAllocation(undefined, ask(), NOON))).toBe('refused');
});

test('a returning subscriber begins a new life under the next epoch with his profile and without the old times', () => {
  const old = leaseIn('revoked', {
    profile: { mode: 'dual_stack', length: 60 },
    length: 48,
    allocatedAt: 1,
    activatedAt: 2,
    suspendedAt: 3,
    session: { username: 'alice' },
    authorization: { id: 'a', nasIp: '192.0.2.1', status: 'ack', attempt: 1, askedAt: 4 },
    slot: { id: 'a/1', until: 5 },
  });
  const change = beginAllocation(old, ask({ length: 60 }), NOON);
  const lease = written(old, change) as Lease;
  expect(lease).toMatchObject({ state: 'pending', version: 6, epoch: 101, length: 60, profile: old.profile });
  const forgotten = [
    'allocatedAt',
    'activatedAt',
    'suspendedAt',
    'revokedAt',
    'session',
    'authorization',
    'revocation',
  ];
  for (const name of forgotten) expect(lease).not.toHaveProperty([name]);
  expect(lease.slot).toEqual(old.slot);
  expect(change.next).toEqual(lease);
});

test('a failed lease without a prefix begins anew and forgets its failure, and a lost profile is pd', () => {
  const old = without(leaseIn('failed'), 'profile');
  const lease = written(old, beginAllocation(old, ask(), NOON)) as Lease;
  expect(lease).toMatchObject({ state: 'pending', epoch: 101, profile: { mode: 'pd' } });
  expect(lease).not.toHaveProperty('failure');
  expect(lease).not.toHaveProperty('orphans');
});

test.each(['allocated', 'active', 'suspended', 'revoking'] as const)(
  'no allocation begins on a lease that is %s',
  (state) => {
    expect(refusal(() => beginAllocation(leaseIn(state), ask(), NOON)).code).toBe('illegal-transition');
  },
);

test('no allocation begins on a failed lease that holds a prefix', () => {
  expect(refusal(() => beginAllocation(leaseIn('failed', { held: HELD }), ask(), NOON)).code).toBe(
    'illegal-transition',
  );
});

test.each([
  ['the same call', ask({ call: CALL })],
  ['a call with another key', ask({ call: OTHER })],
  ['a call without a key', ask()],
])('while an intent lives, %s is told to come back when it has ended', (_, request) => {
  const error = refusal(() => beginAllocation(leaseIn('pending'), request, NOON + 40_001));
  expect([error.code, error.facts.retryAfterSeconds]).toEqual(['allocation-running', 5]);
});

test('an intent lives to the end of its last millisecond, and never says to come back at once', () => {
  const error = refusal(() => beginAllocation(leaseIn('pending'), ask(), INTENT.until));
  expect([error.code, error.facts.retryAfterSeconds]).toEqual(['allocation-running', 1]);
});

test('the key of an intent is not taken for another body, whether the intent lives or not', () => {
  for (const now of [NOON, INTENT.until + 1]) {
    const call = { ...CALL, bodyHash: 'body-2' };
    expect(refusal(() => beginAllocation(leaseIn('pending'), ask({ call }), now)).code).toBe(
      'idempotency-key-reused',
    );
  }
});

test('after its time, the same key resumes the same epoch for as long again', () => {
  const old = leaseIn('pending', { intent: { ...INTENT, tries: 2 } });
  const now = INTENT.until + 1;
  const change = beginAllocation(old, ask({ call: CALL }), now);
  expect(change.move).toBe('resumeAllocation');
  expect(written(old, change)).toMatchObject({
    version: 6,
    epoch: 100,
    intent: { key: 'key-1', begunAt: NOON, until: now + 45_000, tries: 2 },
    dueAt: NOON + 15 * MINUTE,
  });
});

test.each([
  ['another key', ask({ call: OTHER })],
  ['no key', ask()],
])('after its time, %s begins a new epoch and has what the old one left looked for', (_, request) => {
  const old = leaseIn('pending');
  const change = beginAllocation(old, request, INTENT.until + 1);
  expect(change.move).toBe('beginAllocation');
  expect(written(old, change)).toMatchObject({
    epoch: 101,
    intent: { begunAt: INTENT.until + 1, tries: 0 },
    orphans: { next: NOON + 15 * MINUTE, until: NOON + 60 * MINUTE },
  });
});

test('two calls without a key are not the same call', () => {
  const old = without(leaseIn('pending'), 'dueAt');
  const { key: _, bodyHash: __, ...nameless } = INTENT;
  const change = beginAllocation({ ...old, intent: nameless }, ask(), INTENT.until + 1);
  expect(change.move).toBe('beginAllocation');
});

test.each([
  ['begun', ask({ call: OTHER })],
  ['resumed', ask({ call: CALL })],
])('an allocation that was %s on what was read is refused once the version has moved', (_, request) => {
  const read = leaseIn('pending');
  expect(written({ ...read, version: 6 }, beginAllocation(read, request, INTENT.until + 1))).toBe('refused');
});

test.each([
  ['begun', ask({ call: OTHER })],
  ['resumed', ask({ call: CALL })],
])(
  'an allocation that was %s on what was read is refused once the epoch was renewed under the same version',
  (_, request) => {
    const read = leaseIn('pending');
    const renewed = written(read, renewEpoch(read, 1, INTENT.until)) as Lease;
    expect(renewed.version).toBe(read.version);
    expect(written(renewed, beginAllocation(read, request, INTENT.until + 1))).toBe('refused');
  },
);

test('a call that the lease has no room to remember is refused before NetBox is asked', () => {
  const idem = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`k${i}`, answer(NOON - i)]));
  const error = refusal(() => beginAllocation(leaseIn('revoked', { idem }), ask({ call: CALL }), NOON));
  expect(error.code).toBe('too-many-idempotency-keys');
  expect(beginAllocation(leaseIn('revoked', { idem }), ask(), NOON).move).toBe('beginAllocation');
});
