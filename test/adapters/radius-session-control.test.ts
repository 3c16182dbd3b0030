import { expect, test } from '@jest/globals';
import { startNas } from '../../local/nas/start-nas.ts';
import { radiusSessionControl } from '../../shared/adapters/radius-session-control.ts';
import type { NasProfileName, SessionKeys } from '../../shared/domain/nas.ts';
import { walkAttributes } from '../../shared/radius/attributes.ts';
import type { DynamicAuthorizationRequest, SessionAnswer } from '../../shared/usecases/session-control.ts';
import { nasContract } from '../support/nas-contract.ts';
import { SCRIPTED_SECRET, type ScriptedAnswer, scriptedNas } from '../support/scripted-nas.ts';
import { sessionControlContract } from '../support/session-control-contract.ts';
import {
  hasIpv6Loopback,
  nasEntry,
  type SessionControlPeer,
  unhurried,
} from '../support/session-control-peer.ts';

const simulator = async (): Promise<SessionControlPeer> => {
  const secrets = { plain: 'testing123', strict: 'testing456' };
  const plain = await startNas({ secret: secrets.plain, slowMs: 80 });
  const strict = await startNas({ secret: secrets.strict, requireMessageAuthenticator: true });
  const ipv6 = hasIpv6Loopback() ? await startNas({ secret: secrets.plain, host: '::1' }) : plain;
  const running = [...new Set([plain, strict, ipv6])];
  return {
    plain: nasEntry('plain', plain),
    strict: nasEntry('strict', strict),
    ipv6: nasEntry('plain', ipv6),
    secrets,
    schedule: { sendAtMs: [0, 20, 40, 60], giveUpAtMs: 10_000 },
    impatient: { sendAtMs: [0, 50], giveUpAtMs: 400 },
    login: (acctSessionId) => {
      for (const nas of running) nas.sessions.add({ username: 'alice', acctSessionId });
    },
    close: async () => {
      await Promise.all(running.map((nas) => nas.close()));
    },
  };
};

sessionControlContract(simulator);
nasContract(simulator);

const client = (secrets = async () => SCRIPTED_SECRET) =>
  radiusSessionControl({
    secrets,
    clock: Date.now,
    random: Math.random,
    schedule: { sendAtMs: [0], giveUpAtMs: 10_000 },
  });

const session = { username: 'alice', acctSessionId: 's1' };
const coa: DynamicAuthorizationRequest = { kind: 'coa', session };
const disconnect: DynamicAuthorizationRequest = { kind: 'disconnect', session };

/** What the client makes of a NAS that answers the first datagram so. */
const answerTo = async (
  request: DynamicAuthorizationRequest,
  answer: ScriptedAnswer,
): Promise<SessionAnswer> => {
  const nas = await scriptedNas([() => [answer]]);
  try {
    return await client().send(nasEntry('scripted', nas), request, unhurried);
  } finally {
    await nas.close();
  }
};

const cause = (number: number): ScriptedAnswer & { attributes: [number, Buffer][] } => ({
  attributes: [[101, Buffer.of(0, 0, number >> 8, number & 255)]],
});

test('a CoA that is refused with 507 has been initiated', async () => {
  expect(await answerTo(coa, { code: 45, ...cause(507) })).toEqual({ result: 'request_initiated' });
});

test('a Disconnect that is refused with 507 is refused', async () => {
  expect(await answerTo(disconnect, { code: 42, ...cause(507) })).toEqual({ result: 'nak', errorCause: 507 });
});

test('a NAK that names no cause has none', async () => {
  expect(await answerTo(disconnect, { code: 42 })).toEqual({ result: 'nak' });
});

test('an ACK with a cause, such as 201, is an ACK', async () => {
  expect(await answerTo(disconnect, { code: 41, ...cause(201) })).toEqual({ result: 'ack' });
});

/** The attribute types of the request that reaches a NAS of this profile. */
const sentTo = async (profile: NasProfileName, known: SessionKeys): Promise<number[] | undefined> => {
  const nas = await scriptedNas([() => [{}]]);
  try {
    const entry = { ...nasEntry('scripted', nas), profile };
    expect(await client().send(entry, { kind: 'disconnect', session: known }, unhurried)).toEqual({
      result: 'ack',
    });
    const bytes = nas.received[0]?.bytes ?? Buffer.alloc(0);
    return walkAttributes(bytes.subarray(20))?.map(({ type }) => type);
  } finally {
    await nas.close();
  }
};

test('a NAS is asked with the keys of its profile', async () => {
  expect(await sentTo('rfc5176', session)).toEqual([80, 1, 44, 55]);
  expect(await sentTo('juniper-junos', session)).toEqual([80, 44, 55]);
  expect(await sentTo('cisco-iosxe', { username: 'alice' })).toEqual([80, 1, 55]);
});

test('a request that would name no session is NAK 402 and never sent', async () => {
  const nas = await scriptedNas([() => [{}]]);
  try {
    const entry = { ...nasEntry('scripted', nas), profile: 'juniper-junos' as const };
    const request: DynamicAuthorizationRequest = { kind: 'disconnect', session: { username: 'alice' } };
    expect(await client().send(entry, request, unhurried)).toEqual({ result: 'nak', errorCause: 402 });
    expect(await client().send(entry, disconnect, unhurried)).toEqual({ result: 'ack' });
    expect(nas.received).toHaveLength(1);
  } finally {
    await nas.close();
  }
});

test('a secret that cannot be had rejects, for nothing was asked', async () => {
  const missing = client(async () => {
    throw new Error('no such secret');
  });
  const entry = nasEntry('scripted', { ip: '127.0.0.1', port: 9 });
  await expect(missing.send(entry, disconnect, unhurried)).rejects.toThrow('no such secret');
});

test('a NAS that this machine has no way to is unknown, unreachable', async () => {
  const nowhere = radiusSessionControl({
    secrets: async () => SCRIPTED_SECRET,
    clock: Date.now,
    random: Math.random,
    localAddress: '192.0.2.1',
  });
  const entry = nasEntry('scripted', { ip: '127.0.0.1', port: 9 });
  const answer = await nowhere.send(entry, disconnect, unhurried);
  expect(answer).toEqual({ result: 'unknown', reason: 'unreachable' });
});
