import { expect, test } from '@jest/globals';
import { LeaseholdError } from '../../../shared/domain/errors.ts';
import { contextWith, recordedHandlers } from '../../support/handler-parts.ts';
import { NOON, SECOND } from '../../support/leases.ts';
import { authorizationBody, batchOf, provisioningBody } from '../../support/queue-messages.ts';

const PLENTY = contextWith(300_000);
const GOOD = provisioningBody('ServiceActivated');
const countsOf = (recorded: { counts: { name: string; dimensions: object }[] }, wanted: string) =>
  recorded.counts.filter(({ name }) => name === wanted).map(({ dimensions }) => dimensions);

test('a provisioning event that was applied is done, counted by what became of it and named in the log', async () => {
  const { on, recorded } = recordedHandlers();
  const handler = on.provisioningEvents(async ({ type }) =>
    type === 'ServiceActivated' ? 'applied' : 'late',
  );
  await expect(handler(batchOf(GOOD), PLENTY)).resolves.toEqual({ batchItemFailures: [] });
  expect(countsOf(recorded, 'ProvisioningEvent')).toEqual([{ type: 'ServiceActivated', outcome: 'applied' }]);
  expect(countsOf(recorded, 'LifecycleOperation')).toEqual([
    { operation: 'ServiceActivated', outcome: 'applied', tenant: 'acme' },
  ]);
  expect(recorded.scopes).toContainEqual({
    tenant: 'acme',
    subscriber: 'line-1',
    correlationId: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  });
});

test('a malformed event is in the dead-letter queue whole and with its reason, counted, and not tried again', async () => {
  const { on, recorded } = recordedHandlers();
  const body = provisioningBody('ServiceActivated', { colour: 'red' });
  const handler = on.provisioningEvents(() => Promise.reject(new Error('ran')));
  await expect(handler(batchOf(body), PLENTY)).resolves.toEqual({ batchItemFailures: [] });
  expect(recorded.malformed).toEqual([{ body, reason: 'The detail is wrong: /colour unrecognized_keys.' }]);
  expect(countsOf(recorded, 'ProvisioningEvent')).toEqual([
    { type: 'ServiceActivated', outcome: 'malformed' },
  ]);
  expect(recorded.lines).toEqual([expect.objectContaining({ level: 'error' })]);
});

test('an event of another tenant’s source is in the dead-letter queue and changes nothing', async () => {
  const { on, recorded } = recordedHandlers();
  const body = provisioningBody('SubscriberDeprovisioned', {}, { source: 'provisioning.other' });
  const handler = on.provisioningEvents(() => Promise.reject(new Error('ran')));
  await expect(handler(batchOf(body), PLENTY)).resolves.toEqual({ batchItemFailures: [] });
  expect(recorded.malformed).toEqual([{ body, reason: expect.stringContaining('provisioning.other') }]);
});

test('a malformed event that cannot be set aside comes back, and is not yet counted', async () => {
  const { on, recorded } = recordedHandlers({
    setAsideMalformed: () => Promise.reject(new Error('queue does not exist')),
  });
  const handler = on.provisioningEvents(async () => 'applied');
  await expect(handler(batchOf('{}'), PLENTY)).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-0' }],
  });
  expect(recorded.counts).toEqual([]);
});

test('an event that is refused comes back, for it may only be early; the others of its batch are done', async () => {
  const { on, recorded } = recordedHandlers();
  const bodies = ['line-1', 'line-2', 'line-3'].map((subscriberId) =>
    provisioningBody('ServiceActivated', { subscriberId }),
  );
  const handler = on.provisioningEvents(async ({ subscriberId }) => {
    if (subscriberId === 'line-2') throw new LeaseholdError('not-found', 'There is no lease.');
    return 'applied';
  });
  await expect(handler(batchOf(...bodies), PLENTY)).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-1' }],
  });
  expect(countsOf(recorded, 'ProvisioningEvent')).toEqual([
    { type: 'ServiceActivated', outcome: 'applied' },
    { type: 'ServiceActivated', outcome: 'refused' },
    { type: 'ServiceActivated', outcome: 'applied' },
  ]);
  expect(recorded.lines).toEqual([
    {
      level: 'warn',
      message: 'A message was not processed and comes back.',
      facts: { error: expect.objectContaining({ code: 'not-found' }), receives: 1 },
    },
  ]);
});

test('messages are taken one after the other, and those that no time is left for come back untouched', async () => {
  const { on, clock } = recordedHandlers();
  const taken: string[] = [];
  const bodies = ['line-1', 'line-2', 'line-3'].map((subscriberId) =>
    provisioningBody('SubscriberProvisioned', { subscriberId }),
  );
  const handler = on.provisioningEvents(async ({ subscriberId }) => {
    taken.push(subscriberId);
    clock.now += 20 * SECOND;
    return 'applied';
  });
  await expect(handler(batchOf(...bodies), contextWith(60_000))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-2' }],
  });
  expect(taken).toEqual(['line-1', 'line-2']);
});

test('the first message is tried however little time there is', async () => {
  const { on } = recordedHandlers();
  const handler = on.provisioningEvents(async () => 'applied');
  await expect(handler(batchOf(GOOD), contextWith(10))).resolves.toEqual({ batchItemFailures: [] });
});

test('an empty batch is done', async () => {
  const { on } = recordedHandlers();
  await expect(on.provisioningEvents(async () => 'applied')({ Records: [] }, PLENTY)).resolves.toEqual({
    batchItemFailures: [],
  });
});

test('an authorization that is settled is done; its deadline leaves 5 s to record the outcome', async () => {
  const { on, recorded } = recordedHandlers();
  const given: unknown[] = [];
  const handler = on.authorizationRequests(async (request) => {
    given.push(request);
    return { outcome: 'settled' };
  });
  await expect(handler(batchOf(authorizationBody('auth-1')), contextWith(40_000))).resolves.toEqual({
    batchItemFailures: [],
  });
  expect(given).toEqual([
    { tenantId: 'acme', subscriberId: 'line-1', authorizationId: 'auth-1', deadline: NOON + 35_000 },
  ]);
  expect(recorded.hidden).toEqual([]);
  expect(countsOf(recorded, 'LifecycleOperation')).toEqual([
    { operation: 'authorizeSession', outcome: 'settled', tenant: 'acme' },
  ]);
});

test('an authorization whose slot is taken stays away until the slot is free, and comes back', async () => {
  const { on, recorded } = recordedHandlers();
  const handler = on.authorizationRequests(async () => ({ outcome: 'busy', until: NOON + 31 * SECOND }));
  await expect(handler(batchOf(authorizationBody('auth-1')), contextWith(40_000))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-0' }],
  });
  expect(recorded.hidden).toEqual([{ receiptHandle: 'receipt-of-message-0', milliseconds: 31_000 }]);
});

test.each(['no JSON', '{}', '{"detail":{"tenantId":"acme"}}'])(
  'a message of the authorization queue that says %s comes back until the queue gives it up',
  async (body) => {
    const { on, recorded } = recordedHandlers();
    const handler = on.authorizationRequests(async () => ({ outcome: 'settled' }));
    await expect(handler(batchOf(body), contextWith(40_000))).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-0' }],
    });
    expect(recorded.lines).toHaveLength(1);
  },
);
