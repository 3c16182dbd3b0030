import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import radius from 'radius';
import { walkAttributes } from '../../shared/radius/attributes.ts';
import { encodeRequest, type SessionRequest } from '../../shared/radius/request.ts';
import { COA, DISCONNECT, SECRET, TIMESTAMP } from '../support/radius-golden.ts';

const envelope = { identifier: 8, timestamp: TIMESTAMP, secret: SECRET };

const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => {
  const size = Buffer.byteLength(text);
  return size > 0 && size <= 253 && text.isWellFormed();
});

const sessions = fc.record({ username: key, acctSessionId: key });

const requests: fc.Arbitrary<SessionRequest> = fc.oneof(
  fc.record({ kind: fc.constant('disconnect' as const), session: sessions }),
  fc.record({
    kind: fc.constant('coa' as const),
    session: sessions,
    delegatedPrefix: fc.constantFrom('2001:db8::/32', '2001:db8:0:100::/56', '::/0', '2001:db8::1/128'),
  }),
);

test('a CoA-Request is the golden one, byte for byte', () => {
  const bytes = encodeRequest(COA.request, { ...envelope, identifier: 7 });
  expect(bytes.toString('hex')).toBe(COA.packet.toString('hex'));
});

test('a Disconnect-Request is the golden one, byte for byte', () => {
  expect(encodeRequest(DISCONNECT.request, envelope).toString('hex')).toBe(DISCONNECT.packet.toString('hex'));
});

test('a second implementation reads from every request what was put in', () => {
  fc.assert(
    fc.property(requests, fc.nat(255), fc.nat(0xffffffff), (request, identifier, timestamp) => {
      const packet = encodeRequest(request, { identifier, timestamp, secret: SECRET });
      const decoded = radius.decode_without_secret({ packet });
      expect(decoded).toMatchObject({
        code: request.kind === 'coa' ? 'CoA-Request' : 'Disconnect-Request',
        identifier,
        length: packet.length,
        attributes: {
          'User-Name': request.session.username,
          'Acct-Session-Id': request.session.acctSessionId,
          'Event-Timestamp': new Date(timestamp * 1000),
        },
      });
      expect('Delegated-IPv6-Prefix' in decoded.attributes).toBe(request.kind === 'coa');
    }),
  );
});

test('a second implementation finds the Request Authenticator right and stops at the Message-Authenticator alone', () => {
  const packet = encodeRequest(DISCONNECT.request, envelope);
  expect(() => radius.decode({ packet, secret: SECRET })).toThrow(/Message-Authenticator mismatch/);
  packet[25] = (packet[25] as number) ^ 1;
  expect(() => radius.decode({ packet, secret: SECRET })).toThrow(/authenticator mismatch/);
});

test('Message-Authenticator is the first attribute of every request', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const attributes = walkAttributes(encodeRequest(request, envelope).subarray(20));
      expect(attributes?.map(({ type }) => type).indexOf(80)).toBe(0);
    }),
  );
});

test('a Disconnect-Request holds identification and time, whatever else its session is handed', () => {
  const session = {
    ...DISCONNECT.request.session,
    delegatedPrefix: '2001:db8::/56',
    state: 'x',
    serviceType: 17,
  };
  const careless = { ...DISCONNECT.request, session, delegatedPrefix: '2001:db8::/56' } as SessionRequest;
  expect(encodeRequest(careless, envelope)).toEqual(DISCONNECT.packet);
});

test('a key that is not known is not sent', () => {
  const types = (session: SessionRequest['session']): number[] | undefined =>
    walkAttributes(encodeRequest({ kind: 'coa', session }, envelope).subarray(20))?.map(({ type }) => type);
  expect(types({ username: 'bob' })).toEqual([80, 1, 55]);
  expect(types({ acctSessionId: 's1' })).toEqual([80, 44, 55]);
});

test('a session key may have 253 bytes and no more, and never none', () => {
  const request = (username: string): SessionRequest => ({ kind: 'disconnect', session: { username } });
  expect(encodeRequest(request('é'.repeat(126)), envelope)).toHaveLength(20 + 18 + 254 + 6);
  expect(() => encodeRequest(request('é'.repeat(127)), envelope)).toThrow(
    'User-Name has to be 1 to 253 bytes',
  );
  expect(() => encodeRequest(request(''), envelope)).toThrow('User-Name has to be 1 to 253 bytes');
});
