import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../../shared/domain/claim.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import type { NetBoxChange, NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import { sweepClaim } from '../../shared/usecases/sweep-claim.ts';
import { CLAIM, DAY, HELD, leaseIn, MINUTE, NOON } from '../support/leases.ts';
import { rowName } from '../support/memory-rows.ts';
import { interposed } from '../support/system/interpose.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

const ROW = rowName(HELD.space, HELD.cidr);
const KEY_OF_ROW = { space: HELD.space, cidr: HELD.cidr };
const { netboxPrefixId: _, ...BARE } = CLAIM;

const reserved = (parts: Partial<Claim> = {}) =>
  ({ ...BARE, state: 'reserved', dueAt: NOON, ...parts }) as Claim;
const row = (state: 'quarantined' | 'withheld' | 'held', parts: Partial<Claim> = {}) =>
  ({ ...CLAIM, state, dueAt: NOON, ...parts }) as Claim;

type Plan = { claim?: Claim; lease?: Lease; mark?: string; answer?: NetBoxChange };

const worldWith = async ({ claim, lease, mark, answer = { outcome: 'done' } }: Plan) => {
  const world = await usecaseWorld();
  if (claim !== undefined) world.rows.claims.set(ROW, claim);
  if (lease !== undefined) world.store(lease);
  const removed: number[] = [];
  const netbox = {
    ...world.deps.netbox,
    readPrefix: async (id: number) =>
      mark === undefined ? undefined : { id, cidr: HELD.cidr, status: 'deprecated', claim: mark },
    remove: async ({ id }: NetBoxPrefix) => {
      removed.push(id);
      return answer;
    },
  };
  const deps: Deps = { ...world.deps, netbox };
  const kept = () => world.rows.claims.get(ROW);
  /** Sweeps, while the row becomes another at the moment at which it is to be changed. */
  const sweepInto = async (then: Claim | undefined) => {
    const paused = world.faults.pause(({ door }) => door === 'claim');
    const sweeping = sweepClaim(KEY_OF_ROW, deps);
    await paused.reached;
    if (then === undefined) world.rows.claims.delete(ROW);
    else world.rows.claims.set(ROW, then);
    paused.release();
    return sweeping;
  };
  return { ...world, deps, removed, kept, sweep: () => sweepClaim(KEY_OF_ROW, deps), sweepInto };
};

test.each([
  { what: 'is not there', claim: undefined },
  { what: 'has no deadline', claim: CLAIM },
  { what: 'is not due yet', claim: row('quarantined', { dueAt: NOON + 1 }) },
  { what: 'is held', claim: row('held') },
])('a row that $what is left alone', async ({ claim }) => {
  const { sweep, kept } = await worldWith(claim === undefined ? {} : { claim });
  expect(await sweep()).toBe(false);
  expect(kept()).toEqual(claim);
});

describe('a row that was reserved', () => {
  test.each([
    { whose: 'of a lease that is gone', plan: {} },
    { whose: 'of an allocation that ended', plan: { lease: leaseIn('failed') } },
    { whose: 'of an earlier epoch', plan: { lease: leaseIn('pending', { epoch: 101 }) } },
  ])('is dropped where it is $whose', async ({ plan }) => {
    const { sweep, kept } = await worldWith({ claim: reserved(), ...plan });
    expect(await sweep()).toBe(true);
    expect(kept()).toBeUndefined();
  });

  test('is looked at again later while its allocation is under way', async () => {
    const { sweep, kept } = await worldWith({ claim: reserved(), lease: leaseIn('pending') });
    expect(await sweep()).toBe(true);
    expect(kept()).toMatchObject({ state: 'reserved', epoch: 100, dueAt: NOON + 15 * MINUTE });
  });

  test.each([
    { how: 'taken over by a later epoch', became: reserved({ epoch: 101 }) },
    { how: 'turned into a held one', became: row('held') },
    { how: 'reserved for another subscriber', became: reserved({ subscriber: 'line-2' }) },
    { how: 'reserved for another tenant', became: reserved({ tenant: 'other' }) },
  ])('is not dropped where it was $how meanwhile', async ({ became }) => {
    const { sweepInto, kept } = await worldWith({ claim: reserved() });
    expect(await sweepInto(became)).toBe(false);
    expect(kept()).toEqual(became);
  });

  test('is read before its lease: a later epoch that takes it over in between keeps it', async () => {
    const world = await worldWith({ claim: reserved(), lease: leaseIn('failed') });
    const reads: string[] = [];
    const deps = interposed(world.deps, async ({ name, run }) => {
      const answer = await run();
      if (!name.endsWith('.read')) return answer;
      reads.push(name);
      if (reads.length === 1) {
        world.store(leaseIn('pending', { epoch: 101 }));
        world.rows.claims.set(ROW, reserved({ epoch: 101 }));
      }
      return answer;
    });
    await sweepClaim(KEY_OF_ROW, deps);
    expect(world.kept()).toMatchObject({ state: 'reserved', epoch: 101 });
    expect(reads).toEqual(['claims.read', 'leases.read']);
  });
});

describe('a quarantine that has ended', () => {
  const claim = row('quarantined');

  test('goes with its object, the object first', async () => {
    const { sweep, kept, removed, faults } = await worldWith({ claim, mark: 'quarantine/42' });
    faults.failBefore(1);
    await expect(sweep()).rejects.toThrow('cannot be reached');
    expect(removed).toEqual([42]);
    expect(kept()).toEqual(claim);
    expect(await sweep()).toBe(true);
    expect(kept()).toBeUndefined();
  });

  test('goes where the object is gone already, before or during the deletion', async () => {
    const before = await worldWith({ claim });
    expect(await before.sweep()).toBe(true);
    const during = await worldWith({ claim, mark: 'quarantine/42', answer: { outcome: 'gone' } });
    expect(await during.sweep()).toBe(true);
    expect([before.kept(), during.kept(), before.removed]).toEqual([undefined, undefined, []]);
  });

  test('ends with the object although a late PATCH of an earlier release has marked it as withheld', async () => {
    const { sweep, kept, removed } = await worldWith({ claim, mark: 'withheld/42' });
    expect(await sweep()).toBe(true);
    expect(removed).toEqual([42]);
    expect(kept()).toBeUndefined();
  });

  test('leaves an object alone that carries another mark by now', async () => {
    const { sweep, kept, removed } = await worldWith({ claim, mark: 'quarantine/43' });
    expect(await sweep()).toBe(true);
    expect(removed).toEqual([]);
    expect(kept()).toBeUndefined();
  });

  test.each<NetBoxChange>([
    { outcome: 'unknown', reason: 'no answer in 20 s' },
    { outcome: 'refused', reason: 'No permission.' },
    { outcome: 'changed' },
  ])('stays where the deletion came to $outcome', async (answer) => {
    const { sweep, kept } = await worldWith({ claim, mark: 'quarantine/42', answer });
    expect(await sweep()).toBe(false);
    expect(kept()).toEqual(claim);
  });

  test.each([
    { how: 'its state', became: row('withheld') },
    { how: 'its object', became: row('quarantined', { netboxPrefixId: 43 }) },
    { how: 'both, for a new holder', became: row('held', { netboxPrefixId: 43, subscriber: 'heir' }) },
  ])('does not drop a row that changed $how meanwhile', async ({ became }) => {
    const { sweepInto, kept } = await worldWith({ claim });
    expect(await sweepInto(became)).toBe(false);
    expect(kept()).toEqual(became);
  });

  test('that a twin ended meanwhile has ended', async () => {
    expect(await (await worldWith({ claim })).sweepInto(undefined)).toBe(true);
  });
});

describe('a withheld prefix', () => {
  const claim = row('withheld');

  test.each(['withheld/42', 'quarantine/42'])(
    'is looked at again a day later while its object is kept (%s)',
    async (mark) => {
      const { sweep, kept } = await worldWith({ claim, mark });
      expect(await sweep()).toBe(true);
      expect(kept()).toMatchObject({ ...claim, dueAt: NOON + DAY, writeId: expect.any(String) });
    },
  );

  test.each([undefined, 'acme/line-9/1'])(
    'is free when its object is gone or taken over (%s)',
    async (mark) => {
      const { sweep, kept, removed } = await worldWith(mark === undefined ? { claim } : { claim, mark });
      expect(await sweep()).toBe(true);
      expect(kept()).toBeUndefined();
      expect(removed).toEqual([]);
    },
  );

  test('is not written back over a row that changed meanwhile', async () => {
    const became = row('quarantined');
    const { sweepInto, kept } = await worldWith({ claim, mark: 'withheld/42' });
    expect(await sweepInto(became)).toBe(false);
    expect(kept()).toEqual(became);
  });
});
