import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RepeatableCall } from '../../shared/domain/idempotency.ts';
import { heldBy, type LeaseKey } from '../../shared/domain/lease.ts';
import { overlaps, type Prefix, parsePrefix } from '../../shared/domain/prefix.ts';
import { allocatePrefix } from '../../shared/usecases/allocate-prefix.ts';
import type { Answer } from '../../shared/usecases/answer.ts';
import { changeService } from '../../shared/usecases/change-service.ts';
import { startRevocation } from '../../shared/usecases/start-revocation.ts';
import { sweepOverdue } from '../../shared/usecases/sweep-overdue.ts';
import { audit } from '../support/system/audit.ts';
import { gate, interposed } from '../support/system/interpose.ts';
import { pass, pump } from '../support/system/pump.ts';
import { type System, startSystem } from '../support/system/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
  await system.grantPool('isp', '2001:db8::/40');
});
afterAll(() => system.close());

const keyOf = (subscriber: string): LeaseKey => ({ tenant: 'isp', subscriber });
const allocateCall = (key: string): RepeatableCall => ({ action: 'allocate', key, bodyHash: 'body' });
const revoke = { session: {}, sendDisconnect: false, releaseToNetbox: true };
const prefixesOf = (subscriber: string) =>
  system.netbox.prefixes().filter(({ customFields }) => customFields.leasehold_lease === `isp/${subscriber}`);

/** What a client does that is told to come back: it comes back. */
const persistently = async (call: () => Promise<Answer>): Promise<Answer> => {
  for (let tries = 0; tries < 100; tries++) {
    try {
      return await call();
    } catch (error) {
      if ((error as { code?: string }).code !== 'allocation-running') throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  throw new Error('the allocation never ended');
};

test('fifty concurrent allocates of one subscriber with one key end with one prefix and the same 201', async () => {
  const call = () => allocatePrefix({ key: keyOf('one-key'), call: allocateCall('k') }, system.deps);
  const answers = await Promise.all(Array.from({ length: 50 }, () => persistently(call)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ facts }) => facts.prefix)).size).toBe(1);
  expect(prefixesOf('one-key')).toHaveLength(1);
});

test('fifty concurrent allocates of one subscriber with fifty keys end with one 201, the rest refused', async () => {
  const ends = await Promise.allSettled(
    Array.from({ length: 50 }, (_, index) =>
      allocatePrefix({ key: keyOf('fifty-keys'), call: allocateCall(`k${index}`) }, system.deps),
    ),
  );
  const refusals = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []));
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(refusals.every((code) => code === 'allocation-running' || code === 'illegal-transition')).toBe(true);
  expect(prefixesOf('fifty-keys')).toHaveLength(1);
});

test('sixty-four subscribers at once get sixty-four prefixes of one pool, none of them overlapping', async () => {
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, index) => allocatePrefix({ key: keyOf(`crowd-${index}`) }, system.deps)),
  );
  const prefixes = answers.map(({ facts }) => parsePrefix(facts.prefix ?? '') as Prefix);
  const pairs = prefixes.flatMap((a, index) => prefixes.slice(index + 1).map((b) => overlaps(a, b)));
  expect(pairs).toHaveLength((64 * 63) / 2);
  expect(pairs.filter(Boolean)).toHaveLength(0);
});

test('two revokes at once begin one revocation, and both are told of it', async () => {
  await allocatePrefix({ key: keyOf('twice') }, system.deps);
  const calls = [0, 1].map(() => startRevocation({ key: keyOf('twice'), ...revoke }, system.deps));
  const [first, second] = await Promise.all(calls);
  expect([first?.status, second?.status]).toEqual([202, 202]);
  expect(first?.revocationId).toBe(second?.revocationId);
  await pump(system);
  const started = system.published.filter(
    ({ detailType, detail }) => detailType === 'PrefixRevocationStarted' && detail.subscriberId === 'twice',
  );
  expect(started).toHaveLength(1);
  expect((await system.deps.leases.read(keyOf('twice')))?.state).toBe('revoked');
});

test('a revoke between the NetBox object and its claim leaves no prefix in NetBox after the sweep', async () => {
  const { interpose, reached, open } = gate('netbox.allocateNext', 'after');
  const slow = allocatePrefix({ key: keyOf('overtaken') }, interposed(system.deps, interpose));
  const refused = slow.catch((error: unknown) => error);
  await reached;
  expect(prefixesOf('overtaken')).toHaveLength(1);
  await startRevocation({ key: keyOf('overtaken'), ...revoke }, system.deps);
  await pump(system);
  open();
  expect(await refused).toMatchObject({ code: 'illegal-transition' });
  await pass(system, 65);
  expect(prefixesOf('overtaken')).toHaveLength(0);
  expect((await system.deps.leases.read(keyOf('overtaken')))?.state).toBe('revoked');
});

const activate = (key: LeaseKey, deps = system.deps) =>
  changeService({ key, action: 'activate', session: {}, sendCoa: false }, deps);
const sweepOnce = (deps = system.deps) =>
  sweepOverdue({ deadline: deps.clock() + 60_000, limit: 1_000 }, deps);

/** A prefix of a pool whose rule takes stale ones away, a day after it was allocated. */
const stalePrefix = async (subscriber: string): Promise<LeaseKey> => {
  const key = { tenant: subscriber, subscriber };
  await system.grantPool(key.tenant, '2001:db8:4000::/40', { stalePolicy: 'revoke' });
  await allocatePrefix({ key }, system.deps);
  system.clock.advance(25 * 60 * 60_000);
  return key;
};

test('a sweep that takes a stale prefix away is refused by an activation that came first', async () => {
  const key = await stalePrefix('activated-first');
  const { interpose, reached, open } = gate('leases.apply');
  const sweeping = sweepOnce(interposed(system.deps, interpose));
  await reached;
  await activate(key);
  open();
  await sweeping;
  await pump(system);
  const lease = await system.deps.leases.read(key);
  expect(lease?.state).toBe('active');
  expect(lease && heldBy(lease)).toBeDefined();
});

test('an activation is refused by a sweep that took the stale prefix away first', async () => {
  const key = await stalePrefix('swept-first');
  const { interpose, reached, open } = gate('leases.apply');
  const late = activate(key, interposed(system.deps, interpose)).catch((error: unknown) => error);
  await reached;
  await sweepOnce();
  open();
  expect(await late).toMatchObject({ code: 'illegal-transition' });
  await pump(system);
  expect((await system.deps.leases.read(key))?.state).toBe('revoked');
});

test('after all of it nothing is lost, doubled or leaked', async () => {
  await pass(system, 65);
  expect(await audit(system)).toEqual([]);
});
