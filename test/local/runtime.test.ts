import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { addDemoTenant } from '../../local/demo-tenant.ts';
import { startNetBox } from '../../local/netbox/start-netbox.ts';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../local/runtime.ts';
import { apiClient } from '../support/api-client.ts';

/** A busy machine takes its time to load the CDK. */
jest.setTimeout(60_000);

const runtimes: Runtime[] = [];

const start = async (options: RuntimeOptions = {}) => {
  const failures: unknown[] = [];
  const runtime = await startRuntime({
    pauseMilliseconds: 0,
    onFailure: (error) => failures.push(error),
    ...options,
  });
  runtimes.push(runtime);
  return { runtime, failures };
};

const startDemo = async (options: RuntimeOptions = {}) => {
  const { runtime, failures } = await start(options);
  const { token, pool } = await addDemoTenant(runtime);
  const call = apiClient(runtime, token);
  const stateOf = async (id: string) => (await call('GET', `subscribers/${id}/ipv6/status`)).body.state;
  return { runtime, failures, call, stateOf, pool };
};

afterEach(() => Promise.all(runtimes.splice(0).map((runtime) => runtime.close())));

describe('the whole system in one process', () => {
  test('takes a prefix from allocate to revoke, with NetBox and the router', async () => {
    const { runtime, failures, call, stateOf } = await startDemo();
    runtime.nas.sessions.add({ username: 'line-1', acctSessionId: 's-1' });
    const session = { username: 'line-1', acctSessionId: 's-1', nasIp: runtime.nas.ip };
    const allocated = await call('POST', 'subscribers/line-1/ipv6/allocate', {});
    expect(allocated).toMatchObject({ status: 201, body: { prefix: '2001:db8::/56' } });
    await call('POST', 'subscribers/line-1/ipv6/activate', { ...session, sendCoa: true });
    await runtime.idle();
    expect(runtime.nas.sessions.list()).toMatchObject([{ delegatedPrefix: '2001:db8::/56' }]);
    await call('POST', 'subscribers/line-1/ipv6/revoke', { sendDisconnect: true });
    await runtime.idle();
    expect(await stateOf('line-1')).toBe('revoked');
    expect(runtime.nas.sessions.list()).toEqual([]);
    expect(runtime.netbox?.prefixes().map(({ cidr }) => cidr)).toEqual(['2001:db8::/40']);
    expect((await call('GET', 'ipv6/stats')).body.stateCounts).toMatchObject({ revoked: 1, active: 0 });
    expect(failures).toEqual([]);
  });

  test('is driven by provisioning events, and keeps a malformed one with its reason', async () => {
    const { runtime, stateOf } = await startDemo();
    const event = (DetailType: string, more: object = {}) => ({
      EventBusName: 'leasehold',
      Source: 'provisioning.demo',
      DetailType,
      Detail: JSON.stringify({
        tenantId: 'demo',
        subscriberId: 'line-2',
        occurredAt: new Date(Date.now()).toISOString(),
        ...more,
      }),
    });
    runtime.bus.putEvents([event('SubscriberProvisioned')]);
    await runtime.idle();
    expect(await stateOf('line-2')).toBe('allocated');
    runtime.bus.putEvents([
      event('ServiceActivated'),
      event('SubscriberMoved'),
      event('ServiceActivated', { tenantId: 'other' }),
    ]);
    await runtime.idle();
    expect(await stateOf('line-2')).toBe('active');
    const dead = runtime.queues().find(({ settings }) => settings.name.includes('ProvisioningDeadLetters'));
    const reasons = dead?.messages().map(({ messageAttributes }) => JSON.stringify(messageAttributes));
    expect(reasons?.sort()).toEqual([
      expect.stringContaining('The detail-type is none'),
      expect.stringContaining('may not speak for tenant other'),
    ]);
  });

  test('can run its schedules now', async () => {
    const { runtime } = await startDemo();
    const names = runtime.schedules.names();
    expect(names.sort()).toEqual(
      ['Gauges', 'Overdue', 'Reconcile', 'Recount'].map((task) => `Sweep${task}Schedule`),
    );
    for (const name of names) await runtime.fireSchedule(name);
    await expect(runtime.fireSchedule('SweepOverdueSchedule', { task: 'none' })).rejects.toThrow('none');
  });

  test('runs the revoke machine as a Standard one too', async () => {
    const { runtime, call, stateOf } = await startDemo({ context: { revokeMachineType: 'STANDARD' } });
    await call('POST', 'subscribers/line-3/ipv6/allocate', {});
    await call('POST', 'subscribers/line-3/ipv6/revoke', {});
    await runtime.idle();
    expect(await stateOf('line-3')).toBe('revoked');
    expect(runtime.machines()[0]?.executions()).toMatchObject([
      { arn: expect.stringContaining(':execution:') },
    ]);
  });

  test('logs what its functions write, and nothing else', async () => {
    const lines: string[] = [];
    const { call } = await startDemo({ onLog: (text) => lines.push(text) });
    await call('GET', 'ipv6/stats');
    expect(lines.some((line) => JSON.parse(line).route === 'getStats')).toBe(true);
  });
});

