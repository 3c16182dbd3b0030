import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { LeaseholdError } from '../../domain/errors.ts';

/** Where a request goes, and the local address that it leaves from where the NAS tells clients apart by that. */
export type Route = { ip: string; port: number; localAddress?: string | undefined };

const NO_ROUTE = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL'];

const isNoRoute = (error: unknown): boolean =>
  NO_ROUTE.includes((error as { code?: string } | undefined)?.code ?? '');

const connect = async (socket: Socket, { ip, port, localAddress }: Route): Promise<void> => {
  if (localAddress !== undefined) {
    const bound = once(socket, 'listening');
    socket.bind(0, localAddress);
    await bound;
  }
  const connected = once(socket, 'connect');
  socket.connect(port, ip);
  await connected;
};

/**
 * A UDP socket of its own port that is connected to the NAS: the kernel then drops datagrams of any other source,
 * and reports a closed port. The caller closes it. Undefined where the machine has no way there. A name instead of
 * an address is `unknown-nas`: looking it up would let a name server say where a signed request goes.
 */
export const openConnectedSocket = async (route: Route): Promise<Socket | undefined> => {
  const family = isIP(route.ip);
  if (family === 0) throw new LeaseholdError('unknown-nas', `${route.ip} is not an IP address.`);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    await connect(socket, route);
    return socket;
  } catch (error) {
    socket.close();
    if (isNoRoute(error)) return undefined;
    throw error;
  }
};
