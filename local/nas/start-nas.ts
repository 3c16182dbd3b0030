import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { nasResponder } from './respond.ts';
import { type NasSessions, nasSessions } from './sessions.ts';

/** How the simulated NAS listens and judges. Times in milliseconds; `clock` is epoch milliseconds. */
export type NasOptions = {
  secret: string;
  /** A loopback address of either family, 127.0.0.1 unless told. */
  host?: string;
  /** A free one unless told. */
  port?: number;
  requireMessageAuthenticator?: boolean;
  clock?: () => number;
  /** How long the user `slow` waits for its ACK. */
  slowMs?: number;
  /** The cidr that the prefix of a CoA-Request has to lie in. */
  served?: string;
  /** Sees every datagram before anything is made of it. */
  onDatagram?: (bytes: Buffer, sourcePort: number) => void;
};

/** What the network or the router does wrong; to be set while it runs. */
export type NasFaults = {
  /** Nothing is read and nothing answered. */
  silent: boolean;
  /** How many of the next datagrams are lost on their way in. */
  dropRequests: number;
  /** How many of the next answers are lost on their way out: what was decided has happened all the same. */
  dropAnswers: number;
  /** How late every answer leaves. */
  delayMs: number;
};

/** A running NAS simulator. */
export type LocalNas = {
  ip: string;
  port: number;
  sessions: NasSessions;
  faults: NasFaults;
  /** From now on what is signed with another secret is dropped. */
  changeSecret(secret: string): void;
  close(): Promise<void>;
};

const listen = async (socket: Socket, port: number, host: string): Promise<number> => {
  const listening = once(socket, 'listening');
  socket.bind(port, host);
  await listening;
  return socket.address().port;
};

/** Counts one off a fault that is limited in number; true while it lasts. */
const spend = (faults: NasFaults, name: 'dropRequests' | 'dropAnswers'): boolean => {
  if (faults[name] === 0) return false;
  faults[name] -= 1;
  return true;
};

/** Starts a stateful NAS that serves RFC 5176 requests over UDP. Rejects where the port is taken. */
export const startNas = async (options: NasOptions): Promise<LocalNas> => {
  const { host = '127.0.0.1', port = 0, onDatagram, ...given } = options;
  const sessions = nasSessions();
  const defaults = {
    requireMessageAuthenticator: false,
    clock: Date.now,
    slowMs: 3_000,
    served: '2001:db8::/32',
  };
  const rules = { ...defaults, ...given, sessions };
  const respond = nasResponder(rules);
  const faults: NasFaults = { silent: false, dropRequests: 0, dropAnswers: 0, delayMs: 0 };
  const timers = new Set<NodeJS.Timeout>();
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');

  const sendLater = (ms: number, send: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      send();
    }, ms);
    timers.add(timer);
  };

  socket.on('message', (datagram, from) => {
    onDatagram?.(datagram, from.port);
    if (faults.silent || spend(faults, 'dropRequests')) return;
    const answer = respond(datagram, `${from.address} ${from.port}`);
    if (answer === undefined || spend(faults, 'dropAnswers')) return;
    const wait = Math.max(0, answer.readyAt - rules.clock()) + faults.delayMs;
    sendLater(wait, () => socket.send(answer.bytes, from.port, from.address));
  });

  return {
    ip: host,
    port: await listen(socket, port, host),
    sessions,
    faults,
    changeSecret: (secret) => {
      rules.secret = secret;
    },
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
};
