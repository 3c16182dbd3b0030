import { expect, test } from '@jest/globals';
import { grantedWorld } from '../../support/api-world.ts';
import { conformanceFaults } from '../../support/openapi-conformance.ts';

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

test('a replay of any action is answered before If-Match is judged', async () => {
  const { world } = await grantedWorld();
  await world.call('allocatePrefix', { body: {} });
  for (const route of ['activatePrefix', 'suspendPrefix', 'resumePrefix', 'revokePrefix'] as const) {
    const headers = { 'idempotency-key': route };
    const first = await world.call(route, { body: {}, headers });
    const again = await world.call(route, { body: {}, headers: { ...headers, 'if-match': '"1.0"' } });
    expect(again).toMatchObject({ status: first.status, body: first.body });
    expect(again.headers['Idempotency-Replayed']).toBe('true');
  }
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

test('a repeat of an allocation that was begun is not judged by If-Match again: its beginning changed the version', async () => {
  const { world } = await grantedWorld();
  const { headers: saved } = await world.call('putProfile', { body: { assignmentMode: 'pd' } });
  const { netbox } = world.deps;
  world.deps.netbox = { ...netbox, allocateNext: async () => ({ outcome: 'unknown', reason: 'no answer' }) };
  const headers = { 'idempotency-key': 'once', 'if-match': String(saved.ETag) };
  expect(await world.call('allocatePrefix', { body: {}, headers })).toMatchObject({ status: 503 });
  world.deps.netbox = netbox;
  const running = { status: 409, body: { type: '/problems/allocation-running' } };
  expect(await world.call('allocatePrefix', { body: {}, headers })).toMatchObject(running);
  world.time.pass(46_000);
  const another = { ...headers, 'idempotency-key': 'another' };
  expect(await world.call('allocatePrefix', { body: {}, headers: another })).toMatchObject({ status: 412 });
  expect(await world.call('allocatePrefix', { body: {}, headers })).toMatchObject({ status: 201 });
});
