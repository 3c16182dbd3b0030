import { expect, test } from '@jest/globals';
import type { Pool } from '../../shared/domain/pool.ts';
import { emptyRegistry, withGrant, withoutGrant } from '../../shared/domain/registry.ts';
import { refusal } from '../support/refusal.ts';

const SPACE = 'main.global';

const pool = (netboxPoolId: number, cidr: string, length = 56): Pool => ({
  netboxPoolId,
  cidr,
  space: SPACE,
  length,
  order: 1,
  quarantineSeconds: 0,
  stalePolicy: 'report',
});

const WIDE = pool(7, '2001:db8::/40');
const granted = withGrant(emptyRegistry(SPACE), 'acme', WIDE);

test('a grant is registered with its prefix, its length and its tenants, and counts as a new version', () => {
  expect(granted).toEqual({
    space: SPACE,
    version: 1,
    pools: { '7': { cidr: '2001:db8::/40', length: 56, tenants: ['acme'] } },
  });
  const shared = withGrant(granted, 'other', WIDE);
  expect(shared).toMatchObject({ version: 2, pools: { '7': { tenants: ['acme', 'other'] } } });
});

test('a grant that is made again is registered once', () => {
  expect(withGrant(granted, 'acme', WIDE).pools).toEqual(granted.pools);
});

test.each([
  ['inside it', pool(8, '2001:db8:80::/48', 60)],
  ['around it', pool(8, '2001:db8::/32', 60)],
  ['equal to it', pool(8, '2001:db8::/40', 60)],
])('a pool of another length %s is refused by name', (_, other) => {
  const error = refusal(() => withGrant(granted, 'other', other));
  expect(error.code).toBe('pool-overlap');
  expect(error.message).toContain(`Pool 8 (${other.cidr}, delegating /60)`);
  expect(error.message).toContain('pool 7 (2001:db8::/40, delegating /56)');
});

test('a pool of the same length may overlap, and one of another length may lie beside', () => {
  const nested = withGrant(granted, 'other', pool(8, '2001:db8:80::/48'));
  const beside = withGrant(nested, 'other', pool(9, '2001:db9::/40', 60));
  expect(Object.keys(beside.pools)).toEqual(['7', '8', '9']);
});

test('a tenant that has a pool alone may change its length, but not where another has it too', () => {
  const narrower = pool(7, '2001:db8::/40', 60);
  expect(withGrant(granted, 'acme', narrower).pools['7']?.length).toBe(60);
  const shared = withGrant(granted, 'other', WIDE);
  const moved = pool(7, '2001:db9::/40', 60);
  expect(refusal(() => withGrant(shared, 'acme', narrower)).code).toBe('pool-overlap');
  expect(refusal(() => withGrant(shared, 'acme', moved)).code).toBe('pool-overlap');
});

test('a pool that the last tenant loses is forgotten, one that another has is not', () => {
  const shared = withGrant(granted, 'other', WIDE);
  const left = withoutGrant(shared, 'acme', 7);
  expect(left).toMatchObject({ version: 3, pools: { '7': { tenants: ['other'] } } });
  expect(withoutGrant(left, 'other', 7)).toEqual({ space: SPACE, version: 4, pools: {} });
});
