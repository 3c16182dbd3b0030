import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import radius, { type RadiusAttribute } from 'radius';

/** A socket that sends any bytes to a NAS and hears whatever comes back. */
export type RawRadius = {
  /** The next datagram after this one was sent, whatever it answers. */
  ask(bytes: Buffer): Promise<Buffer>;
  /** Sends without waiting. */
  send(bytes: Buffer): void;
  close(): void;
};

/** Opens a port of its own, on `localAddress` where the NAS tells clients apart by it. */
export const rawRadius = async (
  nas: { ip: string; port: number },
  localAddress?: string,
): Promise<RawRadius> => {
  const socket: Socket = createSocket(isIPv6(nas.ip) ? 'udp6' : 'udp4');
  const listening = once(socket, 'listening');
  socket.bind(0, localAddress);
  await listening;
  const send = (bytes: Buffer): void => socket.send(bytes, nas.port, nas.ip);
  return {
    send,
    ask: async (bytes) => {
      const heard = once(socket, 'message');
      send(bytes);
      const [answer] = await heard;
      return answer;
    },
    close: () => socket.close(),
  };
};

/** A request without Message-Authenticator, from an encoder that is not ours. */
export const unsignedRequest = (request: {
  code: 'CoA-Request' | 'Disconnect-Request';
  secret: string;
  identifier: number;
  attributes: RadiusAttribute[];
}): Buffer => radius.encode(request);
