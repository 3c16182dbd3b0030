import { expect, test } from '@jest/globals';
import { type FunctionWorld, occurredAt, servedWorld } from '../../support/function-world.ts';
import { KEY } from '../../support/leases.ts';
import { batchOf, provisioningBody } from '../../support/queue-messages.ts';

const DONE = { batchItemFailures: [] };
const AGAIN = { batchItemFailures: [{ itemIdentifier: 'message-0' }] };
const SESSION = { username: 'alice', nasIp: '192.0.2.1' };

let ids = 0;
const freshId = (): string => {
  ids += 1;
  return `event-${ids}`;
};

const bodyOf = (type: string, second: number, detail: Record<string, unknown> = {}): string =>
  provisioningBody(type, { occurredAt: occurredAt(second), ...detail }, { id: freshId() });

const send = async (world: FunctionWorld, ...bodies: string[]): Promise<unknown> => {
  world.clock.now += 60_000;
  return world.invoke('events/handle-provisioning', batchOf(...bodies));
};

const leaseOf = (world: FunctionWorld) => world.table.leases.read(KEY);

const outcomesOf = ({ recorded }: FunctionWorld): unknown[] =>
  recorded.counts
    .filter(({ name }) => name === 'ProvisioningEvent')
    .map(({ dimensions }) => dimensions.outcome);

test('the five events drive the lifecycle: provisioned, activated, suspended, resumed, deprovisioned', async () => {
  const world = await servedWorld();
  const states: unknown[] = [];
  const events = [
    bodyOf('SubscriberProvisioned', 1, { prefixSize: 56 }),
    bodyOf('ServiceActivated', 2, { ...SESSION, sendCoa: true }),
    bodyOf('ServiceSuspended', 3),
    bodyOf('ServiceResumed', 4),
    bodyOf('SubscriberDeprovisioned', 5, { ...SESSION, sendDisconnect: true }),
  ];
  for (const event of events) {
    await expect(send(world, event)).resolves.toEqual(DONE);
    states.push((await leaseOf(world))?.state);
  }
  expect(states).toEqual(['allocated', 'active', 'suspended', 'active', 'revoking']);
  expect(outcomesOf(world)).toEqual(['applied', 'applied', 'applied', 'applied', 'applied']);
  expect(world.netbox.delegated()).toHaveLength(1);
});

test('the same event five times changes the lease once', async () => {
  const world = await servedWorld();
  const event = bodyOf('SubscriberProvisioned', 1);
  await expect(send(world, event, event, event)).resolves.toEqual(DONE);
  const { version } = (await leaseOf(world)) ?? {};
  await expect(send(world, event, event)).resolves.toEqual(DONE);
  expect((await leaseOf(world))?.version).toBe(version);
  expect(outcomesOf(world)).toEqual(['applied', 'unchanged', 'unchanged', 'unchanged', 'unchanged']);
  expect(world.netbox.delegated()).toHaveLength(1);
});

test('a late event changes nothing', async () => {
  const world = await servedWorld();
  await send(world, bodyOf('SubscriberProvisioned', 1), bodyOf('ServiceActivated', 30));
  const before = await leaseOf(world);
  await expect(send(world, bodyOf('ServiceSuspended', 20))).resolves.toEqual(DONE);
  await expect(leaseOf(world)).resolves.toEqual(before);
  expect(outcomesOf(world)).toEqual(['applied', 'applied', 'late']);
});

test('an early event waits in its queue until what it needs has come', async () => {
  const world = await servedWorld();
  const early = bodyOf('ServiceActivated', 2);
  await expect(send(world, early)).resolves.toEqual(AGAIN);
  await expect(send(world, bodyOf('SubscriberProvisioned', 1))).resolves.toEqual(DONE);
  await expect(send(world, early)).resolves.toEqual(DONE);
  expect((await leaseOf(world))?.state).toBe('active');
});

test('a malformed event is in the dead-letter queue with its reason and changes nothing', async () => {
  const world = await servedWorld();
  const body = bodyOf('SubscriberProvisioned', 1, { prefixSize: 65 });
  await expect(send(world, body)).resolves.toEqual(DONE);
  expect(world.recorded.malformed).toEqual([{ body, reason: 'The detail is wrong: /prefixSize too_big.' }]);
  await expect(leaseOf(world)).resolves.toBeUndefined();
  expect(outcomesOf(world)).toEqual(['malformed']);
});

test('an event in which one tenant speaks for another is in the dead-letter queue and changes nothing', async () => {
  const world = await servedWorld();
  await send(world, bodyOf('SubscriberProvisioned', 1));
  const before = await leaseOf(world);
  const body = provisioningBody('SubscriberDeprovisioned', {}, { source: 'provisioning.other' });
  await expect(send(world, body)).resolves.toEqual(DONE);
  await expect(leaseOf(world)).resolves.toEqual(before);
  expect(world.recorded.malformed).toHaveLength(1);
});
