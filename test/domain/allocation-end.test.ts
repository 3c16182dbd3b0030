import { expect, test } from '@jest/globals';
import {
  beginAllocation,
  expireAllocation,
  failAllocation,
  finishAllocation,
  MAX_EPOCHS,
  renewEpoch,
} from '../../shared/domain/allocation.ts';
import type { Lease, LeaseIn } from '../../shared/domain/lease.ts';
import { isDead } from '../../shared/domain/marker.ts';
import { CLAIM, DAY, HELD, INTENT, KEY, leaseIn, MINUTE, NOON, without } from '../support/leases.ts';
import { written } from '../support/written.ts';

const CALL = { action: 'allocate', key: 'key-1', bodyHash: 'body-1' } as const;
const FAILURE = { code: 'pool-exhausted', detail: 'No pool has a free /56.' };
const pending = leaseIn('pending');
const renewed = written(pending, renewEpoch(pending, 1, NOON)) as LeaseIn<'pending'>;
const allocated = written(pending, finishAllocation(pending, { held: HELD, claim: 'put' }, NOON)) as Lease;

test('an allocation ends with the prefix on the lease, its claim row, and the answer remembered', () => {
  const old = leaseIn('pending');
  const change = finishAllocation(old, { held: HELD, claim: 'put', call: CALL }, NOON + 1);
  const lease = written(old, change) as Lease;
  expect(lease).toMatchObject({
    state: 'allocated',
    version: 6,
    held: HELD,
    allocatedAt: NOON + 1,
    dueAt: NOON + 1 + DAY,
  });
  expect(lease).not.toHaveProperty('intent');
  expect(lease.idem['key-1']).toEqual({
    f: 'body-1',
    a: 'allocate',
    s: 201,
    t: NOON + 1,
    r: { state: 'allocated', prefix: HELD.cidr, netboxPrefixId: 42, allocatedAt: NOON + 1 },
    e: '"6.0"',
  });
  expect(change.claim).toEqual({ write: 'put', claim: { ...CLAIM, writeId: '' } });
  expect(change.next).toEqual(lease);
});

test('the end of an allocation forgets the keys that have expired', () => {
  const stale = { f: 'b', a: 'revoke', s: 202, t: 0, r: { state: 'revoking' }, e: '"1.0"' } as const;
  const old = leaseIn('pending', { idem: { stale } });
  const change = finishAllocation(old, { held: HELD, claim: 'put', call: CALL }, NOON);
  expect(Object.keys((written(old, change) as Lease).idem)).toEqual(['key-1']);
});

test('a reserved claim row becomes held, and a call without a key leaves none', () => {
  const old = leaseIn('pending');
  const change = finishAllocation(old, { held: HELD, claim: 'hold' }, NOON);
  expect(change.claim).toMatchObject({ write: 'hold', claim: { state: 'held', epoch: 100 } });
  expect((written(old, change) as Lease).idem).toEqual({});
});

test('the end of an allocation is refused once a later epoch has begun', () => {
  expect(written(renewed, finishAllocation(pending, { held: HELD, claim: 'put' }, NOON))).toBe('refused');
});

test('the end of an allocation does not mind that its key has resumed it meanwhile', () => {
  const request = {
    key: KEY,
    length: 56,
    call: CALL,
  };
  const resumed = written(pending, beginAllocation(pending, request, INTENT.until + 1)) as Lease;
  expect(resumed.version).toBe(6);
  expect(written(resumed, finishAllocation(pending, { held: HELD, claim: 'put' }, NOON))).toMatchObject({
    state: 'allocated',
    version: 7,
  });
});

test('an allocation does not end twice', () => {
  expect(written(allocated, finishAllocation(pending, { held: HELD, claim: 'put' }, NOON))).toBe('refused');
});

test('the end of an allocation is refused once its key is remembered for something else', () => {
  const kept = { f: 'x', a: 'revoke', s: 202, t: NOON, r: { state: 'revoking' }, e: '"1.0"' } as const;
  const change = finishAllocation(pending, { held: HELD, claim: 'put', call: CALL }, NOON);
  expect(written({ ...pending, idem: { 'key-1': kept } }, change)).toBe('refused');
});

test('a renewed epoch is the next one in the same intent, without a new version, and its old object is looked for', () => {
  expect(renewed).toEqual({
    ...pending,
    epoch: 101,
    intent: { ...INTENT, tries: 1 },
    orphans: { next: NOON + 15 * MINUTE, until: NOON + 60 * MINUTE },
  });
  expect(isDead({ id: 42, epoch: 100 }, renewed, undefined)).toBe(true);
});

test('an epoch is renewed by its owner alone, and only while it is pending', () => {
  expect(written(renewed, renewEpoch(pending, 1, NOON))).toBe('refused');
  expect(written(allocated, renewEpoch(pending, 1, NOON))).toBe('refused');
});

test('three epochs of one intent may meet a taken claim', () => {
  expect(MAX_EPOCHS).toBe(3);
});

test('a failed allocation says why, holds nothing, and has what it left looked for', () => {
  const lease = written(pending, failAllocation(pending, FAILURE, NOON + 1)) as Lease;
  expect(lease).toMatchObject({
    state: 'failed',
    version: 6,
    failure: { ...FAILURE, at: NOON + 1 },
    orphans: { next: NOON + 15 * MINUTE, until: NOON + 60 * MINUTE },
    dueAt: NOON + 15 * MINUTE,
  });
  expect(lease).not.toHaveProperty('intent');
});

test('an allocation that never began leaves nothing to look for', () => {
  const lease = written(
    without(pending, 'intent'),
    failAllocation(without(pending, 'intent'), FAILURE, NOON),
  );
  expect(lease).not.toHaveProperty('orphans');
});

test('an epoch that failed cannot fail the one that followed it', () => {
  expect(written(renewed, failAllocation(pending, FAILURE, NOON))).toBe('refused');
});

test.each(['allocated', 'active', 'suspended', 'revoking'] as const)(
  'a slow caller cannot fail the epoch that his repeat has brought to %s',
  (state) => {
    expect(written(leaseIn(state), failAllocation(pending, FAILURE, NOON))).toBe('refused');
  },
);

test("the sweeper fails an allocation only once it is nobody's", () => {
  const expired = expireAllocation(pending, INTENT.until + 1);
  expect(written(pending, expired)).toMatchObject({
    state: 'failed',
    failure: { code: 'allocation-failed' },
  });
  expect(written(pending, expireAllocation(pending, INTENT.until))).toBe('refused');
});

test('the sweeper does not fail an allocation that was resumed after it had looked', () => {
  const resumed = { ...pending, version: 6, intent: { ...INTENT, until: INTENT.until + 45_000 } };
  expect(written(resumed, expireAllocation(pending, INTENT.until + 1))).toBe('refused');
});

test('the sweeper does not fail an epoch that it has not seen', () => {
  expect(written(renewed, expireAllocation(pending, INTENT.until + 1))).toBe('refused');
});

test('what a resumed allocation may have left is looked for from its last call on', () => {
  const until = NOON + 70 * MINUTE;
  const resumed = leaseIn('pending', { intent: { ...INTENT, until } });
  expect(written(resumed, expireAllocation(resumed, until + 1))).toMatchObject({
    orphans: { next: until - 45_000 + 15 * MINUTE, until: until - 45_000 + 60 * MINUTE },
  });
});
