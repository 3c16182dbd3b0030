import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** How the way to NetBox is: open; refused at once; a proxy that answers 503; a hole that answers nothing. */
export type Way = 'open' | 'reset' | 'busy' | 'hanging';

/** The way to NetBox: each request is a connection of its own, counted by when it came (ms of the machine's clock). */
export type NetBoxFront = { url: string; set(way: Way): void; requests: number[]; close(): Promise<void> };

const BUSY =
  'HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy';

const answerBusy = (socket: Socket): void => {
  socket.once('data', () => socket.end(BUSY));
};

const pass = (socket: Socket, port: number): void => {
  const upstream = connect(port, '127.0.0.1');
  upstream.on('error', () => socket.destroy());
  socket.on('close', () => upstream.destroy());
  upstream.on('close', () => socket.destroySoon());
  socket.pipe(upstream);
  upstream.pipe(socket);
};

/** Stands before a NetBox on this machine. */
export const startNetBoxFront = async (netboxUrl: string): Promise<NetBoxFront> => {
  const upstream = Number(new URL(netboxUrl).port);
  const requests: number[] = [];
  const held = new Set<Socket>();
  let way: Way = 'open';

  const server = createServer((socket) => {
    requests.push(performance.now());
    socket.on('error', () => undefined);
    switch (way) {
      case 'open':
        return pass(socket, upstream);
      case 'reset':
        return socket.resetAndDestroy();
      case 'busy':
        return answerBusy(socket);
      case 'hanging':
        held.add(socket);
        socket.on('close', () => held.delete(socket));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    set(next) {
      way = next;
      for (const socket of held) socket.destroy();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of held) socket.destroy();
      await closed;
    },
  };
};
