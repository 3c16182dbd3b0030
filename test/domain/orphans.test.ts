import { expect, test } from '@jest/globals';
import { renewEpoch } from '../../shared/domain/allocation.ts';
import type { Lease, Orphans } from '../../shared/domain/lease.ts';
import { checkedOrphans, orphansLeft, orphansOf } from '../../shared/domain/orphans.ts';
import { HOUR, leaseIn, MINUTE, NOON, without } from '../support/leases.ts';
import { written } from '../support/written.ts';

const FIRST = NOON + 15 * MINUTE;
const LAST = NOON + HOUR;
const ORPHANS: Orphans = { next: FIRST, until: LAST };
const failed = leaseIn('failed', { orphans: ORPHANS });

test('what an epoch may have left is looked for after 15 and for the last time after 60 minutes', () => {
  expect(orphansOf(undefined, NOON)).toEqual(ORPHANS);
});

test("a later epoch puts off no look that is due, and no earlier one ends a later one's", () => {
  expect(orphansOf(ORPHANS, NOON + MINUTE)).toEqual({ next: FIRST, until: LAST + MINUTE });
  expect(orphansOf({ next: LAST, until: LAST + HOUR }, NOON)).toEqual({ next: FIRST, until: LAST + HOUR });
});

test('a lease that leaves pending may have left an object; one without an allocation has left no more than it had', () => {
  expect(orphansLeft(leaseIn('pending'))).toEqual(ORPHANS);
  expect(orphansLeft(without(leaseIn('pending'), 'intent'))).toBeUndefined();
  expect(orphansLeft(failed)).toBe(ORPHANS);
  expect(orphansLeft(leaseIn('active'))).toBeUndefined();
});

test('a look is followed by another, the last of them at the end', () => {
  expect(written(failed, checkedOrphans(failed, ORPHANS, FIRST))).toEqual({
    ...failed,
    orphans: { next: FIRST + 15 * MINUTE, until: LAST },
    dueAt: FIRST + 15 * MINUTE,
  });
  expect(written(failed, checkedOrphans(failed, ORPHANS, LAST - MINUTE))).toMatchObject({
    orphans: { next: LAST },
  });
});

test('after the last look there is nothing more to look for', () => {
  const lease = written(failed, checkedOrphans(failed, ORPHANS, LAST));
  expect(lease).not.toHaveProperty('orphans');
  expect(lease).not.toHaveProperty('dueAt');
  expect(lease).toHaveProperty('version', 5);
});

test('a look is not noted on a lease that changed since it was read', () => {
  expect(written({ ...failed, version: 6 }, checkedOrphans(failed, ORPHANS, LAST))).toBe('refused');
});

test.each([
  ['the last look', LAST],
  ['a look', FIRST],
])('%s does not call off those that a renewed epoch asked for meanwhile', (_, now) => {
  const pending = leaseIn('pending', { orphans: { next: FIRST, until: LAST } });
  const renewed = written(pending, renewEpoch(pending, 1, NOON + MINUTE)) as Lease;
  expect(renewed).toMatchObject({ version: 5, orphans: { next: FIRST, until: LAST + MINUTE } });
  expect(written(renewed, checkedOrphans(pending, ORPHANS, now))).toBe('refused');
});

test('of two sweepers that looked at once, one notes it', () => {
  const change = checkedOrphans(failed, ORPHANS, FIRST);
  expect(written(written(failed, change) as Lease, change)).toBe('refused');
});
