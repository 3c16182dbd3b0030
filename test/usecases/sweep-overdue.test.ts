import { expect, test } from '@jest/globals';
import type { LeaseKey } from '../../shared/domain/lease.ts';
import { sweepOverdue } from '../../shared/usecases/sweep-overdue.ts';
import { CLAIM, HELD, HOUR, leaseIn, MINUTE, NOON, SECOND } from '../support/leases.ts';
import { rowName } from '../support/memory-rows.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

const BOUNDS = { deadline: NOON + 3 * HOUR, limit: 100 };

/** A world with revocations that nobody runs, each due a minute after the one before it. */
const worldWithStuck = async (...subscribers: string[]) => {
  const world = await usecaseWorld();
  for (const [index, subscriber] of subscribers.entries())
    world.store({ ...leaseIn('revoking'), subscriber, dueAt: NOON + index * MINUTE });
  world.clock.now += 10 * MINUTE;
  return { ...world, startedFor: () => world.started.map(({ subscriberId }) => subscriberId) };
};

test('what is due is done, the longest overdue first, and counted', async () => {
  const { deps, rows, counts, startedFor } = await worldWithStuck('a', 'b', 'c');
  rows.claims.set(rowName(HELD.space, HELD.cidr), { ...CLAIM, state: 'quarantined', dueAt: NOON } as never);
  expect(await sweepOverdue(BOUNDS, deps)).toEqual({ seen: 4, done: 4, failed: 0, left: 0 });
  expect(startedFor()).toEqual(['a', 'b', 'c']);
  expect(rows.claims.size).toBe(0);
  expect(counts).toEqual([
    { name: 'SweepDone', dimensions: { task: 'overdue' }, value: 4 },
    { name: 'SweepLeft', dimensions: { task: 'overdue' }, value: 0 },
  ]);
});

test('a run moves on no more than it may', async () => {
  const { deps, startedFor } = await worldWithStuck('a', 'b', 'c');
  expect(await sweepOverdue({ ...BOUNDS, limit: 2 }, deps)).toMatchObject({ seen: 2, done: 2 });
  expect(startedFor()).toEqual(['a', 'b']);
});

test('what there is no time for is left for the next run, and counted', async () => {
  const { deps, clock, counts, startedFor } = await worldWithStuck('a', 'b', 'c');
  const machine = {
    start: async (ref: Parameters<typeof deps.machine.start>[0]) => {
      clock.now += 30 * SECOND;
      await deps.machine.start(ref);
    },
  };
  const bounds = { ...BOUNDS, deadline: clock.now + 60 * SECOND };
  expect(await sweepOverdue(bounds, { ...deps, machine })).toEqual({ seen: 2, done: 2, failed: 0, left: 1 });
  expect(startedFor()).toEqual(['a', 'b']);
  expect(counts.at(-1)).toEqual({ name: 'SweepLeft', dimensions: { task: 'overdue' }, value: 1 });
});

test('one that fails does not stop the others, and is said', async () => {
  const { deps, faults, lines, startedFor } = await worldWithStuck('a', 'b', 'c');
  faults.failBefore(({ subscriber }) => subscriber === 'b');
  expect(await sweepOverdue(BOUNDS, deps)).toEqual({ seen: 3, done: 2, failed: 1, left: 0 });
  expect(startedFor()).toEqual(['a', 'c']);
  expect(lines).toMatchObject([
    {
      level: 'error',
      message: expect.stringContaining('cannot be reached'),
      facts: { kind: 'lease', tenant: 'acme', subscriber: 'b' },
    },
  ]);
});

test('what cannot be moved on is looked past, however much of it there is, within bounds', async () => {
  const stuck = Array.from({ length: 25 }, (_, index) => `stuck-${index}`);
  const world = await worldWithStuck(...stuck, 'a', 'b');
  const leases = {
    ...world.deps.leases,
    read: async (key: LeaseKey) => {
      if (key.subscriber.startsWith('stuck')) throw new Error('The table cannot be reached.');
      return world.deps.leases.read(key);
    },
  };
  const deps = { ...world.deps, leases };
  world.clock.now = NOON + HOUR;
  const [some, all] = [
    await sweepOverdue({ ...BOUNDS, limit: 2 }, deps),
    await sweepOverdue({ ...BOUNDS, limit: 3 }, deps),
  ];
  expect(some).toEqual({ seen: 20, done: 0, failed: 20, left: 1 });
  expect(all).toEqual({ seen: 27, done: 2, failed: 25, left: 0 });
  expect(world.startedFor()).toEqual(['a', 'b']);
});

test('what somebody else did meanwhile is seen and not done', async () => {
  const { deps, rows } = await worldWithStuck('a');
  const leases = {
    ...deps.leases,
    listDue: () => deps.leases.listDue(deps.clock(), 9).finally(() => rows.leases.clear()),
  };
  expect(await sweepOverdue(BOUNDS, { ...deps, leases })).toEqual({ seen: 1, done: 0, failed: 0, left: 0 });
});
