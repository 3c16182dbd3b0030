import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RepeatableCall } from '../../shared/domain/idempotency.ts';
import type { Lease, LeaseKey } from '../../shared/domain/lease.ts';
import { allocatePrefix } from '../../shared/usecases/allocate-prefix.ts';
import { changeService } from '../../shared/usecases/change-service.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import { startRevocation } from '../../shared/usecases/start-revocation.ts';
import { audit } from '../support/system/audit.ts';
import { type Death, mortal } from '../support/system/interpose.ts';
import { pass, pump } from '../support/system/pump.ts';
import { type System, startSystem } from '../support/system/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
  await system.grantPool('isp', '2001:db8::/40');
});
afterAll(() => system.close());

const session = (subscriber: string) => ({
  username: subscriber,
  acctSessionId: `s-${subscriber}`,
  nasIp: system.nas.ip,
});
const keyOf = (subscriber: string): LeaseKey => ({ tenant: 'isp', subscriber });
const callOf = (action: RepeatableCall['action']): RepeatableCall => ({
  action,
  key: action,
  bodyHash: 'body',
});

/** One act of a subscriber's life, with everything that follows from it, by a process that may die. */
type Act = (subscriber: string, deps: Deps) => Promise<void>;

const requestPrefix = (subscriber: string, deps: Deps) =>
  allocatePrefix({ key: keyOf(subscriber), call: callOf('allocate') }, deps);

const requestService = (subscriber: string, sendCoa: boolean, deps: Deps) => {
  const request = { key: keyOf(subscriber), action: 'activate' as const, session: session(subscriber) };
  return changeService({ ...request, sendCoa, call: callOf('activate') }, deps);
};

const allocate: Act = async (subscriber, deps) => {
  await requestPrefix(subscriber, deps);
  await pump(system, deps);
};

const activate: Act = async (subscriber, deps) => {
  await requestService(subscriber, true, deps);
  await pump(system, deps);
};

const revoke: Act = async (subscriber, deps) => {
  const request = {
    key: keyOf(subscriber),
    session: session(subscriber),
    sendDisconnect: true,
    releaseToNetbox: true,
  };
  await startRevocation({ ...request, call: callOf('revoke') }, deps);
  await pump(system, deps);
};

const addSession = (subscriber: string): void =>
  system.nas.sessions.add({ username: subscriber, acctSessionId: `s-${subscriber}` });

/** Every death that an act can die: at its n-th call for each n in turn, each by a subscriber of its own. */
type Deaths = { subscribers: string[]; deaths: string[] };

const everyDeath = async (
  name: string,
  when: Death['when'],
  play: (subscriber: string, mortalDeps: Deps) => Promise<void>,
): Promise<Deaths> => {
  const all: Deaths = { subscribers: [], deaths: [] };
  for (let at = 1; ; at++) {
    const { deps, died } = mortal(system.deps, { at, when });
    const subscriber = `${name}-${when}-${at}`;
    await play(subscriber, deps);
    all.subscribers.push(subscriber);
    const death = died();
    if (death === undefined) return all;
    all.deaths.push(death);
  }
};

const dying = async (act: Promise<void>): Promise<void> => {
  await act.catch(() => undefined);
};

const leasesOf = ({ subscribers }: Deaths): Promise<(Lease | undefined)[]> =>
  Promise.all(subscribers.map((subscriber) => system.deps.leases.read(keyOf(subscriber))));

const statesOf = async (deaths: Deaths): Promise<Set<string | undefined>> =>
  new Set((await leasesOf(deaths)).map((lease) => lease?.state));

const including = (call: string) => expect.arrayContaining([expect.stringContaining(call)]);

describe.each(['before', 'after'] as const)('a process that is killed %s any of its calls', (when) => {
  test('leaves an allocation that the repeat of the call ends with one prefix', async () => {
    const all = await everyDeath('allocate-repeat', when, async (subscriber, deps) => {
      await dying(allocate(subscriber, deps));
      system.clock.advance(46_000);
      await allocate(subscriber, system.deps);
    });
    expect(all.deaths).toEqual(including('netbox.allocateNext'));
    expect(await statesOf(all)).toEqual(new Set(['allocated']));
    await pass(system, 65);
    expect(await audit(system)).toEqual([]);
  });

  test('leaves an allocation that the sweeper ends without a leak', async () => {
    const all = await everyDeath('allocate-sweep', when, (subscriber, deps) =>
      dying(allocate(subscriber, deps)),
    );
    expect(all.deaths).toEqual(including('leases.apply'));
    await pass(system, 85);
    expect(await audit(system)).toEqual([]);
  });

  test('leaves an activation that its repeat and the sweeper end', async () => {
    const all = await everyDeath('activate', when, async (subscriber, deps) => {
      await requestPrefix(subscriber, system.deps);
      addSession(subscriber);
      await dying(activate(subscriber, deps));
      system.clock.advance(46_000);
      await activate(subscriber, system.deps);
    });
    expect(all.deaths).toEqual(including('sessions.send'));
    await pass(system, 15);
    expect(await statesOf(all)).toEqual(new Set(['active']));
    const ends = (await leasesOf(all)).map((lease) => lease?.authorization?.status);
    expect(ends.filter((end) => end !== 'ack' && end !== 'unknown')).toEqual([]);
    expect(await audit(system)).toEqual([]);
  });

  test('leaves a revocation that its repeat and the sweeper end, its session gone and its prefix released', async () => {
    const all = await everyDeath('revoke', when, async (subscriber, deps) => {
      await requestPrefix(subscriber, system.deps);
      addSession(subscriber);
      await requestService(subscriber, false, system.deps);
      await dying(revoke(subscriber, deps));
      system.clock.advance(46_000);
      await revoke(subscriber, system.deps);
    });
    expect(all.deaths).toEqual(including('netbox.remove'));
    await pass(system, 25);
    expect(await statesOf(all)).toEqual(new Set(['revoked']));
    const living = system.nas.sessions.list().map(({ username }) => username);
    expect(all.subscribers.filter((subscriber) => living.includes(subscriber))).toEqual([]);
    expect(await audit(system)).toEqual([]);
  });
});
