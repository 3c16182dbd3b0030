import { expect, test } from '@jest/globals';
import { type Duty, dutiesOf } from '../../shared/domain/duties.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { DAY, HELD, HOUR, INTENT, leaseIn, MINUTE, NOON, REVOCATION, without } from '../support/leases.ts';

const COA = { id: 'a', nasIp: '192.0.2.1', status: 'sending', attempt: 1, askedAt: NOON } as const;
const PURGE = Date.UTC(2026, 0, 16, 2) + 90 * DAY;
const run = (until: number): Lease =>
  leaseIn('revoking', { revocation: { ...REVOCATION, run: { id: 'r', until } } });

test.each<[Duty, Lease, number]>([
  ['expireAllocation', leaseIn('pending'), NOON + 15 * MINUTE],
  ['restartRevocation', leaseIn('revoking'), NOON + 2 * MINUTE],
  ['restartRevocation', run(NOON + 6 * MINUTE), NOON + 6 * MINUTE],
  ['abandonAuthorization', leaseIn('active', { authorization: COA }), NOON + 10 * MINUTE],
  [
    'checkOrphans',
    leaseIn('failed', { orphans: { next: NOON + MINUTE, until: NOON + HOUR } }),
    NOON + MINUTE,
  ],
  ['report', leaseIn('allocated'), NOON + DAY],
  ['report', leaseIn('failed', { held: HELD }), NOON + HOUR],
  ['purge', leaseIn('revoked'), PURGE],
])('%s is due at its deadline and not a millisecond sooner', (duty, lease, due) => {
  expect(dutiesOf(lease, due)).toEqual([duty]);
  expect(dutiesOf(lease, due - 1)).toEqual([]);
});

test("an allocation that was resumed late does not expire while it is its caller's", () => {
  const until = NOON + 20 * MINUTE;
  const lease = leaseIn('pending', { intent: { ...INTENT, until } });
  expect(dutiesOf(lease, until)).toEqual([]);
  expect(dutiesOf(lease, until + 1)).toEqual(['expireAllocation']);
});

test.each([
  without(leaseIn('pending'), 'intent'),
  leaseIn('active'),
  leaseIn('suspended'),
  leaseIn('failed'),
])('nothing is ever due of a lease at rest ($state)', (lease) => {
  expect(dutiesOf(lease, NOON + 1000 * DAY)).toEqual([]);
});

test('what moves a lease on is done before what reports it', () => {
  const lease = leaseIn('revoking', { orphans: { next: NOON, until: NOON }, authorization: COA });
  expect(dutiesOf(lease, NOON + DAY)).toEqual([
    'restartRevocation',
    'abandonAuthorization',
    'checkOrphans',
    'report',
  ]);
});

test('a lease is not purged before its orphans were looked for', () => {
  const lease = leaseIn('revoked', { orphans: { next: PURGE, until: PURGE } });
  expect(dutiesOf(lease, PURGE)).toEqual(['checkOrphans']);
});

test('a deadline that has passed without anything to do is corrected', () => {
  expect(dutiesOf({ ...leaseIn('revoked'), dueAt: NOON }, NOON)).toEqual(['correctDue']);
  expect(dutiesOf({ ...leaseIn('active'), dueAt: NOON }, NOON)).toEqual(['correctDue']);
  expect(dutiesOf({ ...leaseIn('revoked'), dueAt: NOON }, NOON - 1)).toEqual([]);
});
