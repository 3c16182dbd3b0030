import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import {
  type RadiusSessionControlOptions,
  radiusSessionControl,
} from '../../shared/adapters/radius-session-control.ts';
import type { Nas } from '../../shared/domain/nas.ts';
import type { DynamicAuthorizationRequest, SessionAnswer } from '../../shared/usecases/session-control.ts';
import { lossyRelay } from './lossy-relay.ts';
import {
  aliceOf,
  hasIpv6Loopback,
  type MakePeer,
  type SessionControlPeer,
  testWith,
  unhurried,
} from './session-control-peer.ts';

type Options = Partial<RadiusSessionControlOptions> & { nas?: Nas };

const send = (
  peer: SessionControlPeer,
  request: DynamicAuthorizationRequest,
  { nas = peer.plain, ...options }: Options = {},
): Promise<SessionAnswer> => {
  const client = radiusSessionControl({
    secrets: async (name) => peer.secrets[name] as string,
    clock: Date.now,
    random: Math.random,
    schedule: peer.schedule,
    ...options,
  });
  return client.send(nas, request, unhurried);
};

const disconnectAlice = (peer: SessionControlPeer): DynamicAuthorizationRequest => ({
  kind: 'disconnect',
  session: aliceOf(peer),
});

const disconnect = (username: string): DynamicAuthorizationRequest => ({
  kind: 'disconnect',
  session: { username, acctSessionId: randomUUID() },
});

const nak = (errorCause: number): SessionAnswer => ({ result: 'nak', errorCause });

/** Registers what has to hold between this client and every NAS. */
export const sessionControlContract = (makePeer: MakePeer): void => {
  const testPeer = testWith(makePeer);

  testPeer('a Disconnect removes the session, and a later one finds none', async (peer) => {
    const request = disconnectAlice(peer);
    expect(await send(peer, request)).toEqual({ result: 'ack' });
    expect(await send(peer, request)).toEqual(nak(503));
  });

  testPeer('after a lost ACK the same bytes from the same socket get it again', async (peer) => {
    const relay = await lossyRelay(peer.plain, 2);
    try {
      const nas = { ...peer.plain, ip: relay.ip, port: relay.port };
      expect(await send(peer, disconnectAlice(peer), { nas })).toEqual({ result: 'ack' });
      // Two were lost; a slow machine may have asked once more before the third was heard.
      expect(relay.requests.length).toBeGreaterThan(2);
      expect(relay.requests).toEqual(relay.requests.map(() => relay.requests[0]));
    } finally {
      await relay.close();
    }
  });

  testPeer('a user without a session is NAK 503, one that cannot be removed is NAK 504', async (peer) => {
    expect(await send(peer, disconnect('bob'))).toEqual(nak(503));
    expect(await send(peer, disconnect('stuck'))).toEqual(nak(504));
  });

  testPeer('silence is unknown', async (peer) => {
    const answer = await send(peer, disconnect('blackhole'), { schedule: peer.impatient });
    expect(answer).toEqual({ result: 'unknown', reason: 'timeout' });
  });

  testPeer('a slow ACK is waited for', async (peer) => {
    expect(await send(peer, disconnect('slow'))).toEqual({ result: 'ack' });
  });

  testPeer('a request over 300 s old is NAK 407', async (peer) => {
    const clock = (): number => Date.now() - 400_000;
    expect(await send(peer, disconnectAlice(peer), { clock })).toEqual(nak(407));
  });

  testPeer('a CoA gives a session a prefix that the NAS serves, and no other', async (peer) => {
    const session = aliceOf(peer);
    const coa = (delegatedPrefix: string) => send(peer, { kind: 'coa', session, delegatedPrefix });
    expect(await coa('2001:db8:0:100::/56')).toEqual({ result: 'ack' });
    expect(await coa('2001:db9:0:100::/56')).toEqual(nak(407));
  });

  testPeer('a CoA for a user without a session is NAK 503', async (peer) => {
    const { session } = disconnect('bob');
    expect(await send(peer, { kind: 'coa', session, delegatedPrefix: '2001:db8:1::/56' })).toEqual(nak(503));
  });

  testPeer('a request under a wrong secret is dropped, which is unknown', async (peer) => {
    const options = { secrets: async () => 'wrong', schedule: peer.impatient };
    const answer = await send(peer, disconnectAlice(peer), options);
    expect(answer).toEqual({ result: 'unknown', reason: 'timeout' });
  });

  testPeer('a NAS that requires Message-Authenticator serves this client', async (peer) => {
    const { strict: nas, strictClientAddress: localAddress } = peer;
    const options = { nas, ...(localAddress !== undefined && { localAddress }) };
    expect(await send(peer, disconnectAlice(peer), options)).toEqual({ result: 'ack' });
  });

  testPeer('an answer over a zero authenticator counts from a NAS with that quirk', async (peer) => {
    const nas = { ...peer.plain, zeroVectorQuirk: true, requireMessageAuthenticator: true };
    expect(await send(peer, disconnect('quirk-ma'), { nas })).toEqual(nak(503));
  });

  testPeer('an answer over a zero authenticator is ignored from any other NAS', async (peer) => {
    const ignored = new Set<string>();
    const options = { schedule: peer.impatient, onIgnored: (failing: string) => void ignored.add(failing) };
    const answer = await send(peer, disconnect('quirk-ma'), options);
    expect(answer).toEqual({ result: 'unknown', reason: 'timeout' });
    expect([...ignored]).toEqual(['message-authenticator']);
  });

  testWith(makePeer, hasIpv6Loopback() ? test : test.skip)('IPv6 carries the same exchange', async (peer) => {
    const request = disconnectAlice(peer);
    expect(await send(peer, request, { nas: peer.ipv6 })).toEqual({ result: 'ack' });
    expect(await send(peer, request, { nas: peer.ipv6 })).toEqual(nak(503));
  });
};
