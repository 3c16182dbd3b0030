import { describe, expect, test } from '@jest/globals';
import type { Lease, Revocation } from '../../shared/domain/lease.ts';
import { disconnectSession } from '../../shared/usecases/disconnect-session.ts';
import type { SessionAnswer, SessionControl } from '../../shared/usecases/session-control.ts';
import { HELD, leaseIn, NOON, SECOND } from '../support/leases.ts';
import { OVERTAKEN, RUN, revokedBy } from '../support/revoking.ts';
import { countedNames, NAS, usecaseWorld } from '../support/usecase-world.ts';

const SESSION = { username: 'alice', acctSessionId: '1', nasIp: NAS.ip };
const SUPERSEDED = { outcome: 'superseded' };
const DEADLINE = NOON + 35 * SECOND;

const asking = (revocation: Partial<Revocation> = {}, parts: object = {}) =>
  revokedBy({ disconnect: true, ...revocation }, { session: SESSION, ...parts });

/** What a NAS says that knows the session by none of its keys, together or alone. */
const NO_SUCH_SESSION: SessionAnswer[] = Array(3).fill({ result: 'nak', errorCause: 503 });

const worldWith = async (lease: Lease | undefined, ...answers: SessionAnswer[]) => {
  const world = await usecaseWorld();
  if (lease !== undefined) world.store(lease);
  world.answers.push(...answers);
  const run = (sessions: SessionControl = world.deps.sessions) =>
    disconnectSession(RUN, { ...world.deps, sessions, deadline: DEADLINE });
  return { ...world, run };
};

test.each(OVERTAKEN)('where $how nothing is sent', async ({ lease }) => {
  const { run, sent } = await worldWith(lease);
  expect(await run()).toEqual(SUPERSEDED);
  expect(sent).toEqual([]);
});

test('a session that is known to be gone is not asked about again', async () => {
  const { run, sent } = await worldWith(asking({ disconnected: 'confirmed' }));
  expect(await run()).toEqual({ outcome: 'done' });
  expect(sent).toEqual([]);
});

describe('where no Disconnect is asked for', () => {
  test.each([
    { what: 'no sending slot is done', slot: undefined, outcome: 'done' },
    { what: 'a slot that is over is done', slot: NOON - 1, outcome: 'done' },
    { what: 'a slot that is held is waited out', slot: NOON, outcome: 'busy' },
  ])('$what', async ({ slot, outcome }) => {
    const parts = slot === undefined ? {} : { slot: { id: 'coa/1', until: slot } };
    const { run, sent } = await worldWith(revokedBy({}, parts));
    expect(await run()).toEqual({ outcome });
    expect(sent).toEqual([]);
  });
});

test('a Disconnect-Request names the session and nothing else, within the function’s time', async () => {
  const { run, sent, lease, deps } = await worldWith(asking(), { result: 'ack' });
  const deadlines: number[] = [];
  const sessions: SessionControl = {
    send: (nas, request, control) => {
      deadlines.push(control.deadline);
      return deps.sessions.send(nas, request, control);
    },
  };
  expect(await run(sessions)).toEqual({ outcome: 'done' });
  const { nasIp: _, ...session } = SESSION;
  expect(sent).toEqual([{ nas: NAS, request: { kind: 'disconnect', session } }]);
  expect(deadlines).toEqual([DEADLINE]);
  expect(await lease()).toMatchObject({ revocation: { disconnected: 'confirmed', disconnects: 1 } });
  expect(await lease()).not.toHaveProperty('slot');
});

test.each([
  { what: 'no NAS is known', session: { username: 'alice' } },
  { what: 'nothing is known of the session', session: undefined },
  { what: 'the NAS is not configured', session: { ...SESSION, nasIp: '192.0.2.9' } },
  { what: 'the NAS could not find the session', session: { nasIp: NAS.ip } },
])('where $what the revocation is given up: time does not mend it', async ({ session }) => {
  const { run, sent, lease } = await worldWith(asking({}, { session }));
  expect(await run()).toMatchObject({ outcome: 'failed', failure: { code: 'unknown-nas', healing: false } });
  expect(sent).toEqual([]);
  expect(await lease()).not.toHaveProperty('slot');
});

