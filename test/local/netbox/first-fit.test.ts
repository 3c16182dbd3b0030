import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstFit } from '../../../local/netbox/first-fit.ts';
import { nthSubnet, overlaps, type Prefix, parsePrefix } from '../../../shared/domain/prefix.ts';

const prefix = (text: string): Prefix => parsePrefix(text) as Prefix;

const POOL = prefix('fd12:3456:789a:bc00::/56');

/** Tries every place in turn. */
const slowly = (length: number, taken: readonly Prefix[]): Prefix | undefined => {
  const inside = taken.filter((other) => overlaps(POOL, other) && other.length > POOL.length);
  for (let n = 0n; ; n++) {
    const place = nthSubnet(POOL, length, n);
    if (place === undefined || inside.every((other) => !overlaps(place, other))) return place;
  }
};

const child = fc
  .tuple(fc.integer({ min: 57, max: 64 }), fc.bigInt({ min: 0n, max: 255n }))
  .map(([length, n]) => nthSubnet(POOL, length, n % (1n << BigInt(length - POOL.length))) as Prefix);

test('the lowest place that overlaps nothing is found, where there is one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 57, max: 64 }), fc.array(child, { maxLength: 40 }), (length, taken) => {
      expect(firstFit(POOL, length, taken)).toEqual(slowly(length, taken));
    }),
  );
});

test('neither the pool itself nor what lies around or beside it takes anything away', () => {
  const taken = [POOL, prefix('fd12:3456:789a::/48'), prefix('fd12:3456:789a:bd00::/56')];
  expect(firstFit(POOL, 60, taken)).toEqual(nthSubnet(POOL, 60, 0n));
});

test('a pool gives itself for its own length, and nothing longer than itself', () => {
  expect(firstFit(POOL, 56, [])).toEqual(POOL);
  expect(firstFit(POOL, 55, [])).toBeUndefined();
});
