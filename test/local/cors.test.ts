import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { serveHttpApi } from '../../local/http-gateway.ts';
import type { LoopbackServer } from '../../local/loopback-server.ts';

const PAGE = 'https://console.example.net';
const CORS = {
  AllowOrigins: ['https://other.example.net', PAGE],
  AllowMethods: ['GET', 'PUT'],
  AllowHeaders: ['authorization'],
  ExposeHeaders: ['etag'],
  MaxAge: 3600,
};

let called: number;
let api: LoopbackServer;

const serve = (cors?: typeof CORS | { AllowOrigins: string[] }) => {
  const invoke = async () => {
    called += 1;
    return { statusCode: 200, headers: { etag: '"1.0"' }, body: '{}' };
  };
  const routes = [{ routeKey: 'ANY /{proxy+}', scopes: [], invoke }];
  return serveHttpApi({ port: 0, routes, cors, clock: () => 0, onFailure: () => undefined });
};

const headersOf = async (headers: Record<string, string>, method = 'GET') => {
  const response = await fetch(`${api.url}/things`, { method, headers });
  const cors = [...response.headers].filter(([name]) => name.startsWith('access-control-'));
  return { status: response.status, cors: Object.fromEntries(cors) };
};

const asked = { 'access-control-request-method': 'PUT' };

beforeEach(() => {
  called = 0;
});
afterEach(() => api.close());

describe('an API that pages of two origins may call', () => {
  beforeEach(async () => {
    api = await serve(CORS);
  });

  test('answers what a browser asks before it calls, and no function is called', async () => {
    expect(await headersOf({ origin: PAGE, ...asked }, 'OPTIONS')).toEqual({
      status: 204,
      cors: {
        'access-control-allow-origin': PAGE,
        'access-control-allow-methods': 'GET,PUT',
        'access-control-allow-headers': 'authorization',
        'access-control-expose-headers': 'etag',
        'access-control-max-age': '3600',
      },
    });
    expect(called).toBe(0);
  });

  test('lets the page read the answer and the headers that are named', async () => {
    expect(await headersOf({ origin: PAGE })).toEqual({
      status: 200,
      cors: { 'access-control-allow-origin': PAGE, 'access-control-expose-headers': 'etag' },
    });
  });

  test('says nothing to a page of another origin, and answers who is no page', async () => {
    const stranger = { origin: 'https://console.example.net.evil.example' };
    expect(await headersOf({ ...stranger, ...asked }, 'OPTIONS')).toEqual({ status: 204, cors: {} });
    expect(await headersOf(stranger)).toEqual({ status: 200, cors: {} });
    expect(await headersOf({})).toEqual({ status: 200, cors: {} });
  });

  test('hands on an OPTIONS that no browser asks', async () => {
    await headersOf({ origin: PAGE }, 'OPTIONS');
    expect(called).toBe(1);
  });
});

test('an API that names origins alone lets them do no more than ask', async () => {
  api = await serve({ AllowOrigins: [PAGE] });
  expect((await headersOf({ origin: PAGE, ...asked }, 'OPTIONS')).cors).toEqual({
    'access-control-allow-origin': PAGE,
    'access-control-max-age': '0',
  });
});

test('an API that no page may call has no such headers', async () => {
  api = await serve();
  expect(await headersOf({ origin: PAGE })).toEqual({ status: 200, cors: {} });
});
