import { expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import { removeProfile, saveProfile } from '../../shared/domain/profile.ts';
import { HELD, HOUR, INTENT, KEY, leaseIn, MINUTE, NOON, without } from '../support/leases.ts';
import { refusal } from '../support/refusal.ts';
import { written } from '../support/written.ts';

const PROFILE = { mode: 'dual_stack', length: 60, preassigned: '2001:db8:0:100::/60' } as const;
const request = { key: KEY, profile: PROFILE };
const blank = without(leaseIn('pending'), 'intent');

const saved = (lease: Lease | undefined): Lease | undefined | 'refused' => {
  const change = saveProfile(lease, request, NOON);
  return change && written(lease, change);
};

test('a profile of a subscriber without a lease makes one on which nothing is under way', () => {
  const change = saveProfile(undefined, request, NOON);
  const lease = saved(undefined);
  expect(lease).toEqual({
    ...KEY,
    state: 'pending',
    version: NOON,
    epoch: NOON,
    authorizationRevision: 0,
    lastAction: 'saveProfile',
    createdAt: NOON,
    profile: PROFILE,
    idem: {},
  });
  expect(change?.next).toEqual(lease);
  expect(change && written(leaseIn('revoked'), change)).toBe('refused');
});

test.each<[string, Lease]>([
  ['revoked', leaseIn('revoked')],
  ['failed without a prefix', leaseIn('failed')],
  ['pending with no allocation', blank],
])(
  'a profile of a lease that is %s is changed under a new version, the state and deadline as they were',
  (_, old) => {
    const lease = saved(old) as Lease;
    expect(lease).toEqual({ ...old, profile: PROFILE, version: 6, lastAction: 'saveProfile' });
    expect(saveProfile(old, request, NOON)?.next).toEqual(lease);
  },
);

test('a profile that is saved already is not written again, even where a prefix is held', () => {
  expect(saveProfile(leaseIn('active', { profile: PROFILE }), request, NOON)).toBeUndefined();
});

test.each([
  ['mode', { mode: 'pd' }],
  ['length', { length: 56 }],
  ['preassigned prefix', { preassigned: '2001:db8:0:200::/60' }],
] as const)('a profile with another %s is another profile', (_, parts) => {
  expect(saveProfile(leaseIn('revoked', { profile: { ...PROFILE, ...parts } }), request, NOON)).toBeDefined();
});

test.each<Lease>([
  leaseIn('allocated'),
  leaseIn('active'),
  leaseIn('suspended'),
  leaseIn('revoking'),
  leaseIn('failed', { held: HELD }),
])('a profile does not change or go under a held prefix ($state)', (lease) => {
  for (const call of [() => saveProfile(lease, request, NOON), () => removeProfile(lease, NOON)]) {
    const error = refusal(call);
    expect([error.code, error.facts.lease]).toEqual(['prefix-held', lease]);
  }
});

test('a profile does not change or go under an allocation, not even one whose caller is late', () => {
  const lease = leaseIn('pending');
  for (const call of [
    () => saveProfile(lease, request, INTENT.until + 1),
    () => removeProfile(lease, INTENT.until + 1),
  ]) {
    const error = refusal(call);
    expect([error.code, error.facts.retryAfterSeconds]).toEqual(['allocation-running', 15 * 60 - 45]);
  }
});

test('who is refused for an allocation that should have ended is not told to come back at once', () => {
  const error = refusal(() => saveProfile(leaseIn('pending'), request, NOON + HOUR));
  expect(error.facts.retryAfterSeconds).toBe(1);
});

test('a profile is not written over a lease that changed since it was read', () => {
  const old = leaseIn('revoked');
  const change = saveProfile(old, request, NOON);
  expect(change && written({ ...old, version: 6 }, change)).toBe('refused');
  expect(written({ ...old, version: 6 }, removeProfile(old, NOON))).toBe('refused');
});

test('a lease that has a history outlives its profile', () => {
  const old = leaseIn('revoked');
  const lease = written(old, removeProfile(old, NOON)) as Lease;
  expect(lease).toMatchObject({ state: 'revoked', version: 6, dueAt: old.dueAt });
  expect(lease).not.toHaveProperty('profile');
});

test('a lease on which nothing ever happened goes with its profile', () => {
  expect(removeProfile(blank, NOON).gone).toBe(true);
  expect(written(blank, removeProfile(blank, NOON))).toBeUndefined();
});

test.each<[string, Lease]>([
  ['is to be looked for orphans', { ...blank, orphans: { next: NOON, until: NOON + MINUTE } }],
  [
    'remembers a key',
    { ...blank, idem: { k: { f: '', a: 'allocate', s: 201, t: 0, r: { state: 'pending' }, e: '' } } },
  ],
  ['has failed', leaseIn('failed')],
])('a lease that %s does not go with its profile', (_, lease) => {
  expect(removeProfile(lease, NOON).gone).toBe(false);
});
