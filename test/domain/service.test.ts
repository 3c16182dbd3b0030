import { expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import { changeService, mergedSession } from '../../shared/domain/service.ts';
import { leaseIn, MINUTE, NOON } from '../support/leases.ts';
import { refusal } from '../support/refusal.ts';
import { written } from '../support/written.ts';

const NOW = NOON + MINUTE;
const COA = { id: 'coa-1', nasIp: '192.0.2.1' };

test('an activation puts the prefix into service and says from when', () => {
  const old = leaseIn('allocated');
  const change = changeService(old, { action: 'activate', session: {} }, NOW);
  const lease = written(old, change) as Lease;
  expect(lease).toMatchObject({ state: 'active', version: 6, activatedAt: NOW, lastAction: 'activate' });
  expect(lease).not.toHaveProperty('dueAt');
  expect(lease).not.toHaveProperty('session');
  expect(change.next).toEqual(lease);
});

test('a suspension says from when and a resumption forgets it', () => {
  const active = leaseIn('active');
  const suspended = written(active, changeService(active, { action: 'suspend', session: {} }, NOW)) as Lease;
  expect(suspended).toMatchObject({ state: 'suspended', suspendedAt: NOW, activatedAt: NOON });
  const resumed = written(suspended, changeService(suspended, { action: 'resume', session: {} }, NOW + 1));
  expect(resumed).toMatchObject({ state: 'active', version: 7, activatedAt: NOON });
  expect(resumed).not.toHaveProperty('suspendedAt');
});

test.each([
  ['activate', 'active'],
  ['suspend', 'suspended'],
  ['resume', 'allocated'],
] as const)('%s is refused to a lease that is %s', (action, state) => {
  const error = refusal(() => changeService(leaseIn(state), { action, session: {} }, NOW));
  expect(error.code).toBe('illegal-transition');
});

test('a CoA is queued by the transition that asks for it, and its deadline with it', () => {
  const old = leaseIn('allocated');
  expect(written(old, changeService(old, { action: 'activate', session: {}, coa: COA }, NOW))).toMatchObject({
    authorization: { ...COA, status: 'queued', attempt: 0, askedAt: NOW },
    dueAt: NOW + 10 * MINUTE,
  });
});

test('a newer transition supersedes an older CoA whether or not it asks for its own, and leaves its slot alone', () => {
  const slot = { id: 'coa-0/1', until: NOW + 1 };
  const sending = { id: 'coa-0', nasIp: '192.0.2.9', status: 'sending', attempt: 1, askedAt: NOON } as const;
  const old = leaseIn('active', { authorization: sending, slot });
  const silent = written(old, changeService(old, { action: 'suspend', session: {} }, NOW)) as Lease;
  expect(silent).not.toHaveProperty('authorization');
  expect(silent.slot).toEqual(slot);
  const asking = written(old, changeService(old, { action: 'suspend', session: {}, coa: COA }, NOW)) as Lease;
  expect(asking.authorization).toEqual({ ...COA, status: 'queued', attempt: 0, askedAt: NOW });
  expect(asking.slot).toEqual(slot);
});

test('what a call names of the session is put over what was known, and the event that brought it is noted', () => {
  const old = leaseIn('active', { session: { username: 'alice', nasIp: '192.0.2.1' } });
  const request = {
    action: 'suspend',
    session: { username: 'bob', acctSessionId: 's1' },
    eventAt: 7,
  } as const;
  expect(written(old, changeService(old, request, NOW))).toMatchObject({
    session: { username: 'bob', acctSessionId: 's1', nasIp: '192.0.2.1' },
    lastEventAt: 7,
  });
});

test.each([
  ['another NAS', { nasIp: '192.0.2.2' }],
  ['another user', { username: 'bob' }],
])('the Acct-Session-Id of a session is forgotten where a call names %s', (_, named) => {
  const known = { username: 'alice', acctSessionId: 's1', nasIp: '192.0.2.1' };
  const { acctSessionId, ...others } = known;
  const lease = leaseIn('active', { session: known });
  expect(mergedSession(lease, named)).toEqual({ ...others, ...named });
  expect(mergedSession(lease, { ...named, acctSessionId: 's2' })).toEqual({
    ...others,
    ...named,
    acctSessionId: 's2',
  });
  expect(mergedSession(lease, others)).toEqual({ ...others, acctSessionId });
});

test('a session of which nothing is known is none', () => {
  expect(mergedSession(leaseIn('active'), {})).toBeUndefined();
  expect(mergedSession(leaseIn('active'), { nasIp: '192.0.2.1' })).toEqual({ nasIp: '192.0.2.1' });
});

test('the answer is remembered under the key of the call, in the same write', () => {
  const old = leaseIn('allocated');
  const call = { action: 'activate', key: 'k', bodyHash: 'b' } as const;
  const lease = written(
    old,
    changeService(old, { action: 'activate', session: {}, coa: COA, call }, NOW),
  ) as Lease;
  expect(lease.idem.k).toMatchObject({
    s: 200,
    a: 'activate',
    r: { state: 'active', activatedAt: NOW, coa: 'queued' },
    e: '"6.0"',
  });
});

test('a key that is full of room makes way for the expired ones that it finds', () => {
  const expired = { f: 'b', a: 'suspend', s: 200, t: 0, r: { state: 'active' }, e: '"1.0"' } as const;
  const old = leaseIn('allocated', { idem: { stale: expired } });
  const call = { action: 'activate', key: 'k', bodyHash: 'b' } as const;
  const lease = written(old, changeService(old, { action: 'activate', session: {}, call }, NOW)) as Lease;
  expect(Object.keys(lease.idem)).toEqual(['k']);
});

test('a change of the service is refused once the lease has changed since it was read', () => {
  const old = leaseIn('allocated');
  const change = changeService(old, { action: 'activate', session: {} }, NOW);
  expect(written({ ...old, version: 6 }, change)).toBe('refused');
});

test('a call whose twin was faster is refused by its key', () => {
  const old = leaseIn('allocated');
  const call = { action: 'activate', key: 'k', bodyHash: 'b' } as const;
  const change = changeService(old, { action: 'activate', session: {}, call }, NOW);
  const kept = { f: 'b', a: 'activate', s: 200, t: NOW, r: { state: 'active' }, e: '"6.0"' } as const;
  expect(written({ ...old, idem: { k: kept } }, change)).toBe('refused');
});
