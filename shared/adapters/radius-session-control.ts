import type { Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyingKeys, type Nas } from '../domain/nas.ts';
import type { ReplyCheck } from '../radius/reply.ts';
import type {
  DynamicAuthorizationRequest,
  ExchangeControl,
  SessionAnswer,
  SessionControl,
} from '../usecases/session-control.ts';
import { openConnectedSocket } from './radius/connected-socket.ts';
import { exchangeDatagrams, type Pause } from './radius/exchange.ts';
import { identifierLedger } from './radius/identifiers.ts';
import { judgeDatagram } from './radius/judge-datagram.ts';
import { signedPackets } from './radius/signed-packets.ts';

/** When a request is sent, and when it is given up, in milliseconds from its start. Each send shifts by up to 10 %. */
export type RetransmitSchedule = { sendAtMs: readonly number[]; giveUpAtMs: number };

/** What the client is made of. `clock` is epoch milliseconds, `random` in [0, 1). */
export type RadiusSessionControlOptions = {
  /** The RADIUS secret by its name; what it rejects with, `send` rejects with. */
  secrets: (secretName: string) => Promise<string>;
  /** The secret as it is now, where `secrets` may have remembered another: asked where a NAS is silent. */
  freshSecrets?: (secretName: string) => Promise<string>;
  clock: () => number;
  random: () => number;
  /** The source address that NASes know this client by, where the machine has several. */
  localAddress?: string;
  schedule?: RetransmitSchedule;
  pause?: Pause;
  /** Told of each datagram that was no answer, by the first check that it failed. */
  onIgnored?: (failing: ReplyCheck) => void;
};

/** RFC 5080 2.2.1 in the time that a function has. */
const SCHEDULE: RetransmitSchedule = { sendAtMs: [0, 2_000, 6_000, 14_000], giveUpAtMs: 30_000 };

const MISSING_ATTRIBUTE = 402;
const UNREACHABLE: SessionAnswer = { result: 'unknown', reason: 'unreachable' };

/** One that cannot be read now is no reason to give up: the one that is known may be right. */
const readNow = async (
  read: RadiusSessionControlOptions['freshSecrets'],
  secretName: string,
): Promise<string | undefined> => {
  try {
    return await read?.(secretName);
  } catch {
    return undefined;
  }
};

/**
 * SessionControl over UDP (RFC 5176), IPv4 and IPv6. Each exchange has a connected socket of its own and so a port
 * of its own: retransmissions come from it and from no other, its answers need no sorting out, and closing it is all
 * the tidying there is. A request whose session has no key that this NAS finds it by is not sent, for one that names
 * no session might mean all of them; the answer is that of RFC 5176 3.5, NAK 402.
 */
export const radiusSessionControl = (options: RadiusSessionControlOptions): SessionControl => {
  const { secrets, clock, random, localAddress, schedule = SCHEDULE } = options;
  const pause: Pause = options.pause ?? ((ms, signal) => sleep(ms, undefined, { signal }));
  const takeIdentifier = identifierLedger(options);

  const timesFrom = (start: number, deadline: number): { sendAt: number[]; endAt: number } => {
    const endAt = Math.min(start + schedule.giveUpAtMs, deadline);
    const sendAt = schedule.sendAtMs.map((ms) => start + ms * (0.9 + 0.2 * random()));
    return { sendAt: sendAt.filter((at) => at < endAt), endAt };
  };

  const exchangeOn = async (
    socket: Socket,
    { nas, secret, request }: { nas: Nas; secret: string; request: DynamicAuthorizationRequest },
    { deadline, stillWanted }: ExchangeControl,
  ): Promise<SessionAnswer> => {
    const packets = signedPackets({
      request,
      rules: nas,
      secret,
      freshSecret: () => readNow(options.freshSecrets, nas.secretName),
      takeIdentifier: () => takeIdentifier(socket.address().port),
      clock,
    });
    if (packets === undefined) return UNREACHABLE;
    return exchangeDatagrams({
      socket,
      packetFor: packets.packetFor,
      judge: judgeDatagram(packets.sent, { kind: request.kind, clock, onIgnored: options.onIgnored }),
      ...timesFrom(clock(), deadline),
      stillWanted,
      clock,
      pause,
    });
  };

  return {
    send: async (nas, request, control) => {
      const session = identifyingKeys(nas.profile, request.session);
      if (Object.keys(session).length === 0) return { result: 'nak', errorCause: MISSING_ATTRIBUTE };
      const secret = await secrets(nas.secretName);
      const socket = await openConnectedSocket({ ip: nas.ip, port: nas.port, localAddress });
      if (socket === undefined) return UNREACHABLE;
      try {
        return await exchangeOn(socket, { nas, secret, request: { ...request, session } }, control);
      } finally {
        socket.close();
      }
    },
  };
};
