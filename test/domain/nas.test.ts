import { expect, test } from '@jest/globals';
import { askings, identifyingKeys, NAS_PROFILES, type NasProfileName } from '../../shared/domain/nas.ts';

const BOTH = { username: 'alice', acctSessionId: 's1' };

test.each<[NasProfileName, object]>([
  ['rfc5176', BOTH],
  ['mikrotik', BOTH],
  ['accel-ppp', BOTH],
  ['nokia-sros', { acctSessionId: 's1' }],
  ['cisco-iosxe', { acctSessionId: 's1' }],
  ['juniper-junos', { acctSessionId: 's1' }],
  ['firebrick', { acctSessionId: 's1' }],
])('%s is asked with %j where both keys are known', (profile, keys) => {
  expect(identifyingKeys(profile, BOTH)).toEqual(keys);
});

test('a router that takes one key takes the next best where the best is not known', () => {
  expect(identifyingKeys('nokia-sros', { username: 'alice' })).toEqual({ username: 'alice' });
});

test('a router that knows sessions by Acct-Session-Id alone cannot be asked by the name', () => {
  expect(identifyingKeys('juniper-junos', { username: 'alice' })).toEqual({});
});

test('a router that takes all keys is asked with those that are known', () => {
  expect(identifyingKeys('rfc5176', { username: 'alice' })).toEqual({ username: 'alice' });
  expect(identifyingKeys('rfc5176', {})).toEqual({});
});

test('Cisco listens on 1700 and everyone else on the port of RFC 5176', () => {
  const ports = Object.entries(NAS_PROFILES).map(([name, { port }]) => [name, port]);
  expect(ports.filter(([, port]) => port !== 3799)).toEqual([['cisco-iosxe', 1700]]);
});

test('a NAS is asked by its profile’s keys first, and then by each known key alone', () => {
  const both = { username: 'alice', acctSessionId: 's-1' };
  expect(askings('rfc5176', both)).toEqual([both, { acctSessionId: 's-1' }, { username: 'alice' }]);
  expect(askings('nokia-sros', both)).toEqual([{ acctSessionId: 's-1' }, { username: 'alice' }]);
  expect(askings('juniper-junos', both)).toEqual([{ acctSessionId: 's-1' }]);
  expect(askings('rfc5176', { username: 'alice' })).toEqual([{ username: 'alice' }]);
  expect(askings('juniper-junos', { username: 'alice' })).toEqual([]);
});
