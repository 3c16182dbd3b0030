import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import radius, { type RadiusAttribute } from 'radius';
import { signAnswer } from '../../local/nas/packet.ts';
import { checkReply, type PendingRequest } from '../../shared/radius/reply.ts';
import { answer, disconnect, pending, quirk, strict, uint32 } from '../support/golden-answers.ts';
import { COA, DISCONNECT, SECRET, TIMESTAMP } from '../support/radius-golden.ts';

const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
};

/** Another identifier, length or code, with every signature made right again. */
const resigned = (header: { identifier?: number; code?: number }): Buffer => {
  const request = Buffer.from(DISCONNECT.packet);
  request.writeUInt8(header.identifier ?? 8, 1);
  return signAnswer(request, { code: header.code ?? 41, attributes: [], signature: 'rfc5176' }, SECRET);
};

const failing = (request: PendingRequest, datagram: Buffer): unknown => {
  const verdict = checkReply(request, datagram, TIMESTAMP);
  return verdict.verdict === 'ignored' ? verdict.failing : verdict;
};

test('the golden CoA-ACK is accepted', () => {
  const verdict = checkReply(pending(COA.packet), COA.ack, TIMESTAMP);
  expect(verdict).toEqual({ verdict: 'accepted', acknowledged: true });
});

test('the golden Disconnect-NAK is accepted with its Error-Cause, signed or not required to be', () => {
  const nak = { verdict: 'accepted', acknowledged: false, errorCause: 503 };
  expect(checkReply(disconnect, DISCONNECT.nak, TIMESTAMP)).toEqual(nak);
  expect(checkReply(strict, DISCONNECT.nak, TIMESTAMP)).toEqual(nak);
});

test('an answer signed over a zero authenticator is accepted from a NAS with that quirk, and from no other', () => {
  const nak = { verdict: 'accepted', acknowledged: false, errorCause: 503 };
  expect(checkReply(quirk, DISCONNECT.zeroVectorNak, TIMESTAMP)).toEqual(nak);
  expect(failing(disconnect, DISCONNECT.zeroVectorNak)).toBe('message-authenticator');
});

test('a NAS with the quirk that has been upgraded is still heard', () => {
  expect(checkReply(quirk, DISCONNECT.nak, TIMESTAMP).verdict).toBe('accepted');
});

test('a datagram shorter than a header fails the datagram length', () => {
  expect(failing(disconnect, DISCONNECT.nak.subarray(0, 19))).toBe('datagram-length');
  expect(failing(disconnect, Buffer.alloc(0))).toBe('datagram-length');
});

test.each([19, 45, 4097])('a Length field of %p in 44 bytes fails the packet length', (length) => {
  const datagram = Buffer.from(DISCONNECT.nak);
  datagram.writeUInt16BE(length, 2);
  expect(failing(disconnect, datagram)).toBe('packet-length');
});

test('a Length field over 4096 fails even where the datagram is that long', () => {
  const datagram = Buffer.concat([DISCONNECT.nak, Buffer.alloc(5000)]);
  datagram.writeUInt16BE(4097, 2);
  expect(failing(disconnect, datagram)).toBe('packet-length');
});

test('bytes after the packet are padding and change nothing', () => {
  const padded = Buffer.concat([DISCONNECT.nak, Buffer.from('ff00ff', 'hex')]);
  expect(checkReply(strict, padded, TIMESTAMP)).toMatchObject({ verdict: 'accepted', errorCause: 503 });
});

test('an answer to another identifier is ignored even when it is signed for this one', () => {
  expect(failing(disconnect, resigned({ identifier: 9 }))).toBe('identifier');
});

test.each([40, 43, 44, 45, 2])('a signed packet of code %p is no answer to a Disconnect-Request', (code) => {
  expect(failing(disconnect, resigned({ code }))).toBe('code');
});

test('an answer with a wrong Response Authenticator is ignored, whichever byte is wrong', () => {
  const unsigned = answer([[101, uint32(503)]], 'none');
  for (let at = 4; at < 20; at += 1) {
    expect(failing(disconnect, flipped(unsigned, at))).toBe('response-authenticator');
  }
});

test('an answer that was changed after it was signed is ignored', () => {
  expect(failing(disconnect, flipped(answer([[101, uint32(503)]], 'none'), 24))).toBe(
    'response-authenticator',
  );
});

