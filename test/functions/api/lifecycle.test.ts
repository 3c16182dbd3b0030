import { expect, test } from '@jest/globals';
import type { LeaseIn } from '../../../shared/domain/lease.ts';
import { claimRun, endRun, finishRevoke } from '../../../shared/domain/revocation.ts';
import { type ApiWorld, grantedWorld } from '../../support/api-world.ts';
import { conformanceFaults } from '../../support/openapi-conformance.ts';

const key = { tenant: 'acme', subscriber: 'line-1' };

const revoking = async ({ deps }: ApiWorld): Promise<LeaseIn<'revoking'>> =>
  (await deps.leases.read(key)) as LeaseIn<'revoking'>;

/** What the revoke machine would do, up to its last step. */
const run = async (world: ApiWorld) => {
  const begun = await revoking(world);
  const ref = { revocationId: begun.revocation.id, runId: 'run-1' };
  await world.deps.leases.apply(claimRun(begun, ref, world.deps.clock()));
  return ref;
};

const finish = async (world: ApiWorld): Promise<void> => {
  const ref = await run(world);
  await world.deps.leases.apply(finishRevoke(await revoking(world), ref, world.deps.clock()));
};

const giveUp = async (world: ApiWorld): Promise<void> => {
  const ref = await run(world);
  const failure = { ref, code: 'netbox-refused', detail: 'NetBox refuses the release.', healing: false };
  await world.deps.leases.apply(endRun(await revoking(world), failure, world.deps.clock()));
};

test('a subscriber goes from nothing to active, suspended, active and revoked', async () => {
  const { world } = await grantedWorld();
  const said: unknown[] = [];
  for (const route of ['allocatePrefix', 'activatePrefix', 'suspendPrefix', 'resumePrefix'] as const) {
    const answer = await world.call(route, { body: {} });
    expect(conformanceFaults(route, answer)).toEqual([]);
    said.push([answer.status, (answer.body as { state: string }).state]);
  }
  const revoked = await world.call('revokePrefix', { body: {} });
  expect(conformanceFaults('revokePrefix', revoked)).toEqual([]);
  expect(said).toEqual([
    [201, 'allocated'],
    [200, 'active'],
    [200, 'suspended'],
    [200, 'active'],
  ]);
  expect(revoked).toMatchObject({ status: 202, body: { state: 'revoking' } });
  await finish(world);
  const status = await world.call('getStatus');
  expect(status.body).toMatchObject({ state: 'revoked', prefix: null, prefixSize: 56, netboxPrefixId: null });
});

test('an empty body is an empty object', async () => {
  const { world } = await grantedWorld();
  expect(await world.call('allocatePrefix')).toMatchObject({ status: 201 });
  expect(await world.call('activatePrefix', { body: '' })).toMatchObject({ status: 200 });
});

test('a status names its version, and so does what changes it', async () => {
  const { world } = await grantedWorld();
  const allocated = await world.call('allocatePrefix', { body: {} });
  const status = await world.call('getStatus');
  expect(conformanceFaults('getStatus', status)).toEqual([]);
  expect(status.headers.ETag).toBe(allocated.headers.ETag);
  const headers = { 'if-match': status.headers.ETag as string };
  expect(await world.call('activatePrefix', { body: {}, headers })).toMatchObject({ status: 200 });
  expect(await world.call('suspendPrefix', { body: {}, headers })).toMatchObject({ status: 412 });
});

test('the status of a subscriber without a lease is 404', async () => {
  const { world } = await grantedWorld();
  expect(await world.call('getStatus')).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
});

test('a repeated call has the first answer, also after the lease has moved on, and before If-Match is judged', async () => {
  const { world } = await grantedWorld();
  const headers = { 'idempotency-key': 'once' };
  const first = await world.call('allocatePrefix', { body: {}, headers });
  await world.call('activatePrefix', { body: {} });
  const again = await world.call('allocatePrefix', {
    body: { prefixSize: 56 },
    headers: { ...headers, 'if-match': '"1.0"' },
  });
  expect(again).toMatchObject({ status: 201, body: first.body });
  expect(again.headers).toMatchObject({ 'Idempotency-Replayed': 'true', ETag: first.headers.ETag });
  expect(conformanceFaults('allocatePrefix', again)).toEqual([]);
  expect(world.netbox.delegated()).toHaveLength(1);
  expect(world.counted.at(-2)?.dimensions).toMatchObject({ outcome: 'replayed' });
});

