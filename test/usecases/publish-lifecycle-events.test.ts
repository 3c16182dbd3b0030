import { expect, test } from '@jest/globals';
import type { LeaseRecord, OutboundEvent } from '../../shared/usecases/ports.ts';
import { publishLifecycleEvents } from '../../shared/usecases/publish-lifecycle-events.ts';
import { leaseIn } from '../support/leases.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

/** Records of one event each, numbered from 1 as their sequence numbers and versions are. */
const records = (count: number): LeaseRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    sequence: String(index + 1),
    before: leaseIn('active', { version: index }),
    after: leaseIn('active', { version: index + 1, lastAction: 'resume' }),
  }));

/** A bus that refuses, call by call, the events at the listed positions; and the versions that each call was given. */
const publish = async (of: LeaseRecord[], refusals: number[][] = []) => {
  const { deps, counts, lines } = await usecaseWorld();
  const calls: unknown[][] = [];
  const publisher = {
    publish: async (events: readonly OutboundEvent[]) => {
      calls.push(events.map(({ detail }) => detail.version));
      return refusals.shift() ?? [];
    },
  };
  return { from: await publishLifecycleEvents(of, { ...deps, publisher }), calls, counts, lines };
};

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('events go out in order, ten at a time', async () => {
  const { from, calls, counts, lines } = await publish(records(23));
  expect(from).toBeUndefined();
  expect(calls).toEqual([range(1, 10), range(11, 20), range(21, 23)]);
  expect([counts, lines]).toEqual([[], []]);
});

test('records without an event are nothing to publish', async () => {
  const quiet = records(2).map((record) => ({ ...record, before: leaseIn('active', { version: 1 }) }));
  const { from, calls } = await publish([
    { sequence: '9', before: leaseIn('revoked') },
    ...quiet.slice(0, 1),
  ]);
  expect(from).toBeUndefined();
  expect(calls).toEqual([]);
});

test('what the bus did not take is sent again, alone and in order, before what follows', async () => {
  const { from, calls, counts } = await publish(records(12), [[7, 2], [1]]);
  expect(from).toBeUndefined();
  expect(calls).toEqual([range(1, 10), [3, 8], [8], [11, 12]]);
  expect(counts).toEqual([]);
});

test('what the bus does not take in three tries comes again with all that follows it', async () => {
  const { from, calls, counts, lines } = await publish(records(30), [[], [4, 8], [0, 1], [0, 1]]);
  expect(from).toBe('15');
  expect(calls).toEqual([range(1, 10), range(11, 20), [15, 19], [15, 19]]);
  expect(counts).toEqual([{ name: 'EventPublishFailed', dimensions: {}, value: 2 }]);
  expect(lines).toMatchObject([
    {
      level: 'error',
      message: expect.stringContaining('did not take 2 events'),
      facts: { first: 'acme/line-1/15/PrefixResumed' },
    },
  ]);
});

test('a record whose second event was not taken comes again whole', async () => {
  const authorization = { id: 'coa', nasIp: '192.0.2.1', status: 'queued', attempt: 0, askedAt: 0 } as const;
  const [record] = records(1) as [LeaseRecord];
  const both = { ...record, after: leaseIn('active', { version: 1, lastAction: 'resume', authorization }) };
  const { from, calls } = await publish([both], [[1], [0], [0]]);
  expect(from).toBe('1');
  expect(calls.map(({ length }) => length)).toEqual([2, 1, 1]);
});
