import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type EventTap, tapEvents } from './event-tap.ts';
import { inState, makeTenant, NAS_IP, objectsOf, type Tenant } from './tenant.ts';
import { until } from './until.ts';

const TENANT = 'lifecycle';

let tenant: Tenant;
let tap: EventTap;
beforeAll(async () => {
  tap = await tapEvents(TENANT);
  tenant = await makeTenant(TENANT);
});
afterAll(() => tap.close());

const ask = async (line: string, verb: string, body: object = {}) =>
  tenant.call('POST', `subscribers/${line}/ipv6/${verb}`, body);

/** To FreeRADIUS every line is alice, or whoever else it has a policy for; a session can be removed once. */
const session = (username = 'alice') => ({ username, acctSessionId: randomUUID(), nasIp: NAS_IP });

test('a line lives through its whole life: NetBox, FreeRADIUS and the bus agree at each step', async () => {
  const line = 'line-whole';
  const allocated = await ask(line, 'allocate');
  expect(allocated).toMatchObject({ status: 201, body: { state: 'allocated' } });
  const { prefix } = allocated.body;
  expect(await objectsOf(TENANT, line)).toEqual([expect.objectContaining({ prefix })]);
  expect((await tap.seen('PrefixAllocated', line)).detail).toMatchObject({ prefix, state: 'allocated' });

  const activated = await ask(line, 'activate', { ...session(), sendCoa: true });
  expect(activated).toMatchObject({ status: 200, body: { state: 'active', prefix } });
  expect((await tap.seen('AuthorizationRecorded', line)).detail.status).toBe('ack');

  expect(await ask(line, 'suspend')).toMatchObject({ status: 200, body: { state: 'suspended' } });
  expect(await ask(line, 'resume')).toMatchObject({ status: 200, body: { state: 'active', prefix } });
  for (const event of ['PrefixActivated', 'PrefixSuspended', 'PrefixResumed']) await tap.seen(event, line);

  expect((await ask(line, 'revoke', { sendDisconnect: true })).status).toBe(202);
  expect(await inState(tenant, line, 'revoked')).toMatchObject({ prefix: null, netboxPrefixId: null });
  expect(await objectsOf(TENANT, line)).toEqual([]);
  expect((await tap.seen('PrefixRevoked', line)).detail.prefix).toBe(prefix);
  const again = await ask(line, 'revoke');
  expect(again).toMatchObject({ status: 200, body: { state: 'revoked', disconnectResult: 'confirmed' } });
});

test('a session that FreeRADIUS will not remove keeps its prefix until an operator says otherwise', async () => {
  const line = 'line-stuck';
  const { prefix } = (await ask(line, 'allocate')).body;
  await ask(line, 'activate', session('stuck'));
  await ask(line, 'revoke', { sendDisconnect: true });
  expect((await inState(tenant, line, 'failed')).prefix).toBe(prefix);
  expect(await objectsOf(TENANT, line)).toHaveLength(1);
  expect((await tap.seen('PrefixFailed', line)).detail.prefix).toBe(prefix);
  await ask(line, 'revoke', { sendDisconnect: false });
  await inState(tenant, line, 'revoked');
  expect(await objectsOf(TENANT, line)).toEqual([]);
});

test('a line that comes back begins a new life', async () => {
  const line = 'line-waited';
  await ask(line, 'allocate');
  expect(await tenant.call('POST', `subscribers/${line}/ipv6/revoke`, {})).toMatchObject({ status: 202 });
  await inState(tenant, line, 'revoked');
  const reborn = await ask(line, 'allocate');
  expect(reborn).toMatchObject({ status: 201, body: { state: 'allocated', revokedAt: null } });
});

test('a refusal is a problem with its type, the state and what is open', async () => {
  const line = 'line-refused';
  await ask(line, 'allocate');
  const { status, body } = await ask(line, 'resume');
  expect(status).toBe(409);
  expect(body).toMatchObject({
    type: '/problems/illegal-transition',
    state: 'allocated',
    actions: ['activate', 'revoke'],
  });
});

test('the statistics of a tenant count its leases exactly', async () => {
  const counted = await makeTenant('counted');
  const call = (line: string, verb: string) => counted.call('POST', `subscribers/${line}/ipv6/${verb}`, {});
  for (const line of ['a', 'b', 'c']) await call(line, 'allocate');
  for (const line of ['a', 'b']) await call(line, 'activate');
  await call('b', 'suspend');
  await call('c', 'revoke');
  await inState(counted, 'c', 'revoked');
  const wanted = { active: 1, suspended: 1, revoked: 1, allocated: 0, revoking: 0, pending: 0, failed: 0 };
  const stats = await until(`the counts ${JSON.stringify(wanted)}`, async () => {
    const { body } = await counted.call('GET', 'ipv6/stats');
    const counts = body.stateCounts as Record<string, number>;
    return Object.entries(wanted).every(([state, n]) => (counts[state] ?? 0) === n) ? body : undefined;
  });
  expect(stats.utilization).toMatchObject({ total_profiles: 3, active_prefixes: 1, revoked_prefixes: 1 });
});
