import { beforeEach, describe, expect, test } from '@jest/globals';
import { consumeQueue, type QueueMapping } from '../../local/queue-consumer.ts';
import { type LocalQueue, localQueue, type QueueSettings } from '../../local/queues.ts';
import { type SteppedTimeline, settled, steppedTimeline } from '../support/stepped-timeline.ts';

const START = 1_700_000_000_000;
let timeline: SteppedTimeline;
let deadLetters: LocalQueue;

const queue = (settings: Partial<QueueSettings> = {}) =>
  localQueue(
    { name: 'work', arn: 'arn:work', visibilitySeconds: 30, delaySeconds: 0, ...settings },
    timeline,
  );
const bodies = (messages: readonly { body: string }[]) => messages.map(({ body }) => body);

beforeEach(() => {
  timeline = steppedTimeline(START);
  deadLetters = queue({ name: 'dead' });
});

describe('a function on a queue', () => {
  type Records = { messageId: string; body: string; attributes: Record<string, string> }[];
  const calls: Records[] = [];
  const failures: unknown[] = [];
  const consume = (work: LocalQueue, mapping: Partial<QueueMapping>) =>
    consumeQueue(work, {
      batchSize: 10,
      maxConcurrency: 5,
      reportBatchItemFailures: false,
      onFailure: (error) => failures.push(error),
      ...mapping,
      invoke: (event) => {
        const { Records } = event as { Records: Records };
        calls.push(Records);
        return mapping.invoke?.(Records) ?? Promise.resolve();
      },
    });
  const called = () => calls.map(bodies);

  beforeEach(() => {
    calls.length = 0;
    failures.length = 0;
  });

  test('gets batches with the attributes of SQS, and what it finishes is deleted', async () => {
    const work = queue();
    for (const body of ['a', 'b', 'c']) work.send(body);
    const consumer = consume(work, { batchSize: 2 });
    expect(consumer.busy()).toBe(true);
    await settled();
    expect(called()).toEqual([['a', 'b'], ['c']]);
    expect(calls[0]?.[0]).toMatchObject({
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:work',
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(START) },
    });
    expect(work.messages()).toEqual([]);
    expect(consumer.busy()).toBe(false);
    work.send('d');
    await settled();
    expect(called()[2]).toEqual(['d']);
  });

  test('never runs more often at once than it may', async () => {
    const work = queue();
    for (const body of ['a', 'b', 'c']) work.send(body);
    const releases: (() => void)[] = [];
    consume(work, {
      batchSize: 1,
      maxConcurrency: 2,
      invoke: () => new Promise<void>((done) => releases.push(done)),
    });
    await settled();
    expect(called()).toEqual([['a'], ['b']]);
    releases[0]?.();
    await settled();
    expect(called()).toEqual([['a'], ['b'], ['c']]);
  });

  test('that throws sees the whole batch again, until the dead letters take it', async () => {
    const work = queue({ redrive: { maxReceiveCount: 2, deadLetters } });
    work.send('a');
    work.send('b');
    consume(work, { reportBatchItemFailures: true, invoke: () => Promise.reject(new Error('no')) });
    await timeline.advance(100_000);
    expect(called()).toEqual([['a', 'b'], ['a'], ['b']]);
    expect(failures).toHaveLength(3);
    expect(bodies(deadLetters.messages())).toEqual(['a', 'b']);
  });

  test('keeps only the items that it reports as failed', async () => {
    const work = queue();
    for (const body of ['good', 'bad']) work.send(body);
    const invoke = async (records: unknown) => ({
      batchItemFailures: (records as Records)
        .filter(({ body, attributes }) => body === 'bad' && attributes.ApproximateReceiveCount === '1')
        .map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    consume(work, { reportBatchItemFailures: true, invoke });
    await settled();
    expect(bodies(work.messages())).toEqual(['bad']);
    await timeline.advance(30_000);
    expect(called()).toEqual([['good', 'bad'], ['bad']]);
    expect(work.messages()).toEqual([]);
  });

  test.each<[string, unknown, number]>([
    ['an unknown item', { batchItemFailures: [{ itemIdentifier: 'x' }] }, 1],
    ['an item without a name', { batchItemFailures: [{}] }, 1],
    ['no failures', { batchItemFailures: [] }, 0],
    ['null for the list', { batchItemFailures: null }, 0],
    ['null', null, 0],
  ])('that answers %j leaves what Lambda would leave', async (_what, answer, left) => {
    const work = queue();
    work.send('a');
    consume(work, { reportBatchItemFailures: true, invoke: async () => answer });
    await settled();
    expect(work.messages()).toHaveLength(left);
    expect(failures).toHaveLength(left);
  });

  test('is not asked for partial failures unless the mapping says so', async () => {
    const work = queue();
    work.send('a');
    consume(work, { invoke: async () => ({ batchItemFailures: [{ itemIdentifier: 'x' }] }) });
    await settled();
    expect(work.messages()).toEqual([]);
  });

  test('takes nothing more once it is stopped', async () => {
    const work = queue();
    const consumer = consume(work, {});
    consumer.stop();
    work.send('a');
    await settled();
    expect(calls).toEqual([]);
    expect(consumer.busy()).toBe(false);
  });
});
