import { expect, test } from '@jest/globals';
import { claimDifferences, ledgerDifferences, overlapDifference } from '../../shared/domain/audit-claim.ts';
import type { Claim, Tenure } from '../../shared/domain/claim.ts';
import { CLAIM, HELD, KEY, leaseIn, MINUTE, NOON, SECOND, without } from '../support/leases.ts';

const at = (now: number, settled = false) => ({ now, graceMilliseconds: MINUTE, settled });
const row = (parts: object): Claim => ({ ...CLAIM, ...parts }) as Claim;

test('the row of the lease that holds the prefix is right', () => {
  expect(claimDifferences(CLAIM, leaseIn('active'), at(NOON, true))).toEqual([]);
});

test.each([
  ['gone', CLAIM, undefined, 'the lease is gone and does not hold it'],
  ['revoked', CLAIM, leaseIn('revoked'), 'the lease is revoked in epoch 100'],
  [
    'of another epoch',
    row({ epoch: 99 }),
    leaseIn('active'),
    'claimed for epoch 99, and the lease is active',
  ],
  ['of another prefix', row({ cidr: '2001:db8:0:200::/56' }), leaseIn('active'), 'does not hold it'],
  ['of another space', row({ space: 'main.3' }), leaseIn('active'), 'does not hold it'],
])('a row whose lease is %s holds the prefix back', (...[, claim, lease, what]) => {
  expect(claimDifferences(claim, lease, at(NOON))).toEqual([
    expect.objectContaining({ kind: 'claim-unheld', ...KEY, what: expect.stringContaining(what) }),
  ]);
});

test.each(['reserved', 'quarantined', 'withheld'])('a %s row is told once its time is long over', (state) => {
  const claim = row({ state, dueAt: NOON });
  expect(claimDifferences(claim, undefined, at(NOON + MINUTE))).toEqual([]);
  expect(claimDifferences(claim, undefined, at(NOON + MINUTE + 1))).toEqual([
    expect.objectContaining({
      kind: 'claim-overdue',
      what: `its claim row is ${state} and was to be looked at by 2026-01-15T12:00:00.000Z.`,
    }),
  ]);
});

test('a reserved row is in motion, and nothing that is settled has one', () => {
  const reserved = row({ state: 'reserved' });
  expect(claimDifferences(reserved, undefined, at(NOON))).toEqual([]);
  expect(claimDifferences(reserved, undefined, at(NOON, true))).toHaveLength(1);
  expect(claimDifferences(row({ state: 'withheld' }), undefined, at(NOON, true))).toEqual([]);
});

test('two rows that share addresses name both subscribers', () => {
  const inner = row({ subscriber: 'line-2', cidr: '2001:db8:0:100::/64', state: 'quarantined' });
  expect(overlapDifference(CLAIM, inner)).toMatchObject({
    kind: 'overlap',
    subscriber: 'line-2',
    prefix: '2001:db8:0:100::/64',
    what: `it is quarantined, and lies within ${HELD.cidr}, which is held for acme/line-1.`,
  });
});

const tenure = (subscriber: string, since: number, until: number): Tenure => ({
  ...HELD,
  tenant: 'acme',
  subscriber,
  epoch: 1,
  since: NOON + since,
  until: NOON + until,
});

test('tenures that follow one another are right, the open one too, in whatever order they come', () => {
  const closed = [tenure('b', 2 * MINUTE, 3 * MINUTE), tenure('a', 0, MINUTE)];
  expect(ledgerDifferences(CLAIM, closed, row({ since: NOON + 3 * MINUTE }))).toEqual([]);
  expect(ledgerDifferences(CLAIM, closed, row({ since: NOON, state: 'withheld' }))).toEqual([]);
  expect(ledgerDifferences(CLAIM, [], undefined)).toEqual([]);
});

test('what two clocks may disagree by is no overlap', () => {
  const closed = [tenure('a', 0, 60 * SECOND)];
  expect(ledgerDifferences(CLAIM, [...closed, tenure('b', 30 * SECOND, 90 * SECOND)], undefined)).toEqual([]);
  expect(
    ledgerDifferences(CLAIM, [...closed, tenure('b', 30 * SECOND - 1, 90 * SECOND)], undefined),
  ).toHaveLength(1);
});

test('a prefix that two held at once is told with both, and since when', () => {
  const closed = [tenure('a', 0, 5 * MINUTE)];
  expect(ledgerDifferences(CLAIM, closed, row({ since: NOON + MINUTE, subscriber: 'b' }))).toEqual([
    expect.objectContaining({
      kind: 'ledger',
      subscriber: 'b',
      prefix: HELD.cidr,
      what: "the ledger says that it was theirs from 2026-01-15T12:01:00.000Z on, and acme/a's until 2026-01-15T12:05:00.000Z.",
    }),
  ]);
});

test('an open tenure that began before a closed one is held twice now', () => {
  const found = ledgerDifferences(
    CLAIM,
    [tenure('a', 2 * MINUTE, 3 * MINUTE)],
    without(CLAIM as never, 'dueAt'),
  );
  expect(found[0]?.what).toContain("acme/line-1's until now");
});
