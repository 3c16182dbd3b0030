import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../shared/domain/change.ts';
import type { Claim } from '../../shared/domain/claim.ts';
import { allocatePrefix } from '../../shared/usecases/allocate-prefix.ts';
import { changeService } from '../../shared/usecases/change-service.ts';
import { startRevocation } from '../../shared/usecases/start-revocation.ts';
import { CLAIM, INTENT, KEY, leaseIn, MINUTE, NOON, SECOND } from '../support/leases.ts';
import { rowName } from '../support/memory-rows.ts';
import { refusedCode } from '../support/refused-code.ts';
import { gate, type Interposer, interposed } from '../support/system/interpose.ts';
import { countedNames, type UsecaseWorld, usecaseWorld } from '../support/usecase-world.ts';

const call = (key: string) => ({ action: 'allocate', key, bodyHash: 'body' }) as const;
const CALL = { key: KEY, call: call('k') };
const REVOKE = { key: KEY, session: {}, sendDisconnect: false, releaseToNetbox: true };

/** An allocation that has its prefix in NetBox and not yet its claim, while its intent has run out. */
const slowAllocation = async (world: UsecaseWorld) => {
  const { interpose, reached, open } = gate('netbox.allocateNext', 'after');
  const slow = allocatePrefix(CALL, interposed(world.deps, interpose));
  const ending = slow.catch((error: unknown) => error);
  await reached;
  world.clock.now += 46 * SECOND;
  return {
    goOn: () => {
      open();
      return ending;
    },
  };
};

describe('an allocation whose transaction is refused', () => {
  test('has succeeded where the lease holds its object: the same call, repeated, was faster', async () => {
    const world = await usecaseWorld();
    const { goOn } = await slowAllocation(world);
    const { facts } = await allocatePrefix(CALL, world.deps);
    expect(await goOn()).toMatchObject({ status: 201, facts: { netboxPrefixId: facts.netboxPrefixId } });
    expect(await world.objects()).toHaveLength(1);
    expect(world.counts).toEqual([]);
  });

  test('answers as the call that was faster did, whatever has become of the lease since (seed 304710)', async () => {
    const world = await usecaseWorld();
    const { goOn } = await slowAllocation(world);
    const first = await allocatePrefix(CALL, world.deps);
    await changeService({ key: KEY, action: 'activate', session: {}, sendCoa: false }, world.deps);
    expect(await goOn()).toEqual({ ...first, replayed: true });
  });

  test('has succeeded by itself where the table made its write, and refused the repeat of it', async () => {
    const world = await usecaseWorld();
    const twice: Interposer = async ({ name, args, run }) => {
      const isEnd = name === 'leases.apply' && (args[0] as Change).move === 'allocate';
      if (isEnd) await run();
      return run();
    };
    const answer = await allocatePrefix({ key: KEY }, interposed(world.deps, twice));
    expect(answer).toMatchObject({ status: 201, replayed: false, facts: { state: 'allocated' } });
  });

  test('deletes its object where a later epoch has the lease', async () => {
    const world = await usecaseWorld();
    const { goOn } = await slowAllocation(world);
    const { facts } = await allocatePrefix({ ...CALL, call: call('other') }, world.deps);
    expect(await goOn()).toMatchObject({
      code: 'illegal-transition',
      facts: { lease: { state: 'allocated' } },
    });
    expect((await world.objects()).map(({ id }) => id)).toEqual([facts.netboxPrefixId]);
  });

  test('is told that another is under way where a later epoch has no prefix yet', async () => {
    const world = await usecaseWorld();
    const { goOn } = await slowAllocation(world);
    const other = gate('netbox.allocateNext');
    const later = allocatePrefix({ ...CALL, call: call('other') }, interposed(world.deps, other.interpose));
    await other.reached;
    expect(await goOn()).toMatchObject({ code: 'allocation-running', facts: { retryAfterSeconds: 1 } });
    expect(await world.objects()).toEqual([]);
    other.open();
    expect(await later).toMatchObject({ status: 201 });
  });

  test('deletes its object where the lease was revoked meanwhile', async () => {
    const world = await usecaseWorld();
    const { goOn } = await slowAllocation(world);
    await startRevocation(REVOKE, world.deps);
    expect(await goOn()).toMatchObject({
      code: 'illegal-transition',
      facts: { lease: { state: 'revoking' } },
    });
    expect(await world.objects()).toEqual([]);
  });

  test('leaves its object to the nightly report where the table knows nothing of it any more', async () => {
    const world = await usecaseWorld();
    const { goOn } = await slowAllocation(world);
    world.rows.leases.clear();
    expect(await goOn()).toMatchObject({
      code: 'illegal-transition',
      message: expect.stringContaining('gone'),
    });
    expect(await world.objects()).toHaveLength(1);
  });

  test('leaves its object alone where its claim row is the object’s own', async () => {
    const world = await usecaseWorld();
    const { goOn } = await slowAllocation(world);
    const [object] = await world.objects();
    const cidr = object?.cidr ?? '';
    world.rows.claims.set(rowName(CLAIM.space, cidr), {
      ...CLAIM,
      cidr,
      state: 'quarantined',
      netboxPrefixId: object?.id ?? 0,
    });
    world.store(leaseIn('revoked'));
    expect(await goOn()).toMatchObject({ code: 'illegal-transition' });
    expect(await world.objects()).toEqual([object]);
  });
});