describe('the one sending slot', () => {
  test('of a CoA is waited out', async () => {
    const { run, sent } = await worldWith(asking({}, { slot: { id: 'coa/1', until: NOON } }));
    expect(await run()).toEqual({ outcome: 'busy' });
    expect(sent).toEqual([]);
  });

  test('of this revocation’s own, left by a process that died, is taken over', async () => {
    const slot = { id: 'disconnect/5/1', until: NOON + 30 * SECOND };
    const { run, lease } = await worldWith(asking({ disconnects: 1 }, { slot }), ...NO_SUCH_SESSION);
    expect(await run()).toEqual({ outcome: 'done' });
    expect(await lease()).toMatchObject({ revocation: { disconnected: 'already_gone', disconnects: 2 } });
  });

  test('is not taken by a run that was overtaken while it looked for the NAS', async () => {
    const { run, sent, faults, store } = await worldWith(asking());
    const paused = faults.pause(({ door }) => door === 'recordAuthorization');
    const ending = run();
    await paused.reached;
    store(asking({ run: { id: 'run-2', until: NOON } }));
    paused.release();
    expect(await ending).toEqual(SUPERSEDED);
    expect(sent).toEqual([]);
  });
});

test('a session that came up again under another Acct-Session-Id is asked for by its User-Name', async () => {
  const [unknown] = NO_SUCH_SESSION as [SessionAnswer];
  const { run, sent, lease } = await worldWith(asking(), unknown, unknown, { result: 'ack' });
  expect(await run()).toEqual({ outcome: 'done' });
  const { username, acctSessionId } = SESSION;
  expect(sent.map(({ request }) => request.session)).toEqual([
    { username, acctSessionId },
    { acctSessionId },
    { username },
  ]);
  expect(await lease()).toMatchObject({ revocation: { disconnected: 'confirmed' } });
});

test('a NAS that falls silent while it is asked by other keys proves nothing', async () => {
  const [unknown] = NO_SUCH_SESSION as [SessionAnswer];
  const { run } = await worldWith(asking(), unknown, { result: 'unknown', reason: 'timeout' });
  expect(await run()).toMatchObject({ outcome: 'failed', failure: { healing: true } });
});

describe('an answer', () => {
  test.each<{ answers: SessionAnswer[]; recorded: string }>([
    { answers: [{ result: 'ack' }], recorded: 'confirmed' },
    { answers: NO_SUCH_SESSION, recorded: 'already_gone_unverified' },
  ])('that proves the session gone is recorded as $recorded', async (known) => {
    const world = await worldWith(asking(), ...known.answers);
    expect(await world.run()).toEqual({ outcome: 'done' });
    expect(await world.lease()).toMatchObject({ revocation: { disconnected: known.recorded } });
    expect(countedNames(world)).toEqual([`AuthorizationOutcome/disconnect/${known.recorded}`]);
  });

  test.each<{ answer: SessionAnswer; healing: boolean; detail: string }>([
    { answer: { result: 'unknown', reason: 'timeout' }, healing: true, detail: 'gave no answer' },
    { answer: { result: 'nak', errorCause: 506 }, healing: true, detail: 'refused with Error-Cause 506' },
    { answer: { result: 'nak', errorCause: 504 }, healing: false, detail: 'refused with Error-Cause 504' },
    { answer: { result: 'nak' }, healing: false, detail: 'refused without a cause' },
  ])('that leaves the session alive ($detail) never lets the prefix go on', async (known) => {
    const world = await worldWith(asking(), known.answer);
    expect(await world.run()).toMatchObject({
      outcome: 'failed',
      failure: {
        code: 'disconnect-failed',
        healing: known.healing,
        detail: expect.stringContaining(known.detail),
      },
    });
    const lease = await world.lease();
    expect(lease).toMatchObject({ state: 'revoking', held: HELD, revocation: { disconnects: 1 } });
    expect(lease).not.toHaveProperty('revocation.disconnected');
    expect(lease).not.toHaveProperty('slot');
    expect(countedNames(world)).toEqual([`AuthorizationOutcome/disconnect/${known.answer.result}`]);
  });

  test('that comes after another run has taken over is that run’s to find out anew', async () => {
    const { run, deps, store, lease } = await worldWith(asking(), { result: 'ack' });
    const sessions: SessionControl = {
      send: (...asked) => {
        store(asking({ run: { id: 'run-2', until: NOON }, disconnects: 2 }));
        return deps.sessions.send(...asked);
      },
    };
    expect(await run(sessions)).toEqual(SUPERSEDED);
    expect(await lease()).not.toHaveProperty('revocation.disconnected');
  });
});

test('before a retransmission the lease is read again: a run that was overtaken stops asking', async () => {
  const { run, store } = await worldWith(asking());
  const wanted: boolean[] = [];
  const sessions: SessionControl = {
    send: async (_nas, _request, { stillWanted }) => {
      wanted.push(await stillWanted());
      store(asking({ run: { id: 'run-2', until: NOON } }));
      wanted.push(await stillWanted());
      store(leaseIn('failed', { held: HELD }));
      wanted.push(await stillWanted());
      return { result: 'unknown', reason: 'replaced' };
    },
  };
  expect(await run(sessions)).toMatchObject({ outcome: 'failed', failure: { healing: true } });
  expect(wanted).toEqual([true, false, false]);
});
