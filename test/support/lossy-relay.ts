import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** What a relay has carried: each datagram to the NAS with the port it came from. */
export type LossyRelay = {
  ip: string;
  port: number;
  requests: { bytes: Buffer; sourcePort: number }[];
  close(): Promise<void>;
};

/**
 * A network of 127.0.0.1 between a client and a NAS that loses the first `lost` answers. Each client port becomes
 * one port of the relay's own, as a router would see it: who asks again from another port is another asker.
 */
export const lossyRelay = async (nas: { ip: string; port: number }, lost: number): Promise<LossyRelay> => {
  const requests: LossyRelay['requests'] = [];
  const upstreams = new Map<number, Socket>();
  const front = createSocket('udp4');
  let toLose = lost;

  const upstreamFor = (clientPort: number, clientAddress: string): Socket => {
    const known = upstreams.get(clientPort);
    if (known !== undefined) return known;
    const upstream = createSocket('udp4');
    upstream.on('message', (answer) => {
      if (toLose > 0) toLose -= 1;
      else front.send(answer, clientPort, clientAddress);
    });
    upstreams.set(clientPort, upstream);
    return upstream;
  };

  front.on('message', (bytes, from) => {
    requests.push({ bytes, sourcePort: from.port });
    upstreamFor(from.port, from.address).send(bytes, nas.port, nas.ip);
  });
  const listening = once(front, 'listening');
  front.bind(0, '127.0.0.1');
  await listening;
  return {
    ip: '127.0.0.1',
    port: front.address().port,
    requests,
    close: async () => {
      const sockets = [front, ...upstreams.values()];
      await Promise.all(sockets.map((socket) => once(socket.close(), 'close')));
    },
  };
};
