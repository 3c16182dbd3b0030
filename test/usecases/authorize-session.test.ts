import { describe, expect, test } from '@jest/globals';
import type { Authorization, Lease } from '../../shared/domain/lease.ts';
import { authorizeSession } from '../../shared/usecases/authorize-session.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import type { SessionAnswer, SessionControl } from '../../shared/usecases/session-control.ts';
import { HELD, KEY, leaseIn, MINUTE, NOON, SECOND, without } from '../support/leases.ts';
import { countedNames, NAS, usecaseWorld } from '../support/usecase-world.ts';

const SESSION = { username: 'alice', acctSessionId: '1', nasIp: NAS.ip };
const REQUEST = { tenantId: KEY.tenant, subscriberId: KEY.subscriber, authorizationId: 'coa-1' };
const SETTLED = { outcome: 'settled' };
const UNTIL = NOON + 45 * SECOND;

const asked = (parts: Partial<Authorization> = {}, over: object = {}) =>
  leaseIn('active', {
    session: SESSION,
    authorization: { id: 'coa-1', nasIp: NAS.ip, status: 'queued', attempt: 0, askedAt: NOON, ...parts },
    ...over,
  });

const worldWith = async (lease: Lease | undefined, ...answers: SessionAnswer[]) => {
  const world = await usecaseWorld();
  if (lease !== undefined) world.store(lease);
  world.answers.push(...answers);
  const run = (deps: Deps = world.deps) =>
    authorizeSession({ ...REQUEST, deadline: NOON + 35 * SECOND }, deps);
  const sending = (send: SessionControl['send']) => run({ ...world.deps, sessions: { send } });
  return { ...world, run, sending };
};

test.each([
  { what: 'was superseded by another', lease: asked({ id: 'coa-2' }) },
  { what: 'was superseded by none', lease: without(asked(), 'authorization') },
  { what: 'has its outcome', lease: asked({ status: 'ack', attempt: 1 }) },
  { what: 'is of a lease that is gone', lease: undefined },
])('a CoA that $what is not sent', async ({ lease }) => {
  const { run, sent, rows } = await worldWith(lease);
  expect(await run()).toEqual(SETTLED);
  expect(sent).toEqual([]);
  expect(rows.records).toEqual([]);
});

describe('what is sent', () => {
  test('goes out while the slot is held, with the prefix where the NAS takes it, within the function’s time', async () => {
    const { sending, deps, sent, lease } = await worldWith(asked(), { result: 'ack' });
    const seen: unknown[] = [];
    await sending(async (nas, request, control) => {
      seen.push(await lease(), control.deadline);
      return deps.sessions.send(nas, request, control);
    });
    expect(seen).toMatchObject([
      { slot: { id: 'coa-1/1', until: UNTIL }, authorization: { status: 'sending', attempt: 1 } },
      NOON + 35 * SECOND,
    ]);
    const { nasIp: _, ...session } = SESSION;
    expect(sent).toEqual([{ nas: NAS, request: { kind: 'coa', session, delegatedPrefix: HELD.cidr } }]);
  });

  test('has no prefix where the NAS would look the session up by it', async () => {
    const { run, deps, sent } = await worldWith(asked(), { result: 'ack' });
    await deps.inventory.putNas(KEY.tenant, { ...NAS, profile: 'nokia-sros' });
    await run();
    expect(sent[0]?.request).toEqual({ kind: 'coa', session: { acctSessionId: '1' } });
  });

  test('names no session where none is known: the port refuses it', async () => {
    const { run, sent } = await worldWith(without(asked(), 'session'));
    await run();
    expect(sent[0]?.request).toMatchObject({ session: {} });
  });

  test('is nothing where the NAS is no longer configured: that is a refusal', async () => {
    const { run, sent, lease } = await worldWith(asked({ nasIp: '192.0.2.9' }));
    expect(await run()).toEqual(SETTLED);
    expect(sent).toEqual([]);
    expect(await lease()).toMatchObject({ authorization: { status: 'nak', attempt: 1 } });
  });
});

