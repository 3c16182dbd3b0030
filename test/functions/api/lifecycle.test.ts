import { expect, test } from '@jest/globals';
import { grantedWorld } from '../../support/api-world.ts';
import { conformanceFaults } from '../../support/openapi-conformance.ts';
import { finish } from '../../support/revoke-runs.ts';

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
