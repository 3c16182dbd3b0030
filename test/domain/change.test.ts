import { expect, test } from '@jest/globals';
import { leaseAfter, step, transition, unchanged } from '../../shared/domain/change.ts';
import { all } from '../../shared/domain/condition.ts';
import { CLAIM, DAY, HELD, leaseIn, NOON } from '../support/leases.ts';
import { written } from '../support/written.ts';

test('a lease after a write has the deadline of what it then is', () => {
  const lease = leaseAfter(leaseIn('active'), { set: { state: 'allocated' }, remove: [] });
  expect(lease.dueAt).toBe(NOON + DAY);
  expect(leaseAfter(lease, { set: { state: 'active' }, remove: [] })).not.toHaveProperty('dueAt');
});

test('a transition names its lease, its states, and what it does to the claim and the ledger', () => {
  const lease = leaseIn('allocated');
  const tenure = { ...HELD, tenant: 'acme', subscriber: 'line-1', epoch: 100, until: NOON };
  const parts = { set: {}, fence: all(), claim: { write: 'put', claim: CLAIM }, tenure } as const;
  const change = transition(lease, 'activate', parts);
  expect(change).toMatchObject({
    key: { tenant: 'acme', subscriber: 'line-1' },
    move: 'activate',
    version: 'rises',
    set: { state: 'active' },
    dueAt: 'none',
    claim: parts.claim,
    tenure,
    next: { state: 'active', version: 6, lastAction: 'activate' },
  });
});

test('a transition is refused in every state that the table does not name, whatever its fence', () => {
  const change = transition(leaseIn('allocated'), 'activate', { set: {}, fence: all() });
  expect(written(leaseIn('allocated'), change)).not.toBe('refused');
  for (const state of ['pending', 'active', 'suspended', 'revoking', 'revoked', 'failed'] as const) {
    expect(written(leaseIn(state), change)).toBe('refused');
  }
});

test('a step is refused in every state that it does not start from, and changes neither version nor state', () => {
  const change = step(leaseIn('allocated'), 'report', { set: { reportAt: 1 }, fence: all() });
  expect(change).toMatchObject({
    move: 'report',
    version: 'stays',
    next: { version: 5, state: 'allocated' },
  });
  expect(written(leaseIn('allocated'), change)).toMatchObject({ version: 5, state: 'allocated', dueAt: 1 });
  for (const state of ['pending', 'active', 'suspended', 'revoked'] as const) {
    expect(written(leaseIn(state), change)).toBe('refused');
  }
});

test('a purge leaves the state to the deletion', () => {
  expect(transition(leaseIn('revoked'), 'purge', { set: {}, fence: all() }).set).toEqual({});
});

test('what is fenced by the version is refused after any action', () => {
  const lease = leaseIn('allocated');
  const change = transition(lease, 'activate', { set: {}, fence: unchanged(lease) });
  expect(written(lease, change)).toMatchObject({ state: 'active' });
  expect(written({ ...lease, version: 6 }, change)).toBe('refused');
});