test('a key that was used for another body or another action: 422', async () => {
  const { world } = await grantedWorld();
  const headers = { 'idempotency-key': 'once' };
  await world.call('allocatePrefix', { body: {}, headers });
  const code = { status: 422, body: { type: '/problems/idempotency-key-reused' } };
  expect(await world.call('allocatePrefix', { body: { prefixSize: 60 }, headers })).toMatchObject(code);
  expect(await world.call('activatePrefix', { body: {}, headers })).toMatchObject(code);
});

test('the seventeenth live key: 429, with the time at which one is free', async () => {
  const { world } = await grantedWorld();
  await world.call('allocatePrefix', { body: {}, headers: { 'idempotency-key': 'key-0' } });
  await world.call('activatePrefix', { body: {}, headers: { 'idempotency-key': 'key-1' } });
  for (let index = 2; index < 16; index += 1) {
    const route = index % 2 === 0 ? 'suspendPrefix' : 'resumePrefix';
    await world.call(route, { body: {}, headers: { 'idempotency-key': `key-${index}` } });
  }
  const refused = await world.call('suspendPrefix', { body: {}, headers: { 'idempotency-key': 'key-16' } });
  expect(refused).toMatchObject({ status: 429, headers: { 'Retry-After': '86400' } });
});

test('the profile decides the length of a call that names none', async () => {
  const { world } = await grantedWorld();
  const pool = world.netbox.addPool('2001:db9::/40');
  await world.call('putPool', { id: String(pool), body: { prefixSize: 60 } });
  await world.call('putProfile', { body: { assignmentMode: 'pd', prefixSize: 60 } });
  await world.call('allocatePrefix', { body: {} });
  expect((await world.call('getStatus')).body).toMatchObject({ prefixSize: 60, prefix: '2001:db9::/60' });
});

test('a profile that takes no prefix: 422', async () => {
  const { world } = await grantedWorld();
  await world.call('putProfile', { body: { assignmentMode: 'slaac' } });
  expect(await world.call('allocatePrefix', { body: {} })).toMatchObject({
    status: 422,
    body: { type: '/problems/wrong-assignment-mode', state: 'pending' },
  });
});

test('a CoA is asked for by the write, and goes out after the answer', async () => {
  const { world } = await grantedWorld();
  await world.call('allocatePrefix', { body: {} });
  const body = { username: 'a', nasIp: '192.0.2.1', sendCoa: true };
  expect((await world.call('activatePrefix', { body })).body).toMatchObject({ coaResult: 'queued' });
});

test('a revoke says where to look, goes on when asked again without a new version, and is 200 once it is done', async () => {
  const { world } = await grantedWorld();
  await world.call('allocatePrefix', { body: {} });
  const first = await world.call('revokePrefix', { body: {} });
  expect(first.headers.Location).toBe('/api/v1/network/subscribers/line-1/ipv6/status');
  const second = await world.call('revokePrefix', { body: {} });
  expect(second).toMatchObject({ status: 202, headers: { ETag: first.headers.ETag } });
  await finish(world);
  const third = await world.call('revokePrefix', { body: {} });
  expect(third).toMatchObject({ status: 200, body: { state: 'revoked' } });
  expect(third.headers).not.toHaveProperty('Location');
});

test('who prefers to wait hears of the end, where it comes in time', async () => {
  const { world } = await grantedWorld({
    sleep: async (milliseconds) => {
      world.time.pass(milliseconds);
      if (milliseconds === 500) await finish(world);
    },
  });
  await world.call('allocatePrefix', { body: {} });
  const answer = await world.call('revokePrefix', { body: {}, headers: { prefer: 'wait=30' } });
  expect(answer).toMatchObject({
    status: 200,
    body: { state: 'revoked' },
    headers: { 'Preference-Applied': 'wait=20' },
  });
  expect(conformanceFaults('revokePrefix', answer)).toEqual([]);
});

test('who waits for a revocation that is given up hears 502, and that the prefix is still held', async () => {
  const { world } = await grantedWorld({ sleep: () => giveUp(world) });
  await world.call('allocatePrefix', { body: {} });
  const answer = await world.call('revokePrefix', { body: {}, headers: { prefer: 'wait=5' } });
  expect(answer).toMatchObject({
    status: 502,
    body: { type: '/problems/revocation-failed', state: 'failed', actions: ['revoke'] },
  });
  expect(answer.headers['Retry-After']).toBeDefined();
});

