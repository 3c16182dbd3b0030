import { expect, test } from '@jest/globals';
import type { Lease, LeaseIn } from '../../shared/domain/lease.ts';
import type { State } from '../../shared/domain/lifecycle.ts';
import {
  beginRevoke,
  keepRevokeAnswer,
  type RevocationRequest,
  releaseOf,
} from '../../shared/domain/revocation.ts';
import { HELD, HOUR, leaseIn, MINUTE, NOON, REVOCATION } from '../support/leases.ts';
import { refusal } from '../support/refusal.ts';
import { written } from '../support/written.ts';

const NOW = NOON + MINUTE;
const CALL = { action: 'revoke', key: 'k', bodyHash: 'b' } as const;
const ask = (parts: Partial<RevocationRequest> = {}): RevocationRequest => ({
  disconnect: false,
  release: true,
  quarantineSeconds: 0,
  session: {},
  ...parts,
});
const revoked = (lease: Lease, request = ask()): Lease =>
  written(lease, beginRevoke(lease, request, NOW)) as Lease;

test.each<State>(['allocated', 'active', 'suspended'])(
  'a revocation of a lease that is %s keeps the prefix and is named by its own version',
  (state) => {
    const lease = revoked(leaseIn(state), ask({ disconnect: true, release: false, quarantineSeconds: 60 }));
    expect(lease).toMatchObject({
      state: 'revoking',
      version: 6,
      held: HELD,
      revocation: {
        id: 6,
        disconnect: true,
        release: false,
        quarantineSeconds: 60,
        askedAt: NOW,
        attempt: 0,
        disconnects: 0,
      },
      dueAt: NOW + 2 * MINUTE,
    });
  },
);

test('a revocation ends an allocation under way and has what it left looked for', () => {
  const lease = revoked(leaseIn('pending'));
  expect(lease).toMatchObject({
    state: 'revoking',
    orphans: { next: NOON + 15 * MINUTE, until: NOON + HOUR },
    dueAt: NOW + 2 * MINUTE,
  });
  expect(lease).not.toHaveProperty('intent');
  expect(lease).not.toHaveProperty('held');
});

test('a revocation of a failed lease forgets the failure and keeps the prefix', () => {
  const lease = revoked(leaseIn('failed', { held: HELD, reportAt: NOON }));
  expect(lease).toMatchObject({ state: 'revoking', held: HELD });
  expect(lease).not.toHaveProperty('failure');
  expect(lease).not.toHaveProperty('reportAt');
});

test('a revocation asked for again after it was given up starts from nothing', () => {
  const old = leaseIn('failed', {
    held: HELD,
    revocation: { ...REVOCATION, attempt: 9, disconnects: 4, reason: 'x' },
  });
  expect(revoked(old)).toHaveProperty('revocation', { ...REVOCATION, id: 6, askedAt: NOW });
});

test.each<State>(['revoking', 'revoked'])('no revocation begins on a lease that is %s', (state) => {
  expect(refusal(() => beginRevoke(leaseIn(state), ask(), NOW)).code).toBe('illegal-transition');
});

test('a revocation supersedes a CoA that is under way and leaves its slot until it ends', () => {
  const slot = { id: 'coa-0/1', until: NOW + 1 };
  const sending = { id: 'coa-0', nasIp: '192.0.2.9', status: 'sending', attempt: 1, askedAt: NOON } as const;
  const lease = revoked(leaseIn('active', { authorization: sending, slot }));
  expect(lease).not.toHaveProperty('authorization');
  expect(lease.slot).toEqual(slot);
});

test('a revocation learns of the session and notes the event that asked for it', () => {
  const old = leaseIn('active', { session: { username: 'alice' } });
  expect(revoked(old, ask({ session: { nasIp: '192.0.2.1' }, eventAt: 7 }))).toMatchObject({
    session: { username: 'alice', nasIp: '192.0.2.1' },
    lastEventAt: 7,
  });
});

test('a revocation remembers its 202 and what it was asked at the NAS', () => {
  const lease = revoked(leaseIn('active'), ask({ disconnect: true, call: CALL }));
  expect(lease.idem.k).toEqual({
    f: 'b',
    a: 'revoke',
    s: 202,
    t: NOW,
    r: {
      state: 'revoking',
      prefix: HELD.cidr,
      netboxPrefixId: 42,
      allocatedAt: NOON,
      activatedAt: NOON,
      disconnect: 'requested',
    },
    e: '"6.0"',
  });
});

test('a revocation forgets the keys that have expired', () => {
  const stale = { f: 'b', a: 'revoke', s: 202, t: 0, r: { state: 'revoking' }, e: '"1.0"' } as const;
  const lease = revoked(leaseIn('active', { idem: { stale } }), ask({ call: CALL }));
  expect(Object.keys(lease.idem)).toEqual(['k']);
});

test('a revocation is refused once the lease has changed since it was read', () => {
  const old = leaseIn('active');
  expect(written({ ...old, version: 6 }, beginRevoke(old, ask(), NOW))).toBe('refused');
});

test('a revocation is refused once its key is remembered', () => {
  const old = leaseIn('active');
  const kept = { f: 'b', a: 'revoke', s: 202, t: NOW, r: { state: 'revoking' }, e: '"6.0"' } as const;
  expect(written({ ...old, idem: { k: kept } }, beginRevoke(old, ask({ call: CALL }), NOW))).toBe('refused');
});

test.each([
  ['revoking', 202],
  ['revoked', 200],
] as const)('a revoke of a lease that is %s is remembered as %i without a new version', (state, status) => {
  const old: LeaseIn<'revoking' | 'revoked'> = leaseIn(state);
  const change = keepRevokeAnswer(old, { call: CALL, eventAt: 7 }, NOW);
  if (change === undefined) throw new Error('The key was not kept.');
  const lease = written(old, change) as Lease;
  expect(lease).toMatchObject({
    state,
    version: 5,
    lastEventAt: 7,
    idem: { k: { s: status, e: '"5.0"', r: { state } } },
  });
  expect(lease.dueAt).toBe(old.dueAt);
  expect(written({ ...old, version: 6 }, change)).toBe('refused');
  expect(written(lease, change)).toBe('refused');
});

test('a revoke that finds nothing to do and has no key leaves no trace', () => {
  expect(keepRevokeAnswer(leaseIn('revoked'), {}, NOW)).toBeUndefined();
});

test('a revoke that finds nothing to do and came by no event notes none', () => {
  expect(keepRevokeAnswer(leaseIn('revoked'), { call: CALL }, NOW)?.set).not.toHaveProperty('lastEventAt');
});

test('a released prefix is dropped or quarantined by the rule of its pool, and withheld where it is not released', () => {
  expect(releaseOf(REVOCATION)).toBe('dropped');
  expect(releaseOf({ ...REVOCATION, quarantineSeconds: 1 })).toBe('quarantined');
  expect(releaseOf({ ...REVOCATION, release: false })).toBe('withheld');
  expect(releaseOf({ ...REVOCATION, release: false, quarantineSeconds: 1 })).toBe('withheld');
});
