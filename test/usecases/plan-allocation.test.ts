import { describe, expect, test } from '@jest/globals';
import type { Profile } from '../../shared/domain/lease.ts';
import type { Pool } from '../../shared/domain/pool.ts';
import { candidatePools, plannedLength, poolServes } from '../../shared/usecases/plan-allocation.ts';
import { poolsWithRoom } from '../../shared/usecases/pools-with-room.ts';
import { leaseIn, without } from '../support/leases.ts';
import { memoryTable } from '../support/memory-table.ts';
import { refusal } from '../support/refusal.ts';

const pool = (netboxPoolId: number, cidr: string, length = 56): Pool => ({
  netboxPoolId,
  cidr,
  space: 'main.global',
  length,
  order: 0,
  quarantineSeconds: 0,
  stalePolicy: 'report',
});

describe('the length of an allocation', () => {
  const planned = (profile: Profile, prefixSize?: number) =>
    plannedLength(leaseIn('revoked', { profile }), prefixSize);

  test('is 56 where nobody says otherwise', () => {
    expect(plannedLength(undefined, undefined)).toBe(56);
    expect(planned({ mode: 'pd' })).toBe(56);
    expect(plannedLength(without(leaseIn('revoked'), 'profile'), undefined)).toBe(56);
  });

  test('is what the call names, where the profile leaves it open', () => {
    expect(plannedLength(undefined, 60)).toBe(60);
    expect(planned({ mode: 'dual_stack' }, 60)).toBe(60);
  });

  test('is that of the profile, or of its preassigned prefix', () => {
    expect(planned({ mode: 'pd', length: 60 })).toBe(60);
    expect(planned({ mode: 'pd', length: 60 }, 60)).toBe(60);
    expect(planned({ mode: 'pd', preassigned: '2001:db8::/62' })).toBe(62);
  });

  test('is refused where the call and the profile name two', () => {
    expect(refusal(() => planned({ mode: 'pd', length: 60 }, 56)).code).toBe('length-not-served');
    const preassigned = '2001:db8::/62';
    expect(refusal(() => planned({ mode: 'pd', preassigned }, 56)).code).toBe('length-not-served');
  });

  test.each(['none', 'slaac', 'stateful'] as const)('is none for a profile of the mode %s', (mode) => {
    const error = refusal(() => planned({ mode }, 56));
    expect(error.code).toBe('wrong-assignment-mode');
    expect(error.facts.lease?.profile?.mode).toBe(mode);
  });
});

describe('the pools of an allocation', () => {
  const POOLS = [pool(7, '2001:db8::/40'), pool(8, '2001:db9::/40'), pool(9, '2001:dba::/40', 60)];
  const candidates = (request: Parameters<typeof candidatePools>[1]) =>
    candidatePools(POOLS, request).map(({ netboxPoolId }) => netboxPoolId);

  test('are all that delegate the length, or the one that is named', () => {
    expect(candidates({ length: 56 })).toEqual([7, 8]);
    expect(candidates({ length: 60 })).toEqual([9]);
    expect(candidates({ length: 56, poolId: 8 })).toEqual([8]);
  });

  test('are refused where the named one is not the tenant’s', () => {
    expect(refusal(() => candidates({ length: 56, poolId: 6 })).code).toBe('unknown-pool');
    expect(refusal(() => candidatePools([], { length: 56, poolId: 7 })).code).toBe('unknown-pool');
  });

  test('are refused where none of them, or not the named one, delegates the length', () => {
    expect(refusal(() => candidates({ length: 48 })).message).toContain('None of your pools');
    expect(refusal(() => candidates({ length: 60, poolId: 7 })).message).toContain('Pool 7 delegates a /56');
    expect(refusal(() => candidatePools([], { length: 56 })).code).toBe('length-not-served');
  });

  test('are the one that covers a preassigned prefix', () => {
    expect(candidates({ length: 56, preassigned: '2001:db9::/56' })).toEqual([8]);
    const twice = [pool(7, '2001:db8::/40'), pool(6, '2001:db8::/44')];
    const request = { length: 56, preassigned: '2001:db8::/56' };
    expect(candidatePools(twice, request).map(({ netboxPoolId }) => netboxPoolId)).toEqual([7]);
  });

  test('are refused where none covers the preassigned prefix', () => {
    const outside = { length: 56, preassigned: '2001:dbf::/56' };
    expect(refusal(() => candidates(outside)).code).toBe('preassigned-prefix-unusable');
    const elsewhere = { length: 56, preassigned: '2001:db9::/56', poolId: 7 };
    expect(refusal(() => candidates(elsewhere)).code).toBe('preassigned-prefix-unusable');
  });
});

test('a pool serves what it covers, at its own length only', () => {
  expect(poolServes(pool(7, '2001:db8::/40'), '2001:db8:ff::/56')).toBe(true);
  expect(poolServes(pool(7, '2001:db8::/40'), '2001:db8:100::/56')).toBe(false);
  expect(poolServes(pool(7, '2001:db8::/40'), '2001:db8::/60')).toBe(false);
});

test('a pool without a bound has room, and the counters are not asked', async () => {
  const statistics = {
    ...memoryTable().statistics,
    sums: () => Promise.reject(new Error('The counters were asked.')),
  };
  expect(
    await poolsWithRoom('acme', [pool(1, '2001:db8:1::/48'), pool(2, '2001:db8:2::/48')], { statistics }),
  ).toEqual([pool(1, '2001:db8:1::/48'), pool(2, '2001:db8:2::/48')]);
});

const bounded = (netboxPoolId: number, maxPrefixes: number): Pool => ({
  ...pool(netboxPoolId, `2001:db8:${netboxPoolId}::/48`),
  maxPrefixes,
});

test('a pool has room while the tenant holds less of it than its share', async () => {
  const { rows, statistics } = memoryTable();
  rows.sums.set('acme', { 'pool:1': 3, 'pool:2': 2, 'pool:3': 4 });
  rows.sums.set('other', { 'pool:4': 9 });
  const pools = [bounded(1, 3), bounded(2, 3), bounded(3, 3), bounded(4, 1), pool(5, '2001:db8:5::/48')];
  const withRoom = await poolsWithRoom('acme', pools, { statistics });
  expect(withRoom.map(({ netboxPoolId }) => netboxPoolId)).toEqual([2, 4, 5]);
});
