import type { IncomingMessage } from 'node:http';
import type { Answer } from './loopback-server.ts';

/** The CorsConfiguration of an HTTP API in a template, without credentials. `MaxAge` in seconds. */
export type CorsConfiguration = {
  AllowOrigins: readonly string[];
  AllowMethods?: readonly string[];
  AllowHeaders?: readonly string[];
  ExposeHeaders?: readonly string[];
  MaxAge?: number;
};

const originIn = ({ AllowOrigins }: CorsConfiguration, request: IncomingMessage): string | undefined =>
  AllowOrigins.find((origin) => origin === request.headers.origin);

const listed = (name: string, items: readonly string[] = []): Record<string, string> =>
  items.length === 0 ? {} : { [name]: items.join(',') };

const forPage = (cors: CorsConfiguration, origin: string): Record<string, string> => ({
  'access-control-allow-origin': origin,
  ...listed('access-control-expose-headers', cors.ExposeHeaders),
});

/** API Gateway answers what a browser asks before it calls, without any route; undefined for everything else. */
export const preflightAnswer = (cors: CorsConfiguration, request: IncomingMessage): Answer | undefined => {
  const isAsked = request.headers['access-control-request-method'] !== undefined;
  if (request.method !== 'OPTIONS' || !isAsked) return undefined;
  const origin = originIn(cors, request);
  if (origin === undefined) return { status: 204, headers: {}, body: '' };
  const headers = {
    ...forPage(cors, origin),
    ...listed('access-control-allow-methods', cors.AllowMethods),
    ...listed('access-control-allow-headers', cors.AllowHeaders),
    'access-control-max-age': String(cors.MaxAge ?? 0),
  };
  return { status: 204, headers, body: '' };
};

/** Lets the page that called read the answer, where its origin is allowed. */
export const readableBy = (cors: CorsConfiguration, request: IncomingMessage, answer: Answer): Answer => {
  const origin = originIn(cors, request);
  return origin === undefined
    ? answer
    : { ...answer, headers: { ...answer.headers, ...forPage(cors, origin) } };
};
