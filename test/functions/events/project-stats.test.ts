import { expect, test } from '@jest/globals';
import { functionWorld } from '../../support/function-world.ts';
import { leaseIn } from '../../support/leases.ts';
import { streamEventOf } from '../../support/stream-event.ts';

const ACTIVE = leaseIn('active');
const SUSPENDED = leaseIn('suspended', { version: 6, lastAction: 'suspend' });

test('the counters follow the stream, and a batch that comes twice counts once', async () => {
  const world = functionWorld();
  const batch = streamEventOf({ after: ACTIVE }, { before: ACTIVE, after: SUSPENDED });
  for (let time = 0; time < 2; time++) {
    await expect(world.invoke('events/project-stats', batch)).resolves.toEqual({ batchItemFailures: [] });
  }
  await expect(world.table.statistics.sums('acme')).resolves.toMatchObject({
    'state:suspended': 1,
    profile: 1,
  });
  expect((await world.table.statistics.sums('acme'))['state:active'] ?? 0).toBe(0);
});

test('counters that cannot be written make the stream deliver again', async () => {
  const world = functionWorld({
    statistics: { ...functionWorld().table.statistics, count: () => Promise.reject(new Error('throttled')) },
  });
  await expect(world.invoke('events/project-stats', streamEventOf({ after: ACTIVE }))).rejects.toThrow(
    'throttled',
  );
});

test('a record that is no lease is skipped: publishing it is what sets it aside', async () => {
  const world = functionWorld();
  const [record] = streamEventOf({ after: ACTIVE }).Records;
  const unreadable = { ...record, dynamodb: { ...record?.dynamodb, NewImage: { pk: { S: 'x' } } } };
  await expect(world.invoke('events/project-stats', { Records: [unreadable] })).resolves.toEqual({
    batchItemFailures: [],
  });
  expect(world.recorded.unpublishable).toEqual([]);
});
