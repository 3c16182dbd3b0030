import { expect, test } from '@jest/globals';
import type { Claim } from '../../shared/domain/claim.ts';
import { LeaseholdError } from '../../shared/domain/errors.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { withdrawnMark } from '../../shared/domain/marker.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import { sweepOverdue } from '../../shared/usecases/sweep-overdue.ts';
import { AT_ONCE, PUT_OFF, sweepPace } from '../../shared/usecases/sweep-pace.ts';
import { CLAIM, DAY, HELD, HOUR, leaseIn, MINUTE, NOON } from '../support/leases.ts';
import { rowName } from '../support/memory-rows.ts';
import { type UsecaseWorld, usecaseWorld } from '../support/usecase-world.ts';

const BOUNDS = { deadline: NOON + 3 * DAY, limit: 100 };
const away = new LeaseholdError('netbox-unavailable', 'NetBox is not to be had.');

type Due = { leases?: (poolId: number) => Lease; claims?: Partial<Claim> };

const ORPHANS = { next: NOON, until: NOON + 2 * HOUR };
const STUCK: Due = { leases: () => ({ ...leaseIn('revoking'), dueAt: NOON }) };
const LEFT: Due = { leases: () => ({ ...leaseIn('failed', { orphans: ORPHANS }), dueAt: NOON }) };
const STALE: Due = {
  leases: (poolId) => ({ ...leaseIn('allocated', { held: { ...HELD, poolId } }), dueAt: NOON }),
};

const subscriberOf = (index: number): string => `line-${String(index).padStart(3, '0')}`;
const cidrOf = (index: number): string => `2001:db8:${index}::/56`;

const fill = ({ store, rows, pool }: UsecaseWorld, { leases, claims }: Due, count: number): void => {
  for (let index = 1; index <= count; index++) {
    if (leases !== undefined) store({ ...leases(pool.netboxPoolId), subscriber: subscriberOf(index) });
    if (claims === undefined) continue;
    const cidr = cidrOf(index);
    rows.claims.set(rowName(HELD.space, cidr), {
      ...CLAIM,
      cidr,
      netboxPrefixId: index,
      dueAt: NOON,
      ...claims,
    } as Claim);
  }
};

/** A world in which so many things are due, and a sweep of it that tells how long it slept. */
const worldWith = async (due: Due, count: number, stalePolicy: 'report' | 'revoke' = 'report') => {
  const world = await usecaseWorld({ stalePolicy });
  fill(world, due, count);
  world.clock.now = NOON + 2 * DAY;
  const sweep = async (ports: Partial<Deps> = {}, limit = BOUNDS.limit) => {
    const slept: number[] = [];
    const sleep = async (milliseconds: number): Promise<void> => {
      slept.push(milliseconds);
      await world.deps.sleep(milliseconds);
    };
    const report = await sweepOverdue({ ...BOUNDS, limit }, { ...world.deps, sleep, ...ports });
    return { report, slept };
  };
  return { ...world, sweep };
};

const HALF_SECONDS = new Array<number>(20).fill(500);

test.each<{ what: string; due: Due; stalePolicy?: 'revoke' }>([
  { what: 'revocations are started again', due: STUCK },
  { what: 'orphans are looked for', due: LEFT },
  { what: 'quarantines end', due: { claims: { state: 'quarantined' } } },
  { what: 'withheld prefixes are looked at', due: { claims: { state: 'withheld' } } },
  { what: 'stale prefixes are taken away', due: STALE, stalePolicy: 'revoke' },
])('what an outage held up does not all ask NetBox at once: $what', async ({ due, stalePolicy }) => {
  const { sweep } = await worldWith(due, 21, stalePolicy);
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
      const readPrefix = async (id: number) => ({
        id,
        cidr: cidrOf(id),
        status: 'deprecated',
        claim: withdrawnMark('quarantined', id),
      });
      const remove = async () => ({ outcome: 'unknown', reason: 'HTTP 502' }) as const;
      return { netbox: { ...deps.netbox, readPrefix, remove } };
    },
  },
])('what is tried in vain has asked as well: $what', async ({ due, ports }) => {
  const world = await worldWith(due, 21);
  expect(await world.sweep(ports(world))).toMatchObject({ report: { done: 0 }, slept: HALF_SECONDS });
});

