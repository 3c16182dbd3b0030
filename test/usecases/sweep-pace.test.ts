import { expect, test } from '@jest/globals';
import type { Deps } from '../../shared/usecases/ports.ts';
import { AT_ONCE } from '../../shared/usecases/sweep-pace.ts';
import {
  type Due,
  LEFT,
  STALE,
  STUCK,
  subscriberOf,
  sweepWorld,
  withdrawnObjects,
} from '../support/sweep-world.ts';
import type { UsecaseWorld } from '../support/usecase-world.ts';

const HALF_SECONDS = new Array<number>(20).fill(500);

test.each<{ what: string; due: Due; stalePolicy?: 'revoke' }>([
  { what: 'revocations are started again', due: STUCK },
  { what: 'orphans are looked for', due: LEFT },
  { what: 'quarantines end', due: { claims: { state: 'quarantined' } } },
  { what: 'withheld prefixes are looked at', due: { claims: { state: 'withheld' } } },
  { what: 'stale prefixes are taken away', due: STALE, stalePolicy: 'revoke' },
])('what an outage held up does not all ask NetBox at once: $what', async ({ due, stalePolicy }) => {
  const { sweep } = await sweepWorld(due, 21, stalePolicy);
  expect(await sweep()).toMatchObject({ report: { done: 21 }, slept: HALF_SECONDS });
});

test.each<{ what: string; due: Due; ports: (world: UsecaseWorld) => Partial<Deps> }>([
  {
    what: 'a machine that cannot be started',
    due: STUCK,
    ports: () => ({ machine: { start: () => Promise.reject(new Error('throttled')) } }),
  },
  {
    what: 'a look that fails after its question',
    due: LEFT,
    ports: ({ deps }) => ({ netbox: { ...deps.netbox, findByLease: () => Promise.reject(new Error('?')) } }),
  },
  {
    what: 'an object whose deletion nobody knows of',
    due: { claims: { state: 'quarantined' } },
    ports: ({ deps }) => {
      const remove = async () => ({ outcome: 'unknown', reason: 'HTTP 502' }) as const;
      return { netbox: { ...deps.netbox, ...withdrawnObjects(remove) } };
    },
  },
])('what is tried in vain has asked as well: $what', async ({ due, ports }) => {
  const world = await sweepWorld(due, 21);
  expect(await world.sweep(ports(world))).toMatchObject({ report: { done: 0 }, slept: HALF_SECONDS });
});

test.each<{ what: string; due: Due }>([
  { what: 'leases are reported', due: STALE },
  { what: 'reservations are dropped', due: { claims: { state: 'reserved' } } },
])('what asks NetBox nothing takes no turn: $what', async ({ due }) => {
  const { sweep } = await sweepWorld(due, 21);
  expect(await sweep()).toMatchObject({ report: { done: 21 }, slept: [] });
});

test('a few things are no rush', async () => {
  const { sweep } = await sweepWorld(STUCK, 20);
  expect(await sweep()).toMatchObject({ report: { done: 20 }, slept: [] });
});

test('many things are a rush although they are found a few at a time', async () => {
  const { deps, sweep } = await sweepWorld(STUCK, 30);
  const read: Deps['leases']['read'] = async (key) =>
    key.subscriber <= subscriberOf(15) ? undefined : deps.leases.read(key);
  const { report, slept } = await sweep({ leases: { ...deps.leases, read } }, 15);
  expect(report).toMatchObject({ seen: 30, done: 15 });
  expect(slept).toHaveLength(14);
});

test('the time that something takes is part of its half second', async () => {
  const { deps, sweep, clock } = await sweepWorld(LEFT, 23);
  const takes = [300, 700];
  const findByLease = async () => {
    clock.now += takes.shift() ?? 500;
    return [];
  };
  expect((await sweep({ netbox: { ...deps.netbox, findByLease } })).slept).toEqual([200]);
});

test('one visit by itself waits for nobody', async () => {
  await expect(AT_ONCE.turn()).resolves.toBeUndefined();
  expect(await AT_ONCE.ask(async () => true)).toBe(true);
});
