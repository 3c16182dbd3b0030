import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Dynamo, startDynamo } from '../../local/dynamo-engine.ts';
import { eventPattern } from '../../local/event-pattern.ts';
import { type PolledSetting, polledStream, type Records } from '../support/polled-stream.ts';
import { steppedTimeline } from '../support/stepped-timeline.ts';
import { streamedTable } from '../support/streamed-table.ts';

let dynamo: Dynamo;
let tables = 0;
let table: Awaited<ReturnType<typeof streamedTable>>;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());
beforeEach(async () => {
  table = await streamedTable(dynamo, `table-${++tables}`);
});

const polled = (setting: PolledSetting) => polledStream(dynamo.endpoint, table.streamArn, setting);

const failing = (key: string) => async (records: unknown) => ({
  batchItemFailures: (records as Records)
    .filter(({ dynamodb }) => dynamodb.Keys.pk.S === key)
    .map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })),
});
const throwingOn = (key: string) => async (records: unknown) => {
  if ((records as Records).some(({ dynamodb }) => dynamodb.Keys.pk.S === key)) throw new Error('no');
};

describe('a function on a stream', () => {
  test('gets every record once, in order, in the form of Lambda', async () => {
    await table.put('a', 'b', 'c');
    const stream = polled({ batchSize: 2 });
    await stream.drain();
    await table.remove('a');
    await stream.drain();
    expect(stream.seen()).toEqual(['ab', 'c', 'a']);
    expect(stream.calls[0]?.[0]).toMatchObject({
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      eventSourceARN: table.streamArn,
      dynamodb: { NewImage: { pk: { S: 'a' } }, ApproximateCreationDateTime: expect.any(Number) },
    });
    expect(stream.calls[2]?.[0]).toMatchObject({
      eventName: 'REMOVE',
      dynamodb: { OldImage: { pk: { S: 'a' } } },
    });
    await stream.poller.stop();
  });

  test('gets the record of a put that changed nothing', async () => {
    await table.put('a', 'a');
    const stream = polled({});
    await stream.drain();
    expect(stream.seen()).toEqual(['aa']);
  });

  test('polls by itself as time goes by', async () => {
    const delivered = Promise.withResolvers<void>();
    const timeline = steppedTimeline(0);
    const stream = polled({ invoke: async () => delivered.resolve(), timeline });
    await stream.poller.poll();
    await table.put('a');
    await timeline.advance(50);
    await delivered.promise;
    expect(stream.seen()).toEqual(['a']);
  });

  test('is spared what its filter does not let through, which counts as done', async () => {
    await table.put('a', 'b', 'c');
    const stream = polled({ filter: eventPattern({ dynamodb: { Keys: { pk: { S: ['b'] } } } }) });
    await stream.drain();
    await table.put('d');
    await stream.drain();
    expect(stream.seen()).toEqual(['b']);
    expect(stream.checkpoints.map(({ sequenceNumber }) => sequenceNumber)).toEqual(['3', '4']);
  });

  test('that throws sees the batch again after a growing pause, for ever', async () => {
    await table.put('a', 'b');
    const stream = polled({ invoke: throwingOn('b') });
    await stream.drain();
    await stream.drain();
    expect(stream.seen()).toEqual(['ab']);
    for (let retry = 0; retry < 20; retry += 1) await stream.retry();
    expect(stream.seen()).toEqual(Array.from({ length: 21 }, () => 'ab'));
    expect(stream.checkpoints).toEqual([]);
    expect(stream.failures[0]).toBe('Error: no');
  });

  test('that throws sees the batch in halves where bisecting is on, so that the bad record stands alone', async () => {
    await table.put('a', 'b', 'c', 'd', 'e');
    const stream = polled({ invoke: throwingOn('d'), bisectBatchOnFunctionError: true });
    for (let retry = 0; retry < 6; retry += 1) await stream.retry();
    expect(stream.seen()).toEqual(['abcde', 'abc', 'de', 'd', 'd', 'd', 'd']);
    expect(stream.checkpoints.map(({ sequenceNumber }) => sequenceNumber)).toEqual(['3']);
  });

  test('that reports a record as failed gets it again first, with what follows', async () => {
    await table.put('a', 'b', 'c');
    let broken = true;
    const invoke = (records: unknown) => failing(broken ? 'b' : '')(records);
    const stream = polled({ invoke, reportBatchItemFailures: true, bisectBatchOnFunctionError: true });
    await stream.drain();
    expect(stream.checkpoints.map(({ sequenceNumber }) => sequenceNumber)).toEqual(['1']);
    await stream.retry();
    broken = false;
    await stream.retry();
    expect(stream.seen()).toEqual(['abc', 'bc', 'bc']);
    expect(stream.checkpoints.map(({ sequenceNumber }) => sequenceNumber)).toEqual(['1', '3']);
    expect(stream.failures).toEqual(
      Array.from({ length: 2 }, () => 'Error: The function failed at record 2.'),
    );
  });

  test('is not asked for failed records unless the mapping says so', async () => {
    await table.put('a');
    const stream = polled({ invoke: failing('a') });
    await stream.drain();
    expect(stream.checkpoints).toHaveLength(1);
  });

  test.each<[unknown, number]>([
    [{ batchItemFailures: [{ itemIdentifier: 'x' }] }, 0],
    [{ batchItemFailures: [{}] }, 0],
    [{ batchItemFailures: null }, 1],
    [null, 1],
  ])('that answers %j has finished as much as Lambda would think', async (answer, finished) => {
    await table.put('a');
    const stream = polled({ invoke: async () => answer, reportBatchItemFailures: true });
    await stream.drain();
    expect(stream.checkpoints).toHaveLength(finished);
  });

  test('loses a batch only where the mapping bounds its retries', async () => {
    await table.put('a', 'b');
    const stream = polled({ invoke: throwingOn('a'), maximumRetryAttempts: 1 });
    await stream.drain();
    await stream.retry();
    await table.put('c');
    await stream.drain();
    expect(stream.seen()).toEqual(['ab', 'ab', 'c']);
  });

  test('starts at the newest record where the mapping asks for that', async () => {
    await table.put('a');
    const stream = polled({ start: 'LATEST' });
    await stream.poller.poll();
    await table.put('b');
    await stream.drain();
    expect(stream.seen()).toEqual(['b']);
  });

  test('gets nothing more once it is stopped', async () => {
    const stream = polled({});
    await stream.poller.stop();
    await table.put('a');
    expect(await stream.poller.poll()).toBe(false);
    expect(stream.seen()).toEqual([]);
  });

  test('survives a stream that cannot be read', async () => {
    const { streamArn } = table;
    table.streamArn = 'arn:aws:dynamodb:dynoxide:000000000000:table/none/stream/1';
    const stream = polled({});
    expect(await stream.poller.poll()).toBe(false);
    expect(stream.failures).toHaveLength(1);
    table.streamArn = streamArn;
  });
});
