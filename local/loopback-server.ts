import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server answers; `body` is sent as it is. */
export type Answer = { status: number; headers?: Record<string, string | string[]>; body?: string | Buffer };

/** A server on loopback: `url` without a slash at its end; `close` lets running requests finish and cuts the rest. */
export type LoopbackServer = { url: string; port: number; close: () => Promise<void> };

/** Thrown by `readBody` where a body is longer than its reader allows. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong';
}

/** The whole body; rejects with BodyTooLong beyond `limit` bytes, reading no further. */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new BodyTooLong(`The body is longer than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const DEFECT: Answer = {
  status: 500,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Internal Server Error"}',
};

const head = (response: ServerResponse, answer: Answer): Answer => {
  response.statusCode = answer.status;
  response.setHeaders(new Map(Object.entries(answer.headers ?? {})));
  return answer;
};

/**
 * Serves on 127.0.0.1; port 0 takes any free one. What `respond` throws answers 500 and goes to `onFailure`.
 * Rejects where the port is taken.
 */
export const serveLoopback = async (
  respond: (request: IncomingMessage) => Promise<Answer>,
  { port, onFailure }: { port: number; onFailure: (error: unknown) => void },
): Promise<LoopbackServer> => {
  let isClosing = false;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { body } = await respond(request)
      .then((answered) => head(response, answered))
      .catch((error) => {
        onFailure(error);
        return head(response, DEFECT);
      });
    // A body that was not read to its end would be taken for the next request; an idle connection delays the close.
    if (!request.complete || isClosing) response.setHeader('connection', 'close');
    response.end(body);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    close: async () => {
      isClosing = true;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
};
