import { expect, test } from '@jest/globals';
import type { Pool } from '../../shared/domain/pool.ts';
import { poolsWithRoom } from '../../shared/usecases/pools-with-room.ts';
import { memoryTable } from '../support/memory-table.ts';

const pool = (netboxPoolId: number, maxPrefixes?: number): Pool => ({
  netboxPoolId,
  cidr: `2001:db8:${netboxPoolId}::/48`,
  space: 'main.global',
  length: 56,
  order: 0,
  quarantineSeconds: 0,
  stalePolicy: 'report',
  ...(maxPrefixes === undefined ? {} : { maxPrefixes }),
});

test('a pool without a bound has room, and the counters are not asked', async () => {
  const statistics = {
    ...memoryTable().statistics,
    sums: () => Promise.reject(new Error('The counters were asked.')),
  };
  expect(await poolsWithRoom('acme', [pool(1), pool(2)], { statistics })).toEqual([pool(1), pool(2)]);
});

test('a pool has room while the tenant holds less of it than its share', async () => {
  const { rows, statistics } = memoryTable();
  rows.sums.set('acme', { 'pool:1': 3, 'pool:2': 2, 'pool:3': 4 });
  rows.sums.set('other', { 'pool:4': 9 });
  const pools = [pool(1, 3), pool(2, 3), pool(3, 3), pool(4, 1), pool(5)];
  const withRoom = await poolsWithRoom('acme', pools, { statistics });
  expect(withRoom.map(({ netboxPoolId }) => netboxPoolId)).toEqual([2, 4, 5]);
});
