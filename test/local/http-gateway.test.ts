import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type GatewayRoute, serveHttpApi } from '../../local/http-gateway.ts';
import type { LoopbackServer } from '../../local/loopback-server.ts';

const NOW = Date.UTC(2030, 0, 2, 3, 4, 5);

let api: LoopbackServer;
let events: Record<string, unknown>[];
let failures: unknown[];
let answer: () => unknown;

beforeEach(async () => {
  events = [];
  failures = [];
  answer = () => ({ statusCode: 204 });
  const invoke = async (event: unknown) => {
    events.push(event as Record<string, unknown>);
    return answer();
  };
  const routes: GatewayRoute[] = [
    { routeKey: 'ANY /open/{id}', scopes: [], invoke },
    {
      routeKey: 'POST /guarded',
      scopes: ['write'],
      authorizer: async (header, scopes) => {
        if (header === undefined) return { refused: 401 };
        return header === 'reader' ? { refused: 403 } : { claims: { sub: header }, scopes: [...scopes] };
      },
      invoke,
    },
  ];
  api = await serveHttpApi({ port: 0, routes, clock: () => NOW, onFailure: (error) => failures.push(error) });
});

afterEach(() => api.close());

const call = (path: string, init?: RequestInit) => fetch(`${api.url}${path}`, init);

/** fetch would tidy up what is sent; a socket does not. */
const raw = async (head: string): Promise<string> => {
  const socket = connect(api.port, '127.0.0.1');
  socket.end(`${head}\r\nhost: h\r\nconnection: close\r\n\r\n`);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
};

describe('an event', () => {
  test('has the shape of payload format 2.0', async () => {
    await call('/guarded?a=1&a=2&b=%20x', {
      method: 'POST',
      headers: { Authorization: 'writer', 'Content-Type': 'application/json', 'X-One': 'é'.normalize('NFC') },
      body: '{"n":"ü"}',
    });
    expect(events).toEqual([
      {
        version: '2.0',
        routeKey: 'POST /guarded',
        rawPath: '/guarded',
        rawQueryString: 'a=1&a=2&b=%20x',
        headers: expect.objectContaining({ authorization: 'writer', 'content-type': 'application/json' }),
        queryStringParameters: { a: '1,2', b: ' x' },
        requestContext: {
          accountId: '000000000000',
          apiId: 'local',
          authorizer: { jwt: { claims: { sub: 'writer' }, scopes: ['write'] } },
          domainName: `127.0.0.1:${api.port}`,
          domainPrefix: 'local',
          http: {
            method: 'POST',
            path: '/guarded',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'node',
          },
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          routeKey: 'POST /guarded',
          stage: '$default',
          time: '02/Jan/2030:03:04:05 +0000',
          timeEpoch: NOW,
        },
        body: '{"n":"ü"}',
        isBase64Encoded: false,
      },
    ]);
  });

  test('has a path that was decoded once, before its route was looked for', async () => {
    await call('/open/a%3Ab%2540');
    const response = await call('/open/a%2Fb');
    expect(events).toMatchObject([
      { rawPath: '/open/a:b%40', pathParameters: { id: 'a:b%40' }, rawQueryString: '' },
    ]);
    expect(response.status).toBe(404);
  });

  test('has cookies apart, and repeated headers in one', async () => {
    await raw('GET /open/1 HTTP/1.1\r\ncookie: a=1; b=2\r\nX-Two: 1\r\nx-two: 2');
    expect(events[0]).toMatchObject({ cookies: ['a=1', 'b=2'], headers: { 'x-two': '1,2' } });
    expect(events[0]).not.toHaveProperty('headers.cookie');
    expect(events[0]).toMatchObject({ requestContext: { http: { userAgent: '' } } });
  });

  test.each([
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
    ['application/json; charset=utf-8', false],
    ['text/csv', false],
  ])('of a body of %s is base64: %p', async (type, isBase64Encoded) => {
    await call('/open/1', { method: 'PUT', headers: { 'content-type': type }, body: 'a=1' });
    const body = isBase64Encoded ? 'YT0x' : 'a=1';
    expect(events).toMatchObject([{ body, isBase64Encoded }]);
  });

  test('without body, query, cookies or variables has no such members', async () => {
    await raw('POST /guarded HTTP/1.1\r\nauthorization: x');
    for (const name of ['body', 'queryStringParameters', 'cookies', 'pathParameters']) {
      expect(events[0]).not.toHaveProperty(name);
    }
  });

  test('of a body without a type is text', async () => {
    await raw('PUT /open/1 HTTP/1.1\r\ncontent-length: 0');
    await call('/open/1', { method: 'PUT', body: new Uint8Array([97]) });
    expect(events[1]).toMatchObject({ body: 'a', isBase64Encoded: false });
  });
});

describe('an answer', () => {
  test('is sent as the function says', async () => {
    answer = () => ({
      statusCode: 201,
      headers: { 'x-n': 5, etag: '"1.0"' },
      cookies: ['a=1', 'b=2'],
      body: 'ü',
    });
    const response = await call('/open/1');
    expect([response.status, await response.text()]).toEqual([201, 'ü']);
    expect([response.headers.get('x-n'), response.headers.getSetCookie()]).toEqual(['5', ['a=1', 'b=2']]);
  });

  test('may be base64', async () => {
    answer = () => ({ statusCode: 200, body: 'AQI=', isBase64Encoded: true });
    expect([...new Uint8Array(await (await call('/open/1')).arrayBuffer())]).toEqual([1, 2]);
  });

  test.each<[unknown, string]>([
    [{ state: 'active' }, '{"state":"active"}'],
    ['text', '"text"'],
    [undefined, 'null'],
  ])('without a status is a JSON body of its own: %j', async (result, body) => {
    answer = () => result;
    const response = await call('/open/1');
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      body,
    ]);
  });
});

describe('the gateway itself refuses', () => {
  const refusal = async (response: Response) => [response.status, await response.json()];

  test('a route that is not there', async () => {
    expect(await refusal(await call('/none'))).toEqual([404, { message: 'Not Found' }]);
    expect(await refusal(await call('/guarded'))).toEqual([404, { message: 'Not Found' }]);
  });

  test('a caller without a token, or without the scope', async () => {
    const method = 'POST';
    const unknown = await call('/guarded', { method });
    expect(unknown.headers.get('www-authenticate')).toBe('Bearer');
    expect(await refusal(unknown)).toEqual([401, { message: 'Unauthorized' }]);
    const reader = await call('/guarded', { method, headers: { authorization: 'reader' } });
    expect(await refusal(reader)).toEqual([403, { message: 'Forbidden' }]);
    expect(events).toEqual([]);
  });

  test('a path that cannot be decoded', async () => {
    expect(await raw('GET /open/%E0%A4 HTTP/1.1')).toMatch(/^HTTP\/1.1 400 .*\{"message":"Bad Request"\}$/s);
  });

  test('a body of more than 10 MB', async () => {
    const response = await call('/open/1', { method: 'PUT', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(await refusal(response)).toEqual([413, { message: 'Request Entity Too Large' }]);
  });

  test('what the function cannot answer, without saying why', async () => {
    answer = () => {
      throw new Error('private');
    };
    expect(await refusal(await call('/open/1'))).toEqual([500, { message: 'Internal Server Error' }]);
    expect(failures).toEqual([new Error('private')]);
  });
});
