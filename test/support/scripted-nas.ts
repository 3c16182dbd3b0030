import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type NasAnswer, signAnswer } from '../../local/nas/packet.ts';

/** The secret of every scripted NAS. */
export const SCRIPTED_SECRET = 'testing123';

/** An answer of a scripted NAS: bytes as they are, or an answer to sign. */
export type ScriptedAnswer = Buffer | Partial<NasAnswer>;

/** A NAS that answers the n-th datagram, from 0, with the n-th entry of its script, and then with nothing. */
export type ScriptedNas = {
  ip: string;
  port: number;
  received: { bytes: Buffer; sourcePort: number }[];
  /** Resolves once so many datagrams are here. */
  until(count: number): Promise<void>;
  /** Sends bytes that no script holds. */
  send(bytes: Buffer, port: number): void;
  close(): Promise<void>;
};

/** Bytes that answer this request, right in everything that the script does not say. */
export const scriptedBytes = (request: Buffer, answer: Partial<NasAnswer>): Buffer =>
  signAnswer(
    request,
    { code: request.readUInt8(0) + 1, attributes: [], signature: 'rfc5176', ...answer },
    SCRIPTED_SECRET,
  );

/** Starts on 127.0.0.1, on a free port unless told. */
export const scriptedNas = async (
  script: ((request: Buffer) => ScriptedAnswer[])[],
  port = 0,
): Promise<ScriptedNas> => {
  const socket = createSocket('udp4');
  const received: ScriptedNas['received'] = [];
  socket.on('message', (bytes, from) => {
    const answers = script[received.length]?.(bytes) ?? [];
    received.push({ bytes, sourcePort: from.port });
    for (const answer of answers) {
      socket.send(Buffer.isBuffer(answer) ? answer : scriptedBytes(bytes, answer), from.port, from.address);
    }
  });
  const listening = once(socket, 'listening');
  socket.bind(port, '127.0.0.1');
  await listening;
  return {
    ip: '127.0.0.1',
    port: socket.address().port,
    received,
    until: async (count) => {
      while (received.length < count) await once(socket, 'message');
    },
    send: (bytes, to) => socket.send(bytes, to, '127.0.0.1'),
    close: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
};
