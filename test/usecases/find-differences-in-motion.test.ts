import { expect, test } from '@jest/globals';
import type { Claim } from '../../shared/domain/claim.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { formatPrefix, nthSubnet, type Prefix } from '../../shared/domain/prefix.ts';
import { auditOf, BOUNDS, keyOf, newObject, worldOfTwo } from '../support/audit-world.ts';
import { CLAIM, NOON } from '../support/leases.ts';
import { leaseName, rowName } from '../support/memory-rows.ts';
import { memoryTableReads } from '../support/memory-table-reads.ts';
import { parsed } from '../support/prefixes.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

test('what has come right by the second look is no difference', async () => {
  const world = await worldOfTwo();
  const row = world.rows.claims.get(world.claimName('line-1')) as Claim;
  world.rows.claims.delete(world.claimName('line-1'));
  const sleep = async () => void world.rows.claims.set(world.claimName('line-1'), row);
  const { found, report } = await auditOf({ deps: { ...world.deps, sleep } });
  expect(found).toEqual([]);
  expect(report.doubts).toBe(1);
});

test('what is gone by the second look is no difference', async () => {
  const world = await worldOfTwo();
  const object = await newObject(world, 'acme/line-9/1');
  world.rows.claims.set('main.global#2001:db8:0:f00::/56', {
    ...CLAIM,
    cidr: '2001:db8:0:f00::/56',
  } as Claim);
  world.store({ ...world.lease('line-1'), subscriber: 'line-5' });
  const sleep = async () => {
    await world.deps.netbox.remove(object);
    world.rows.claims.delete('main.global#2001:db8:0:f00::/56');
    world.rows.leases.delete(leaseName(keyOf('line-5')));
  };
  expect((await auditOf({ deps: { ...world.deps, sleep } })).kinds).toEqual([]);
});

test('what changes under every look is in motion', async () => {
  const world = await worldOfTwo();
  world.rows.claims.delete(world.claimName('line-1'));
  let version = 1;
  const leases = {
    ...world.deps.leases,
    read: async () => {
      version += 1;
      return { ...world.lease('line-1'), version } as Lease;
    },
  };
  expect((await auditOf({ deps: { ...world.deps, leases } })).found).toEqual([]);
});

test('it ends with the last difference that was asked for, and says that there may be more', async () => {
  const world = await worldOfTwo();
  world.rows.claims.clear();
  const { found, report } = await auditOf(world, { limit: 1 });
  expect(found).toHaveLength(1);
  expect(report).toMatchObject({ differences: 1, complete: false });
});

test('doubts are settled in bundles, however many there are, each once', async () => {
  const world = await usecaseWorld();
  for (let line = 0; line < 1_001; line++) {
    const cidr = formatPrefix(nthSubnet(parsed('2001:db8::/32'), 56, BigInt(line)) as Prefix);
    const claim = { ...CLAIM, cidr, subscriber: 'gone' } as Claim;
    if (line === 0) world.rows.claims.set('the same again', claim);
    world.rows.claims.set(rowName(claim.space, cidr), claim);
  }
  const deps = { ...world.deps, table: memoryTableReads(world.rows) };
  const { report } = await auditOf({ deps }, { limit: 5_000, segments: 1 });
  expect(report).toMatchObject({ doubts: 1_001, differences: 1_001 });
  expect(world.clock.now).toBe(NOON + 2 * BOUNDS.pauseMilliseconds);
});

test('what cannot be read is not called right', async () => {
  const world = await worldOfTwo();
  const netbox = { ...world.deps.netbox, listClaimed: () => Promise.reject(new Error('NetBox is away')) };
  await expect(auditOf({ deps: { ...world.deps, netbox } })).rejects.toThrow('NetBox is away');
});
