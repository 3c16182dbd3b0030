import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { beginAllocation } from '../../shared/domain/allocation.ts';
import type { Change, ProfileChange } from '../../shared/domain/change.ts';
import { LeaseholdError } from '../../shared/domain/errors.ts';
import { addFacets, facetsOf } from '../../shared/domain/facets.ts';
import type { Lease, LeaseKey } from '../../shared/domain/lease.ts';
import { saveProfile } from '../../shared/domain/profile.ts';
import type { LeaseRecord, Statistics } from '../../shared/usecases/ports.ts';
import { projectStatistics } from '../../shared/usecases/project-statistics.ts';
import { recountStatistics } from '../../shared/usecases/recount-statistics.ts';
import { MOVES, type Moment, type Write } from '../support/lease-moves.ts';
import { DAY, MINUTE, NOON, SECOND } from '../support/leases.ts';
import { memoryTable } from '../support/memory-table.ts';

const KEYS: readonly LeaseKey[] = ['acme/a', 'acme/b', 'other/a'].map((name) => {
  const [tenant, subscriber] = name.split('/') as [string, string];
  return { tenant, subscriber };
});

/** What leads on through a life, and what ends one: a walk of chance alone seldom leaves pending. */
const LEADING = [
  'begin',
  'finish',
  'activate',
  'suspend',
  'revoke',
  'claimRun',
  'finishRevoke',
  'purge',
  'removeProfile',
  'failAllocation',
];
const pace = fc.record({
  who: fc.nat(KEYS.length - 1),
  move: fc.oneof(fc.constantFrom(...Object.keys(MOVES)), {
    arbitrary: fc.constantFrom(...LEADING),
    weight: 4,
  }),
  choice: fc.constantFrom(0, 0, 0, 1, 2),
  wait: fc.constantFrom(SECOND, SECOND, SECOND, 46 * SECOND, 7 * MINUTE, 92 * DAY),
});
type Pace = typeof pace extends fc.Arbitrary<infer T> ? T : never;

const bornAs = (key: LeaseKey, { now, choice }: Moment): Write | undefined =>
  choice === 0
    ? saveProfile(undefined, { key, profile: { mode: 'pd' } }, now)
    : beginAllocation(undefined, { key, length: 56 }, now);

const decided = (lease: Lease | undefined, key: LeaseKey, { move, at }: { move: string; at: Moment }) => {
  try {
    return lease === undefined ? bornAs(key, at) : MOVES[move]?.(lease, at);
  } catch (error) {
    if (error instanceof LeaseholdError) return undefined;
    throw error;
  }
};

/** Lives the lives of three subscribers; the table then has its stream in `rows.records`. */
const lived = async (paces: readonly Pace[]) => {
  const table = memoryTable();
  const { leases } = table;
  let now = NOON;
  for (const [index, { who, move, choice, wait }] of paces.entries()) {
    now += wait;
    const key = KEYS[who] as LeaseKey;
    const write = decided(await leases.read(key), key, { move, at: { now, id: index + 1, choice } });
    if (write === undefined) continue;
    if ('gone' in write) await leases.saveProfile(write as ProfileChange);
    else if ('move' in write) await leases.apply(write as Change);
    else await leases.recordAuthorization(write);
  }
  return table;
};

/** How one delivery of a batch ends: all of it done, or its process dead at that call. */
const ending = fc.constantFrom(
  'done',
  'dies before its count',
  'dies after its count',
  'dies after its read',
);
type Ending = typeof ending extends fc.Arbitrary<infer T> ? T : never;

/** The port with each call's effect and each answer released by the scheduler, for a process that ends so. */
const scheduled = (inner: Statistics, s: fc.Scheduler, end: Ending): Statistics => {
  const dieAt = (moment: Ending): void => {
    if (end === moment) throw new Error('killed');
  };
  return {
    ...inner,
    readMarkers: async (keys) => {
      await s.schedule(Promise.resolve(), 'read');
      const markers = await inner.readMarkers(keys);
      await s.schedule(Promise.resolve(), 'read answered');
      dieAt('dies after its read');
      return markers;
    },
    count: async (step) => {
      await s.schedule(Promise.resolve(), 'count');
      dieAt('dies before its count');
      const counted = await inner.count(step);
      await s.schedule(Promise.resolve(), 'count answered');
      dieAt('dies after its count');
      return counted;
    },
  };
};

type Delivery = { picks: number[]; end: Ending };

/** The batches: first any that chance makes, then all records once more in some order, as the stream insists. */
const batches = (
  records: readonly LeaseRecord[],
  deliveries: readonly Delivery[],
  order: readonly number[],
) => {
  const some = deliveries.map(({ picks, end }) => ({
    end,
    of: picks.flatMap((pick) => records[pick % Math.max(1, records.length)] ?? []),
  }));
  const rank = (index: number): number => order[index % order.length] ?? 0;
  const all = records.map((record, index) => ({ record, rank: rank(index) }));
  const shuffled = all.sort((a, b) => a.rank - b.rank).map(({ record }) => record);
  const half = Math.ceil(shuffled.length / 2);
  const rest = [shuffled.slice(0, half), shuffled.slice(half)];
  return [...some, ...rest.map((of) => ({ of, end: 'done' as const }))];
};

const nonzero = (sums: object) => Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));

const life = fc.array(pace, { minLength: 20, maxLength: 80 });

test('the lives that are counted reach every state, and their end', async () => {
  const reached = new Set<string>();
  for (const paces of fc.sample(life, { numRuns: 60, seed: 1 })) {
    const { rows } = await lived(paces);
    for (const { after } of rows.records) reached.add(after?.state ?? 'gone');
  }
  expect(reached.size).toBe(8);
});

test('whatever batches come, how often, in what order, at once or cut short, the sums equal a recount', async () => {
  const delivery = fc.record({ picks: fc.array(fc.nat(200), { maxLength: 8 }), end: ending });
  await fc.assert(
    fc.asyncProperty(
      life,
      fc.array(delivery, { maxLength: 4 }),
      fc.record({ order: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 40 }), s: fc.scheduler() }),
      async (paces, deliveries, { order, s }) => {
        const table = await lived(paces);
        const running = batches(table.rows.records, deliveries, order).map(({ of, end }) =>
          projectStatistics(of, { statistics: scheduled(table.statistics, s, end) }).catch((error) => {
            expect(error.message).toBe('killed');
          }),
        );
        await s.waitFor(Promise.all(running));
        for (const tenant of ['acme', 'other']) {
          const { kept, drift } = await recountStatistics(tenant, table);
          const leases = [...table.rows.leases.values()].filter((lease) => lease.tenant === tenant);
          const expected = leases.reduce((sums, lease) => addFacets(sums, facetsOf(lease), 1), {});
          expect(drift).toEqual({});
          expect(nonzero(kept)).toEqual(expected);
        }
      },
    ),
    { numRuns: 60 },
  );
});
