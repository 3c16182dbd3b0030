import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { eventBridgePublisher } from '../../shared/adapters/eventbridge-publisher.ts';
import type { OutboundEvent } from '../../shared/usecases/ports.ts';

const eventOf = (id: number | string, padding = 0): OutboundEvent => ({
  detailType: 'PrefixAllocated',
  detail: { id: `acme/line-1/${id}/PrefixAllocated`, tenantId: 'acme', padding: 'x'.repeat(padding) },
});

const eventsTo = (count: number): OutboundEvent[] => Array.from({ length: count }, (_, id) => eventOf(id));

const publisherOn = () => {
  const bus = mockClient(EventBridgeClient);
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [] });
  const aside: { body: string; reason: string }[] = [];
  const lines: string[] = [];
  const publisher = eventBridgePublisher({
    client: new EventBridgeClient({ region: 'eu-west-1' }),
    busName: 'leasehold',
    setAside: async (message) => void aside.push(message),
    log: (level) => void lines.push(level),
  });
  const sentIds = (): string[][] =>
    bus
      .commandCalls(PutEventsCommand)
      .map(({ args }) => (args[0].input.Entries ?? []).map(({ Detail }) => JSON.parse(Detail ?? '').id));
  return { bus, publisher, aside, lines, sentIds };
};

test('an event goes to the bus under the source of Leasehold, its detail as JSON', async () => {
  const { bus, publisher } = publisherOn();
  await expect(publisher.publish([eventOf(1)])).resolves.toEqual([]);
  expect(bus.commandCalls(PutEventsCommand)[0]?.args[0].input).toEqual({
    Entries: [
      {
        EventBusName: 'leasehold',
        Source: 'leasehold',
        DetailType: 'PrefixAllocated',
        Detail: JSON.stringify(eventOf(1).detail),
      },
    ],
  });
});

test('no events are no call', async () => {
  const { publisher, sentIds } = publisherOn();
  await expect(publisher.publish([])).resolves.toEqual([]);
  expect(sentIds()).toEqual([]);
});

test('25 events go out as 10, 10 and 5, in their order', async () => {
  const { publisher, sentIds } = publisherOn();
  await expect(publisher.publish(eventsTo(25))).resolves.toEqual([]);
  expect(sentIds().map((ids) => ids.length)).toEqual([10, 10, 5]);
  expect(sentIds().flat()).toEqual(eventsTo(25).map(({ detail }) => detail.id));
});

test('an entry that FailedEntryCount counts is not taken, although the call succeeded', async () => {
  const { bus, publisher } = publisherOn();
  bus.on(PutEventsCommand).resolves({
    FailedEntryCount: 1,
    Entries: [{ EventId: 'a' }, { ErrorCode: 'ThrottlingException' }, { EventId: 'c' }],
  });
  await expect(publisher.publish(eventsTo(3))).resolves.toEqual([1]);
});

test('a failure that names no entry leaves the whole call to be sent again', async () => {
  const { bus, publisher } = publisherOn();
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 2 });
  await expect(publisher.publish(eventsTo(3))).resolves.toEqual([0, 1, 2]);
});

test('nothing is sent after a call of which the bus did not take all, and what follows is not taken either', async () => {
  const { bus, publisher, sentIds } = publisherOn();
  bus.on(PutEventsCommand).resolvesOnce({
    FailedEntryCount: 1,
    Entries: [{ EventId: 'a' }, { ErrorCode: 'InternalFailure' }],
  });
  await expect(publisher.publish(eventsTo(12))).resolves.toEqual([1, 10, 11]);
  expect(sentIds()).toHaveLength(1);
});

test('a bus that cannot be reached took none of the events, and the log says so', async () => {
  const { bus, publisher, lines } = publisherOn();
  bus.on(PutEventsCommand).rejects(new Error('connect ECONNREFUSED'));
  await expect(publisher.publish(eventsTo(2))).resolves.toEqual([0, 1]);
  expect(lines).toEqual(['warn']);
});

test('an event over 256 KB is set aside whole with its reason, and those around it are published', async () => {
  const { publisher, aside, sentIds } = publisherOn();
  const large = eventOf('large', 256 * 1024);
  await expect(publisher.publish([eventOf(0), large, eventOf(2)])).resolves.toEqual([]);
  expect(sentIds()).toEqual([[eventOf(0).detail.id], [eventOf(2).detail.id]]);
  expect(aside).toEqual([{ body: JSON.stringify(large), reason: expect.stringContaining('262144') }]);
});

test('events that are too large together go out in two calls', async () => {
  const { publisher, sentIds, aside } = publisherOn();
  await expect(publisher.publish([eventOf(0, 150_000), eventOf(1, 150_000)])).resolves.toEqual([]);
  expect(sentIds()).toEqual([[eventOf(0).detail.id], [eventOf(1).detail.id]]);
  expect(aside).toEqual([]);
});

test('the size of an event counts bytes, not characters', async () => {
  const { publisher, aside } = publisherOn();
  const wide = {
    detailType: 'PrefixFailed',
    detail: { id: 'wide', tenantId: 'acme', text: 'é'.repeat(140_000) },
  };
  await publisher.publish([wide]);
  expect(aside).toHaveLength(1);
});

test('an event that the bus refuses as malformed is set aside, for it would be refused for ever', async () => {
  const { bus, publisher, aside } = publisherOn();
  bus.on(PutEventsCommand).resolves({
    FailedEntryCount: 2,
    Entries: [{ ErrorCode: 'MalformedDetail' }, { ErrorCode: 'InternalFailure' }],
  });
  await expect(publisher.publish(eventsTo(2))).resolves.toEqual([1]);
  expect(aside).toEqual([
    { body: JSON.stringify(eventOf(0)), reason: 'The bus refused the event: MalformedDetail.' },
  ]);
});

test('a refusal for want of permission is not the event’s fault and blocks the stream', async () => {
  const { bus, publisher, aside } = publisherOn();
  bus.on(PutEventsCommand).resolves({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }],
  });
  await expect(publisher.publish(eventsTo(1))).resolves.toEqual([0]);
  expect(aside).toEqual([]);
});
