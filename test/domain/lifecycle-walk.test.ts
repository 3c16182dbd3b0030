import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Claim } from '../../shared/domain/claim.ts';
import { LeaseholdError } from '../../shared/domain/errors.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { LIFECYCLE } from '../../shared/domain/lifecycle.ts';
import {
  claimFaults,
  claimsAfter,
  dueFaults,
  lateFaults,
  pathFaults,
  shapeFaults,
} from '../support/lease-faults.ts';
import { birth, MOVES, type Moment, type Write } from '../support/lease-moves.ts';
import { DAY, HOUR, MINUTE, NOON, SECOND } from '../support/leases.ts';
import { written } from '../support/written.ts';

type Pace = { move: string; choice: number; wait: number; stale: number };
type World = {
  stored: Lease | undefined;
  reads: Lease[];
  claims: Readonly<Record<string, Claim>>;
  now: number;
};

const NAMES = Object.keys(MOVES);
/** Moves that lead on are made more often: a walk of chance alone seldom leaves pending. */
const LEADING = [
  'begin',
  'finish',
  'activate',
  'suspend',
  'resume',
  'revoke',
  'claimRun',
  'finishRevoke',
  'purge',
];
const pace = fc.record({
  move: fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom(...LEADING)),
  choice: fc.constantFrom(0, 1, 2),
  wait: fc.constantFrom(0, 0, SECOND, 46 * SECOND, 7 * MINUTE, 16 * MINUTE, 61 * MINUTE, 25 * HOUR, 92 * DAY),
  stale: fc.constantFrom(0, 0, 1, 3),
});
const walk = fc.array(pace, { minLength: 20, maxLength: 80 });

const decided = (lease: Lease | undefined, name: string, at: Moment): Write | undefined => {
  try {
    return lease === undefined ? birth(at) : MOVES[name]?.(lease, at);
  } catch (error) {
    if (error instanceof LeaseholdError) return undefined;
    throw error;
  }
};

/** Each write through the first or third door that is an action raises the version by one, and nothing else does. */
const versionFaults = (before: Lease, after: Lease, write: Write): string[] => {
  const rises = !('move' in write) ? 'gone' in write : write.move in LIFECYCLE;
  const faults =
    after.version === before.version + (rises ? 1 : 0)
      ? []
      : [`version ${before.version} to ${after.version}`];
  return after.epoch >= before.epoch ? faults : [...faults, `epoch ${before.epoch} to ${after.epoch}`];
};

const nextFaults = (after: Lease, write: Write): string[] => {
  const { writeId: _, ...next } = write.next;
  return JSON.stringify(sorted(next)) === JSON.stringify(sorted(after))
    ? []
    : ['next is not what was written'];
};

const sorted = (lease: object) => Object.entries(lease).sort(([a], [b]) => (a < b ? -1 : 1));

type FaultsOf = (world: World, after: Lease | undefined, write: Write) => string[];

/** One move, decided on the lease as it was `stale` writes ago: undefined where it is refused. */
const moved = (world: World, { move, choice, stale }: Pace, id: number) => {
  const { stored, now } = world;
  const read = stored && (world.reads.at(-1 - stale) ?? stored);
  const write = decided(read, move, { now, id, choice });
  const after = write && written(stored, write);
  return write === undefined || after === 'refused' ? undefined : { write, after };
};

const worldAfter = (world: World, write: Write, after: Lease | undefined): World => ({
  ...world,
  claims: claimsAfter(world.claims, 'claim' in write ? write.claim : undefined),
  stored: after,
  reads: after === undefined ? [] : [...world.reads, after],
});

/** Makes the moves one after another and gathers what is wrong after each. */
const walked = (paces: readonly Pace[], faultsOf: FaultsOf): string[] => {
  let world: World = { stored: undefined, reads: [], claims: {}, now: NOON };
  return paces.flatMap((one, index) => {
    world = { ...world, now: world.now + one.wait };
    const done = moved(world, one, index + 1);
    if (done === undefined) return [];
    const before = world.stored;
    world = worldAfter(world, done.write, done.after);
    const faults = faultsOf({ ...world, stored: before }, done.after, done.write);
    return faults.map((fault) => `${index} ${one.move}: ${fault}`);
  });
};

const faultsAfter = ({ stored, claims }: World, after: Lease | undefined, write: Write): string[] => [
  ...pathFaults(stored, write),
  ...claimFaults(after, claims),
  ...(after === undefined ? [] : [...shapeFaults(after), ...lateFaults(after)]),
  ...(after === undefined || stored === undefined ? [] : versionFaults(stored, after, write)),
];

test('whatever legal moves are made, the lease has the shape of its state and its deadline is the next', () => {
  const fresh = walk.map((paces) => paces.map((each) => ({ ...each, stale: 0 })));
  fc.assert(
    fc.property(fresh, (paces) => {
      const faults = walked(paces, (world, after, write) => [
        ...faultsAfter(world, after, write),
        ...(after === undefined ? [] : [...dueFaults(after), ...nextFaults(after, write)]),
      ]);
      expect(faults).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('whoever acts on what he read some writes ago is refused, or leaves a whole lease, its prefix claimed, its deadline met', () => {
  fc.assert(
    fc.property(walk, (paces) => {
      expect(walked(paces, faultsAfter)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('the walks reach every state and make every move', () => {
  const states = new Set<string>();
  const moves = new Set<string>();
  const paces = fc.sample(walk, { numRuns: 300, seed: 1 });
  for (const one of paces) {
    walked(one, (_, after, write) => {
      states.add(after?.state ?? 'gone');
      moves.add('move' in write ? write.move : 'door');
      return [];
    });
  }
  expect(states.size).toBe(8);
  expect([...moves].filter((move) => move in LIFECYCLE)).toHaveLength(Object.keys(LIFECYCLE).length);
});
