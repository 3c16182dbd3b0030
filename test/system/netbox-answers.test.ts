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
const API = { 'API-Version': '4.7' };
const HTML = {
  status: 502,
  body: '<html><body>Bad Gateway</body></html>',
  headers: { 'Content-Type': 'text/html' },
};

test('an exhausted pool fails the lease with pool-exhausted, and makes nothing', async () => {
  await system.grantPool('tiny', '2001:db8:f000::/55');
  const lines = ['a', 'b', 'c'].map((name) => subscriberOf(system, name, 'tiny'));
  for (const line of lines.slice(0, 2)) expect((await line.allocate()).status).toBe(201);
  await expect(lines[2]?.allocate()).rejects.toMatchObject({ code: 'pool-exhausted' });
  expect(await lines[2]?.state()).toBe('failed');
  expect(lines[2]?.objects()).toHaveLength(0);
});

test('an exhausted pool gives way to the next of its length', async () => {
  await system.grantPool('two', '2001:db8:f100::/55', { order: 0 });
  await system.grantPool('two', '2001:db8:f200::/48', { order: 1 });
  const prefixes = [];
  for (const name of ['a', 'b', 'c'])
    prefixes.push((await subscriberOf(system, name, 'two').allocate()).facts.prefix);
  expect(prefixes).toEqual(['2001:db8:f100::/56', '2001:db8:f100:100::/56', '2001:db8:f200::/56']);
});

test('the last prefix of a pool is found by the allocation whose own late POST took it', async () => {
  await system.grantPool('last', '2001:db8:f300::/55');
  await subscriberOf(system, 'first', 'last').allocate();
  const line = subscriberOf(system, 'last', 'last');
  const late = system.netbox.fault({ ...POST, effect: 'released', answer: 'cut' });
  await expect(line.allocate({ key: 'k' })).rejects.toMatchObject({ code: 'netbox-unavailable' });
  system.clock.advance(46_000);
  const before = system.netbox.fault({
    ...POST,
    effect: 'none',
    answer: { status: 409, body: { detail: 'Insufficient resources are available to satisfy the request' } },
  });
  const landing = before.met.then(() => late.release());
  expect((await line.allocate({ key: 'k' })).facts.prefix).toBe('2001:db8:f300:100::/56');
  await landing;
});

test('a NetBox that refuses the token fails the allocation without a guess', async () => {
  const line = subscriberOf(system, 'refused');
  const refusal = {
    status: 403,
    body: { detail: 'You do not have permission to perform this action.' },
    headers: API,
  };
  system.netbox.fault({ ...POST, effect: 'none', answer: refusal });
  await expect(line.allocate()).rejects.toMatchObject({ code: 'netbox-refused' });
  expect(await line.state()).toBe('failed');
});

test('an HTML error page is not taken for an answer', async () => {
  const line = subscriberOf(system, 'html');
  system.netbox.fault({ ...POST, effect: 'none', answer: HTML });
  await expect(line.allocate({ key: 'k' })).rejects.toMatchObject({ code: 'netbox-unavailable' });
  system.clock.advance(46_000);
  expect((await line.allocate({ key: 'k' })).status).toBe(201);
});

test('a NetBox that ignores the search and answers with everything gives nobody a prefix of another', async () => {
  const owner = subscriberOf(system, 'owner');
  const { facts } = await owner.allocate();
  const line = subscriberOf(system, 'filtered');
  system.netbox.ignoreFilters(true);
  await expect(line.allocate({ key: 'k' })).rejects.toMatchObject({ code: 'netbox-misconfigured' });
  system.netbox.ignoreFilters(false);
  system.clock.advance(46_000);
  expect((await line.allocate({ key: 'k' })).facts.prefix).not.toBe(facts.prefix);
});
