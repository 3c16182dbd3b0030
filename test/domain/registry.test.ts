import { expect, test } from '@jest/globals';
import { type Pool, spaceOf } from '../../shared/domain/pool.ts';
import { emptyRegistry, withGrant, withoutGrant } from '../../shared/domain/registry.ts';
import { refusal } from '../support/refusal.ts';

const pool = (netboxPoolId: number, cidr: string, length: number): Pool => ({
  netboxPoolId,
  cidr,
  space: 'main.global',
  length,
  order: 1,
  quarantineSeconds: 0,
  stalePolicy: 'report',
});
const POOL = pool(7, '2001:db8::/32', 56);
const one = withGrant(emptyRegistry('main.global'), 'acme', POOL);

test('a space is named by the configured id and its VRF', () => {
  expect([spaceOf('main', undefined), spaceOf('main', 3)]).toEqual(['main.global', 'main.3']);
});

test('a pool is registered with its prefix, its length and the tenant, under the next version', () => {
  expect(one).toEqual({
    space: 'main.global',
    version: 1,
    pools: { 7: { cidr: '2001:db8::/32', length: 56, tenants: ['acme'] } },
  });
});

test('a pool may be granted to several tenants for one length, and to one of them again', () => {
  const two = withGrant(one, 'other', POOL);
  expect(two.pools[7]?.tenants).toEqual(['acme', 'other']);
  expect(withGrant(two, 'acme', POOL).pools[7]?.tenants).toEqual(['other', 'acme']);
});

test('a pool that is granted to one tenant alone may change its length', () => {
  expect(withGrant(one, 'acme', { ...POOL, length: 60 }).pools[7]).toMatchObject({
    length: 60,
    tenants: ['acme'],
  });
});

test('a pool is not granted to a second tenant for another length', () => {
  expect(refusal(() => withGrant(one, 'other', { ...POOL, length: 60 })).code).toBe('pool-overlap');
});

test.each([
  ['inside', '2001:db8:1::/48'],
  ['around', '2001:d00::/24'],
  ['as wide as', '2001:db8::/32'],
])('a pool of another length %s a registered one is refused, naming both', (_, cidr) => {
  const error = refusal(() => withGrant(one, 'acme', pool(8, cidr, 60)));
  expect(error.code).toBe('pool-overlap');
  expect(error.message).toContain(
    `Pool 8 (${cidr}, delegating /60) overlaps pool 7 (2001:db8::/32, delegating /56)`,
  );
});

test('a pool of the same length may overlap, and one of another length may lie elsewhere', () => {
  expect(withGrant(one, 'acme', pool(8, '2001:db8:1::/48', 56)).pools).toHaveProperty('8');
  expect(withGrant(one, 'acme', pool(9, '2001:db9::/32', 60)).pools).toHaveProperty('9');
});

test('a grant that is taken back leaves the other tenants theirs, and the last one takes the pool along', () => {
  const two = withGrant(one, 'other', POOL);
  const left = withoutGrant(two, 'acme', 7);
  expect(left).toMatchObject({ version: 3, pools: { 7: { tenants: ['other'] } } });
  expect(withoutGrant(left, 'other', 7)).toEqual({ space: 'main.global', version: 4, pools: {} });
});
