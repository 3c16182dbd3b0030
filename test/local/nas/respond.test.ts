import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RadiusAttribute } from 'radius';
import { nasResponder } from '../../../local/nas/respond.ts';
import { nasSessions } from '../../../local/nas/sessions.ts';
import { checkReply, type ReplyVerdict } from '../../../shared/radius/reply.ts';
import { encodeRequest, type SessionRequest } from '../../../shared/radius/request.ts';
import { unsignedRequest } from '../../support/raw-radius.ts';

const SECRET = 'testing123';
const NOW_SECONDS = 1_700_000_000;

const nas = (rules: { requireMessageAuthenticator?: boolean } = {}) => {
  let now = NOW_SECONDS * 1000;
  const sessions = nasSessions();
  const clock = (): number => now;
  const defaults = {
    secret: SECRET,
    requireMessageAuthenticator: false,
    slowMs: 3_000,
    served: '2001:db8::/32',
  };
  const respond = nasResponder({ ...defaults, ...rules, clock, sessions });
  return {
    sessions,
    clock,
    respond: (packet: Buffer, source = '127.0.0.1 5000') => respond(packet, source),
    wait: (ms: number) => {
      now += ms;
    },
  };
};

const signed = (
  request: SessionRequest,
  envelope: { identifier?: number; timestamp?: number } = {},
): Buffer => encodeRequest(request, { identifier: 1, timestamp: NOW_SECONDS, secret: SECRET, ...envelope });

const verdictOn = (peer: ReturnType<typeof nas>, packet: Buffer): ReplyVerdict | undefined => {
  const answer = peer.respond(packet);
  const entry = { packet, secret: SECRET, requireMessageAuthenticator: false, zeroVectorQuirk: false };
  return answer && checkReply(entry, answer.bytes, NOW_SECONDS);
};

const nak = (errorCause: number): ReplyVerdict => ({ verdict: 'accepted', acknowledged: false, errorCause });
const ack: ReplyVerdict = { verdict: 'accepted', acknowledged: true };

const disconnect = (session: SessionRequest['session']): SessionRequest => ({ kind: 'disconnect', session });

test('a Disconnect removes the one session that all its keys match', () => {
  const peer = nas();
  peer.sessions.add({ username: 'carol', acctSessionId: 's1' });
  peer.sessions.add({ username: 'carol', acctSessionId: 's2' });
  expect(verdictOn(peer, signed(disconnect({ username: 'dave', acctSessionId: 's1' })))).toEqual(nak(503));
  expect(verdictOn(peer, signed(disconnect({ username: 'carol' })))).toEqual(nak(508));
  expect(verdictOn(peer, signed(disconnect({ acctSessionId: 's1' })))).toEqual(ack);
  expect(peer.sessions.list()).toEqual([{ username: 'carol', acctSessionId: 's2' }]);
});

test('a CoA puts its prefix on the session', () => {
  const peer = nas();
  const session = { username: 'carol', acctSessionId: 's1' };
  peer.sessions.add(session);
  expect(verdictOn(peer, signed({ kind: 'coa', session, delegatedPrefix: '2001:db8:0:100::/56' }))).toEqual(
    ack,
  );
  expect(peer.sessions.list()).toEqual([{ ...session, delegatedPrefix: '2001:db8:0:100::/56' }]);
  expect(verdictOn(peer, signed({ kind: 'coa', session, delegatedPrefix: '2001::/16' }))).toEqual(nak(407));
});

test('a CoA that changes nothing is an ACK', () => {
  const peer = nas();
  peer.sessions.add({ username: 'carol', acctSessionId: 's1' });
  expect(verdictOn(peer, signed({ kind: 'coa', session: { username: 'carol' } }))).toEqual(ack);
});

test.each([-301, 301])('an Event-Timestamp %p s away is NAK 407', (offset) => {
  const packet = signed(disconnect({ username: 'bob' }), { timestamp: NOW_SECONDS + offset });
  expect(verdictOn(nas(), packet)).toEqual(nak(407));
});

