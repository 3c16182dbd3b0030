import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { saveProfile } from '../../shared/domain/profile.ts';
import { reconcileInventory } from '../../shared/usecases/reconcile-inventory.ts';
import { audit } from '../support/system/audit.ts';
import { gate, interposed } from '../support/system/interpose.ts';
import { pass, pump } from '../support/system/pump.ts';
import { subscriberOf } from '../support/system/subscriber.ts';
import { type System, startSystem } from '../support/system/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const claimOf = (cidr: string | undefined) =>
  system.deps.claims.read({ space: 'main.global', cidr: cidr ?? '' });
const inNetBox = (cidr: string | undefined) =>
  system.netbox.prefixes().filter((prefix) => prefix.cidr === cidr);

const preassign = async (line: ReturnType<typeof subscriberOf>, preassigned: string): Promise<void> => {
  const change = saveProfile(
    await line.lease(),
    { key: line.key, profile: { mode: 'pd', preassigned } },
    system.clock.now(),
  );
  if (change !== undefined) await system.deps.leases.saveProfile(change);
};

test('a quarantined prefix is offered to nobody until its time is over', async () => {
  await system.grantPool('cautious', '2001:db8::/55', { quarantineSeconds: 3600 });
  const [first, second] = ['first', 'second'].map((name) => subscriberOf(system, name, 'cautious'));
  const { facts } = (await first?.allocate()) ?? { facts: undefined };
  await first?.revoke();
  await pump(system);
  expect(await first?.state()).toBe('revoked');
  expect(inNetBox(facts?.prefix)[0]).toMatchObject({
    status: 'deprecated',
    customFields: { leasehold_claim: `quarantine/${facts?.netboxPrefixId}` },
  });
  expect(await claimOf(facts?.prefix)).toMatchObject({ state: 'quarantined' });
  expect((await second?.allocate())?.facts.prefix).not.toBe(facts?.prefix);
  await pass(system, 65);
  expect(inNetBox(facts?.prefix)).toEqual([]);
  expect(await claimOf(facts?.prefix)).toBeUndefined();
  expect((await first?.allocate())?.facts.prefix).toBe(facts?.prefix);
});

test('the end of a quarantine that is overtaken by a new holder leaves the new holder alone', async () => {
  await system.grantPool('overtaken', '2001:db8:1000::/55', { quarantineSeconds: 3600 });
  const line = subscriberOf(system, 'line', 'overtaken');
  const { facts } = await line.allocate();
  await line.revoke();
  await pump(system);
  const row = await claimOf(facts.prefix);
  system.clock.advance(3_700_000);
  const { interpose, reached, open } = gate('claims.change');
  const { sweepClaim } = await import('../../shared/usecases/sweep-claim.ts');
  const slow = sweepClaim(
    { space: 'main.global', cidr: facts.prefix ?? '' },
    interposed(system.deps, interpose),
  );
  await reached;
  await sweepClaim({ space: 'main.global', cidr: facts.prefix ?? '' }, system.deps);
  const heir = await subscriberOf(system, 'heir', 'overtaken').allocate();
  expect(heir.facts.prefix).toBe(facts.prefix);
  open();
  expect(await slow).toBe(false);
  expect(row?.state).toBe('quarantined');
  expect(await claimOf(facts.prefix)).toMatchObject({ state: 'held', subscriber: 'heir' });
});

test('a withheld prefix stays in NetBox until an operator deletes it there', async () => {
  await system.grantPool('keeper', '2001:db8:2000::/55');
  const line = subscriberOf(system, 'line', 'keeper');
  const { facts } = await line.allocate();
  await line.revoke({ releaseToNetbox: false });
  await pump(system);
  expect(inNetBox(facts.prefix)[0]).toMatchObject({ status: 'reserved' });
  await pass(system, 25 * 60, 60);
  expect(await claimOf(facts.prefix)).toMatchObject({ state: 'withheld' });
  const object = await system.deps.netbox.readPrefix(facts.netboxPrefixId ?? 0);
  if (object !== undefined) await system.deps.netbox.remove(object);
  await pass(system, 25 * 60, 60);
  expect(await claimOf(facts.prefix)).toBeUndefined();
});

