import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { canonicalAddress } from '../../shared/domain/ip-address.ts';

test('an IPv6 address has one spelling, the one of RFC 5952', () => {
  expect(canonicalAddress('2001:DB8:0:0:0:0:0:1')).toBe('2001:db8::1');
  expect(canonicalAddress('::')).toBe('::');
});

test('an IPv4 address is kept in dotted decimal', () => {
  expect(canonicalAddress('192.0.2.255')).toBe('192.0.2.255');
});

test.each([
  '',
  '1.2.3',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.4/32',
  '::1/128',
  'fe80::1%eth0',
  '::ffff:1.2.3.4',
  'nas',
])('%p is no address', (text) => {
  expect(canonicalAddress(text)).toBeUndefined();
});

test('an independent implementation reads the canonical spelling as the same address', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const canonical = canonicalAddress(text);
      // ipaddr.js reads embedded IPv4, which no router is configured by.
      if (text.includes(':') && text.includes('.')) return canonical === undefined;
      return canonical !== undefined && ipaddr.parse(canonical).toString() === ipaddr.parse(text).toString();
    }),
  );
});
