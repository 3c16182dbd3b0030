import { describe, expect, test } from '@jest/globals';
import type { Authorization, Lease } from '../../shared/domain/lease.ts';
import { authorizeSession } from '../../shared/usecases/authorize-session.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import { KEY, leaseIn, NOON, SECOND } from '../support/leases.ts';
import { countedNames, NAS, usecaseWorld } from '../support/usecase-world.ts';

const REQUEST = { tenantId: KEY.tenant, subscriberId: KEY.subscriber, authorizationId: 'coa-1' };
const SETTLED = { outcome: 'settled' };
const UNTIL = NOON + 45 * SECOND;
const SLOT = { id: 'coa-0/1', until: UNTIL };

const asked = (parts: Partial<Authorization> = {}, over: object = {}) =>
  leaseIn('active', {
    session: { username: 'alice', nasIp: NAS.ip },
    authorization: { id: 'coa-1', nasIp: NAS.ip, status: 'queued', attempt: 0, askedAt: NOON, ...parts },
    ...over,
  });

const worldWith = async (lease: Lease) => {
  const world = await usecaseWorld();
  world.store(lease);
  const run = (deps: Deps = world.deps) =>
    authorizeSession({ ...REQUEST, deadline: NOON + 35 * SECOND }, deps);
  /** What `run` comes to where the lease becomes this at the moment of its first write. */
  const runInto = async (then: Lease) => {
    const paused = world.faults.pause(1);
    const ending = run();
    await paused.reached;
    world.store(then);
    paused.release();
    return ending;
  };
  return { ...world, run, runInto };
};

describe('the one sending slot', () => {
  test('that another sending holds keeps this one back until it ends', async () => {
    const { run, sent } = await worldWith(asked({}, { slot: SLOT }));
    expect(await run()).toEqual({ outcome: 'busy', until: UNTIL });
    expect(sent).toEqual([]);
  });

  test('is free the moment after its end, and not before', async () => {
    const { run, clock, sent } = await worldWith(asked({}, { slot: SLOT }));
    clock.now = UNTIL;
    expect(await run()).toEqual({ outcome: 'busy', until: UNTIL });
    clock.now = UNTIL + 1;
    expect(await run()).toEqual(SETTLED);
    expect(sent).toHaveLength(1);
  });

  test('that a twin took and gave back meanwhile is asked for again at once', async () => {
    const { runInto, sent } = await worldWith(asked());
    expect(await runInto(asked({ status: 'sending', attempt: 1 }))).toEqual({ outcome: 'busy', until: NOON });
    expect(sent).toEqual([]);
  });

  test('is not asked for again where the CoA was superseded meanwhile', async () => {
    const { runInto, sent } = await worldWith(asked());
    expect(await runInto(asked({ id: 'coa-2' }))).toEqual(SETTLED);
    expect(sent).toEqual([]);
  });
});

describe('a CoA that was begun three times', () => {
  const thrice = { status: 'sending', attempt: 3 } as const;

  test('is sent no more: it is abandoned, its outcome unknown', async () => {
    const world = await worldWith(asked(thrice, { slot: { id: 'coa-1/3', until: NOON - 1 } }));
    expect(await world.run()).toEqual(SETTLED);
    expect(world.sent).toEqual([]);
    expect(await world.lease()).toMatchObject({ authorization: { status: 'unknown', attempt: 3 } });
    expect(countedNames(world)).toEqual(['AuthorizationOutcome/coa/unknown']);
  });

  test('is not abandoned while its last sending may be under way', async () => {
    const world = await worldWith(asked(thrice, { slot: { id: 'coa-1/3', until: UNTIL } }));
    expect(await world.run()).toEqual({ outcome: 'busy', until: UNTIL });
    expect(await world.lease()).toMatchObject({ authorization: { status: 'sending' } });
    expect(world.counts).toEqual([]);
  });

  test('is let be where it was settled meanwhile', async () => {
    const { runInto, lease } = await worldWith(asked(thrice));
    const settled = { ...asked({ status: 'ack', attempt: 3 }), version: 6 };
    expect(await runInto(settled)).toEqual(SETTLED);
    expect(await lease()).toEqual(settled);
  });
});

test('a process that dies between the sending and the record sends twice more, and thrice in all', async () => {
  const { deps, run, clock, lease } = await worldWith(asked());
  let sends = 0;
  const dying: Deps = {
    ...deps,
    sessions: {
      send: async () => {
        sends += 1;
        throw new Error('killed');
      },
    },
  };
  for (let life = 1; life <= 3; life++) {
    await expect(run(dying)).rejects.toThrow('killed');
    expect(await run(dying)).toMatchObject({ outcome: 'busy' });
    expect(await lease()).toMatchObject({ authorization: { status: 'sending', attempt: life } });
    clock.now += 46 * SECOND;
  }
  expect(await run(dying)).toEqual(SETTLED);
  expect(sends).toBe(3);
  expect(await lease()).toMatchObject({ authorization: { status: 'unknown' } });
});