test('a preassigned prefix is given to its subscriber and to nobody else', async () => {
  await system.grantPool('fixed', '2001:db8:3000::/48');
  const [owner, rival] = ['owner', 'rival'].map((name) => subscriberOf(system, name, 'fixed'));
  for (const line of [owner, rival]) if (line) await preassign(line, '2001:db8:3000:500::/56');
  expect((await owner?.allocate())?.facts.prefix).toBe('2001:db8:3000:500::/56');
  await expect(rival?.allocate()).rejects.toMatchObject({ code: 'preassigned-prefix-unusable' });
  expect(await rival?.state()).toBe('failed');
  expect(inNetBox('2001:db8:3000:500::/56')).toHaveLength(1);
});

test('a preassigned prefix whose allocation died is free again a quarter of an hour later', async () => {
  const line = subscriberOf(system, 'died', 'fixed');
  await preassign(line, '2001:db8:3000:600::/56');
  const dead = interposed(system.deps, (call) =>
    call.name === 'netbox.allocateExact' ? Promise.reject(new Error('dead')) : call.run(),
  );
  await expect(line.allocate({ deps: dead })).rejects.toThrow('dead');
  expect(await claimOf('2001:db8:3000:600::/56')).toMatchObject({ state: 'reserved' });
  await pass(system, 25);
  expect(await claimOf('2001:db8:3000:600::/56')).toBeUndefined();
  expect((await line.allocate()).facts.prefix).toBe('2001:db8:3000:600::/56');
});

test('a prefix that NetBox offers although it is claimed costs an epoch, and another prefix is found', async () => {
  await system.grantPool('disagree', '2001:db8:4000::/48');
  const holder = subscriberOf(system, 'holder', 'disagree');
  const { facts } = await holder.allocate();
  const object = await system.deps.netbox.readPrefix(facts.netboxPrefixId ?? 0);
  if (object !== undefined) await system.deps.netbox.remove(object);
  const line = subscriberOf(system, 'line', 'disagree');
  const answer = await line.allocate();
  expect(answer.facts.prefix).not.toBe(facts.prefix);
  expect(await claimOf(facts.prefix)).toMatchObject({ subscriber: 'holder' });
  await holder.revoke();
  await pump(system);
  await pass(system, 65);
  expect(line.objects()).toHaveLength(1);
});

test('a tenant gets no more of a pool than its share', async () => {
  await system.grantPool('small', '2001:db8:5000::/48', { maxPrefixes: 1 });
  await subscriberOf(system, 'first', 'small').allocate();
  await pump(system);
  await expect(subscriberOf(system, 'second', 'small').allocate()).rejects.toMatchObject({
    code: 'pool-exhausted',
  });
});

test('the nightly reconciliation deletes what no orphan check was set for', async () => {
  await system.grantPool('night', '2001:db8:6000::/48');
  const line = subscriberOf(system, 'line', 'night');
  await line.allocate();
  const epoch = (await line.lease())?.epoch ?? 0;
  const marker = { lease: 'night/line', claim: `night/line/${epoch - 1}` };
  const pool = (await system.deps.inventory.listPools('night'))[0];
  await system.deps.netbox.allocateNext(pool?.netboxPoolId ?? 0, 56, marker);
  expect(line.objects()).toHaveLength(2);
  const report = await reconcileInventory({ deadline: system.clock.now() + 60_000 }, system.deps);
  expect(report.complete).toBe(true);
  expect(line.objects()).toHaveLength(1);
});

test('a revoked lease is purged after ninety days, at night, and the ledger still tells who held its prefix', async () => {
  await system.grantPool('history', '2001:db8:7000::/48');
  const line = subscriberOf(system, 'line', 'history');
  const { facts } = await line.allocate();
  const since = system.clock.now();
  system.clock.advance(60_000);
  await line.revoke();
  await pump(system);
  const until = system.clock.now();
  system.clock.advance(89 * 24 * 3_600_000);
  await pass(system, 5);
  expect(await line.state()).toBe('revoked');
  system.clock.advance(2 * 24 * 3_600_000);
  await pass(system, 5);
  expect(await line.lease()).toBeUndefined();
  const ledger = await system.deps.claims.listTenures({ space: 'main.global', cidr: facts.prefix ?? '' });
  expect(ledger).toMatchObject([{ subscriber: 'line', since, until }]);
});

test('after all of it nothing is lost, doubled or leaked', async () => {
  await pass(system, 90);
  expect(await audit(system)).toEqual([]);
});
