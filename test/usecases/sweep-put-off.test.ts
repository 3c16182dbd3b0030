import { expect, test } from '@jest/globals';
import { LeaseholdError } from '../../shared/domain/errors.ts';
import { PUT_OFF, sweepPace } from '../../shared/usecases/sweep-pace.ts';
import { DAY, leaseIn, NOON } from '../support/leases.ts';
import { LEFT, ORPHANS, sweepWorld, withdrawnObjects } from '../support/sweep-world.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

const away = new LeaseholdError('netbox-unavailable', 'NetBox is not to be had.');

test('a NetBox that is away is asked three times, and what needs none is done, however much waits', async () => {
  const world = await sweepWorld(LEFT, 25);
  const reported = { ...leaseIn('allocated'), subscriber: 'line-9', dueAt: NOON + DAY };
  world.store(reported);
  let asked = 0;
  const findByLease = async () => {
    asked += 1;
    throw away;
  };
  const netbox = { ...world.deps.netbox, findByLease, checkFields: () => Promise.reject(away) };
  const { report } = await world.sweep({ netbox }, 2);
  expect(asked).toBe(3);
  expect(report).toEqual({ seen: 26, done: 1, failed: 3, left: 22 });
  expect(world.lines.filter(({ level }) => level === 'error')).toHaveLength(3);
});

test('three objects that NetBox cannot read put off nothing, and each three are one question more', async () => {
  const world = await sweepWorld({ claims: { state: 'quarantined' } }, 13);
  let questions = 0;
  const checkFields = async () => {
    questions += 1;
  };
  const readPrefix = async (id: number) => {
    if (id <= 6) throw away;
    return undefined;
  };
  const { report } = await world.sweep({ netbox: { ...world.deps.netbox, readPrefix, checkFields } });
  expect(report).toEqual({ seen: 13, done: 7, failed: 6, left: 0 });
  expect(questions).toBe(2);
});

test('a NetBox that answers questions and no deletion is asked for five of them', async () => {
  const world = await sweepWorld({ claims: { state: 'quarantined' } }, 8);
  const remove = async () => {
    world.clock.now += 20_000;
    return { outcome: 'unknown', reason: 'no answer in 20 s' } as const;
  };
  const { report } = await world.sweep({ netbox: { ...world.deps.netbox, ...withdrawnObjects(remove) } });
  expect(report).toEqual({ seen: 8, done: 0, failed: 0, left: 3 });
});

test('what waits for its turn has not asked in vain', async () => {
  const world = await sweepWorld({ claims: { state: 'quarantined' } }, 220);
  const netbox = { ...world.deps.netbox, ...withdrawnObjects(async () => ({ outcome: 'changed' })) };
  const { report } = await world.sweep({ netbox });
  expect(report).toEqual({ seen: 220, done: 0, failed: 0, left: 0 });
});

test('what NetBox takes its time for, and does, puts off nothing', async () => {
  const world = await sweepWorld({ claims: { state: 'quarantined' } }, 8);
  const readPrefix = async () => {
    world.clock.now += 20_000;
    return undefined;
  };
  const { report } = await world.sweep({ netbox: { ...world.deps.netbox, readPrefix } });
  expect(report).toEqual({ seen: 8, done: 8, failed: 0, left: 0 });
});

test('a lease of which something was done is done, although the rest of it is put off', async () => {
  const world = await sweepWorld(LEFT, 3);
  const intent = { begunAt: NOON - DAY, until: NOON - DAY, tries: 1 };
  const expired = leaseIn('pending', { orphans: ORPHANS, intent });
  world.store({ ...expired, subscriber: 'line-9', dueAt: NOON + DAY });
  const netbox = {
    ...world.deps.netbox,
    findByLease: () => Promise.reject(away),
    checkFields: () => Promise.reject(away),
  };
  expect((await world.sweep({ netbox })).report).toEqual({ seen: 4, done: 1, failed: 3, left: 0 });
});

test('a duty that fails is said, although what is due besides is put off', async () => {
  const world = await sweepWorld(LEFT, 4);
  world.store({ ...leaseIn('revoking', { orphans: ORPHANS }), subscriber: 'line-9', dueAt: NOON + DAY });
  const findByLease = () => Promise.reject(away);
  const start = () => Promise.reject(new Error('throttled'));
  const netbox = { ...world.deps.netbox, findByLease, checkFields: findByLease };
  await world.sweep({ netbox, machine: { start } });
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
  const netbox = { ...deps.netbox, checkFields: () => Promise.reject(away) };
  const pace = sweepPace(() => false, { ...deps, netbox });
  const fail = (error: unknown) => expect(pace.ask(() => Promise.reject(error))).rejects.toBe(error);
  return { pace, fail };
};

test.each(['netbox-unavailable', 'netbox-misconfigured', 'netbox-refused'] as const)(
  'three failures in a row put off what comes after: %s',
  async (code) => {
    const { pace, fail } = await paceOf();
    for (let times = 0; times < 3; times++) await fail(new LeaseholdError(code, 'No.'));
    await expect(pace.ask(async () => true)).rejects.toBe(PUT_OFF);
    await expect(pace.turn()).resolves.toBeUndefined();
  },
);

test('failures that are not in a row, or not of NetBox, put off nothing', async () => {
  const { pace, fail } = await paceOf();
  for (const error of [away, away]) await fail(error);
  expect(await pace.ask(async () => true)).toBe(true);
  for (const error of [away, away, new Error('The table is throttled.'), away, away]) await fail(error);
  expect(await pace.ask(async () => true)).toBe(true);
});
