import { expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import { type RevokeCall, startRevocation } from '../../shared/usecases/start-revocation.ts';
import { HELD, KEY, leaseIn, MINUTE, NOON } from '../support/leases.ts';
import { refusedCode } from '../support/refused-code.ts';
import { NAS, usecaseWorld } from '../support/usecase-world.ts';

const call = (key: string, bodyHash = 'body') => ({ action: 'revoke', key, bodyHash }) as const;
const REVOKE: RevokeCall = { key: KEY, session: {}, sendDisconnect: false, releaseToNetbox: true };

const worldWith = async (lease: Lease, pool = {}) => {
  const world = await usecaseWorld(pool);
  world.store(lease);
  return world;
};

test.each(['allocated', 'active', 'suspended'] as const)(
  'a lease that is %s is revoked by the machine later: 202, and the prefix still held',
  async (state) => {
    const { deps, lease, started } = await worldWith(leaseIn(state));
    expect(await startRevocation(REVOKE, deps)).toMatchObject({
      status: 202,
      revocationId: 6,
      facts: { state: 'revoking', prefix: HELD.cidr },
    });
    const revocation = { id: 6, disconnect: false, release: true, quarantineSeconds: 0, askedAt: NOON };
    expect(await lease()).toMatchObject({ state: 'revoking', held: HELD, revocation });
    expect(started).toEqual([]);
  },
);

test('what it asks for is on the lease: the Disconnect, the session, what becomes of the prefix', async () => {
  const { deps, lease, store, pool } = await usecaseWorld({ quarantineSeconds: 3_600 });
  store(leaseIn('active', { held: { ...HELD, poolId: pool.netboxPoolId } }));
  const session = { username: 'alice', nasIp: NAS.ip };
  const asked = { session, sendDisconnect: true, releaseToNetbox: false, eventAt: NOON };
  const answer = await startRevocation({ ...REVOKE, ...asked }, deps);
  expect(answer.facts).toMatchObject({ disconnect: 'requested' });
  expect(await lease()).toMatchObject({
    session,
    lastEventAt: NOON,
    revocation: { disconnect: true, release: false, quarantineSeconds: 3_600 },
  });
});

test('the prefix of a pool that is no longer granted is released without a quarantine', async () => {
  const { deps, lease } = await worldWith(leaseIn('active', { held: { ...HELD, poolId: 4_711 } }), {
    quarantineSeconds: 3_600,
  });
  await startRevocation(REVOKE, deps);
  expect(await lease()).toMatchObject({ revocation: { quarantineSeconds: 0 } });
});

test('a lease without a prefix is revoked too, and what an allocation may have left is looked for', async () => {
  const { deps, lease } = await worldWith(leaseIn('pending'), { quarantineSeconds: 3_600 });
  expect(await startRevocation(REVOKE, deps)).toMatchObject({ status: 202, facts: { state: 'revoking' } });
  expect(await lease()).toMatchObject({ revocation: { quarantineSeconds: 0 }, orphans: {} });
});

test('on a lease that is being revoked it is 202 again, of the same revocation', async () => {
  const { deps, lease, rows } = await worldWith(leaseIn('revoking'));
  expect(await startRevocation(REVOKE, deps)).toMatchObject({ status: 202, revocationId: 5 });
  expect(rows.records).toEqual([]);
  await startRevocation({ ...REVOKE, call: call('k') }, deps);
  expect(await lease()).toMatchObject({ version: 5, idem: { k: { a: 'revoke', s: 202 } } });
});

test('on a lease that is revoked it is 200, and remembers its key: a repeat must not revoke the next life', async () => {
  const { deps, lease, store } = await worldWith(leaseIn('revoked'));
  expect(await startRevocation(REVOKE, deps)).toMatchObject({ status: 200, facts: { state: 'revoked' } });
  const first = await startRevocation({ ...REVOKE, call: call('k') }, deps);
  expect(first).not.toHaveProperty('revocationId');
  const { idem = {} } = (await lease()) ?? {};
  store(leaseIn('active', { idem }));
  expect(await startRevocation({ ...REVOKE, call: call('k') }, deps)).toEqual({ ...first, replayed: true });
  expect(await lease()).toMatchObject({ state: 'active' });
});

test('two at once begin one revocation', async () => {
  const { deps, rows } = await worldWith(leaseIn('active'));
  const [first, second] = await Promise.all([startRevocation(REVOKE, deps), startRevocation(REVOKE, deps)]);
  expect([first, second]).toMatchObject([
    { status: 202, revocationId: 6 },
    { status: 202, revocationId: 6 },
  ]);
  expect(rows.records).toHaveLength(1);
});

test.each([
  { what: 'another version than If-Match names', code: 'precondition-failed', over: { ifMatch: 4 } },
  { what: 'an event older than the last', code: 'late-event', over: { eventAt: NOON - MINUTE } },
  { what: 'a Disconnect to a NAS that nobody knows', code: 'unknown-nas', over: { sendDisconnect: true } },
  { what: 'a NAS that there is not', code: 'unknown-nas', over: { session: { nasIp: '192.0.2.9' } } },
  {
    what: 'a Disconnect of a session that the NAS cannot find',
    code: 'unknown-session',
    over: { sendDisconnect: true, session: { nasIp: NAS.ip } },
  },
  { what: 'a key of another body', code: 'idempotency-key-reused', over: { call: call('k', 'other') } },
])('$what is refused with $code, and changes nothing', async ({ code, over }) => {
  const k = { f: 'body', a: 'revoke', s: 202, t: NOON, r: { state: 'revoking' as const }, e: '"5.0"' };
  const { deps, rows } = await worldWith(leaseIn('active', { lastEventAt: NOON, idem: { k } }));
  expect(await refusedCode(startRevocation({ ...REVOKE, ...over }, deps))).toBe(code);
  expect(rows.records).toEqual([]);
});

test('a subscriber without a lease is not found', async () => {
  const { deps } = await usecaseWorld();
  expect(await refusedCode(startRevocation(REVOKE, deps))).toBe('not-found');
});
