import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatPrefix, overlaps, type Prefix } from '../../shared/domain/prefix.ts';
import { prefixOverlaps } from '../../shared/domain/prefix-overlaps.ts';
import { masked, parsed } from '../support/prefixes.ts';

const found = (prefixes: readonly Prefix[]): string[] => {
  const collected = prefixOverlaps();
  for (const prefix of prefixes) collected.add(prefix);
  return [...collected.find()].map(({ outer, inner }) => `${outer} ${inner}`).sort();
};

test('prefixes of one length are never compared, however many', () => {
  const many = Array.from({ length: 200 }, (_, index) => parsed(`2001:db8:0:${index.toString(16)}::/64`));
  expect(found(many)).toEqual([]);
});

test('a prefix within another is found with it, the wider one first', () => {
  const texts = ['2001:db8:0:ff::/64', '2001:db8:0:200::/56', '2001:db8::/56', '2001:db8:1::/48'];
  expect(found(texts.map(parsed))).toEqual(['2001:db8::/56 2001:db8:0:ff::/64']);
});

test('what is found is what a comparison of each with each finds', () => {
  const prefix = fc
    .record({ address: fc.bigInt({ min: 0n, max: 31n }), length: fc.integer({ min: 59, max: 64 }) })
    .map(({ address, length }) => ({ address: masked(address << 64n, length), length }));
  fc.assert(
    fc.property(fc.uniqueArray(prefix, { selector: formatPrefix, maxLength: 12 }), (prefixes) => {
      const pairs = prefixes.flatMap((outer) =>
        prefixes
          .filter((inner) => inner.length > outer.length && overlaps(outer, inner))
          .map((inner) => `${formatPrefix(outer)} ${formatPrefix(inner)}`),
      );
      expect(found(prefixes)).toEqual(pairs.sort());
    }),
  );
});
