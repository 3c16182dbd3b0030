import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import { type System, startSystem } from '../support/system/system.ts';
import { check } from './checker.ts';
import { crowdIn, seededRandom } from './crowd.ts';
import type { ApiCall } from './lease-atoms.ts';
import { leaseSpec } from './lease-spec.ts';
import { recorder } from './recorder.ts';

/** Crowds that are recorded; each is two subscribers, four clients and six calls a client. */
const CROWDS = Number(process.env.LINEARIZABILITY_CROWDS ?? 3);
/** How calls meet is the machine's affair: as many crowds at the most as it may take to see something. */
const MOST_CROWDS = 100;
const SEED = Number(process.env.LINEARIZABILITY_SEED ?? 1);

let system: System;
beforeAll(async () => {
  system = await startSystem();
  await system.grantPool('isp', '2001:db8::/40');
});
afterAll(() => system.close());

let crowds = 0;

/** What a crowd of this seed does, by subscriber. */
const recorded = async (seed: number, deps: Deps): Promise<(readonly ApiCall[])[]> => {
  crowds += 1;
  const subscribers = [`line-${crowds}-a`, `line-${crowds}-b`];
  const record = recorder();
  await crowdIn({ system, subscribers, deps, random: seededRandom(seed), recorder: record }, 4, 6);
  return [...record.histories().values()];
};

const verdictOf = (calls: readonly ApiCall[]) => check(calls, leaseSpec({ timePasses: false, latest: 0 }));

/** How many crowds it takes until a history is not linearizable; undefined where a hundred do not show it. */
const crowdsUntilFound = async (deps: Deps): Promise<number | undefined> => {
  for (let crowd = 1; crowd <= MOST_CROWDS; crowd++) {
    const histories = await recorded(SEED + crowd, deps);
    if (histories.some((calls) => !verdictOf(calls).linearizable)) return crowd;
  }
  return undefined;
};

const outcomeOf = ({ answer }: ApiCall): string => {
  if (answer === undefined) return 'unknown';
  return answer.replayed ? 'replay' : String(answer.status);
};

/** A crowd that is refused everything would prove nothing. */
const EXPECTED = ['200', '201', '202', '409', 'replay', 'unknown'];

test('concurrent calls on the real engine are answered as if they came one after the other', async () => {
  const outcomes = new Set<string>();
  const isEnough = (): boolean => EXPECTED.every((outcome) => outcomes.has(outcome));
  for (let crowd = 0; crowd < CROWDS || (crowd < MOST_CROWDS && !isEnough()); crowd++) {
    const seed = SEED + crowd;
    for (const calls of await recorded(seed, system.deps)) {
      expect({ seed, calls, ...verdictOf(calls) }).toMatchObject({ linearizable: true });
      for (const call of calls) outcomes.add(outcomeOf(call));
    }
  }
  expect([...outcomes]).toEqual(expect.arrayContaining(EXPECTED));
});

/** Some reads answer what the one before them answered. */
const withStaleReads = (deps: Deps): Deps => {
  const before = new Map<string, Lease | undefined>();
  const read: Deps['leases']['read'] = async (key) => {
    const stale = before.get(key.subscriber);
    const lease = await deps.leases.read(key);
    before.set(key.subscriber, lease);
    return stale ?? lease;
  };
  return { ...deps, leases: { ...deps.leases, read } };
};

/** A refused write is said to have been made. */
const withLostUpdates = (deps: Deps): Deps => ({
  ...deps,
  leases: {
    ...deps.leases,
    apply: async (change) => {
      await deps.leases.apply(change);
      return { applied: true };
    },
  },
});

/** Nothing is remembered of the keys. */
const withoutKeys = (deps: Deps): Deps => ({
  ...deps,
  leases: {
    ...deps.leases,
    apply: (change) => {
      const kept = Object.entries(change.set).filter(([name]) => !name.startsWith('idem.'));
      return deps.leases.apply({ ...change, set: Object.fromEntries(kept) as typeof change.set });
    },
  },
});

test.each([
  ['stale reads', withStaleReads],
  ['lost updates', withLostUpdates],
  ['repeats that are taken for new calls', withoutKeys],
])('%s are found', async (_, planted) => {
  expect(await crowdsUntilFound(planted(system.deps))).toBeDefined();
});
