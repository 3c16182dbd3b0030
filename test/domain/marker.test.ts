import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Claim } from '../../shared/domain/claim.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { claimMark, isDead, leaseMark, parseClaimMark, withdrawnMark } from '../../shared/domain/marker.ts';
import { CLAIM, HELD, leaseIn } from '../support/leases.ts';

const tenant = fc.stringMatching(/^[a-z0-9-]{1,32}$/);
const subscriber = fc.stringMatching(/^[A-Za-z0-9._:@-]{1,128}$/);
const epoch = fc.integer({ min: 1, max: 999_999_999_999_999 });
const marked = fc.record({ tenant, subscriber, epoch });

const MINE = { id: 42, epoch: 100 };
const OTHER = { id: 43, epoch: 100 };
const OLDER = { id: 43, epoch: 99 };
const LATER = { id: 43, epoch: 101 };
const ROW_OF_ANOTHER: Claim = { ...CLAIM, state: 'held', netboxPrefixId: 44 };

test('an object is marked with its lease, and with the epoch that made it', () => {
  expect(leaseMark({ tenant: 'acme', subscriber: 'a' })).toBe('acme/a');
  expect(claimMark({ tenant: 'acme', subscriber: 'a', epoch: 7 })).toBe('acme/a/7');
});

test('an object that was released and is kept is marked with its own id, which no other object can have', () => {
  expect(withdrawnMark('quarantined', 42)).toBe('quarantine/42');
  expect(withdrawnMark('withheld', 42)).toBe('withheld/42');
});

test('the mark of an epoch is read as what it was made of', () => {
  fc.assert(fc.property(marked, (any) => expect(parseClaimMark(claimMark(any))).toEqual(any)));
});

test('what is read as the mark of an epoch is its only spelling', () => {
  const slip = fc.tuple(marked, fc.nat(), fc.constantFrom('', '/', '0', 'A', ' ', '\n', 'é'));
  fc.assert(
    fc.property(slip, ([any, at, put]) => {
      const mark = claimMark(any);
      const text = mark.slice(0, at % mark.length) + put + mark.slice((at % mark.length) + 1);
      const read = parseClaimMark(text);
      expect(read === undefined ? text : claimMark(read)).toBe(text);
    }),
  );
});

test.each([
  ['quarantine/42', 'a released object'],
  ['withheld/42', 'a withheld object'],
  ['acme/a', 'a lease without an epoch'],
  ['acme/a/', 'an empty epoch'],
  ['acme/a/0', 'an epoch that no lease has'],
  ['acme/a/01', 'an epoch with a leading zero'],
  ['acme/a/-1', 'a negative epoch'],
  ['acme/a/1.5', 'a broken epoch'],
  ['acme/a/9007199254740993', 'an epoch that no number is exactly'],
  ['acme/a/1/2', 'one part too many'],
  ['Acme/a/1', 'no tenant of ours'],
  ['acme/a b/1', 'no subscriber of ours'],
  [' acme/a/1', 'a space before'],
  ['acme/a/1\n', 'a newline after'],
  ['', 'nothing'],
])('%j is not read as the mark of an epoch: %s', (mark) => {
  expect(parseClaimMark(mark)).toBeUndefined();
});

test('an object whose lease is gone is dead', () => {
  expect(isDead(MINE, undefined, undefined)).toBe(true);
});

test('an object of an older epoch is dead, whatever the state of the lease', () => {
  for (const state of ['pending', 'allocated', 'revoking', 'revoked', 'failed'] as const) {
    expect(isDead(OLDER, leaseIn(state), undefined)).toBe(true);
  }
});

test('an object of a later epoch than the lease that was read is not dead: it is younger than the read', () => {
  for (const state of ['pending', 'allocated', 'revoked', 'failed'] as const) {
    expect(isDead(LATER, leaseIn(state), undefined)).toBe(false);
  }
});

test("an object of the lease's epoch is not dead while that epoch is pending", () => {
  expect(isDead(OTHER, leaseIn('pending'), undefined)).toBe(false);
});

test.each<[string, Lease]>([
  ['has another object', leaseIn('active')],
  ['has failed without one', leaseIn('failed')],
  ['is revoked', leaseIn('revoked')],
])("an object of the lease's epoch is dead where the lease %s", (_, lease) => {
  expect(isDead(OTHER, lease, undefined)).toBe(true);
});

test.each<[string, Lease]>([
  ['allocated', leaseIn('allocated')],
  ['active', leaseIn('active')],
  ['suspended', leaseIn('suspended')],
  ['revoking', leaseIn('revoking')],
  ['failed', leaseIn('failed', { held: HELD })],
])(
  'the object that a lease holds is not dead while the lease is %s, even where the claim row is not seen',
  (_, lease) => {
    expect(isDead(MINE, lease, undefined)).toBe(false);
    expect(isDead(MINE, lease, ROW_OF_ANOTHER)).toBe(false);
  },
);

test.each<[string, typeof MINE, Lease | undefined]>([
  ['the lease is gone', MINE, undefined],
  ['the lease is of a later epoch', MINE, leaseIn('pending', { epoch: 101 })],
  ['the lease is revoked', MINE, leaseIn('revoked')],
])(
  "an object that the claim row of its prefix names is not dead where %s: it is the quarantine's",
  (_, object, lease) => {
    expect(isDead(object, lease, CLAIM)).toBe(false);
    expect(isDead(object, lease, ROW_OF_ANOTHER)).toBe(true);
  },
);

test('a row that is reserved names no object', () => {
  const { state: _, netboxPrefixId: __, ...row } = CLAIM;
  expect(isDead(OLDER, leaseIn('pending'), { ...row, state: 'reserved' })).toBe(true);
});
