import { beforeEach, describe, expect, test } from '@jest/globals';
import { type LocalQueue, localQueue, type QueueSettings } from '../../local/queues.ts';
import { type SteppedTimeline, steppedTimeline } from '../support/stepped-timeline.ts';

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

describe('a queue', () => {
  test('hands out what is visible, the oldest first, and hides it', () => {
    const work = queue();
    for (const body of ['a', 'b', 'c']) work.send(body);
    expect(bodies(work.receive(2))).toEqual(['a', 'b']);
    expect(bodies(work.receive(2))).toEqual(['c']);
    expect(work.receive(2)).toEqual([]);
    expect(bodies(work.messages())).toEqual(['a', 'b', 'c']);
    expect(work.visible()).toBe(0);
  });

  test('offers a message again when its visibility time is over, counting the receives', async () => {
    const work = queue();
    const messageId = work.send('a', { messageAttributes: { kind: 1 } });
    const [first] = work.receive(1);
    await timeline.advance(29_999);
    expect(work.receive(1)).toEqual([]);
    await timeline.advance(1);
    const [second] = work.receive(1);
    expect(first).toMatchObject({
      messageId,
      receiveCount: 1,
      sentAt: START,
      messageAttributes: { kind: 1 },
    });
    expect(second).toMatchObject({
      messageId,
      receiveCount: 2,
      md5OfBody: '0cc175b9c0f1b6a831c399e269772661',
    });
    expect(second?.receiptHandle).not.toBe(first?.receiptHandle);
  });

  test('does not offer what was deleted, and takes no stale handle', async () => {
    const work = queue();
    work.send('a');
    const [first] = work.receive(1);
    await timeline.advance(30_000);
    expect(work.remove(first?.receiptHandle ?? '')).toBe(false);
    const [second] = work.receive(1);
    expect(work.changeVisibility(first?.receiptHandle ?? '', 5)).toBe(false);
    expect(work.remove(second?.receiptHandle ?? '')).toBe(true);
    await timeline.advance(60_000);
    expect(work.messages()).toEqual([]);
    expect(work.remove('')).toBe(false);
  });

  test('hides a received message for longer, for less, or not at all', async () => {
    const work = queue();
    work.send('a');
    const handle = () => work.receive(1)[0]?.receiptHandle ?? '';
    work.changeVisibility(handle(), 100);
    await timeline.advance(99_999);
    expect(work.visible()).toBe(0);
    await timeline.advance(1);
    work.changeVisibility(handle(), 1);
    await timeline.advance(1000);
    expect(work.changeVisibility(handle(), 0)).toBe(true);
    expect(work.visible()).toBe(1);
  });

  test('delays what is sent: the queue for all, a sending for itself', async () => {
    const work = queue({ delaySeconds: 10 });
    work.send('queue');
    work.send('own', { delaySeconds: 5 });
    work.send('now', { delaySeconds: 0 });
    expect(bodies(work.receive(9))).toEqual(['now']);
    await timeline.advance(5000);
    expect(bodies(work.receive(9))).toEqual(['own']);
    await timeline.advance(5000);
    expect(bodies(work.receive(9))).toEqual(['queue']);
  });

  test('moves a message to the dead letters when it was received too often', async () => {
    const work = queue({ redrive: { maxReceiveCount: 2, deadLetters } });
    work.send('a', { messageAttributes: { kind: 1 } });
    work.receive(1);
    await timeline.advance(30_000);
    work.receive(1);
    expect(deadLetters.messages()).toEqual([]);
    await timeline.advance(30_000);
    expect(work.messages()).toEqual([]);
    expect(deadLetters.messages()).toMatchObject([{ body: 'a', messageAttributes: { kind: 1 } }]);
  });
});
