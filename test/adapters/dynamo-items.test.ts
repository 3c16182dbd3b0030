import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import {
  claimItem,
  claimOfItem,
  leaseItem,
  leaseOfImage,
  leaseOfItem,
  tenureItem,
  tenureOfItem,
} from '../../shared/adapters/dynamo-items.ts';
import {
  claimItemKey,
  dueOf,
  dueShardOf,
  dueShards,
  leaseItemKey,
  markerItemKey,
  nasItemKey,
  poolItemKey,
  registryItemKey,
  sumsItemKey,
  tenureItemKey,
} from '../../shared/adapters/dynamo-keys.ts';
import { LEASE_NAMES } from '../../shared/adapters/dynamo-lease-names.ts';
import { STATES } from '../../shared/domain/lifecycle.ts';
import { fullLease } from '../support/every-change.ts';
import { itemSize } from '../support/item-size.ts';
import { CLAIM, HELD, KEY, leaseIn, NOON } from '../support/leases.ts';

test('no two attributes of a lease have one stored name, and none is longer for it', () => {
  const names = Object.entries(LEASE_NAMES);
  expect(new Set(names.map(([, stored]) => stored)).size).toBe(names.length);
  expect(names.filter(([name, stored]) => stored.length > name.length)).toEqual([]);
});

test.each(STATES)('a lease that is %s is read as it was stored', (state) => {
  const lease = fullLease(state);
  expect(leaseOfItem(leaseItem(lease))).toEqual(lease);
  expect(leaseOfImage(marshall(leaseItem(lease)))).toEqual(lease);
});

test('a key of idempotency that is spelled like an attribute stays as it is', () => {
  const kept = { f: 'x', a: 'revoke', s: 202, t: NOON, r: { state: 'revoking' }, e: '"1.0"' } as const;
  const lease = leaseIn('active', { idem: { state: kept, st: kept } });
  const item = leaseItem(lease);
  expect(Object.keys(item.i as object)).toEqual(['state', 'st']);
  expect(leaseOfItem(item)).toEqual(lease);
});

test('an attribute of a later version is kept, and one that is undefined is not stored', () => {
  const item = { ...leaseItem(leaseIn('active')), later: 1 };
  expect(leaseOfItem(item)).toMatchObject({ later: 1, state: 'active' });
  const { held } = leaseIn('active');
  const lease = leaseIn('active', { held: { ...held, poolId: undefined } as never });
  expect(leaseItem(lease).h).not.toHaveProperty('po');
});

test('a record without an image has no lease', () => {
  expect(leaseOfImage(undefined)).toBeUndefined();
});

test('the key of a lease is not stored a second time', () => {
  const text = JSON.stringify(leaseItem(leaseIn('active')));
  expect(text.match(/line-1/g)).toHaveLength(1);
  expect(text.match(/acme/g)).toHaveLength(1);
});

test('a lease in service with its session fits into one write unit, with two keys of idempotency', () => {
  const { idem, slot: _, orphans: __, ...lease } = fullLease('active');
  const two = Object.fromEntries(Object.entries(idem).slice(0, 2));
  expect(itemSize(leaseItem({ ...lease, idem: two } as never))).toBeLessThanOrEqual(1024);
});

test('claims and tenures are read as they were stored', () => {
  const claim = { ...CLAIM, dueAt: NOON };
  expect(claimOfItem(claimItem(claim))).toEqual(claim);
  expect(claimItem(CLAIM)).not.toHaveProperty('dueShard');
  const tenure = { ...HELD, ...KEY, epoch: 100, until: NOON + 1 };
  expect(tenureOfItem(HELD, tenureItem(tenure))).toEqual(tenure);
});

test('keys are those of the design', () => {
  const prefix = { space: 'main.global', cidr: '2001:db8::/56' };
  expect([
    leaseItemKey(KEY),
    markerItemKey(KEY),
    claimItemKey(prefix),
    tenureItemKey({ ...prefix, since: NOON }),
    registryItemKey('main.global'),
    poolItemKey('acme', 7),
    nasItemKey('acme', '192.0.2.1'),
    sumsItemKey('acme', 3),
  ]).toEqual([
    { pk: 'TENANT#acme#SUB#line-1', sk: 'LEASE' },
    { pk: 'TENANT#acme#SUB#line-1', sk: 'COUNTED' },
    { pk: 'SPACE#main.global#2001:db8::/56', sk: 'CLAIM' },
    { pk: 'SPACE#main.global#TENURE#2001:db8::/56', sk: '2026-01-15T12:00:00.000Z' },
    { pk: 'SPACE#main.global', sk: 'REGISTRY' },
    { pk: 'TENANT#acme', sk: 'POOL#7' },
    { pk: 'TENANT#acme', sk: 'NAS#192.0.2.1' },
    { pk: 'TENANT#acme#STATS#3', sk: 'STATS' },
  ]);
});

test('an entry of the due index names its lease or its claim, whatever the subscriber is called', () => {
  const odd = { tenant: 'a-b', subscriber: 'x@y:z._-9' };
  expect(dueOf(leaseItemKey(odd))).toEqual({ kind: 'lease', key: odd });
  const claim = { space: 'main.4', cidr: '2001:db8::/56' };
  expect(dueOf(claimItemKey(claim))).toEqual({ kind: 'claim', key: claim });
});

test('an item stays in one shard of the due index, and many items use all of them', () => {
  const shards = Array.from({ length: 400 }, (_, index) => dueShardOf(`TENANT#acme#SUB#line-${index}`));
  expect(dueShardOf('TENANT#acme#SUB#line-7')).toBe(shards[7]);
  expect(new Set(shards)).toEqual(new Set(dueShards()));
  for (const shard of dueShards()) {
    expect(shards.filter((each) => each === shard).length).toBeGreaterThan(20);
  }
});
