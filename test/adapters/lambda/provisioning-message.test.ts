import { expect, test } from '@jest/globals';
import { readProvisioning } from '../../../shared/adapters/lambda/provisioning-message.ts';
import { MINUTE, NOON } from '../../support/leases.ts';
import { provisioningBody } from '../../support/queue-messages.ts';

const read = (...parts: Parameters<typeof provisioningBody>) =>
  readProvisioning(provisioningBody(...parts), NOON);

const COMMON = {
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  tenantId: 'acme',
  subscriberId: 'line-1',
  occurredAt: NOON - MINUTE,
  session: {},
  sendCoa: false,
  sendDisconnect: false,
  releaseToNetbox: true,
};

test.each([
  'SubscriberProvisioned',
  'ServiceActivated',
  'ServiceSuspended',
  'ServiceResumed',
  'SubscriberDeprovisioned',
])('%s needs no more than who and when, and has the defaults of its command', (type) => {
  expect(read(type)).toEqual({ message: { ...COMMON, type } });
});

test('SubscriberProvisioned may name a length and a pool', () => {
  expect(read('SubscriberProvisioned', { prefixSize: 60, netboxPoolId: 7 })).toEqual({
    message: { ...COMMON, type: 'SubscriberProvisioned', prefixSize: 60, netboxPoolId: 7 },
  });
});

test.each(['ServiceActivated', 'ServiceSuspended', 'ServiceResumed'])(
  '%s may name the session and ask for a CoA, the NAS in any spelling',
  (type) => {
    const detail = {
      username: 'alice',
      acctSessionId: 's-1',
      nasIp: '2001:DB8:0::1',
      sendCoa: true,
    };
    expect(read(type, detail)).toEqual({
      message: {
        ...COMMON,
        type,
        session: { username: 'alice', acctSessionId: 's-1', nasIp: '2001:db8::1' },
        sendCoa: true,
      },
    });
  },
);

test('SubscriberDeprovisioned may ask for a Disconnect and keep the prefix out of NetBox’s hands', () => {
  const detail = { username: 'alice', nasIp: '192.0.2.1', sendDisconnect: true, releaseToNetbox: false };
  expect(read('SubscriberDeprovisioned', detail)).toEqual({
    message: {
      ...COMMON,
      type: 'SubscriberDeprovisioned',
      session: { username: 'alice', nasIp: '192.0.2.1' },
      sendDisconnect: true,
      releaseToNetbox: false,
    },
  });
});

test('a time with an offset is the same moment', () => {
  expect(read('ServiceActivated', { occurredAt: '2026-01-15T13:59:00+02:00' })).toEqual({
    message: { ...COMMON, type: 'ServiceActivated' },
  });
});

test('a source that is not the detail’s tenant may not speak for it', () => {
  expect(read('ServiceActivated', {}, { source: 'provisioning.other' })).toEqual({
    malformed: 'The source provisioning.other may not speak for tenant acme.',
    type: 'ServiceActivated',
  });
  expect(read('ServiceActivated', { tenantId: 'other' })).toHaveProperty('malformed');
});

test.each([
  'leasehold',
  'acme',
  'provisioning.',
  'provisioning.acme.x',
  'provisioning.acmee',
  'xprovisioning.acme',
  'Provisioning.acme',
])('the source %s is none of tenant acme', (source) => {
  expect(read('ServiceActivated', {}, { source })).toHaveProperty('malformed');
});

test.each([
  ['another field', { colour: 'red' }, '/colour unrecognized_keys'],
  ['a field of another command', { prefixSize: 56 }, '/prefixSize unrecognized_keys'],
  ['a field that is called type', { type: 'ServiceActivated' }, '/type unrecognized_keys'],
  ['a tenant in capitals', { tenantId: 'ACME' }, '/tenantId invalid_format'],
  ['a subscriber with a slash', { subscriberId: 'a/b' }, '/subscriberId invalid_format'],
  ['a subscriber that is a dot', { subscriberId: '.' }, '/subscriberId invalid_format'],
  ['no time', { occurredAt: undefined }, '/occurredAt invalid_type'],
  ['a time that is a number', { occurredAt: NOON }, '/occurredAt invalid_type'],
  ['a time without a zone', { occurredAt: '2026-01-15T11:59:00' }, '/occurredAt invalid_format'],
  ['a day that there is not', { occurredAt: '2026-02-30T11:59:00Z' }, '/occurredAt invalid_format'],
  ['an empty username', { username: '' }, '/username too_small'],
  ['a username over 253 octets', { username: 'é'.repeat(127) }, '/username custom'],
  ['a username that is no Unicode', { username: '\ud800' }, '/username custom'],
  ['a NAS by name', { nasIp: 'bng-1' }, '/nasIp custom'],
  ['a CoA as text', { sendCoa: 'true' }, '/sendCoa invalid_type'],
  ['null for an optional field', { username: null }, '/username invalid_type'],
])('a ServiceActivated with %s is malformed, and the reason says where', (_, detail, reason) => {
  expect(read('ServiceActivated', detail)).toEqual({
    malformed: expect.stringContaining(reason),
    type: 'ServiceActivated',
  });
});

test.each([47, 65, 56.5, '56'])('a prefix size of %p is malformed', (prefixSize) => {
  expect(read('SubscriberProvisioned', { prefixSize })).toHaveProperty('malformed');
});

test.each([0, -1, 1.5, 2 ** 53])('pool %p is malformed', (netboxPoolId) => {
  expect(read('SubscriberProvisioned', { netboxPoolId })).toHaveProperty('malformed');
});

test('a reason quotes no value of the event', () => {
  const detail = { subscriberId: 'private person', username: 7 };
  expect(JSON.stringify(read('ServiceActivated', detail))).not.toContain('private');
});

test.each([
  ['no JSON', 'hello'],
  ['no object', '[]'],
  ['null', 'null'],
  ['no detail', JSON.stringify({ id: 'a', source: 'provisioning.acme', 'detail-type': 'ServiceActivated' })],
  ['an id that could name another attribute', provisioningBody('ServiceActivated', {}, { id: 'a.b' })],
  ['no id', provisioningBody('ServiceActivated', {}, { id: undefined })],
])('a message that is %s is no event', (_, body) => {
  expect(readProvisioning(body, NOON)).toEqual({
    malformed: expect.stringContaining('The message is no event'),
    type: 'unknown',
  });
});

test.each(['PrefixAllocated', 'subscriberProvisioned', 'toString', ''])(
  'the detail-type %p is none of the five',
  (type) => {
    expect(read(type)).toEqual({
      malformed: 'The detail-type is none of the provisioning events.',
      type: 'unknown',
    });
  },
);

test('an event may be five minutes ahead of our clock, not more: it would make all later ones late', () => {
  const at = (time: number) => read('ServiceActivated', { occurredAt: new Date(time).toISOString() });
  expect(at(NOON + 5 * MINUTE)).toHaveProperty('message');
  expect(at(NOON + 5 * MINUTE + 1)).toEqual({
    malformed: 'occurredAt is in the future.',
    type: 'ServiceActivated',
  });
});