test.each<[string, RadiusAttribute]>([
  ['State', ['State', Buffer.from('x')]],
  ['Service-Type', ['Service-Type', 'Authorize-Only']],
  ['a prefix', ['Delegated-IPv6-Prefix', Buffer.from('002020010db8', 'hex')]],
])('a Disconnect-Request with %s is NAK 401', (_what, attribute) => {
  const attributes: RadiusAttribute[] = [['User-Name', 'bob'], attribute];
  const request = { code: 'Disconnect-Request', secret: SECRET, identifier: 1, attributes } as const;
  expect(verdictOn(nas(), unsignedRequest(request))).toEqual(nak(401));
});

test('a repeated request gets its answer again for 5 s and changes nothing', () => {
  const peer = nas();
  peer.sessions.add({ username: 'carol', acctSessionId: 's1' });
  const packet = signed(disconnect({ acctSessionId: 's1' }));
  const first = peer.respond(packet);
  peer.sessions.add({ username: 'carol', acctSessionId: 's1' });
  peer.wait(5_000);
  expect(peer.respond(packet)).toEqual(first);
  expect(peer.sessions.list()).toHaveLength(1);
  peer.wait(1);
  expect(verdictOn(peer, packet)).toEqual(ack);
  expect(peer.sessions.list()).toEqual([]);
});

test('another port, identifier or authenticator is another request', () => {
  const peer = nas();
  peer.sessions.add({ username: 'carol', acctSessionId: 's1' });
  const request = disconnect({ acctSessionId: 's1' });
  expect(verdictOn(peer, signed(request))).toEqual(ack);
  expect(verdictOn(peer, signed(request, { identifier: 2 }))).toEqual(nak(503));
  expect(verdictOn(peer, signed(request, { timestamp: NOW_SECONDS + 1 }))).toEqual(nak(503));
  expect(peer.respond(signed(request), '127.0.0.1 5001')?.bytes[0]).toBe(42);
});

test('a slow answer is not ready at once, and its repeat gets nothing before it is', () => {
  const peer = nas();
  const packet = signed(disconnect({ username: 'slow' }));
  const answer = peer.respond(packet);
  expect(answer?.readyAt).toBe(peer.clock() + 3_000);
  peer.wait(2_999);
  expect(peer.respond(packet)).toBeUndefined();
  peer.wait(1);
  expect(peer.respond(packet)).toEqual(answer);
});

test('what is not rightly signed is dropped', () => {
  const packet = signed(disconnect({ username: 'bob' }));
  for (let at = 4; at < 38; at += 1) {
    const forged = Buffer.from(packet);
    forged.writeUInt8(forged.readUInt8(at) ^ 1, at);
    expect(nas().respond(forged)).toBeUndefined();
  }
});

test('a request without Message-Authenticator is dropped only where one is required', () => {
  const attributes: RadiusAttribute[] = [['User-Name', 'bob']];
  const packet = unsignedRequest({ code: 'CoA-Request', secret: SECRET, identifier: 1, attributes });
  expect(verdictOn(nas(), packet)).toEqual(nak(503));
  expect(nas({ requireMessageAuthenticator: true }).respond(packet)).toBeUndefined();
});

test('no datagram makes the NAS throw, neither noise nor odd attributes under a right signature', () => {
  const peer = nas();
  const attribute = fc.tuple(
    fc.constantFrom(1, 6, 18, 24, 26, 44, 55, 69, 80, 97, 101, 123),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  );
  const odd = fc
    .array(attribute, { maxLength: 5 })
    .map((attributes) => unsignedRequest({ code: 'CoA-Request', secret: SECRET, identifier: 1, attributes }));
  const noise = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(odd, noise), (datagram) => {
      expect([undefined, 42, 45, 44]).toContain(peer.respond(datagram)?.bytes[0]);
    }),
    { numRuns: 2000 },
  );
});