/** The prefixes that NetBox will offer first are claimed by somebody: table and NetBox disagree. */
const worldWithTaken = async (...cidrs: string[]) => {
  const world = await usecaseWorld();
  const subscriber = 'line-2';
  for (const cidr of cidrs)
    world.rows.claims.set(rowName(CLAIM.space, cidr), { ...CLAIM, cidr, subscriber } as Claim);
  return world;
};

const TAKEN = ['2001:db8::/56', '2001:db8:0:100::/56', '2001:db8:0:200::/56'] as const;

describe('a prefix that NetBox offers although its claim is taken', () => {
  test('is followed by a new epoch, and its object is left where first-fit passes it by', async () => {
    const world = await worldWithTaken(TAKEN[0]);
    const { facts } = await allocatePrefix(CALL, world.deps);
    expect(facts.prefix).toBe(TAKEN[1]);
    expect(await world.objects()).toMatchObject([
      { cidr: TAKEN[0], claim: `acme/line-1/${NOON}`, status: 'active' },
      { cidr: TAKEN[1], claim: `acme/line-1/${NOON + 1}` },
    ]);
    expect(await world.lease()).toMatchObject({
      epoch: NOON + 1,
      orphans: { next: NOON + 15 * MINUTE, until: NOON + 60 * MINUTE },
    });
    expect(world.rows.claims.get(rowName(CLAIM.space, TAKEN[0]))).toMatchObject({ subscriber: 'line-2' });
    expect(countedNames(world)).toEqual(['PrefixLeak/claim-taken']);
    expect(world.lines).toMatchObject([{ level: 'warn', facts: { epoch: NOON, tries: 1 } }]);
  });

  test('is tried three times in all, and then the allocation fails', async () => {
    const world = await worldWithTaken(...TAKEN);
    await expect(allocatePrefix(CALL, world.deps)).rejects.toMatchObject({
      code: 'allocation-failed',
      message: expect.stringContaining(TAKEN[2]),
    });
    expect(await world.lease()).toMatchObject({ state: 'failed', epoch: NOON + 2 });
    expect(await world.objects()).toHaveLength(3);
  });

  test('counts in the tries of its intent, whoever resumes it', async () => {
    const world = await worldWithTaken(TAKEN[0]);
    world.store(leaseIn('pending', { intent: { ...INTENT, key: 'k', bodyHash: 'body', tries: 2 } }));
    world.clock.now += 46 * SECOND;
    expect(await refusedCode(allocatePrefix(CALL, world.deps))).toBe('allocation-failed');
  });

  test('is followed by no new epoch where the lease was revoked meanwhile', async () => {
    const world = await worldWithTaken(TAKEN[0]);
    const paused = world.faults.pause(({ move }) => move === 'renewEpoch');
    const ending = refusedCode(allocatePrefix(CALL, world.deps));
    await paused.reached;
    await startRevocation(REVOKE, world.deps);
    paused.release();
    expect(await ending).toBe('illegal-transition');
    expect(await world.lease()).toMatchObject({ state: 'revoking', epoch: NOON });
  });
});

test('an allocation that NetBox refused does not fail a lease that was revoked meanwhile', async () => {
  const world = await usecaseWorld();
  const paused = world.faults.pause(({ move }) => move === 'fail');
  const netbox = { ...world.deps.netbox, allocateNext: async () => ({ outcome: 'exhausted' }) as const };
  const ending = refusedCode(allocatePrefix(CALL, { ...world.deps, netbox }));
  await paused.reached;
  await startRevocation(REVOKE, world.deps);
  paused.release();
  expect(await ending).toBe('illegal-transition');
  expect(await world.lease()).toMatchObject({ state: 'revoking' });
});
