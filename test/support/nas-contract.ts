import { expect } from '@jest/globals';
import type { RadiusAttribute } from 'radius';
import { checkReply } from '../../shared/radius/reply.ts';
import { encodeRequest } from '../../shared/radius/request.ts';
import { type RawRadius, rawRadius, unsignedRequest } from './raw-radius.ts';
import { aliceOf, type MakePeer, type SessionControlPeer, testWith } from './session-control-peer.ts';

type Code = 'CoA-Request' | 'Disconnect-Request';

const seconds = (): number => Math.floor(Date.now() / 1000);

const keysOf = (peer: SessionControlPeer): RadiusAttribute[] => {
  const { username, acctSessionId } = aliceOf(peer);
  return [
    ['User-Name', username],
    ['Acct-Session-Id', acctSessionId],
  ];
};

const withSocket = async <T>(
  opening: Promise<RawRadius>,
  use: (socket: RawRadius) => Promise<T>,
): Promise<T> => {
  const socket = await opening;
  try {
    return await use(socket);
  } finally {
    socket.close();
  }
};

/** What the peer answers to a request that the client cannot make: its code, and its Error-Cause if it has one. */
const answerTo = async (
  peer: SessionControlPeer,
  code: Code,
  attributes: RadiusAttribute[],
): Promise<{ code: number | undefined; errorCause?: number }> => {
  const secret = peer.secrets[peer.plain.secretName] as string;
  const packet = unsignedRequest({ code, secret, identifier: 1, attributes });
  const answer = await withSocket(rawRadius(peer.plain), (socket) => socket.ask(packet));
  const { verdict, ...found } = checkReply({ ...peer.plain, packet, secret }, answer, seconds());
  expect(verdict).toBe('accepted');
  return { ...found, code: answer[0] };
};

const causeOf = async (...question: Parameters<typeof answerTo>): Promise<number | undefined> =>
  (await answerTo(...question)).errorCause;

/**
 * Registers what a NAS does with packets that the client never sends, or sends only in trouble: here the simulator
 * is held against FreeRADIUS. Requests come from an encoder that is not ours.
 */
export const nasContract = (makePeer: MakePeer): void => {
  const testPeer = testWith(makePeer);

  testPeer('a request that names no session is NAK 402', async (peer) => {
    expect(await causeOf(peer, 'Disconnect-Request', [['Event-Timestamp', new Date()]])).toBe(402);
    expect(await causeOf(peer, 'CoA-Request', [['Class', Buffer.from('x')]])).toBe(402);
  });

  testPeer('a malformed Delegated-IPv6-Prefix is NAK 404', async (peer) => {
    const malformed = Buffer.from('008120010db8', 'hex');
    expect(await causeOf(peer, 'CoA-Request', [...keysOf(peer), ['Delegated-IPv6-Prefix', malformed]])).toBe(
      404,
    );
  });

  testPeer('a changed Framed-IPv6-Prefix is NAK 401', async (peer) => {
    const prefix = Buffer.from('004020010db800000001', 'hex');
    expect(await causeOf(peer, 'CoA-Request', [...keysOf(peer), ['Framed-IPv6-Prefix', prefix]])).toBe(401);
  });

  testPeer('Authorize-Only is NAK 507 with a State, and some NAK without', async (peer) => {
    const attributes: RadiusAttribute[] = [...keysOf(peer), ['Service-Type', 'Authorize-Only']];
    expect(await causeOf(peer, 'CoA-Request', [...attributes, ['State', Buffer.from('x')]])).toBe(507);
    expect(await answerTo(peer, 'CoA-Request', attributes)).toMatchObject({ code: 45 });
  });

  testPeer(
    'the same bytes get the cached ACK on their port, and are a new request from another',
    async (peer) => {
      const secret = peer.secrets[peer.plain.secretName] as string;
      const request = {
        code: 'Disconnect-Request' as const,
        secret,
        identifier: 1,
        attributes: keysOf(peer),
      };
      const packet = unsignedRequest(request);
      await withSocket(rawRadius(peer.plain), async (socket) => {
        const ack = await socket.ask(packet);
        expect(ack[0]).toBe(41);
        expect(await socket.ask(packet)).toEqual(ack);
      });
      const nak = await withSocket(rawRadius(peer.plain), (socket) => socket.ask(packet));
      expect(nak[0]).toBe(42);
    },
  );

  testPeer('a NAS that requires Message-Authenticator drops a request without one', async (peer) => {
    const secret = peer.secrets[peer.strict.secretName] as string;
    const session = { username: 'bob' };
    const envelope = { identifier: 2, timestamp: seconds(), secret };
    await withSocket(rawRadius(peer.strict, peer.strictClientAddress), async (socket) => {
      const attributes: RadiusAttribute[] = [['User-Name', 'bob']];
      socket.send(unsignedRequest({ code: 'Disconnect-Request', secret, identifier: 1, attributes }));
      // That this one is heard shows that silence about the first is neither loss nor delay.
      const answer = await socket.ask(encodeRequest({ kind: 'disconnect', session }, envelope));
      expect(answer[1]).toBe(2);
    });
  });
};
