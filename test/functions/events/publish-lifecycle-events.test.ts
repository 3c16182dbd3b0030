import { expect, test } from '@jest/globals';
import { functionWorld } from '../../support/function-world.ts';
import { leaseIn } from '../../support/leases.ts';
import { streamEventOf } from '../../support/stream-event.ts';

const ACTIVE = leaseIn('active');
const SUSPENDED = leaseIn('suspended', { version: 6, lastAction: 'suspend' });
const RESUMED = leaseIn('active', { version: 7, lastAction: 'resume' });
const BATCH = streamEventOf({ before: ACTIVE, after: SUSPENDED }, { before: SUSPENDED, after: RESUMED });

test('what the stream says of a lease goes to the bus, in order', async () => {
  const world = functionWorld();
  await expect(world.invoke('events/publish-lifecycle-events', BATCH)).resolves.toEqual({
    batchItemFailures: [],
  });
  expect(world.published.map(({ detailType }) => detailType)).toEqual(['PrefixSuspended', 'PrefixResumed']);
});

test('the stream delivers again from the first record that the bus did not take', async () => {
  const world = functionWorld({
    publisher: {
      publish: async (events) =>
        events.flatMap(({ detailType }, index) => (detailType === 'PrefixResumed' ? [index] : [])),
    },
  });
  await expect(world.invoke('events/publish-lifecycle-events', BATCH)).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: '101' }],
  });
  expect(world.recorded.counts).toEqual([{ name: 'EventPublishFailed', dimensions: {}, value: 1 }]);
  expect(world.recorded.flushes).toEqual([1]);
});

test('a record that is no lease is set aside, and the rest is published', async () => {
  const world = functionWorld();
  const [odd, good] = BATCH.Records;
  const unreadable = { ...odd, dynamodb: { ...odd?.dynamodb, NewImage: { pk: { S: 'x' } } } };
  await expect(
    world.invoke('events/publish-lifecycle-events', { Records: [unreadable, good] }),
  ).resolves.toEqual({ batchItemFailures: [] });
  expect(world.published.map(({ detailType }) => detailType)).toEqual(['PrefixResumed']);
  expect(world.recorded.unpublishable.map(({ body }) => JSON.parse(body))).toEqual([unreadable]);
});
