import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { canonicalPrefix, formatPrefix, parsePrefix } from '../../shared/domain/prefix.ts';
import { peer, prefix } from '../support/prefixes.ts';

test('the canonical text of any prefix is what ipaddr.js writes', () => {
  fc.assert(
    fc.property(prefix, (any) => {
      expect(formatPrefix(any)).toBe(`${peer(any)[0].toRFC5952String()}/${any.length}`);
    }),
  );
});

test('any spelling of a prefix that ipaddr.js reads is read as the same prefix', () => {
  const spelling = fc.tuple(prefix, fc.constantFrom('short', 'full', 'padded', 'upper'));
  fc.assert(
    fc.property(spelling, ([any, how]) => {
      const [address, length] = peer(any);
      const text = {
        short: address.toString(),
        full: address.toNormalizedString(),
        padded: address.parts.map((part) => part.toString(16).padStart(4, '0')).join(':'),
        upper: address.toNormalizedString().toUpperCase(),
      }[how];
      expect(parsePrefix(`${text}/${length}`)).toEqual(any);
    }),
  );
});

/** What ipaddr.js takes a text for, if it is a network without host bits and its length has one spelling. */
const peerReading = (text: string): string | undefined => {
  if (!/^[^/]+\/(0|[1-9][0-9]*)$/.test(text) || !ipaddr.IPv6.isValidCIDR(text)) return undefined;
  const network = ipaddr.IPv6.networkAddressFromCIDR(text).toString();
  return ipaddr.IPv6.parseCIDR(text)[0].toString() === network
    ? ipaddr.IPv6.parseCIDR(text).join()
    : undefined;
};

test('a spelling with one character wrong is read exactly where ipaddr.js reads it, and as the same', () => {
  const slip = fc.record({
    any: prefix,
    at: fc.nat(),
    cut: fc.constantFrom(0, 1, 2),
    put: fc.constantFrom('', ':', '::', '0', '1', 'f', '/', 'g'),
  });
  const text = slip.map(({ any, at, cut, put }) => {
    const right = formatPrefix(any);
    const place = at % right.length;
    return right.slice(0, place) + put + right.slice(place + cut);
  });
  fc.assert(
    fc.property(text, (any) => {
      const mine = parsePrefix(any);
      expect(mine && peer(mine).join()).toBe(peerReading(any));
    }),
    { numRuns: 3000 },
  );
});

test('reading the canonical text gives the prefix back', () => {
  fc.assert(
    fc.property(prefix, (any) => {
      expect(parsePrefix(formatPrefix(any))).toEqual(any);
    }),
  );
});

test.each([
  ['2001:0db8::0001/128', '2001:db8::1/128', 'leading zeros go (RFC 5952 4.1)'],
  ['2001:db8:0:0:0:0:2:1/128', '2001:db8::2:1/128', 'as much is shortened as can be (4.2.1)'],
  ['2001:db8::0:1/128', '2001:db8::1/128', 'nothing shortenable stays beside the :: (4.2.1)'],
  ['2001:db8::1:1:1:1:1/128', '2001:db8:0:1:1:1:1:1/128', 'one group alone is not shortened (4.2.2)'],
  ['2001:0:0:1:0:0:0:1/128', '2001:0:0:1::1/128', 'the longest run is shortened (4.2.3)'],
  ['2001:db8:0:0:1:0:0:1/128', '2001:db8::1:0:0:1/128', 'the first of two equal runs is shortened (4.2.3)'],
  ['2001:DB8::AAAA/128', '2001:db8::aaaa/128', 'letters are small (4.3)'],
  ['0:0:0:0:0:0:0:0/0', '::/0', 'the whole address may be one run'],
  ['0:0:0:0:0:0:0:1/128', '::1/128', 'a run may stand at the beginning'],
  ['2001:db8:0:100:0:0:0:0/56', '2001:db8:0:100::/56', 'a run may stand at the end'],
])('%s is written %s: %s', (text, canonical) => {
  expect(canonicalPrefix(text)).toBe(canonical);
});

test.each([
  ['', 'nothing'],
  ['2001:db8::', 'no length'],
  ['2001:db8::/', 'an empty length'],
  ['2001:db8::/129', 'a length over 128'],
  ['2001:db8::/-1', 'a negative length'],
  ['2001:db8::/032', 'a length with a leading zero'],
  ['2001:db8::/32/32', 'two lengths'],
  [' 2001:db8::/32', 'a space before'],
  ['2001:db8::/32\n', 'a newline after'],
  ['2001:db8/32', 'too few groups'],
  ['1:2:3:4:5:6:7:8:9/128', 'too many groups'],
  ['1:2:3:4:5:6:7:8::/128', 'a :: that stands for nothing'],
  ['1::2::3/128', 'two ::'],
  [':::/0', 'three colons'],
  [':1:2:3:4:5:6:7/128', 'a colon at the beginning'],
  ['1:2:3:4:5:6:7:/128', 'a colon at the end'],
  ['2001:db8::12345/128', 'a group of five digits'],
  ['2001:db8::g/128', 'a letter that is no digit'],
  ['fe80::1%eth0/128', 'a zone'],
  ['::ffff:192.0.2.1/128', 'an embedded IPv4 address (RFC 5952 5), which no delegated prefix has'],
  ['192.0.2.0/24', 'an IPv4 prefix'],
])('%j is no prefix: %s', (text) => {
  expect(parsePrefix(text)).toBeUndefined();
  expect(canonicalPrefix(text)).toBeUndefined();
});

test('a prefix with host bits is refused, down to the last bit', () => {
  expect(parsePrefix('2001:db8:0:100::/56')).toBeDefined();
  expect(parsePrefix('2001:db8:0:100::/55')).toBeUndefined();
  expect(parsePrefix('2001:db8::1/127')).toBeUndefined();
  expect(parsePrefix('2001:db8::1/128')).toBeDefined();
});
