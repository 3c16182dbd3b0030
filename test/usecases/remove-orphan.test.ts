import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../../shared/domain/claim.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import type { NetBoxChange, NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import { removeOrphan } from '../../shared/usecases/remove-orphan.ts';
import { CLAIM, HELD, leaseIn } from '../support/leases.ts';
import { rowName } from '../support/memory-rows.ts';
import { interposed } from '../support/system/interpose.ts';
import { countedNames, usecaseWorld } from '../support/usecase-world.ts';

const OBJECT: NetBoxPrefix = {
  id: HELD.netboxPrefixId,
  cidr: HELD.cidr,
  status: 'active',
  lease: 'acme/line-1',
  claim: 'acme/line-1/100',
};
const ROW = rowName(HELD.space, HELD.cidr);

type Plan = { lease?: Lease; claim?: Claim; answer?: NetBoxChange };

const worldWith = async ({ lease, claim, answer = { outcome: 'done' } }: Plan) => {
  const world = await usecaseWorld();
  if (lease !== undefined) world.store(lease);
  if (claim !== undefined) world.rows.claims.set(ROW, claim);
  const removed: NetBoxPrefix[] = [];
  const remove = async (object: NetBoxPrefix): Promise<NetBoxChange> => {
    removed.push(object);
    return answer;
  };
  const deps = { ...world.deps, netbox: { ...world.deps.netbox, remove } };
  return { ...world, deps, removed };
};

const withdrawn = (state: 'quarantined' | 'withheld'): Claim => ({ ...CLAIM, state }) as Claim;

describe('an object is nobody’s', () => {
  test.each([
    {
      whose: 'of a lease that is gone, its prefix another object’s',
      plan: { claim: { ...CLAIM, netboxPrefixId: 43 } as Claim },
    },
    { whose: 'of an earlier epoch', plan: { lease: leaseIn('allocated', { epoch: 101 }) } },
    { whose: 'of an allocation that failed', plan: { lease: leaseIn('failed') } },
    {
      whose: 'of an epoch that holds another object',
      plan: { lease: leaseIn('active', { held: { ...HELD, netboxPrefixId: 43 } }) },
    },
    {
      whose: 'of an epoch whose prefix another object is claimed for',
      plan: { lease: leaseIn('revoked'), claim: { ...CLAIM, netboxPrefixId: 43 } as Claim },
    },
  ])('$whose, and is deleted and counted', async ({ plan }) => {
    const world = await worldWith(plan);
    expect(await removeOrphan(OBJECT, world.deps)).toBe('removed');
    expect(world.removed).toEqual([OBJECT]);
    expect(countedNames(world)).toEqual(['PrefixLeak/removed']);
    expect(world.lines).toMatchObject([{ level: 'info', facts: { claim: OBJECT.claim } }]);
  });

  test.each([
    { whose: 'of an allocation that is under way', plan: { lease: leaseIn('pending') } },
    { whose: 'of the lease that holds it', plan: { lease: leaseIn('active'), claim: CLAIM } },
    { whose: 'of a later epoch than was read', plan: { lease: leaseIn('revoked', { epoch: 99 }) } },
    {
      whose: 'of a prefix that is in quarantine',
      plan: { lease: leaseIn('revoked'), claim: withdrawn('quarantined') },
    },
    { whose: 'of a claim whose lease is gone', plan: { claim: CLAIM } },
  ])('not where it is $whose', async ({ plan }) => {
    const world = await worldWith(plan);
    expect(await removeOrphan(OBJECT, world.deps)).toBe('alive');
    expect(world.removed).toEqual([]);
    expect(world.counts).toEqual([]);
  });
});

test.each(['acme/line-1/100', 'quarantine/42', 'withheld/42'])(
  'an object with the claim %s of which the table knows nothing is left: it may be another deployment’s',
  async (claim) => {
    const world = await worldWith({});
    expect(await removeOrphan({ ...OBJECT, claim }, world.deps)).toBe('unknown');
    expect(world.removed).toEqual([]);
  },
);

describe('an object that was withdrawn', () => {
  const marked = (claim: string): NetBoxPrefix => ({ ...OBJECT, claim });

  test.each(['quarantine/42', 'withheld/42'])(
    'with the mark %s is kept while a claim row names it',
    async (mark) => {
      const kept = await worldWith({ claim: withdrawn('quarantined') });
      expect(await removeOrphan(marked(mark), kept.deps)).toBe('alive');
      const other = await worldWith({ claim: { ...CLAIM, netboxPrefixId: 43 } as Claim });
      expect(await removeOrphan(marked(mark), other.deps)).toBe('removed');
    },
  );

  test.each(['quarantine/43', 'somebody else’s', undefined])(
    'or marked by others (%s) is not ours to delete',
    async (mark) => {
      const { claim: _, ...unmarked } = OBJECT;
      const world = await worldWith({});
      expect(await removeOrphan(mark === undefined ? unmarked : marked(mark), world.deps)).toBe('alive');
      expect(world.removed).toEqual([]);
    },
  );
});

test('the claim row is looked for in the space of the object’s VRF', async () => {
  const world = await worldWith({ lease: leaseIn('revoked') });
  world.rows.claims.set(rowName('main.3', HELD.cidr), withdrawn('quarantined'));
  expect(await removeOrphan({ ...OBJECT, vrfId: 3 }, world.deps)).toBe('alive');
  expect(await removeOrphan(OBJECT, world.deps)).toBe('removed');
});

test.each<NetBoxChange>([
  { outcome: 'changed' },
  { outcome: 'refused', reason: 'No permission.' },
  { outcome: 'unknown', reason: 'no answer in 20 s' },
])('a deletion that came to $outcome is not known to be one', async (answer) => {
  const world = await worldWith({ lease: leaseIn('failed'), answer });
  expect(await removeOrphan(OBJECT, world.deps)).toBe('unsure');
  expect(world.counts).toEqual([]);
  expect(world.lines).toMatchObject([{ level: 'warn', facts: { outcome: answer } }]);
});

test('an object that somebody else deleted meanwhile is deleted', async () => {
  const { deps } = await worldWith({ lease: leaseIn('failed'), answer: { outcome: 'gone' } });
  expect(await removeOrphan(OBJECT, deps)).toBe('removed');
});

test('the lease is read before the claim row: a whole life between the two does not make its prefix nobody’s', async () => {
  const world = await worldWith({ lease: leaseIn('pending') });
  const reads: string[] = [];
  const deps = interposed(world.deps, async ({ name, run }) => {
    const answer = await run();
    reads.push(name);
    if (reads.length === 1) {
      world.store(leaseIn('revoked'));
      world.rows.claims.set(ROW, withdrawn('quarantined'));
    }
    return answer;
  });
  expect(await removeOrphan(OBJECT, deps)).toBe('alive');
  expect(world.removed).toEqual([]);
  expect(reads).toEqual(['leases.read', 'claims.read']);
});