test('an answer signed for another request, or with another secret, is ignored', () => {
  const other = signAnswer(COA.packet, { code: 41, attributes: [], signature: 'none' }, SECRET);
  other.writeUInt8(8, 1);
  expect(failing(disconnect, other)).toBe('response-authenticator');
  expect(failing({ ...disconnect, secret: 'testing456' }, DISCONNECT.nak)).toBe('response-authenticator');
});

test.each([0, 1, 7, 255])('an attribute whose length is %p instead of 6 fails the walk', (length) => {
  const datagram = answer([[101, uint32(503)]], 'none');
  datagram.writeUInt8(length, 21);
  DISCONNECT.packet.copy(datagram, 4, 4, 20);
  createHash('md5').update(datagram).update(SECRET).digest().copy(datagram, 4);
  expect(failing(disconnect, datagram)).toBe('attributes');
});

test('the answers of a second implementation are accepted, signed and unsigned', () => {
  const signed = radius.decode_without_secret({ packet: DISCONNECT.packet });
  const ack = radius.encode_response({ packet: signed, code: 'Disconnect-ACK', secret: SECRET });
  expect(checkReply(strict, ack, TIMESTAMP)).toEqual({ verdict: 'accepted', acknowledged: true });

  const packet = radius.encode({ code: 'CoA-Request', secret: SECRET, identifier: 3 });
  const request = radius.decode_without_secret({ packet });
  const attributes: RadiusAttribute[] = [['Error-Cause', 'Request-Initiated']];
  const nak = radius.encode_response({ packet: request, code: 'CoA-NAK', secret: SECRET, attributes });
  expect(checkReply(pending(packet), nak, TIMESTAMP)).toEqual({
    verdict: 'accepted',
    acknowledged: false,
    errorCause: 507,
  });
});

test('an answer whose Message-Authenticator is wrong is ignored, required or not', () => {
  const wrong = answer([[80, Buffer.alloc(16)]], 'none');
  expect(failing(disconnect, wrong)).toBe('message-authenticator');
  expect(failing(strict, wrong)).toBe('message-authenticator');
});

test('an answer without Message-Authenticator is accepted unless the NAS entry requires one', () => {
  const unsigned = answer([[101, uint32(503)]], 'none');
  expect(checkReply(disconnect, unsigned, TIMESTAMP)).toMatchObject({ verdict: 'accepted', errorCause: 503 });
  expect(failing(strict, unsigned)).toBe('message-authenticator');
});

test('a second Message-Authenticator, or one of another length, is ignored', () => {
  expect(failing(disconnect, answer([[80, Buffer.alloc(16)]]))).toBe('message-authenticator');
  expect(failing(disconnect, answer([[80, Buffer.alloc(15)]], 'none'))).toBe('message-authenticator');
});

test.each([
  ['now', 0, 'accepted'],
  ['300 s old', -300, 'accepted'],
  ['301 s old', -301, 'ignored'],
  ['301 s ahead', 301, 'ignored'],
])('an Event-Timestamp %s is judged by the window of 300 s', (_age, offset, verdict) => {
  const datagram = answer([[55, uint32(TIMESTAMP + offset)]]);
  expect(checkReply(disconnect, datagram, TIMESTAMP).verdict).toBe(verdict);
});

test('an Event-Timestamp of another length is ignored', () => {
  expect(failing(disconnect, answer([[55, Buffer.alloc(8)]]))).toBe('event-timestamp');
});

test('the first Error-Cause counts, and one that is not four bytes long is ignored', () => {
  const two = answer([
    [101, uint32(504)],
    [101, uint32(503)],
  ]);
  expect(checkReply(disconnect, two, TIMESTAMP)).toMatchObject({ errorCause: 504 });
  expect(failing(disconnect, answer([[101, Buffer.of(1, 247)]]))).toBe('error-cause');
});

test('the first failing check is the one that is named', () => {
  const everythingWrong = Buffer.concat([Buffer.of(99, 99, 0, 30), Buffer.alloc(26)]);
  expect(failing(disconnect, everythingWrong)).toBe('identifier');
  expect(failing(disconnect, Buffer.concat([Buffer.of(99, 8, 0, 30), Buffer.alloc(26)]))).toBe('code');
  expect(failing(disconnect, Buffer.concat([Buffer.of(41, 8, 0, 30), Buffer.alloc(26)]))).toBe(
    'response-authenticator',
  );
});