describe('what came of it', () => {
  test.each<{ answer: SessionAnswer; lines: number }>([
    { answer: { result: 'ack' }, lines: 0 },
    { answer: { result: 'nak', errorCause: 503 }, lines: 1 },
    { answer: { result: 'nak' }, lines: 1 },
    { answer: { result: 'request_initiated' }, lines: 1 },
    { answer: { result: 'unknown', reason: 'timeout' }, lines: 1 },
  ])('is recorded, the slot given back, and said where it is no ACK: %j', async ({ answer, lines }) => {
    const world = await worldWith(asked(), answer);
    expect(await world.run()).toEqual(SETTLED);
    const lease = await world.lease();
    expect(lease).toMatchObject({ authorization: { status: answer.result }, version: 5 });
    expect(lease?.authorization?.errorCause).toBe('errorCause' in answer ? answer.errorCause : undefined);
    expect(lease).not.toHaveProperty('slot');
    expect(countedNames(world)).toEqual([`AuthorizationOutcome/coa/${answer.result}`]);
    expect(world.lines).toHaveLength(lines);
  });

  test('may pass: it is sent again in a minute, twice, and then recorded as it is', async () => {
    const passing = { result: 'nak', errorCause: 506 } as const;
    const { run, lease, clock } = await worldWith(asked(), passing, passing, passing);
    const ends: unknown[] = [];
    for (let sends = 0; sends < 3; sends++) {
      ends.push(await run());
      expect(await lease()).not.toHaveProperty('slot');
      clock.now += MINUTE;
    }
    const again = (minutes: number) => ({ outcome: 'busy', until: NOON + minutes * MINUTE });
    expect(ends).toEqual([again(1), again(2), SETTLED]);
    expect(await lease()).toMatchObject({ authorization: { status: 'nak', errorCause: 506, attempt: 3 } });
  });
});

describe('a CoA that is superseded while it is sent', () => {
  const newer = { ...asked({ id: 'coa-2' }), version: 6 };
  const superseding = (store: (lease: Lease) => void, lease: Lease | undefined, next: Lease): void =>
    store({ ...next, ...(lease?.slot === undefined ? {} : { slot: lease.slot }) } as Lease);

  test('gives its slot back when it is answered, and records nothing over the newer one', async () => {
    const { sending, store, lease } = await worldWith(asked());
    const end = await sending(async () => {
      superseding(store, await lease(), newer);
      return { result: 'ack' };
    });
    expect(end).toEqual(SETTLED);
    expect(await lease()).toMatchObject({ authorization: { id: 'coa-2', status: 'queued' } });
    expect(await lease()).not.toHaveProperty('slot');
  });

  test('keeps its slot when it was replaced before its answer: what was sent may act yet', async () => {
    const { sending, store, lease, lines } = await worldWith(asked());
    const wanted: boolean[] = [];
    const end = await sending(async (_nas, _request, { stillWanted }) => {
      wanted.push(await stillWanted());
      superseding(store, await lease(), asked({ id: 'coa-2', status: 'sending', attempt: 1 }));
      wanted.push(await stillWanted());
      return { result: 'unknown', reason: 'replaced' };
    });
    expect(end).toEqual(SETTLED);
    expect(wanted).toEqual([true, false]);
    expect(await lease()).toMatchObject({ slot: { id: 'coa-1/1', until: UNTIL } });
    expect(lines).toEqual([]);
  });

  test('at the very moment of its record gives its slot back all the same', async () => {
    const { run, store, lease, faults } = await worldWith(asked(), { result: 'ack' });
    const paused = faults.pause(2);
    const ending = run();
    await paused.reached;
    superseding(store, await lease(), newer);
    paused.release();
    expect(await ending).toEqual(SETTLED);
    expect(await lease()).toMatchObject({ authorization: { id: 'coa-2', status: 'queued' } });
    expect(await lease()).not.toHaveProperty('slot');
  });

  test('by a later sending of itself says nothing of the outcome and leaves the slot alone', async () => {
    const { sending, store, lease } = await worldWith(asked());
    const later = asked({ status: 'sending', attempt: 2 }, { slot: { id: 'coa-1/2', until: UNTIL } });
    const wanted: boolean[] = [];
    const end = await sending(async (_nas, _request, { stillWanted }) => {
      store(later);
      wanted.push(await stillWanted());
      return { result: 'ack' };
    });
    expect(end).toEqual(SETTLED);
    expect(wanted).toEqual([false]);
    expect(await lease()).toEqual(later);
  });

  test('by the end of its lease has nothing to record', async () => {
    const { sending, rows, lease } = await worldWith(asked());
    const end = await sending(async () => {
      rows.leases.clear();
      return { result: 'ack' };
    });
    expect(end).toEqual(SETTLED);
    expect(await lease()).toBeUndefined();
  });
});

test('an outcome is recorded on the lease as it is then: a write between is no reason to lose it', async () => {
  const { run, store, lease, faults } = await worldWith(asked(), { result: 'ack' });
  const paused = faults.pause(2);
  const ending = run();
  await paused.reached;
  store({ ...(await lease()), version: 9 } as Lease);
  paused.release();
  expect(await ending).toEqual(SETTLED);
  expect(await lease()).toMatchObject({ version: 9, authorization: { status: 'ack' } });
});
