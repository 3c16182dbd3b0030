import { expect, test } from '@jest/globals';
import { contentOf, grantedWorld } from '../../support/api-world.ts';
import { conformanceFaults } from '../../support/openapi-conformance.ts';

test('a profile is new once, then saved, read and deleted', async () => {
  const { world } = await grantedWorld();
  const body = { assignmentMode: 'dual_stack', prefixSize: 56 };
  const created = await world.call('putProfile', { body });
  expect(created).toMatchObject({ status: 201, body });
  const equal = await world.call('putProfile', { body });
  expect(equal.status).toBe(200);
  expect(equal.headers.ETag).toBe(created.headers.ETag);
  expect(await world.call('putProfile', { body: { assignmentMode: 'pd' } })).toMatchObject({ status: 200 });
  const read = await world.call('getProfile');
  expect(read).toMatchObject({ status: 200, body: { assignmentMode: 'pd' } });
  expect(await world.call('getStatus')).toMatchObject({ body: { state: 'pending', assignmentMode: 'pd' } });
  const deleted = await world.call('deleteProfile');
  expect(deleted.status).toBe(204);
  for (const [route, answer] of [
    ['putProfile', created],
    ['getProfile', read],
    ['deleteProfile', deleted],
  ] as const) {
    expect(conformanceFaults(route, answer)).toEqual([]);
  }
  expect(world.table.rows.leases.size).toBe(0);
});

test('where there is no profile, reading and deleting it: 404', async () => {
  const { world } = await grantedWorld();
  for (const route of ['getProfile', 'deleteProfile'] as const) {
    expect(await world.call(route)).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
  }
});

test('an allocation for a subscriber without a profile makes one', async () => {
  const { world } = await grantedWorld();
  await world.call('allocatePrefix', { body: {} });
  expect((await world.call('getProfile')).body).toEqual({ assignmentMode: 'pd' });
});

test('while a prefix is held an equal profile is saved already, a change and a delete: 409', async () => {
  const { world } = await grantedWorld();
  await world.call('allocatePrefix', { body: {} });
  const before = contentOf(world);
  expect(await world.call('putProfile', { body: { assignmentMode: 'pd' } })).toMatchObject({ status: 200 });
  const held = { status: 409, body: { type: '/problems/prefix-held', state: 'allocated' } };
  expect(await world.call('putProfile', { body: { assignmentMode: 'none' } })).toMatchObject(held);
  expect(await world.call('deleteProfile')).toMatchObject(held);
  expect(contentOf(world)).toEqual(before);
});

test('a profile is changed only at the version that If-Match names', async () => {
  const { world } = await grantedWorld();
  const created = await world.call('putProfile', { body: { assignmentMode: 'pd' } });
  const headers = { 'if-match': created.headers.ETag as string };
  const changed = await world.call('putProfile', { body: { assignmentMode: 'none' }, headers });
  expect(changed.status).toBe(200);
  expect(changed.headers.ETag).not.toBe(created.headers.ETag);
  expect(await world.call('putProfile', { body: { assignmentMode: 'pd' }, headers })).toMatchObject({
    status: 412,
  });
  expect(await world.call('deleteProfile', { headers })).toMatchObject({ status: 412 });
  expect(
    await world.call('putProfile', {
      id: 'new',
      body: { assignmentMode: 'pd' },
      headers: { 'if-match': '*' },
    }),
  ).toMatchObject({
    status: 412,
  });
});

test('a preassigned prefix is the one that is allocated', async () => {
  const { world } = await grantedWorld();
  const preassignedPrefix = '2001:db8:0:4200::/56';
  const body = { assignmentMode: 'pd', preassignedPrefix };
  expect(await world.call('putProfile', { body })).toMatchObject({ status: 201, body });
  expect(await world.call('allocatePrefix', { body: {} })).toMatchObject({
    status: 201,
    body: { prefix: preassignedPrefix },
  });
});

test.each([
  ['outside of the pools', { preassignedPrefix: '2001:db9::/56' }],
  ['of another length than its pool delegates', { preassignedPrefix: '2001:db8::/60' }],
  ['of another length than the profile', { preassignedPrefix: '2001:db8::/56', prefixSize: 60 }],
  ['in another spelling than the canonical', { preassignedPrefix: '2001:0db8::/56' }],
  ['of a mode that takes none', { preassignedPrefix: '2001:db8::/56', assignmentMode: 'slaac' }],
])('a preassigned prefix %s: 422', async (_what, change) => {
  const { world } = await grantedWorld();
  const before = contentOf(world);
  const answer = await world.call('putProfile', { body: { assignmentMode: 'pd', ...change } });
  expect(answer).toMatchObject({ status: 422, body: { type: '/problems/preassigned-prefix-unusable' } });
  expect(contentOf(world)).toEqual(before);
});

test('a preassigned prefix of a pool that only another tenant has: 422', async () => {
  const { world } = await grantedWorld();
  const pool = world.netbox.addPool('2001:db9::/40');
  await world.call('putPool', { id: String(pool), query: { tenantId: 'other' }, body: { prefixSize: 56 } });
  const body = { assignmentMode: 'pd', preassignedPrefix: '2001:db9::/56' };
  expect(await world.call('putProfile', { body })).toMatchObject({ status: 422 });
});
