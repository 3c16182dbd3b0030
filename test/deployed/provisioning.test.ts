import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resourcesOf } from './deployment.ts';
import { findMessage, moveMessages } from './queues.ts';
import { inState, makeTenant, NAS_IP, objectsOf, type Tenant } from './tenant.ts';

const TENANT = 'events';
const VISIBILITY_SECONDS = 240;

const [events, queues] = [new EventBridgeClient(), new SQSClient()];
let tenant: Tenant;
let queue: string;
let deadLetters: string;

const setVisibility = (seconds: number) =>
  queues.send(
    new SetQueueAttributesCommand({ QueueUrl: queue, Attributes: { VisibilityTimeout: String(seconds) } }),
  );

beforeAll(async () => {
  const core = resourcesOf('LeaseholdCore');
  queue = core('ProvisioningQueue');
  deadLetters = core('ProvisioningDeadLetters');
  tenant = await makeTenant(TENANT);
});
afterAll(() => setVisibility(VISIBILITY_SECONDS));

const tell = async (type: string, subscriberId: string, more: object = {}): Promise<void> => {
  const detail = { tenantId: TENANT, subscriberId, occurredAt: new Date().toISOString(), ...more };
  const entry = { Source: `provisioning.${TENANT}`, DetailType: type, Detail: JSON.stringify(detail) };
  const { FailedEntryCount } = await events.send(
    new PutEventsCommand({ Entries: [{ ...entry, EventBusName: 'leasehold' }] }),
  );
  expect(FailedEntryCount).toBe(0);
};

test('provisioning events drive a line from its first day to its last', async () => {
  const line = 'line-events';
  await tell('SubscriberProvisioned', line);
  const { prefix } = await inState(tenant, line, 'allocated');
  expect(await objectsOf(TENANT, line)).toEqual([expect.objectContaining({ prefix })]);
  const session = { username: 'alice', nasIp: NAS_IP };
  await tell('ServiceActivated', line, { ...session, acctSessionId: randomUUID() });
  await inState(tenant, line, 'active');
  await tell('ServiceSuspended', line);
  await inState(tenant, line, 'suspended');
  await tell('ServiceResumed', line);
  await inState(tenant, line, 'active');
  await tell('SubscriberDeprovisioned', line, { ...session, sendDisconnect: true });
  await inState(tenant, line, 'revoked');
  expect(await objectsOf(TENANT, line)).toEqual([]);
});

test.each([
  ['with an unknown field', { more: { surprise: true }, reason: '/surprise unrecognized_keys' }],
  ['about another tenant', { more: { tenantId: 'stranger' }, reason: 'may not speak for tenant stranger' }],
])('an event %s is a dead letter with its reason', async (what, { more, reason }) => {
  const line = `line-${what.replaceAll(' ', '-')}`;
  await tell('SubscriberProvisioned', line, more);
  const letter = await findMessage(deadLetters, line);
  expect(letter.reason).toContain(reason);
  expect((await tenant.call('GET', `subscribers/${line}/ipv6/status`)).status).toBe(404);
});

test('a message that poisons its queue is set aside, and does its work once its cause is gone', async () => {
  const line = 'line-poison';
  // Else the five attempts take twenty minutes.
  await setVisibility(1);
  await tell('ServiceActivated', line);
  await findMessage(deadLetters, line);
  await setVisibility(VISIBILITY_SECONDS);
  await tenant.call('POST', `subscribers/${line}/ipv6/allocate`, {});
  await moveMessages({ from: deadLetters, to: queue, about: line });
  await inState(tenant, line, 'active');
});
