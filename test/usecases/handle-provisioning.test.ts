import { describe, expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import { handleProvisioning } from '../../shared/usecases/handle-provisioning.ts';
import type { ProvisioningMessage } from '../../shared/usecases/ports.ts';
import { HELD, KEY, leaseIn, MINUTE, NOON, SECOND } from '../support/leases.ts';
import { refusedCode } from '../support/refused-code.ts';
import { NAS, type UsecaseWorld, usecaseWorld } from '../support/usecase-world.ts';

type Type = ProvisioningMessage['type'];

/** The event of this type that occurred so many seconds after noon; its id is its own. */
const event = (type: Type, second: number, over: Partial<ProvisioningMessage> = {}): ProvisioningMessage => ({
  id: `${type}-${second}`,
  type,
  tenantId: KEY.tenant,
  subscriberId: KEY.subscriber,
  occurredAt: NOON + second * SECOND,
  session: {},
  sendCoa: false,
  sendDisconnect: false,
  releaseToNetbox: true,
  ...over,
});

const handle = ({ deps, clock }: UsecaseWorld, message: ProvisioningMessage) => {
  clock.now += MINUTE;
  return handleProvisioning(message, deps);
};

/** Each event with a lease that it applies to, and the state that it leads to. */
const ALL = [
  { type: 'SubscriberProvisioned', from: leaseIn('revoked'), to: 'allocated' },
  { type: 'ServiceActivated', from: leaseIn('allocated'), to: 'active' },
  { type: 'ServiceSuspended', from: leaseIn('active'), to: 'suspended' },
  { type: 'ServiceResumed', from: leaseIn('suspended'), to: 'active' },
  { type: 'SubscriberDeprovisioned', from: leaseIn('active'), to: 'revoking' },
] as const;

test('the five events drive a subscriber from nothing to the end of service', async () => {
  const world = await usecaseWorld();
  const seen: unknown[] = [];
  for (const [second, { type }] of ALL.entries())
    seen.push(await handle(world, event(type, second)), (await world.lease())?.state);
  expect(seen).toEqual(ALL.flatMap(({ to }) => ['applied', to]));
  expect(await world.lease()).toMatchObject({ lastEventAt: NOON + 4 * SECOND });
});

describe('what an event says beside its name is what the command is given', () => {
  test('the pool and the length of a prefix', async () => {
    const world = await usecaseWorld({ length: 60 });
    const { netboxPoolId } = world.pool;
    await handle(world, event('SubscriberProvisioned', 1, { prefixSize: 60, netboxPoolId }));
    expect(await world.lease()).toMatchObject({ length: 60, held: { poolId: netboxPoolId } });
    const other = event('SubscriberProvisioned', 2, { netboxPoolId: 4_711, subscriberId: 'line-2' });
    expect(await refusedCode(handle(world, other))).toBe('unknown-pool');
  });

  test('the session, and that it is to be told by a CoA', async () => {
    const world = await usecaseWorld();
    world.store(leaseIn('allocated'));
    const session = { username: 'alice', nasIp: NAS.ip };
    await handle(world, event('ServiceActivated', 1, { session, sendCoa: true }));
    expect(await world.lease()).toMatchObject({ session, authorization: { status: 'queued' } });
  });

  test('the Disconnect, and what becomes of the prefix', async () => {
    const world = await usecaseWorld();
    world.store(leaseIn('active'));
    const session = { username: 'alice', nasIp: NAS.ip };
    const asked = { session, sendDisconnect: true, releaseToNetbox: false };
    await handle(world, event('SubscriberDeprovisioned', 1, asked));
    expect(await world.lease()).toMatchObject({ session, revocation: { disconnect: true, release: false } });
  });
});

describe.each(ALL)('$type', ({ type, from, to }) => {
  test('five times changes the lease once', async () => {
    const world = await usecaseWorld();
    world.store(from);
    const ends = [await handle(world, event(type, 1))];
    const after = await world.lease();
    for (let repeat = 0; repeat < 4; repeat++) ends.push(await handle(world, event(type, 1)));
    expect(ends).toEqual(['applied', 'unchanged', 'unchanged', 'unchanged', 'unchanged']);
    expect(after).toMatchObject({ state: to, lastEventAt: NOON + SECOND });
    expect(await world.lease()).toEqual(after);
  });

  test('whose answer was lost is applied, and its repeat changes nothing', async () => {
    const world = await usecaseWorld();
    world.store(from);
    world.faults.failAfter(({ move }) => move !== 'beginAllocation');
    await expect(handle(world, event(type, 1))).rejects.toThrow('cannot be reached');
    const after = await world.lease();
    expect(await handle(world, event(type, 1))).toBe('unchanged');
    expect(await world.lease()).toEqual(after);
  });

  test('that is older than what was applied last is late, and changes nothing', async () => {
    const world = await usecaseWorld();
    const newer = { ...from, lastEventAt: NOON + 2 * SECOND };
    world.store(newer);
    expect(await handle(world, event(type, 1))).toBe('late');
    expect(await world.lease()).toEqual(newer);
    expect(await world.objects()).toEqual([]);
    expect(await handle(world, event(type, 2))).toBe('applied');
  });
});

test('the repeat of an event is no late one, whatever was applied since', async () => {
  const world = await usecaseWorld();
  world.store(leaseIn('active'));
  await handle(world, event('ServiceSuspended', 1));
  await handle(world, event('ServiceResumed', 2));
  expect(await handle(world, event('ServiceSuspended', 1))).toBe('unchanged');
  expect(await world.lease()).toMatchObject({ state: 'active' });
});

test.each([
  { type: 'ServiceActivated', from: undefined, code: 'not-found' },
  { type: 'SubscriberDeprovisioned', from: undefined, code: 'not-found' },
  { type: 'ServiceActivated', from: leaseIn('pending'), code: 'illegal-transition' },
  { type: 'ServiceSuspended', from: leaseIn('allocated'), code: 'illegal-transition' },
  { type: 'ServiceResumed', from: leaseIn('allocated'), code: 'illegal-transition' },
  { type: 'SubscriberProvisioned', from: leaseIn('revoking'), code: 'illegal-transition' },
] as const)('an early $type ($from.state) stays in its queue: $code', async ({ type, from, code }) => {
  const world = await usecaseWorld();
  if (from !== undefined) world.store(from);
  expect(await refusedCode(handle(world, event(type, 1)))).toBe(code);
  expect(world.rows.records).toEqual([]);
});

test('an early event is applied when what it needs has come', async () => {
  const world = await usecaseWorld();
  expect(await refusedCode(handle(world, event('ServiceActivated', 2)))).toBe('not-found');
  expect(await handle(world, event('SubscriberProvisioned', 1))).toBe('applied');
  expect(await handle(world, event('ServiceActivated', 2))).toBe('applied');
  expect(await world.lease()).toMatchObject({ state: 'active', lastEventAt: NOON + 2 * SECOND });
});

test.each([
  { type: 'SubscriberProvisioned', as: leaseIn('allocated') },
  { type: 'SubscriberProvisioned', as: leaseIn('active') },
  { type: 'SubscriberProvisioned', as: leaseIn('suspended') },
  { type: 'ServiceActivated', as: leaseIn('active') },
  { type: 'ServiceSuspended', as: leaseIn('suspended') },
  { type: 'ServiceResumed', as: leaseIn('active') },
] as const)('$type on a lease that is $as.state already changes nothing', async ({ type, as }) => {
  const world = await usecaseWorld();
  world.store(as);
  expect(await handle(world, event(type, 1))).toBe('unchanged');
  const { lastEventAt: _, writeId: __, ...after } = (await world.lease()) as Lease;
  expect({ ...after, writeId: as.writeId }).toEqual(as);
  expect(await world.objects()).toEqual([]);
});

test('a deprovisioning of a revoked subscriber changes nothing, and its repeat not the next life', async () => {
  const world = await usecaseWorld();
  world.store(leaseIn('revoked'));
  const message = event('SubscriberDeprovisioned', 1);
  expect(await handle(world, message)).toBe('unchanged');
  expect(await world.lease()).toMatchObject({ state: 'revoked', version: 5, lastEventAt: NOON + SECOND });
  await handle(world, event('SubscriberProvisioned', 2));
  expect(await handle(world, message)).toBe('unchanged');
  expect(await world.lease()).toMatchObject({ state: 'allocated' });
});

test('a NetBox that is away keeps the event in its queue, and the same event goes on in the same epoch', async () => {
  const world = await usecaseWorld();
  const lost = async () => ({ outcome: 'unknown', reason: 'no answer in 20 s' }) as const;
  const away = { ...world, deps: { ...world.deps, netbox: { ...world.deps.netbox, allocateNext: lost } } };
  const message = event('SubscriberProvisioned', 1);
  expect(await refusedCode(handle(away, message))).toBe('netbox-unavailable');
  const epoch = (await world.lease())?.epoch;
  expect(await handle(world, message)).toBe('applied');
  expect(await world.lease()).toMatchObject({ state: 'allocated', epoch });
});

test('an event while the same one is being worked on comes again', async () => {
  const world = await usecaseWorld();
  const message = event('SubscriberProvisioned', 1);
  const both = [handleProvisioning(message, world.deps), handleProvisioning(message, world.deps)];
  const ends = await Promise.all(both.map((end) => end.catch((error: { code: string }) => error.code)));
  expect(ends.sort()).toEqual(['allocation-running', 'applied']);
});

test('what can never be done is thrown, for the dead-letter queue', async () => {
  const world = await usecaseWorld();
  world.store(leaseIn('failed', { held: HELD }));
  expect(await refusedCode(handle(world, event('SubscriberProvisioned', 1)))).toBe('illegal-transition');
  const session = { nasIp: '192.0.2.9' };
  expect(await refusedCode(handle(world, event('SubscriberDeprovisioned', 2, { session })))).toBe(
    'unknown-nas',
  );
});
