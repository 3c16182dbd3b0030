import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ApiAnswer, ApiRequest } from './answer.ts';

const parseBody = (body: string): { body: unknown } | { fault: string } => {
  try {
    return { body: body === '' ? undefined : JSON.parse(body) };
  } catch {
    return { fault: 'JSON parse error - Expecting value: line 1 column 1 (char 0)' };
  }
};

/** Reads a request of the API; `fault` is what NetBox says of a body that is not JSON. */
export const readRequest = async (
  message: IncomingMessage,
  origin: string,
): Promise<ApiRequest & { fault?: string }> => {
  const url = new URL(message.url ?? '/', origin);
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      value === undefined ? value : String(value),
    ]),
  );
  const request = {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    origin,
    headers,
  };
  return { body: undefined, ...request, ...parseBody(await text(message)) };
};

/** Writes an answer: strings as HTML unless a header says otherwise, all else as JSON. */
export const writeAnswer = (response: ServerResponse, { status, body, headers }: ApiAnswer): void => {
  const isText = typeof body === 'string';
  response.writeHead(status, {
    'X-Request-ID': randomUUID(),
    ...(body === undefined
      ? {}
      : { 'Content-Type': isText ? 'text/html; charset=utf-8' : 'application/json' }),
    ...headers,
  });
  response.end(isText ? body : JSON.stringify(body));
};
