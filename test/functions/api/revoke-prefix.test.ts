import { expect, test } from '@jest/globals';
import { grantedWorld } from '../../support/api-world.ts';
import { conformanceFaults } from '../../support/openapi-conformance.ts';
import { finish, giveUp, revoking } from '../../support/revoke-runs.ts';

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