test('who waits in vain hears 202, after the time that was asked for', async () => {
  const { world } = await grantedWorld();
  await world.call('allocatePrefix', { body: {} });
  const begun = world.time.clock();
  const answer = await world.call('revokePrefix', { body: {}, headers: { prefer: 'wait=3' } });
  expect(answer).toMatchObject({ status: 202, headers: { 'Preference-Applied': 'wait=3' } });
  expect(world.time.clock() - begun).toBeLessThanOrEqual(3000);
  expect(world.time.slept.length).toBeGreaterThan(0);
});

test('a replay of a revoke is the first 202, without a wait', async () => {
  const { world } = await grantedWorld();
  await world.call('allocatePrefix', { body: {} });
  const headers = { 'idempotency-key': 'revoke-1' };
  const first = await world.call('revokePrefix', { body: {}, headers });
  await finish(world);
  const again = await world.call('revokePrefix', { body: {}, headers: { ...headers, prefer: 'wait=5' } });
  expect(again).toMatchObject({ status: 202, body: first.body, headers: { 'Idempotency-Replayed': 'true' } });
  expect(world.time.slept).toEqual([]);
});

test('an exhausted pool: 409', async () => {
  const { world, pool } = await grantedWorld();
  const small = world.netbox.addPool('2001:db9::/59');
  await world.call('putPool', { id: String(small), body: { prefixSize: 60 } });
  for (const id of ['a', 'b']) await world.call('allocatePrefix', { id, body: { prefixSize: 60 } });
  const answer = await world.call('allocatePrefix', { id: 'c', body: { prefixSize: 60 } });
  expect(answer).toMatchObject({
    status: 409,
    body: { type: '/problems/pool-exhausted', state: 'failed', actions: ['allocate', 'revoke'] },
  });
  expect(await world.call('allocatePrefix', { id: 'c', body: { netboxPoolId: pool } })).toMatchObject({
    status: 201,
  });
});

test('NetBox away: 503 with Retry-After, and the same key finds what was begun', async () => {
  const { world } = await grantedWorld();
  const { netbox } = world.deps;
  let away = true;
  world.deps.netbox = {
    ...netbox,
    allocateNext: async (...given) => {
      const made = await netbox.allocateNext(...given);
      return away ? { outcome: 'unknown', reason: 'no answer in time' } : made;
    },
    findByClaim: async (claim) => (away ? [] : netbox.findByClaim(claim)),
  };
  const headers = { 'idempotency-key': 'once' };
  const first = await world.call('allocatePrefix', { body: {}, headers });
  expect(first).toMatchObject({
    status: 503,
    body: { type: '/problems/netbox-unavailable', state: 'pending' },
  });
  expect(Number(first.headers['Retry-After'])).toBeGreaterThan(0);
  away = false;
  world.time.pass(46_000);
  expect(await world.call('allocatePrefix', { body: {}, headers })).toMatchObject({ status: 201 });
  expect(world.netbox.delegated()).toHaveLength(1);
});

test('while an allocation is under way another call: 409 with Retry-After', async () => {
  const { world } = await grantedWorld();
  const paused = world.table.faults.pause(({ move }) => move === 'allocate');
  const first = world.call('allocatePrefix', { body: {} });
  await paused.reached;
  const second = await world.call('allocatePrefix', { body: {} });
  expect(second).toMatchObject({
    status: 409,
    body: { type: '/problems/allocation-running', state: 'pending' },
    headers: { 'Retry-After': '45' },
  });
  paused.release();
  expect(await first).toMatchObject({ status: 201 });
});

test('a revoke in the middle of an allocation wins, and leaves no prefix', async () => {
  const { world } = await grantedWorld();
  const paused = world.table.faults.pause(({ move }) => move === 'allocate');
  const allocation = world.call('allocatePrefix', { body: {} });
  await paused.reached;
  expect(await world.call('revokePrefix', { body: {} })).toMatchObject({ status: 202 });
  paused.release();
  expect(await allocation).toMatchObject({ status: 409, body: { state: 'revoking' } });
  expect(world.netbox.delegated()).toEqual([]);
});

test('a lease that is being revoked is not revoked twice by a change of mind', async () => {
  const { world } = await grantedWorld();
  await world.call('allocatePrefix', { body: {} });
  await world.call('revokePrefix', { body: {} });
  const kept = await revoking(world);
  await world.call('revokePrefix', { body: { releaseToNetbox: false } });
  expect((await revoking(world)).revocation).toEqual(kept.revocation);
});