test.each<{ what: string; due: Due }>([
  { what: 'leases are reported', due: STALE },
  { what: 'reservations are dropped', due: { claims: { state: 'reserved' } } },
])('nobody waits for what asks NetBox nothing: $what', async ({ due }) => {
  const { sweep } = await worldWith(due, 21);
  expect(await sweep()).toMatchObject({ report: { done: 21 }, slept: [] });
});

test('a few things are no rush', async () => {
  const { sweep } = await worldWith(STUCK, 20);
  expect(await sweep()).toMatchObject({ report: { done: 20 }, slept: [] });
});

test('many things are a rush although they are found a few at a time', async () => {
  const { deps, sweep } = await worldWith(STUCK, 30);
  const read: Deps['leases']['read'] = async (key) =>
    key.subscriber <= subscriberOf(15) ? undefined : deps.leases.read(key);
  const { report, slept } = await sweep({ leases: { ...deps.leases, read } }, 15);
  expect(report).toMatchObject({ seen: 30, done: 15 });
  expect(slept).toHaveLength(14);
});

test('the time that something takes is part of its half second', async () => {
  const { deps, sweep, clock } = await worldWith(LEFT, 23);
  const takes = [300, 700];
  const findByLease = async () => {
    clock.now += takes.shift() ?? 500;
    return [];
  };
  expect((await sweep({ netbox: { ...deps.netbox, findByLease } })).slept).toEqual([200]);
});

test('a NetBox that is away is asked three times, and what needs none is done', async () => {
  const world = await worldWith(LEFT, 25);
  const reported = { ...leaseIn('allocated'), subscriber: 'line-9', dueAt: NOON + DAY };
  world.store(reported);
  let asked = 0;
  const findByLease = async () => {
    asked += 1;
    throw away;
  };
  const { report, slept } = await world.sweep({ netbox: { ...world.deps.netbox, findByLease } });
  expect(asked).toBe(3);
  expect(report).toEqual({ seen: 26, done: 1, failed: 25, left: 0 });
  expect(slept).toEqual([500, 500]);
  expect(world.lines.filter(({ level }) => level === 'error')).toHaveLength(3);
});

test('a duty that fails is said, although what is due besides is put off', async () => {
  const world = await worldWith(LEFT, 4);
  world.store({ ...leaseIn('revoking', { orphans: ORPHANS }), subscriber: 'line-9', dueAt: NOON + DAY });
  const findByLease = () => Promise.reject(away);
  const start = () => Promise.reject(new Error('throttled'));
  await world.sweep({ netbox: { ...world.deps.netbox, findByLease }, machine: { start } });
  expect(world.lines).toContainEqual(
    expect.objectContaining({
      level: 'error',
      message: expect.stringContaining('throttled'),
      facts: expect.objectContaining({ subscriber: 'line-9' }),
    }),
  );
});

const paceOf = async () => {
  const { deps } = await usecaseWorld();
  const pace = sweepPace(() => false, deps);
  const fail = (error: unknown) => expect(pace.ask(() => Promise.reject(error))).rejects.toBe(error);
  return { pace, fail };
};

test.each(['netbox-unavailable', 'netbox-misconfigured', 'netbox-refused'] as const)(
  'three failures in a row put off what comes after: %s',
  async (code) => {
    const { pace, fail } = await paceOf();
    for (let times = 0; times < 3; times++) await fail(new LeaseholdError(code, 'No.'));
    await expect(pace.ask(async () => 'asked')).rejects.toBe(PUT_OFF);
    await expect(pace.turn()).resolves.toBeUndefined();
  },
);

test('failures that are not in a row, or not of NetBox, put off nothing', async () => {
  const { pace, fail } = await paceOf();
  for (const error of [away, away]) await fail(error);
  expect(await pace.ask(async () => 'asked')).toBe('asked');
  for (const error of [away, away, new Error('The table is throttled.'), away, away]) await fail(error);
  expect(await pace.ask(async () => 'asked')).toBe('asked');
});

test('one visit by itself waits for nobody', async () => {
  await expect(AT_ONCE.turn()).resolves.toBeUndefined();
  expect(await AT_ONCE.ask(async () => MINUTE)).toBe(MINUTE);
});