test('two runtimes in one process have nothing in common', async () => {
  const [one, two] = [await startDemo(), await startDemo()];
  await one.call('POST', 'subscribers/line-1/ipv6/allocate', {});
  const [mine, theirs] = await Promise.all([one.stateOf('line-1'), two.stateOf('line-1')]);
  expect([mine, theirs]).toEqual(['allocated', undefined]);
  expect(two.runtime.netbox?.prefixes()).toHaveLength(1);
});

test('a token of another runtime is worth nothing', async () => {
  const [one, two] = [await start(), await start()];
  const token = await one.runtime.mint({ tenant_id: 'demo', scope: 'ipv6:read' });
  expect((await apiClient(one.runtime, token)('GET', 'ipv6/stats')).status).toBe(200);
  expect((await apiClient(two.runtime, token)('GET', 'ipv6/stats')).status).toBe(401);
});

test('with a data folder a lease, its prefix in NetBox and its NAS survive a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'leasehold-data-'));
  const first = await startDemo({ dataDir });
  await first.call('POST', 'subscribers/line-1/ipv6/allocate', {});
  await first.runtime.idle();
  await first.runtime.close();
  const second = await startDemo({ dataDir });
  expect(second.pool).toEqual(first.pool);
  expect(await second.stateOf('line-1')).toBe('allocated');
  const other = await second.call('POST', 'subscribers/line-2/ipv6/allocate', {});
  expect(other.body.prefix).toBe('2001:db8:0:100::/56');
  await second.call('POST', 'subscribers/line-1/ipv6/revoke', {});
  await second.runtime.idle();
  expect(await second.stateOf('line-1')).toBe('revoked');
  expect((await second.call('GET', 'ipv6/stats')).body.stateCounts).toMatchObject({
    allocated: 1,
    revoked: 1,
  });
  await second.runtime.close();
  rmSync(dataDir, { recursive: true });
});

test('a NetBox that is named is used in place of the local one', async () => {
  const netbox = await startNetBox({ token: 'a-token' });
  const pool = netbox.addPool('2001:db8:ff00::/40');
  const { runtime } = await start({ netbox: { url: netbox.url, token: 'a-token' } });
  expect(runtime.netbox).toBeUndefined();
  expect((await addDemoTenant(runtime)).pool).toBeUndefined();
  const { token } = await addDemoTenant(runtime, pool.id);
  await apiClient(runtime, token)('POST', 'subscribers/line-1/ipv6/allocate', {});
  expect(netbox.prefixes().map(({ cidr }) => cidr)).toContain('2001:db8:ff00::/56');
  await expect(addDemoTenant(runtime, 999)).rejects.toThrow('PUT ipv6/pools/999 was answered 422');
  await netbox.close();
});

test('what cannot start leaves nothing running', async () => {
  const { runtime } = await start();
  await expect(startRuntime({ port: Number(new URL(runtime.url).port) })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  await expect(startRuntime({ context: { spaceId: '' } })).rejects.toThrow('spaceId must be');
});
