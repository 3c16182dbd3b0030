import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { authorizeSession } from '../../shared/usecases/authorize-session.ts';
import { audit } from '../support/system/audit.ts';
import { gate, interposed } from '../support/system/interpose.ts';
import { pass, pump } from '../support/system/pump.ts';
import { subscriberOf } from '../support/system/subscriber.ts';
import { type System, startSystem } from '../support/system/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
  await system.grantPool('isp', '2001:db8::/40');
});
afterAll(() => system.close());
beforeEach(() => {
  system.nas.faults.silent = false;
});

/** A line in service, with a session at the NAS. */
const online = async (name: string) => {
  const line = subscriberOf(system, name);
  await line.allocate();
  line.dial();
  await line.activate();
  await pump(system);
  return line;
};

/** What the queue hands to the worker for the CoA that a lease asks for now. */
const authorizationOf = async (line: ReturnType<typeof subscriberOf>) => {
  const lease = await line.lease();
  return {
    tenantId: 'isp',
    subscriberId: line.key.subscriber,
    authorizationId: lease?.authorization?.id ?? '',
    deadline: system.clock.now() + 35_000,
  };
};

test('a CoA puts the delegated prefix into the session and is recorded as acknowledged', async () => {
  const line = await online('coa');
  await line.suspend();
  await line.resume(true);
  await pump(system);
  const lease = await line.lease();
  expect(lease?.authorization).toMatchObject({ status: 'ack', attempt: 1 });
  expect(line.sessions()[0]?.delegatedPrefix).toBe(lease && 'held' in lease ? lease.held?.cidr : 'none');
});

test('a revocation with a Disconnect ends the session before it releases the prefix', async () => {
  const line = await online('disconnect');
  await line.revoke({ sendDisconnect: true });
  await pump(system);
  expect(line.sessions()).toHaveLength(0);
  expect(await line.lease()).toMatchObject({ state: 'revoked', revocation: { disconnected: 'confirmed' } });
  expect(line.objects()).toHaveLength(0);
});

test('a NAS that does not answer leaves the prefix held, until it is back', async () => {
  const line = await online('silent');
  system.nas.faults.silent = true;
  await line.revoke({ sendDisconnect: true });
  await pump(system);
  await pass(system, 30);
  expect(await line.lease()).toMatchObject({ state: 'revoking', held: { cidr: line.objects()[0]?.cidr } });
  system.nas.faults.silent = false;
  await pass(system, 70);
  expect(await line.state()).toBe('revoked');
  expect(line.sessions()).toHaveLength(0);
  expect(line.objects()).toHaveLength(0);
});

test('a NAS that never answers ends a day later as failed, its prefix still held, reported every hour', async () => {
  const line = await online('gone-for-ever');
  system.nas.faults.silent = true;
  await line.revoke({ sendDisconnect: true });
  await pump(system);
  await pass(system, 23 * 60, 60);
  expect(await line.state()).toBe('revoking');
  expect(system.counted.get('RevocationStuck/isp')).toBeGreaterThan(20);
  await pass(system, 3 * 60, 60);
  expect(await line.lease()).toMatchObject({
    state: 'failed',
    failure: { code: 'disconnect-failed' },
    held: { cidr: line.objects()[0]?.cidr },
  });
  await line.revoke({ sendDisconnect: false });
  await pump(system);
  expect(await line.state()).toBe('revoked');
  expect(line.objects()).toHaveLength(0);
});

test('a session that cannot be removed fails the revocation at once, its prefix held', async () => {
  const line = subscriberOf(system, 'stuck');
  await line.allocate();
  await line.revoke({ sendDisconnect: true });
  await pump(system);
  expect(await line.lease()).toMatchObject({ state: 'failed', failure: { code: 'disconnect-failed' } });
  expect(line.objects()).toHaveLength(1);
  await line.revoke();
  await pump(system);
});

