import { expect, test } from '@jest/globals';
import { readPrefixObject } from '../../../shared/adapters/netbox/prefix-object.ts';

const OBJECT = {
  id: 7,
  prefix: '2001:db8:0:100::/56',
  vrf: null,
  status: { value: 'active', label: 'Active' },
  custom_fields: { leasehold_lease: null, leasehold_claim: null, other: 'x' },
};

test('a prefix of the global table without a marker has neither', () => {
  expect(readPrefixObject(OBJECT)).toEqual({ id: 7, cidr: '2001:db8:0:100::/56', status: 'active' });
});

test('the VRF, the marker and the ETag are taken where they are', () => {
  const custom_fields = { leasehold_lease: 'isp-a/s', leasehold_claim: 'isp-a/s/1' };
  expect(readPrefixObject({ ...OBJECT, vrf: { id: 3, name: 'blue' }, custom_fields }, 'W/"x"')).toEqual({
    id: 7,
    cidr: '2001:db8:0:100::/56',
    vrfId: 3,
    status: 'active',
    lease: 'isp-a/s',
    claim: 'isp-a/s/1',
    etag: 'W/"x"',
  });
});

test('an empty field is no marker', () => {
  const custom_fields = { leasehold_lease: '', leasehold_claim: 7 };
  expect(readPrefixObject({ ...OBJECT, custom_fields })).toEqual(readPrefixObject(OBJECT));
});

test('a NetBox without any custom field has no markers', () => {
  expect(readPrefixObject({ ...OBJECT, custom_fields: undefined })).toEqual(readPrefixObject(OBJECT));
});

test('an IPv4 prefix keeps its spelling, for whoever judges it', () => {
  expect(readPrefixObject({ ...OBJECT, prefix: '10.0.0.0/8' })?.cidr).toBe('10.0.0.0/8');
});

test.each([
  null,
  undefined,
  'text',
  [],
  { ...OBJECT, id: 0 },
  { ...OBJECT, id: '7' },
  { ...OBJECT, id: 2 ** 53 },
  { ...OBJECT, prefix: '' },
  { ...OBJECT, prefix: undefined },
  { ...OBJECT, status: null },
  { ...OBJECT, status: 'active' },
  { ...OBJECT, vrf: undefined },
  { ...OBJECT, vrf: {} },
])('%j is no prefix', (json) => {
  expect(readPrefixObject(json)).toBeUndefined();
});
