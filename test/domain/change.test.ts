import { expect, test } from '@jest/globals';
import { leaseAfter, patched, step, transition, unchanged } from '../../shared/domain/change.ts';
import { all } from '../../shared/domain/condition.ts';
import { CLAIM, DAY, HELD, leaseIn, NOON } from '../support/leases.ts';
import { written } from '../support/written.ts';

type Patch = { set?: object; remove?: string[] };

test.each<[string, object, [Patch, object]]>([
  ['a new attribute is set', { a: 1 }, [{ set: { b: 2 } }, { a: 1, b: 2 }]],
  ['an attribute is set anew', { a: 1 }, [{ set: { a: 2 } }, { a: 2 }]],
  [
    'a member is set beside its siblings',
    { a: { b: 1, c: 2 } },
    [{ set: { 'a.b': 3 } }, { a: { b: 3, c: 2 } }],
  ],
  ['a member of what is not there is set with it', {}, [{ set: { 'a.b': 3 } }, { a: { b: 3 } }]],
  ['what is undefined is not set', { a: 1 }, [{ set: { a: undefined } }, { a: 1 }]],
  ['an attribute is removed', { a: 1, b: 2 }, [{ remove: ['a'] }, { b: 2 }]],
  ['a member is removed beside its siblings', { a: { b: 1, c: 2 } }, [{ remove: ['a.b'] }, { a: { c: 2 } }]],
  ['the last member leaves an empty map', { a: { b: 1 } }, [{ remove: ['a.b'] }, { a: {} }]],
  ['what is not there is removed without a trace', { a: 1 }, [{ remove: ['b'] }, { a: 1 }]],
  ['a member of what is not there is removed without a trace', { a: 1 }, [{ remove: ['b.c'] }, { a: 1 }]],
  ['what is removed may be set', { a: { b: 1 } }, [{ set: { a: { c: 2 } }, remove: ['a'] }, { a: { c: 2 } }]],
])('%s', (_, item, [patch, result]) => {
  const before = structuredClone(item);
  expect(patched(item, { set: { ...patch.set }, remove: patch.remove ?? [] })).toEqual(result);
  expect(item).toEqual(before);
});

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
