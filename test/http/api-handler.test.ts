import { expect, test } from '@jest/globals';
import { LeaseholdError } from '../../shared/domain/errors.ts';
import type { ApiEvent } from '../../shared/http/api-event.ts';
import { apiHandler } from '../../shared/http/api-handler.ts';
import { openHandler } from '../../shared/http/open-handler.ts';
import { reply } from '../../shared/http/reply.ts';
import { bad, event, watched } from '../support/watched-deps.ts';

test('a request is judged in the order of the contract: caller, scope, tenant, method, form, and then meaning', async () => {
  const { deps } = watched();
  const handler = apiHandler('activatePrefix', deps, async () => {
    throw new LeaseholdError('illegal-transition', 'No.');
  });
  const statusOf = async (given: ApiEvent) => (await handler(given)).statusCode;
  const wrongForm = { pathParameters: { subscriberId: '!' }, body: '{' };
  const all = { ...wrongForm, method: 'GET', body: 'x'.repeat(70_000), headers: {} };
  expect(await statusOf(event({ ...all, token: bad.token }))).toBe(401);
  expect(await statusOf(event({ ...all, token: bad.scope }))).toBe(403);
  expect(await statusOf(event({ ...all, token: bad.tenant }))).toBe(403);
  expect(await statusOf(event(all))).toBe(405);
  expect(await statusOf(event({ ...all, method: 'POST' }))).toBe(413);
  expect(await statusOf(event({ ...wrongForm, headers: {} }))).toBe(415);
  expect(await statusOf(event(wrongForm))).toBe(400);
  expect(await statusOf(event({ body: '{"a":1}' }))).toBe(400);
  expect(await statusOf(event())).toBe(409);
});

test('a handler is given the request as its use case takes it', async () => {
  const { deps } = watched();
  const handler = apiHandler('activatePrefix', deps, async (request) => reply(200, request));
  const headers = { 'content-type': 'application/json', 'if-match': '"5.0"' };
  const { body } = await handler(event({ headers, body: '{"username":"a","sendCoa":true}' }));
  expect(JSON.parse(body ?? '')).toEqual({
    key: { tenant: 'acme', subscriber: 'line-1' },
    action: 'activate',
    session: { username: 'a' },
    sendCoa: true,
    ifMatch: 5,
  });
});

test('an allocation that names no length passes none on, and has the fingerprint of one that names 56', async () => {
  const { deps } = watched();
  const handler = apiHandler('allocatePrefix', deps, async (request) => reply(201, request));
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'k' };
  const read = async (body: string) => JSON.parse((await handler(event({ headers, body }))).body ?? '');
  const bare = await read('{}');
  const named = await read('{"prefixSize":56}');
  const other = await read('{"prefixSize":60}');
  expect(bare).not.toHaveProperty('prefixSize');
  expect(named).toMatchObject({ prefixSize: 56 });
  expect(bare.call).toEqual(named.call);
  expect(bare.call.key).toBe(other.call.key);
  expect(bare.call.bodyHash).not.toBe(other.call.bodyHash);
});

test.each(['{', 'nul', '{"a":1,}', "{'a':1}", '[1', '"\\x"', '\u0000'])(
  'a body of %p is not JSON',
  async (body) => {
    const { deps } = watched();
    const handler = apiHandler('allocatePrefix', deps, async () => reply(201));
    const answer = await handler(event({ body }));
    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ type: '/problems/malformed-request' });
  },
);

test('a body that names a member twice is malformed, also where a reader would take the last', async () => {
  const { deps } = watched();
  const handler = apiHandler('allocatePrefix', deps, async () => reply(201));
  for (const body of ['{"prefixSize":56,"prefixSize":56}', '{"prefixSize":48,"prefix\\u0053ize":56}']) {
    expect((await handler(event({ body }))).statusCode).toBe(400);
  }
});

test('members that would reach a prototype, and documents that nest without end, are malformed', async () => {
  const { deps } = watched();
  const handler = apiHandler('allocatePrefix', deps, async () => reply(201));
  for (const body of [
    '{"__proto__":{"prefixSize":1}}',
    '{"constructor":{"prototype":{}}}',
    '['.repeat(60_000),
  ]) {
    expect((await handler(event({ body }))).statusCode).toBe(400);
  }
});

test('a body in base64 is read', async () => {
  const { deps } = watched();
  const handler = apiHandler('allocatePrefix', deps, async ({ prefixSize }) => reply(201, { prefixSize }));
  const body = Buffer.from('{"prefixSize":60}').toString('base64');
  expect((await handler(event({ body, isBase64Encoded: true }))).body).toBe('{"prefixSize":60}');
});

test('the body of a request whose method gives it no meaning is not read', async () => {
  const { deps } = watched();
  const handler = apiHandler('getStatus', deps, async () => reply(200, {}));
  expect((await handler(event({ method: 'GET', body: '{' }))).statusCode).toBe(200);
});

test('every answer has a correlation id and is not to be stored', async () => {
  const { deps } = watched();
  const handler = apiHandler('getStatus', deps, async () => reply(200, {}));
  const own = await handler(event({ method: 'GET', headers: { 'x-correlation-id': 'mine' } }));
  const refused = await handler(event({ method: 'GET', token: bad.token }));
  expect(own.headers).toMatchObject({ 'X-Correlation-Id': 'mine', 'Cache-Control': 'no-store' });
  expect(refused.headers).toMatchObject({ 'X-Correlation-Id': 'new-id', 'Cache-Control': 'no-store' });
  expect(refused.headers['Content-Type']).toBe('application/problem+json');
});

test('a method that is not defined is answered with those that are', async () => {
  const { deps } = watched();
  const handler = apiHandler('getProfile', deps, async () => reply(200, {}));
  const answer = await handler(event({ method: 'PATCH' }));
  expect(answer.statusCode).toBe(405);
  expect(answer.headers.Allow).toBe('GET, PUT, DELETE');
});

test('an answer without content has no body and no media type', async () => {
  const { deps } = watched();
  const handler = apiHandler('deleteProfile', deps, async () => reply(204));
  const answer = await handler(event({ method: 'DELETE' }));
  expect(answer).not.toHaveProperty('body');
  expect(answer.headers).not.toHaveProperty('Content-Type');
});

test('a function that is about to be stopped still answers, and says that a repeat goes on', async () => {
  const { deps } = watched();
  const never = new Promise<never>(() => undefined);
  const handler = apiHandler('getStatus', deps, () => never);
  const answer = await handler(event({ method: 'GET' }), { getRemainingTimeInMillis: () => 1 });
  expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '45' } });
  expect(JSON.parse(answer.body ?? '')).toMatchObject({ type: '/problems/netbox-unavailable' });
});

test('an open route needs no token, answers the same to everybody, and defines only its method', async () => {
  const handler = openHandler('getHealth', { status: 'ok' });
  const answer = await handler(event({ method: 'GET', token: bad.token }));
  expect(answer).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
  expect(answer.headers['X-Correlation-Id']).toMatch(/^[0-9a-f]{32}$/);
  const refused = await handler(event({ method: 'DELETE' }));
  expect(refused).toMatchObject({ statusCode: 405, headers: { Allow: 'GET' } });
});