test('a session that the NAS does not know is gone, and at first ask recorded as unverified', async () => {
  const line = subscriberOf(system, 'never-dialled');
  await line.allocate();
  await line.revoke({ sendDisconnect: true });
  await pump(system);
  expect(await line.lease()).toMatchObject({
    state: 'revoked',
    revocation: { disconnected: 'already_gone_unverified' },
  });
});

test('a Disconnect whose ACK was lost is known to have worked when it is asked again', async () => {
  const line = await online('lost-ack');
  system.nas.faults.dropAnswers = 100;
  await line.revoke({ sendDisconnect: true });
  await pump(system);
  expect(await line.state()).toBe('revoking');
  system.nas.faults.dropAnswers = 0;
  await pass(system, 15);
  expect(await line.lease()).toMatchObject({
    state: 'revoked',
    revocation: { disconnected: 'already_gone' },
  });
});

test('a CoA that is slow on its way is not sent after a newer one was asked for', async () => {
  const line = await online('older-coa');
  await line.suspend(true);
  const older = await authorizationOf(line);
  await line.resume(true);
  const newer = await authorizationOf(line);
  expect(await authorizeSession(older, system.deps)).toEqual({ outcome: 'settled' });
  expect((await line.lease())?.authorization).toMatchObject({ id: newer.authorizationId, status: 'queued' });
  await pump(system);
  expect((await line.lease())?.authorization).toMatchObject({ id: newer.authorizationId, status: 'ack' });
});

test('a newer CoA waits while an older one is being sent, and the older one does not record over it', async () => {
  const line = await online('slot');
  await line.suspend(true);
  const older = await authorizationOf(line);
  const { interpose, reached, open } = gate('sessions.send');
  const sending = authorizeSession(older, interposed(system.deps, interpose));
  await reached;
  await line.resume(true);
  const newer = await authorizationOf(line);
  expect(await authorizeSession(newer, system.deps)).toMatchObject({ outcome: 'busy' });
  open();
  await sending;
  expect((await line.lease())?.authorization).toMatchObject({ id: newer.authorizationId, status: 'queued' });
  await pump(system);
  expect((await line.lease())?.authorization?.status).toBe('ack');
});

test('a prefix is not released while an older CoA is being sent, even where no Disconnect is asked for', async () => {
  const line = await online('release-waits');
  await line.suspend(true);
  const { interpose, reached, open } = gate('sessions.send');
  const sending = authorizeSession(await authorizationOf(line), interposed(system.deps, interpose));
  await reached;
  const slot = (await line.lease())?.slot;
  await line.revoke();
  const begun = system.clock.now();
  await pump(system);
  expect(slot).toBeDefined();
  expect(system.clock.now()).toBeGreaterThan(slot?.until ?? Number.POSITIVE_INFINITY);
  expect(system.clock.now()).toBeGreaterThan(begun);
  expect(await line.state()).toBe('revoked');
  open();
  await sending;
});

test('a worker that died between its CoA and the record sends once more, and thrice at most', async () => {
  const line = await online('dead-worker');
  system.nas.faults.silent = true;
  await line.suspend(true);
  const request = await authorizationOf(line);
  const dead = interposed(system.deps, (call) =>
    call.name === 'sessions.send' ? Promise.reject(new Error('dead')) : call.run(),
  );
  for (let sends = 0; sends < 3; sends++) {
    await expect(authorizeSession(request, dead)).rejects.toThrow('dead');
    expect(await authorizeSession(request, dead)).toMatchObject({ outcome: 'busy' });
    system.clock.advance(46_000);
  }
  expect(await authorizeSession(request, dead)).toEqual({ outcome: 'settled' });
  expect((await line.lease())?.authorization).toMatchObject({ status: 'unknown', attempt: 3 });
});

test('after all of it nothing is lost, doubled or leaked', async () => {
  await pass(system, 90);
  expect(await audit(system)).toEqual([]);
});
