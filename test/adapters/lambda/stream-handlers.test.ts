import { expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { leaseItem } from '../../../shared/adapters/dynamo-items.ts';
import type { LeaseRecord } from '../../../shared/usecases/ports.ts';
import { contextWith, recordedHandlers } from '../../support/handler-parts.ts';
import { leaseIn } from '../../support/leases.ts';
import { imageOf, imageOfItem } from '../../support/stream-event.ts';

type Image = ReturnType<typeof imageOf>;

const recordOf = (
  sequence: string,
  images: { before?: Image; after?: Image },
  sk = 'LEASE',
): DynamoDBRecord => ({
  eventName: 'MODIFY',
  dynamodb: {
    SequenceNumber: sequence,
    Keys: { pk: { S: 'TENANT#acme#SUB#line-1' }, sk: { S: sk } },
    ...(images.before === undefined ? {} : { OldImage: images.before }),
    ...(images.after === undefined ? {} : { NewImage: images.after }),
  },
});

const ACTIVE = leaseIn('active');
const SUSPENDED = leaseIn('suspended', { version: 6, lastAction: 'suspend' });

const received = async (Records: DynamoDBRecord[]): Promise<LeaseRecord[][]> => {
  const { on } = recordedHandlers();
  const calls: LeaseRecord[][] = [];
  const handler = on.leaseRecords('set-aside', async (records) => void calls.push(records));
  await handler({ Records }, contextWith(1_000));
  return calls;
};

test('a record is the lease before and after, with its sequence number', async () => {
  const images = { before: imageOf(ACTIVE), after: imageOf(SUSPENDED) };
  await expect(received([recordOf('100', images)])).resolves.toEqual([
    [{ sequence: '100', before: ACTIVE, after: SUSPENDED }],
  ]);
});

test('a new lease has no before, and a purged one no after', async () => {
  const records = [
    recordOf('100', { after: imageOf(ACTIVE) }),
    recordOf('101', { before: imageOf(SUSPENDED) }),
  ];
  await expect(received(records)).resolves.toEqual([
    [
      { sequence: '100', after: ACTIVE },
      { sequence: '101', before: SUSPENDED },
    ],
  ]);
});

test('what is not of a lease is left out without a word, and a batch of nothing else runs nothing', async () => {
  const { on, recorded } = recordedHandlers();
  const seen: LeaseRecord[][] = [];
  const handler = on.leaseRecords('set-aside', async (records) => void seen.push(records));
  const marker = recordOf('100', { after: imageOfItem({ pk: 'x', sk: 'COUNTED', v: 1 }) }, 'COUNTED');
  await expect(handler({ Records: [marker] }, contextWith(1_000))).resolves.toEqual({
    batchItemFailures: [],
  });
  expect({ seen, ...recorded }).toMatchObject({ seen: [], unpublishable: [], counts: [], lines: [] });
});

test('a batch that is done reports no failure', async () => {
  const { on, recorded } = recordedHandlers();
  const handler = on.leaseRecords('set-aside', async () => undefined);
  const Records = [recordOf('100', { after: imageOf(ACTIVE) })];
  await expect(handler({ Records }, contextWith(1_000))).resolves.toEqual({ batchItemFailures: [] });
  expect(recorded.flushes).toEqual([0]);
});

test('the sequence number from which the stream is to deliver again is the one failure', async () => {
  const { on } = recordedHandlers();
  const handler = on.leaseRecords('set-aside', async () => '101');
  const Records = ['100', '101', '102'].map((sequence) => recordOf(sequence, { after: imageOf(ACTIVE) }));
  await expect(handler({ Records }, contextWith(1_000))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: '101' }],
  });
});

const lacking = (unwanted: unknown) =>
  Object.fromEntries(Object.entries(leaseItem(ACTIVE)).filter(([, value]) => value !== unwanted));

test.each([
  ['an unknown state', leaseItem({ ...ACTIVE, state: 'dormant' as 'active' }), 'its state is unknown'],
  ['no state', lacking('active'), 'its state is unknown'],
  ['no version', lacking(5), 'it has no version'],
])('a record with %s is set aside whole, counted and logged, and the others go on', async (_, item, why) => {
  const { on, recorded } = recordedHandlers();
  const seen: LeaseRecord[] = [];
  const handler = on.leaseRecords('set-aside', async (records) => void seen.push(...records));
  const unreadable = recordOf('100', { after: imageOfItem(item) });
  const Records = [unreadable, recordOf('101', { after: imageOf(SUSPENDED) })];
  await expect(handler({ Records }, contextWith(1_000))).resolves.toEqual({ batchItemFailures: [] });
  expect(seen.map(({ sequence }) => sequence)).toEqual(['101']);
  expect(recorded.unpublishable).toEqual([
    { body: JSON.stringify(unreadable), reason: `The record is no lease: ${why}.` },
  ]);
  expect(recorded.counts).toEqual([{ name: 'EventPublishFailed', dimensions: {}, value: 1 }]);
  expect(recorded.lines).toEqual([expect.objectContaining({ level: 'error' })]);
});

test('a record without a sequence number is unreadable', async () => {
  const { on, recorded } = recordedHandlers();
  const { dynamodb, ...record } = recordOf('100', { after: imageOf(ACTIVE) });
  const { SequenceNumber: __, ...rest } = dynamodb ?? {};
  await on.leaseRecords('set-aside', async () => undefined)(
    { Records: [{ ...record, dynamodb: rest }] },
    contextWith(1_000),
  );
  expect(recorded.unpublishable).toHaveLength(1);
});

test('the other consumer logs an unreadable record and leaves setting it aside to the first', async () => {
  const { on, recorded } = recordedHandlers();
  const Records = [recordOf('100', { after: { pk: { S: 'x' } } })];
  await expect(on.leaseRecords('skip', async () => '100')({ Records }, contextWith(1_000))).resolves.toEqual({
    batchItemFailures: [],
  });
  expect(recorded.unpublishable).toEqual([]);
  expect(recorded.counts).toEqual([]);
  expect(recorded.lines).toHaveLength(1);
});

test('a record that cannot be set aside is not lost: the invocation fails and the stream delivers again', async () => {
  const { on } = recordedHandlers({
    setAsideUnpublishable: () => Promise.reject(new Error('queue does not exist')),
  });
  const Records = [recordOf('100', { after: { pk: { S: 'x' } } })];
  await expect(
    on.leaseRecords('set-aside', async () => undefined)({ Records }, contextWith(1_000)),
  ).rejects.toThrow('queue does not exist');
});
