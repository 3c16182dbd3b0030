import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { audit } from '../support/system/audit.ts';
import { pass, pump } from '../support/system/pump.ts';
import { subscriberOf } from '../support/system/subscriber.ts';
import { type System, startSystem } from '../support/system/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
  await system.grantPool('isp', '2001:db8::/40');
});
afterAll(() => system.close());
/** Whatever a test did to NetBox, an hour and a half later nothing of it is left. */
afterEach(async () => {
  await pump(system);
  await pass(system, 90);
  expect(await audit(system)).toEqual([]);
});

const POST = { method: 'POST', path: /available-prefixes/ } as const;
const SEARCH = { method: 'GET', path: /ipam\/prefixes\/$/ } as const;
const ANY_TIMES = { times: 1_000 } as const;
/** NetBox makes the prefix, and neither that answer nor any search after it comes through until `heal`. */
const lostAfterPost = () => {
  const posted = system.netbox.fault({ ...POST, effect: 'done', answer: 'cut' });
  let dark: { clear(): void } | undefined;
  const darkness = posted.met.then(() => {
    dark = system.netbox.fault({ ...SEARCH, ...ANY_TIMES, effect: 'none', answer: 'cut' });
  });
  return {
    heal: async () => {
      await darkness;
      dark?.clear();
      system.clock.advance(46_000);
    },
  };
};

test('an allocation finds the prefix of a POST whose answer was lost', async () => {
  const line = subscriberOf(system, 'lost-answer');
  system.netbox.fault({ ...POST, effect: 'done', answer: 'cut' });
  expect(await line.allocate({ key: 'k' })).toMatchObject({ status: 201, facts: { state: 'allocated' } });
  expect(line.objects()).toHaveLength(1);
});

test('the same key resumes an allocation and finds the one prefix that NetBox had made', async () => {
  const line = subscriberOf(system, 'resumed');
  const { heal } = lostAfterPost();
  await expect(line.allocate({ key: 'k' })).rejects.toMatchObject({ code: 'netbox-unavailable' });
  expect(await line.state()).toBe('pending');
  const [made] = line.objects();
  await heal();
  const answer = await line.allocate({ key: 'k' });
  expect(answer.facts).toMatchObject({ state: 'allocated', prefix: made?.cidr, netboxPrefixId: made?.id });
  expect(line.objects()).toHaveLength(1);
});

test('another key gets another prefix, and the first is cleaned up', async () => {
  const line = subscriberOf(system, 'another-key');
  const { heal } = lostAfterPost();
  await expect(line.allocate({ key: 'first' })).rejects.toMatchObject({ code: 'netbox-unavailable' });
  const [abandoned] = line.objects();
  await heal();
  const answer = await line.allocate({ key: 'second' });
  expect(answer.facts.prefix).not.toBe(abandoned?.cidr);
  await pass(system, 65);
  expect(line.objects().map(({ id }) => id)).toEqual([answer.facts.netboxPrefixId]);
});

test('a POST that lands after its lease has failed is deleted by the orphan check', async () => {
  const line = subscriberOf(system, 'late-after-fail');
  const late = system.netbox.fault({ ...POST, effect: 'released', answer: 'cut' });
  await expect(line.allocate({ key: 'k' })).rejects.toMatchObject({ code: 'netbox-unavailable' });
  await pass(system, 20);
  expect(await line.state()).toBe('failed');
  await late.release();
  expect(line.objects()).toHaveLength(1);
  await pass(system, 45);
  expect(line.objects()).toHaveLength(0);
});

test('a POST that lands after its lease was revoked is deleted by the orphan check', async () => {
  const line = subscriberOf(system, 'late-after-revoke');
  const late = system.netbox.fault({ ...POST, effect: 'released', answer: 'cut' });
  await expect(line.allocate({ key: 'k' })).rejects.toMatchObject({ code: 'netbox-unavailable' });
  await line.revoke();
  await pump(system);
  expect(await line.state()).toBe('revoked');
  await late.release();
  expect(line.objects()).toHaveLength(1);
  await pass(system, 65);
  expect(line.objects()).toHaveLength(0);
});

test('a NetBox that is down leaves the lease pending, and the same key succeeds when it is back', async () => {
  const line = subscriberOf(system, 'down');
  await system.netbox.down();
  await expect(line.allocate({ key: 'k' })).rejects.toMatchObject({
    code: 'netbox-unavailable',
    facts: { retryAfterSeconds: expect.any(Number) },
  });
  await system.netbox.up();
  system.clock.advance(46_000);
  expect((await line.allocate({ key: 'k' })).status).toBe(201);
});

test('an allocation that nobody repeats fails after a quarter of an hour and can begin anew', async () => {
  const line = subscriberOf(system, 'given-up');
  await system.netbox.down();
  await expect(line.allocate({ key: 'k' })).rejects.toMatchObject({ code: 'netbox-unavailable' });
  await system.netbox.up();
  await pass(system, 20);
  expect(await line.state()).toBe('failed');
  expect((await line.allocate({ key: 'k' })).status).toBe(201);
});

test('a NetBox that is away during a release keeps the prefix held until it is back', async () => {
  const line = subscriberOf(system, 'away');
  await line.allocate();
  await line.revoke();
  await system.netbox.down();
  await pump(system);
  const lease = await line.lease();
  expect(lease).toMatchObject({ state: 'revoking', held: { netboxPrefixId: line.objects()[0]?.id } });
  await system.netbox.up();
  await pass(system, 20);
  expect(await line.state()).toBe('revoked');
  expect(line.objects()).toHaveLength(0);
});

test('a release whose answer was lost is not done twice to somebody else', async () => {
  const line = subscriberOf(system, 'lost-delete');
  const { facts } = await line.allocate();
  await line.revoke();
  system.netbox.fault({ method: 'DELETE', effect: 'done', answer: 'cut', times: 3 });
  await pump(system);
  const heir = subscriberOf(system, 'heir');
  await heir.allocate();
  await pass(system, 20);
  expect(await line.state()).toBe('revoked');
  expect(heir.objects()).toHaveLength(1);
  expect(facts.prefix).toBeDefined();
});
