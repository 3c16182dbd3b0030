import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type CorsConfiguration, preflightAnswer, readableBy } from './cors.ts';
import type { Authorization, JwtAuthorizer } from './jwt-authorizer.ts';
import { type Answer, BodyTooLong, type LoopbackServer, readBody, serveLoopback } from './loopback-server.ts';
import { matchRoute, type RouteMatch } from './route-match.ts';
import { LOCAL_ACCOUNT } from './template.ts';

/** A route with its function behind it. Without `authorizer` anybody may call it. */
export type GatewayRoute = {
  routeKey: string;
  authorizer?: JwtAuthorizer | undefined;
  scopes: readonly string[];
  invoke: (event: unknown) => Promise<unknown>;
};

/** An HTTP API: port 0 takes any free one; `clock` is in epoch milliseconds. */
export type GatewaySettings = {
  port: number;
  routes: readonly GatewayRoute[];
  /** Which pages may call; absent: none. */
  cors?: CorsConfiguration | undefined;
  clock: () => number;
  onFailure: (error: unknown) => void;
};

const BODY_LIMIT = 10 * 1024 * 1024;
const TEXT = /^(text\/|application\/(json|xml|javascript|vnd\.api\+json)\b)/i;

/**
 * An API Gateway HTTP API in front of functions, with events and answers in payload format 2.0 and the gateway's own
 * refusals: 400, 401, 403, 404, 413 and 500 as `{"message": …}`.
 */
export const serveHttpApi = (settings: GatewaySettings): Promise<LoopbackServer> =>
  serveLoopback((request) => respondToPage(request, settings), settings);

const respondToPage = async (request: IncomingMessage, settings: GatewaySettings): Promise<Answer> => {
  const { cors } = settings;
  if (cors === undefined) return respond(request, settings);
  return preflightAnswer(cors, request) ?? readableBy(cors, request, await respond(request, settings));
};

const refuse = (status: number, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});

const respond = async (request: IncomingMessage, settings: GatewaySettings): Promise<Answer> => {
  const { method = 'GET', url = '/' } = request;
  const [rawPath = '', rawQueryString = ''] = splitOnce(url, '?');
  const path = decoded(rawPath);
  if (path === undefined) return refuse(400, 'Bad Request');
  const match = matchRoute(settings.routes, method, path);
  if (match === undefined) return refuse(404, 'Not Found');
  const authorization = await match.route.authorizer?.(request.headers.authorization, match.route.scopes);
  if (authorization !== undefined && 'refused' in authorization) return REFUSALS[authorization.refused]();
  try {
    const body = await readBody(request, BODY_LIMIT);
    const call = { request, match, path, rawQueryString, authorization, body, now: settings.clock() };
    return answerOf(await match.route.invoke(eventOf(call)));
  } catch (error) {
    if (error instanceof BodyTooLong) return refuse(413, 'Request Entity Too Large');
    throw error;
  }
};

const REFUSALS = {
  401: (): Answer => ({ ...refuse(401, 'Unauthorized'), headers: { 'www-authenticate': 'Bearer' } }),
  403: (): Answer => refuse(403, 'Forbidden'),
};

const splitOnce = (text: string, separator: string): string[] => {
  const place = text.indexOf(separator);
  return place === -1 ? [text] : [text.slice(0, place), text.slice(place + 1)];
};

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

type Call = {
  request: IncomingMessage;
  match: RouteMatch<GatewayRoute>;
  path: string;
  rawQueryString: string;
  authorization: Exclude<Authorization, { refused: unknown }> | undefined;
  body: Buffer;
  now: number;
};

/** The gateway decodes the path once, before it looks for a route; the query string stays as it was sent. */
const eventOf = (call: Call): APIGatewayProxyEventV2 => {
  const { request, match, path, rawQueryString } = call;
  const { cookie, ...headers } = headersOf(request);
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath: path,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers,
    ...filled('queryStringParameters', queryOf(rawQueryString)),
    ...filled('pathParameters', match.pathParameters),
    requestContext: contextOf(call, headers),
    ...bodyOf(call.body, headers['content-type']),
  };
};

const contextOf = (call: Call, headers: Record<string, string>): APIGatewayProxyEventV2['requestContext'] => {
  const { request, match, path, authorization, now } = call;
  return {
    accountId: LOCAL_ACCOUNT.accountId,
    apiId: 'local',
    ...(authorization && { authorizer: { jwt: authorization } }),
    domainName: headers.host ?? '',
    domainPrefix: 'local',
    http: {
      method: request.method ?? 'GET',
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? '',
      userAgent: headers['user-agent'] ?? '',
    },
    requestId: randomUUID(),
    routeKey: match.route.routeKey,
    stage: '$default',
    time: logTime(now),
    timeEpoch: now,
  };
};

/** `12/Mar/2020:19:03:58 +0000`, the form of access logs. */
const logTime = (now: number): string => {
  const [, day, month, year, time] = new Date(now).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
};

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(',')]),
  );

const queryOf = (rawQueryString: string): Record<string, string> => {
  const query = new URLSearchParams(rawQueryString);
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]));
};

const filled = <K extends string>(name: K, map: Record<string, string>) =>
  (Object.keys(map).length === 0 ? {} : { [name]: map }) as Partial<Record<K, Record<string, string>>>;

const bodyOf = (body: Buffer, contentType = 'text/plain') => {
  if (body.length === 0) return { isBase64Encoded: false };
  const isBase64Encoded = !TEXT.test(contentType);
  return { body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
};

/** An answer without a statusCode is a body of its own (format 2.0). */
const answerOf = (result: unknown): Answer => {
  const structured = result as APIGatewayProxyStructuredResultV2 | null | undefined;
  if (structured?.statusCode === undefined) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(result ?? null),
    };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = structured;
  const fields = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return {
    status: Number(statusCode),
    headers: { ...Object.fromEntries(fields), ...(cookies.length > 0 && { 'set-cookie': cookies }) },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
};
