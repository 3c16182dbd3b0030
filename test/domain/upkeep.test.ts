import { expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import { correctedDue, failByOperator, purge, reported } from '../../shared/domain/upkeep.ts';
import { DAY, HELD, HOUR, leaseIn, MINUTE, NOON } from '../support/leases.ts';
import { written } from '../support/written.ts';

test.each([
  ['allocated', leaseIn('allocated'), DAY],
  ['revoking', leaseIn('revoking'), HOUR],
  ['failed with a prefix', leaseIn('failed', { held: HELD }), HOUR],
] as const)(
  'a lease that is %s and was reported is reported again later, without a new version',
  (_, old, pause) => {
    const lease = written(old, reported(old, NOON + 2 * DAY));
    expect(lease).toMatchObject({ state: old.state, version: 5, reportAt: NOON + 2 * DAY + pause });
  },
);

test('a report moves the deadline on', () => {
  const old = leaseIn('allocated');
  expect(written(old, reported(old, NOON + DAY))).toHaveProperty('dueAt', NOON + 2 * DAY);
});

test('a lease that changed since it was read is not noted as reported', () => {
  const old = leaseIn('allocated');
  expect(written({ ...old, version: 6 }, reported(old, NOON))).toBe('refused');
});

test('what was reported of a state is forgotten with it', () => {
  const old = leaseIn('allocated', { reportAt: NOON });
  expect(written(old, failByOperator(old, { code: 'internal', detail: 'x' }, NOON))).not.toHaveProperty(
    'reportAt',
  );
});

test.each<[string, Lease, number | undefined]>([
  ['has passed', { ...leaseIn('revoked'), dueAt: NOON }, leaseIn('revoked').dueAt],
  ['is gone', { ...leaseIn('active'), dueAt: NOON }, undefined],
  [
    'was never written',
    {
      ...leaseIn('active'),
      authorization: { id: 'a', nasIp: '::1', status: 'queued', attempt: 0, askedAt: NOON },
    },
    NOON + 10 * MINUTE,
  ],
])('a deadline that %s is corrected, without a new version', (_, old, due) => {
  const lease = written(old, correctedDue(old));
  expect(lease).toMatchObject({ version: 5, state: old.state });
  expect((lease as Lease).dueAt).toBe(due);
});

test.each<[string, Lease, object]>([
  ['that has moved meanwhile', { ...leaseIn('revoked'), dueAt: NOON }, { dueAt: NOON + 1 }],
  ['of a lease that has changed meanwhile', { ...leaseIn('revoked'), dueAt: NOON }, { version: 6 }],
])('a deadline %s is not corrected', (_, old, moved) => {
  expect(written({ ...old, ...moved } as Lease, correctedDue(old))).toBe('refused');
});

test('a deadline that appeared meanwhile is not corrected away', () => {
  const coa = { id: 'a', nasIp: '::1', status: 'queued', attempt: 0, askedAt: NOON } as const;
  const old: Lease = { ...leaseIn('active'), authorization: coa };
  expect(written({ ...old, dueAt: NOON }, correctedDue(old))).toBe('refused');
});

test('a lease that was revoked 90 days ago is purged, and not a millisecond sooner', () => {
  const old = leaseIn('revoked');
  expect(written(old, purge(old, NOON + 90 * DAY))).toBeUndefined();
  expect(written(old, purge(old, NOON + 90 * DAY - 1))).toBe('refused');
});

test('a lease that changed since it was read is not purged', () => {
  const old = leaseIn('revoked');
  expect(written({ ...old, version: 6 }, purge(old, NOON + 90 * DAY))).toBe('refused');
});

test.each(['allocated', 'active', 'suspended'] as const)(
  'an operator fails a lease that is %s: the prefix stays held, a CoA under way is superseded',
  (state) => {
    const coa = { id: 'a', nasIp: '192.0.2.1', status: 'sending', attempt: 1, askedAt: NOON } as const;
    const old = leaseIn(state, { authorization: coa, slot: { id: 'a/1', until: NOON } });
    const failure = { code: 'internal', detail: 'The router says otherwise.' };
    const lease = written(old, failByOperator(old, failure, NOON)) as Lease;
    expect(lease).toMatchObject({
      state: 'failed',
      version: 6,
      held: HELD,
      failure: { ...failure, at: NOON },
      slot: old.slot,
      dueAt: NOON + HOUR,
    });
    expect(lease).not.toHaveProperty('authorization');
  },
);

test('an operator does not fail a lease that changed since it was read', () => {
  const old = leaseIn('active');
  expect(written({ ...old, version: 6 }, failByOperator(old, { code: 'internal', detail: 'x' }, NOON))).toBe(
    'refused',
  );
});
