import type { Socket } from 'node:dgram';
import type { SessionAnswer } from '../../usecases/session-control.ts';

/** Waits so many milliseconds; rejects when the signal aborts. As `setTimeout` of node:timers/promises, bar a value. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<unknown>;

/** One request on its way. Times are epoch milliseconds of `clock`. */
export type Exchange = {
  /** Connected to the NAS; stays the caller's to close. */
  socket: Socket;
  /** The bytes of the n-th send, from 0; what it rejects with, the exchange rejects with. */
  packetFor: (send: number) => Promise<Buffer>;
  /** Undefined for a datagram that is not the answer. */
  judge: (datagram: Buffer) => SessionAnswer | undefined;
  sendAt: readonly number[];
  endAt: number;
  stillWanted: () => Promise<boolean>;
  clock: () => number;
  pause: Pause;
};

const pauseUntil = async (at: number, { clock, pause }: Exchange, signal: AbortSignal): Promise<void> => {
  const ms = at - clock();
  if (ms > 0) await pause(ms, signal);
};

/**
 * Which sends the network refused. A port that is closed answers each datagram with a refusal, and a router that
 * restarts refuses for a moment, so one refusal says nothing. Two sends in a row that were refused do: waiting on
 * would hold up every other router's requests behind this one, and `unknown` is asked again later anyway.
 */
const refusalCount = () => {
  let sent = 0;
  const refused = new Set<number>();
  return {
    countSend: () => {
      sent += 1;
    },
    countRefusal: () => refused.add(sent),
    lastWasRefused: () => refused.has(sent),
    isClosed: () => refused.has(sent) && refused.has(sent - 1),
  };
};

const transmit = async (
  exchange: Exchange,
  send: (packet: Buffer) => void,
  signal: AbortSignal,
): Promise<boolean> => {
  for (const [index, at] of exchange.sendAt.entries()) {
    await pauseUntil(at, exchange, signal);
    if (index > 0 && !(await exchange.stillWanted())) return false;
    const packet = await exchange.packetFor(index);
    signal.throwIfAborted();
    send(packet);
  }
  return true;
};

/**
 * Sends the packets on their schedule until an answer is judged good, the request is no longer wanted, the port proves
 * closed, or the time is up. Datagrams that are judged no answer change nothing: could one end the wait, a spoofer
 * could end every exchange. Rejects only with what `stillWanted` or
 * `packetFor` rejects with.
 */
export const exchangeDatagrams = async (exchange: Exchange): Promise<SessionAnswer> => {
  const { socket, judge, endAt } = exchange;
  const outcome = Promise.withResolvers<SessionAnswer>();
  const ended = new AbortController();
  const refusals = refusalCount();

  const onRefusal = (): void => {
    refusals.countRefusal();
    if (refusals.isClosed()) outcome.resolve({ result: 'unknown', reason: 'unreachable' });
  };
  const send = (packet: Buffer): void => {
    refusals.countSend();
    socket.send(packet, (error) => {
      if (error) onRefusal();
    });
  };
  socket.on('error', onRefusal);
  socket.on('message', (datagram) => {
    const answer = judge(datagram);
    if (answer !== undefined) outcome.resolve(answer);
  });

  transmit(exchange, send, ended.signal)
    .then((wanted) => wanted || outcome.resolve({ result: 'unknown', reason: 'replaced' }))
    .catch(outcome.reject);
  pauseUntil(endAt, exchange, ended.signal)
    .then(() =>
      outcome.resolve({ result: 'unknown', reason: refusals.lastWasRefused() ? 'unreachable' : 'timeout' }),
    )
    .catch(outcome.reject);

  try {
    return await outcome.promise;
  } finally {
    ended.abort();
  }
};
