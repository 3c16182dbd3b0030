import { expect, test } from '@jest/globals';
import { changeService, type ServiceCall } from '../../shared/usecases/change-service.ts';
import { KEY, leaseIn, MINUTE, NOON } from '../support/leases.ts';
import { refusedCode } from '../support/refused-code.ts';
import { NAS, usecaseWorld } from '../support/usecase-world.ts';

const SESSION = { username: 'alice', nasIp: NAS.ip };
const call = (key: string, bodyHash = 'body') => ({ action: 'suspend', key, bodyHash }) as const;
const SUSPEND: ServiceCall = { key: KEY, action: 'suspend', session: {}, sendCoa: false };

test('activate, suspend and resume change the lease and say so', async () => {
  const { deps, store, lease, clock } = await usecaseWorld();
  store(leaseIn('allocated'));
  const states: string[] = [];
  for (const action of ['activate', 'suspend', 'resume'] as const) {
    clock.now += MINUTE;
    const answer = await changeService({ ...SUSPEND, action, session: SESSION }, deps);
    states.push(`${answer.status} ${answer.facts.state}`);
  }
  expect(states).toEqual(['200 active', '200 suspended', '200 active']);
  expect(await lease()).toMatchObject({ session: SESSION, activatedAt: NOON + MINUTE, version: 8 });
  expect(await lease()).not.toHaveProperty('authorization');
});

test('with sendCoa the same write asks for a CoA to the NAS', async () => {
  const { deps, store, lease, sent } = await usecaseWorld();
  store(leaseIn('active'));
  const answer = await changeService({ ...SUSPEND, session: SESSION, sendCoa: true }, deps);
  expect(answer).toMatchObject({ status: 200, facts: { state: 'suspended', coa: 'queued' } });
  expect(await lease()).toMatchObject({
    authorization: { id: 'id-1', nasIp: NAS.ip, status: 'queued', attempt: 0, askedAt: NOON },
  });
  expect(sent).toEqual([]);
});

test('repeated with its key it is answered as at first, and changes nothing', async () => {
  const { deps, store, lease } = await usecaseWorld();
  store(leaseIn('active'));
  const first = await changeService({ ...SUSPEND, call: call('k') }, deps);
  await changeService({ ...SUSPEND, action: 'resume' }, deps);
  const before = await lease();
  expect(await changeService({ ...SUSPEND, call: call('k') }, deps)).toEqual({ ...first, replayed: true });
  expect(await lease()).toEqual(before);
});

test('an event moves lastEventAt, and an older one after it is late', async () => {
  const { deps, store, lease } = await usecaseWorld();
  store(leaseIn('active'));
  await changeService({ ...SUSPEND, eventAt: NOON }, deps);
  expect(await lease()).toMatchObject({ lastEventAt: NOON });
  const resume = { ...SUSPEND, action: 'resume' } as const;
  expect(await refusedCode(changeService({ ...resume, eventAt: NOON - 1 }, deps))).toBe('late-event');
  expect(await changeService({ ...resume, eventAt: NOON }, deps)).toMatchObject({ status: 200 });
});

test.each([
  { what: 'another version than If-Match names', code: 'precondition-failed', over: { ifMatch: 4 } },
  { what: 'an action that is not open', code: 'illegal-transition', over: { action: 'resume' } },
  { what: 'a NAS that there is not', code: 'unknown-nas', over: { session: { nasIp: '192.0.2.9' } } },
  { what: 'a CoA to a NAS that nobody knows', code: 'unknown-nas', over: { sendCoa: true } },
  {
    what: 'a CoA for a session that the NAS cannot find',
    code: 'unknown-session',
    over: { sendCoa: true, session: { nasIp: NAS.ip } },
  },
  { what: 'a key of another body', code: 'idempotency-key-reused', over: { call: call('k', 'other') } },
])('$what is refused with $code, and changes nothing', async ({ code, over }) => {
  const { deps, store, rows } = await usecaseWorld();
  const k = { f: 'body', a: 'suspend', s: 200, t: NOON, r: { state: 'suspended' as const }, e: '"5.0"' };
  store(leaseIn('active', { idem: { k } }));
  expect(await refusedCode(changeService({ ...SUSPEND, ...over } as ServiceCall, deps))).toBe(code);
  expect(rows.records).toEqual([]);
});

test('a subscriber without a lease is not found', async () => {
  const { deps } = await usecaseWorld();
  expect(await refusedCode(changeService(SUSPEND, deps))).toBe('not-found');
});
