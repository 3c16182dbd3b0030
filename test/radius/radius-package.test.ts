import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import radius, { type RadiusAttribute } from 'radius';
import { isGenuine, readRequest, signAnswer } from '../../local/nas/packet.ts';
import { checkReply } from '../../shared/radius/reply.ts';
import { DISCONNECT, SECRET, TIMESTAMP } from '../support/radius-golden.ts';

// Why the package stays off the production path: docs/decisions/radius-codec-is-ours.md rests on these.

const attributes: RadiusAttribute[] = [['User-Name', 'bob']];

const unsignedRequest = (): Buffer =>
  radius.encode({ code: 'Disconnect-Request', secret: SECRET, identifier: 8, attributes: [...attributes] });

const entry = { secret: SECRET, requireMessageAuthenticator: false, zeroVectorQuirk: false };

test('the package signs a Disconnect-Request so that a conforming NAS drops it', () => {
  const packet = radius.encode({
    code: 'Disconnect-Request',
    secret: SECRET,
    identifier: 8,
    attributes: [...attributes],
    add_message_authenticator: true,
  });
  const request = readRequest(packet);
  expect(request && isGenuine(request, SECRET)).toBe(false);
  expect(() => radius.decode({ packet, secret: SECRET })).toThrow('authenticator mismatch');
});

test('the package refuses a correctly signed Disconnect-Request', () => {
  expect(() => radius.decode({ packet: DISCONNECT.packet, secret: SECRET })).toThrow(
    /Message-Authenticator mismatch/,
  );
});

test('the package throws on the answer to a correctly signed request instead of judging it', () => {
  const exchange = { request: DISCONNECT.packet, response: Buffer.from(DISCONNECT.nak), secret: SECRET };
  expect(() => radius.verify_response(exchange)).toThrow(/Message-Authenticator mismatch/);
});

test('the package takes an answer to another identifier and of another code', () => {
  const request = unsignedRequest();
  const answer = signAnswer(request, { code: 2, attributes: [], signature: 'none' }, SECRET);
  expect(radius.verify_response({ request, response: answer, secret: SECRET })).toBe(true);
  expect(checkReply({ ...entry, packet: request }, answer, TIMESTAMP)).toMatchObject({ failing: 'code' });

  const foreign = Buffer.from(request);
  foreign.writeUInt8(9, 1);
  const other = signAnswer(foreign, { code: 41, attributes: [], signature: 'none' }, SECRET);
  expect(radius.verify_response({ request, response: other, secret: SECRET })).toBe(true);
  expect(checkReply({ ...entry, packet: request }, other, TIMESTAMP)).toMatchObject({
    failing: 'identifier',
  });
});

test('the package takes an answer whose Message-Authenticator is wrong when its own request had none', () => {
  const request = unsignedRequest();
  const answer = signAnswer(
    request,
    { code: 41, attributes: [[80, Buffer.alloc(16)]], signature: 'none' },
    SECRET,
  );
  expect(radius.verify_response({ request, response: answer, secret: SECRET })).toBe(true);
  expect(checkReply({ ...entry, packet: request }, answer, TIMESTAMP)).toMatchObject({
    failing: 'message-authenticator',
  });
});

/** Changes every byte of the Response Authenticator that decodes to U+FFFD on its own, into another such byte. */
const forged = (answer: Buffer): Buffer => {
  const copy = Buffer.from(answer);
  const text = copy.toString('utf8', 4, 20);
  for (let at = 4; at < 20; at += 1) {
    const byte = copy.readUInt8(at);
    copy.writeUInt8(byte === 0xff ? 0xfe : 0xff, at);
    if (byte < 0x80 || copy.toString('utf8', 4, 20) !== text) copy.writeUInt8(byte, at);
  }
  return copy;
};

test('the package compares digests as text, so that a forged one is as good as the right one', () => {
  const request = unsignedRequest();
  const answer = signAnswer(request, { code: 41, attributes: [], signature: 'none' }, SECRET);
  const forgery = forged(answer);
  expect(forgery).not.toEqual(answer);
  expect(radius.verify_response({ request, response: forgery, secret: SECRET })).toBe(true);
  expect(checkReply({ ...entry, packet: request }, forgery, TIMESTAMP)).toMatchObject({
    failing: 'response-authenticator',
  });
});

test('the package encodes a misspelt attribute as type 0', () => {
  const misspelt: RadiusAttribute[] = [['Acct-Sesion-Id', Buffer.from('s1')]];
  const packet = radius.encode({ code: 'CoA-Request', secret: SECRET, identifier: 1, attributes: misspelt });
  expect(packet.subarray(20)).toEqual(Buffer.from([0, 4, 115, 49]));
});

test('the package changes the list of attributes that it is given', () => {
  const given: RadiusAttribute[] = [...attributes];
  radius.encode({
    code: 'CoA-Request',
    secret: SECRET,
    identifier: 1,
    attributes: given,
    add_message_authenticator: true,
  });
  expect(given).toHaveLength(2);
});

test('the package accepts an attribute that reaches past the end of the packet', () => {
  const packet = unsignedRequest();
  packet.writeUInt8(200, 21);
  expect(radius.decode_without_secret({ packet }).attributes).toEqual({ 'User-Name': 'bob' });
});

test('the package writes a wrong length where a packet outgrows 4096 bytes', () => {
  const many: RadiusAttribute[] = Array.from({ length: 16 }, () => ['Class', Buffer.alloc(253)]);
  const packet = radius.encode({ code: 'CoA-Request', secret: SECRET, identifier: 1, attributes: many });
  expect(packet.readUInt16BE(2)).toBeGreaterThan(packet.length);
});

test('the package dies at its first use once it is bundled', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'radius-bundle-'));
  try {
    const outfile = join(folder, 'bundle.cjs');
    await build({
      entryPoints: [createRequire(import.meta.url).resolve('radius')],
      outfile,
      bundle: true,
      platform: 'node',
    });
    const bundled = await import(pathToFileURL(outfile).href);
    expect(() => bundled.default.encode({ code: 'CoA-Request', secret: SECRET })).toThrow(
      'Invalid dictionary location',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
