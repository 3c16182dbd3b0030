import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { encodeDelegatedPrefix } from '../../shared/radius/delegated-prefix.ts';

test.each([
  ['::/0', '0000'],
  ['8000::/1', '000180'],
  ['2001:db8:0:100::/56', '003820010db8000001'],
  ['2001:db8:0:100::/57', '003920010db800000100'],
  ['2001:db8:0:1::/64', '004020010db800000001'],
  ['2001:db8::1/128', '008020010db8000000000000000000000001'],
])('%s has only the bytes that its length needs', (cidr, hex) => {
  expect(encodeDelegatedPrefix(cidr).toString('hex')).toBe(hex);
});

test('any prefix comes back from its bytes as a second implementation reads them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.nat(128), (bytes, length) => {
      const host = ipaddr.fromByteArray([...bytes]) as ipaddr.IPv6;
      const cidr = `${ipaddr.IPv6.networkAddressFromCIDR(`${host}/${length}`)}/${length}`;
      const value = encodeDelegatedPrefix(cidr);
      expect(value.length).toBe(2 + Math.ceil(length / 8));
      const padded = Buffer.concat([value.subarray(2), Buffer.alloc(16)]).subarray(0, 16);
      expect([value[0], value[1]]).toEqual([0, length]);
      expect(`${ipaddr.fromByteArray([...padded])}/${length}`).toBe(cidr);
    }),
  );
});

test.each(['2001:db8::/129', '2001:db8::1/64', '192.0.2.0/24', '2001:db8::', ''])(
  '%p is no prefix',
  (text) => {
    expect(() => encodeDelegatedPrefix(text)).toThrow('is not an IPv6 prefix');
  },
);
