import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { containsPrefix, formatPrefix, nthSubnet, overlaps } from '../../shared/domain/prefix.ts';
import { masked, parsed, peer, prefix } from '../support/prefixes.ts';

test('a prefix contains exactly what ipaddr.js matches to it and what is not wider', () => {
  const near = fc
    .tuple(prefix, fc.integer({ min: 0, max: 128 }), fc.boolean())
    .map(([any, length, other]) => ({
      outer: any,
      inner: { address: masked(any.address ^ (other ? 1n << 127n : 0n), length), length },
    }));
  fc.assert(
    fc.property(near, ({ outer, inner }) => {
      const expected = inner.length >= outer.length && peer(inner)[0].match(peer(outer));
      expect(containsPrefix(outer, inner)).toBe(expected);
      expect(overlaps(outer, inner)).toBe(expected || containsPrefix(inner, outer));
      expect(overlaps(inner, outer)).toBe(overlaps(outer, inner));
    }),
  );
});

test('a prefix contains itself and its halves, and not its neighbour', () => {
  const pool = parsed('2001:db8::/55');
  expect(containsPrefix(pool, pool)).toBe(true);
  expect(containsPrefix(pool, parsed('2001:db8:0:100::/56'))).toBe(true);
  expect(containsPrefix(parsed('2001:db8:0:100::/56'), pool)).toBe(false);
  expect(overlaps(parsed('2001:db8:0:100::/56'), pool)).toBe(true);
  expect(overlaps(pool, parsed('2001:db8:0:200::/56'))).toBe(false);
});

test('the subnets of a pool are counted from its first, end with its last, and there is no other', () => {
  const pool = parsed('2001:db8::/48');
  const nth = (n: bigint) => {
    const subnet = nthSubnet(pool, 56, n);
    return subnet && formatPrefix(subnet);
  };
  expect(nth(0n)).toBe('2001:db8::/56');
  expect(nth(1n)).toBe('2001:db8:0:100::/56');
  expect(nth(255n)).toBe('2001:db8:0:ff00::/56');
  expect(nth(256n)).toBeUndefined();
  expect(nth(-1n)).toBeUndefined();
});

test('a pool has one subnet of its own length, none that is wider, and none beyond 128 bits', () => {
  const pool = parsed('2001:db8::/126');
  expect(nthSubnet(pool, 126, 0n)).toEqual(pool);
  expect(nthSubnet(pool, 126, 1n)).toBeUndefined();
  expect(nthSubnet(pool, 125, 0n)).toBeUndefined();
  expect(nthSubnet(pool, 128, 3n)).toEqual(parsed('2001:db8::3/128'));
  expect(nthSubnet(pool, 129, 0n)).toBeUndefined();
});

test('any two subnets of one length are inside their pool and share no address', () => {
  const pair = fc.tuple(prefix, fc.bigInt({ min: 0n, max: 255n }), fc.bigInt({ min: 0n, max: 255n }));
  fc.assert(
    fc.property(pair, ([any, a, b]) => {
      fc.pre(any.length <= 120 && a !== b);
      const [one, two] = [nthSubnet(any, any.length + 8, a), nthSubnet(any, any.length + 8, b)];
      if (one === undefined || two === undefined) throw new Error('A pool of 256 subnets lacks one.');
      expect([containsPrefix(any, one), containsPrefix(any, two), overlaps(one, two)]).toEqual([
        true,
        true,
        false,
      ]);
    }),
  );
});
