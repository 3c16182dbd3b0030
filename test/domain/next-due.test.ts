import { expect, test } from '@jest/globals';
import type { Authorization, Lease } from '../../shared/domain/lease.ts';
import { authorizationDue, nextDue, reportDue, revocationDue } from '../../shared/domain/next-due.ts';
import {
  DAY,
  HELD,
  HOUR,
  INTENT,
  leaseIn,
  MINUTE,
  NOON,
  REVOCATION,
  SECOND,
  without,
} from '../support/leases.ts';

const COA: Authorization = { id: 'a', nasIp: '192.0.2.1', status: 'queued', attempt: 0, askedAt: NOON };
const TWO_AT_NIGHT = Date.UTC(2026, 0, 16, 2);

test.each<[string, Lease, number | undefined]>([
  ['an allocation that was begun is due 15 minutes later', leaseIn('pending'), NOON + 15 * MINUTE],
  [
    "an allocation that was resumed late is due when it is nobody's",
    leaseIn('pending', { intent: { ...INTENT, until: NOON + 15 * MINUTE + SECOND } }),
    NOON + 15 * MINUTE + SECOND,
  ],
  ['a profile alone is never due', without(leaseIn('pending'), 'intent' as keyof Lease), undefined],
  ['an allocated lease is due after a day', leaseIn('allocated'), NOON + DAY],
  ['an allocated lease that was reported is due when it said', leaseIn('allocated', { reportAt: 7 }), 7],
  ['an active lease is never due', leaseIn('active'), undefined],
  ['a suspended lease is never due', leaseIn('suspended'), undefined],
  ['a failed lease without a prefix is never due', leaseIn('failed'), undefined],
  ['a failed lease that holds a prefix is due after an hour', leaseIn('failed', { held: HELD }), NOON + HOUR],
  ['a failed lease that was reported is due when it said', leaseIn('failed', { held: HELD, reportAt: 7 }), 7],
  ['a revocation that no run has claimed is due after 2 minutes', leaseIn('revoking'), NOON + 2 * MINUTE],
  [
    'a revocation that is to be tried again is due then',
    leaseIn('revoking', { revocation: { ...REVOCATION, retryAt: NOON + 20 * MINUTE } }),
    NOON + 20 * MINUTE,
  ],
  [
    'a revocation that a run owns is due when the run has overstayed, whatever was planned before',
    leaseIn('revoking', {
      revocation: { ...REVOCATION, retryAt: NOON, run: { id: 'r', until: NOON + 6 * MINUTE } },
    }),
    NOON + 6 * MINUTE,
  ],
  [
    'a revocation with a long pause is due for its report in between',
    leaseIn('revoking', { revocation: { ...REVOCATION, retryAt: NOON + 2 * HOUR } }),
    NOON + HOUR,
  ],
  [
    'a revocation that was reported is due when it said',
    leaseIn('revoking', { reportAt: NOON + 7, revocation: { ...REVOCATION, retryAt: NOON + 2 * HOUR } }),
    NOON + 7,
  ],
  ['a revoked lease is due at 02:00 after 90 days', leaseIn('revoked'), TWO_AT_NIGHT + 90 * DAY],
  [
    'a lease that was revoked at 02:00 is due at 02:00',
    leaseIn('revoked', { revokedAt: TWO_AT_NIGHT }),
    TWO_AT_NIGHT + 90 * DAY,
  ],
  [
    'a lease that was revoked after 02:00 is due the night after',
    leaseIn('revoked', { revokedAt: TWO_AT_NIGHT + 1 }),
    TWO_AT_NIGHT + 91 * DAY,
  ],
  ['orphans are due when they are looked for next', leaseIn('failed', { orphans: { next: 7, until: 9 } }), 7],
  [
    'orphans wait behind an earlier deadline',
    leaseIn('revoking', { orphans: { next: NOON + DAY, until: 9 } }),
    NOON + 2 * MINUTE,
  ],
  ['a queued CoA is due after 10 minutes', leaseIn('active', { authorization: COA }), NOON + 10 * MINUTE],
  [
    'a CoA that is being sent is due after 10 minutes',
    leaseIn('suspended', { authorization: { ...COA, status: 'sending' } }),
    NOON + 10 * MINUTE,
  ],
  [
    'a CoA that has an outcome is never due',
    leaseIn('active', { authorization: { ...COA, status: 'nak' } }),
    undefined,
  ],
])('%s', (_, lease, due) => {
  expect(nextDue(lease)).toBe(due);
});

test('the earliest of several deadlines counts, in whatever order they stand', () => {
  const parts = { authorization: COA, orphans: { next: NOON + 5 * MINUTE, until: NOON + HOUR } };
  expect(nextDue(leaseIn('allocated', parts))).toBe(NOON + 5 * MINUTE);
  expect(nextDue(leaseIn('allocated', { ...parts, reportAt: NOON + 1 }))).toBe(NOON + 1);
  expect(nextDue(leaseIn('allocated', { ...parts, orphans: { next: NOON + HOUR, until: 0 } }))).toBe(
    NOON + 10 * MINUTE,
  );
});

test('the parts of a deadline can be asked for alone', () => {
  const revoking = leaseIn('revoking', { authorization: COA });
  expect(revocationDue(revoking)).toBe(NOON + 2 * MINUTE);
  expect(reportDue(revoking)).toBe(NOON + HOUR);
  expect(authorizationDue(revoking)).toBe(NOON + 10 * MINUTE);
  expect(reportDue(leaseIn('active'))).toBeUndefined();
  expect(authorizationDue(leaseIn('active'))).toBeUndefined();
});
