import { expect, test } from '@jest/globals';
import type { NetBox, NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import { inProcessNetBox } from '../support/in-process-netbox.ts';
import { type Chance, seeded } from './chance.ts';
import { netboxModel } from './netbox-model.ts';

const CIDR = '2001:db8::/54';
const CHILDREN = ['2001:db8::/56', '2001:db8:0:100::/56', '2001:db8:0:200::/56', '2001:db8:0:300::/56'];
const LEASES = ['acme/a', 'acme/b'];

type Pair = {
  local: NetBox;
  poolId: number;
  model: ReturnType<typeof netboxModel>;
  ids: Map<number, number>;
};

/** An id is each one's own, and so is what an ETag says. */
const shown = ({ id: _, etag: __, ...prefix }: NetBoxPrefix) => prefix;

const makePair = (): Pair => {
  const { netbox: local, addPool } = inProcessNetBox(() => 1_700_000_000_000);
  const poolId = addPool(CIDR);
  return {
    local,
    poolId,
    model: netboxModel([{ id: poolId, cidr: CIDR, children: CHILDREN }], true),
    ids: new Map(),
  };
};

type Act = (pair: Pair, chance: Chance) => Promise<[unknown, unknown]>;

const markerOf = (chance: Chance) => {
  const lease = LEASES[chance.below(LEASES.length)] as string;
  return { lease, claim: `${lease}/${1 + chance.below(4)}` };
};

const made = (pair: Pair, theirs: Awaited<ReturnType<NetBox['allocateNext']>>, ours: typeof theirs) => {
  if (theirs.outcome !== 'allocated' || ours.outcome !== 'allocated')
    return [theirs.outcome, ours.outcome] as [unknown, unknown];
  pair.ids.set(theirs.prefix.id, ours.prefix.id);
  return [shown(theirs.prefix), shown(ours.prefix)] as [unknown, unknown];
};

/** Some object as both read it, which may be edited before it is written: then both refuse. */
const anObject = async ({ local, model }: Pair, chance: Chance, ids: Map<number, number>) => {
  const [theirs = 9_999, ours = 9_999] = [...ids][chance.below(Math.max(1, ids.size))] ?? [];
  return { theirs: await local.readPrefix(theirs), ours: model.readPrefix(ours) };
};

const ACTS: readonly Act[] = [
  async (pair, chance) => {
    const marker = markerOf(chance);
    return made(
      pair,
      await pair.local.allocateNext(pair.poolId, 56, marker),
      pair.model.allocateNext(pair.poolId, 56, marker),
    );
  },
  async (pair, chance) => {
    const marker = markerOf(chance);
    const cidr = CHILDREN[chance.below(CHILDREN.length)] as string;
    return made(
      pair,
      await pair.local.allocateExact({ cidr }, marker),
      pair.model.allocateExact(cidr, marker),
    );
  },
  async (pair, chance) => {
    const { theirs, ours } = await anObject(pair, chance, pair.ids);
    if (theirs === undefined || ours === undefined) return [theirs, ours];
    return [await pair.local.remove(theirs), pair.model.remove(ours)];
  },
  async (pair, chance) => {
    const { theirs, ours } = await anObject(pair, chance, pair.ids);
    if (theirs === undefined || ours === undefined) return [theirs, ours];
    const to = { claim: `quarantine/${chance.below(2)}`, status: 'deprecated' as const };
    const [first, second] = [await pair.local.withdraw(theirs, to), pair.model.withdraw(ours, to)];
    if (chance.below(2) === 0) return [first.outcome, second.outcome];
    return [(await pair.local.remove(theirs)).outcome, pair.model.remove(ours).outcome];
  },
  async ({ local, model }, chance) => {
    const { lease, claim } = markerOf(chance);
    const theirs = [...(await local.findByLease(lease)), ...(await local.findByClaim(claim))];
    return [theirs.map(shown), [...model.findByLease(lease), ...model.findByClaim(claim)].map(shown)];
  },
  async ({ local, model }, chance) => {
    const limit = 1 + chance.below(3);
    const [theirs, ours] = [await local.listClaimed(0, limit), model.listClaimed(0, limit)];
    return [
      [theirs.prefixes.map(shown), theirs.next === undefined],
      [ours.prefixes.map(shown), ours.next === undefined],
    ];
  },
];

test.each([1, 2, 3, 4])(
  'the model of NetBox answers as the local NetBox does through the real client: seed %i',
  async (seed) => {
    const chance = seeded(seed);
    const pair = makePair();
    for (let round = 0; round < 60; round++) {
      const act = chance.weighted([5, 2, 2, 2, 1, 1]);
      const [theirs, ours] = await (ACTS[act] as Act)(pair, chance);
      expect([round, act, ours]).toEqual([round, act, theirs]);
    }
  },
);

test('without ETags an edit that came between is not seen', () => {
  const model = netboxModel([{ id: 1, cidr: CIDR, children: CHILDREN }], false);
  model.allocateNext(1, 56, { lease: 'acme/a', claim: 'acme/a/1' });
  const [object] = model.findByLease('acme/a') as [NetBoxPrefix];
  expect(model.withdraw(object, { claim: 'quarantine/1', status: 'deprecated' })).toEqual({
    outcome: 'done',
  });
  expect(model.remove(object)).toEqual({ outcome: 'done' });
});
