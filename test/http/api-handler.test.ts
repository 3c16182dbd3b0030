import { expect, test } from '@jest/globals';
import { METRICS } from '../../shared/contract/metrics.ts';
import { SCOPES } from '../../shared/contract/routes.ts';
import { LeaseholdError } from '../../shared/domain/errors.ts';
import type { ApiEvent } from '../../shared/http/api-event.ts';
import { apiHandler } from '../../shared/http/api-handler.ts';
import type { ApiDeps } from '../../shared/http/observe.ts';
import { openHandler } from '../../shared/http/open-handler.ts';
import { reply } from '../../shared/http/reply.ts';
import { leaseIn } from '../support/leases.ts';

type Line = { level: string; message: string; facts: Readonly<Record<string, unknown>> };

const watched = () => {
  const lines: Line[] = [];
  const counted: [string, Readonly<Record<string, string>>, number | undefined][] = [];
  const scopes: Readonly<Record<string, unknown>>[] = [];
  const order: string[] = [];
  let now = 1000;
  const deps: ApiDeps = {
    clock: () => {
      now += 5;
      return now;
    },
    newId: () => 'new-id',
    log: (level, message, facts) => lines.push({ level, message, facts }),
    metrics: {
      count: (name, dimensions, value) => {
        order.push('count');
        counted.push([name, dimensions, value]);
      },
    },
    within: (facts, run) => {
      scopes.push(facts);
      return run();
    },
    flush: async () => {
      order.push('flush');
    },
  };
  return { lines, counted, scopes, order, deps };
};

const claims = { tenant_id: 'acme', scope: Object.values(SCOPES).join(' ') };

const event = (change: Partial<ApiEvent> & { method?: string; token?: object } = {}): ApiEvent => {
  const { method = 'POST', token = { jwt: { claims } }, ...rest } = change;
  return {
    headers: { 'content-type': 'application/json' },
    pathParameters: { subscriberId: 'line-1' },
    body: '{}',
    ...rest,
    requestContext: { http: { method }, authorizer: token },
  };
};

const bad = {
  token: {},
  scope: { jwt: { claims: { tenant_id: 'acme', scope: '' } } },
  tenant: { jwt: { claims: { ...claims, tenant_id: '!' } } },
};

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

test('one line is logged of a request: who, what, how it ended and how long it took', async () => {
  const { deps, lines } = watched();
  const handler = apiHandler('activatePrefix', deps, async () => reply(200, {}, { ETag: '"7.2"' }));
  await handler(
    event({
      body: '{"username":"private"}',
      headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
    }),
  );
  expect(lines).toEqual([
    {
      level: 'info',
      message: 'activatePrefix 200',
      facts: {
        route: 'activatePrefix',
        tenant: 'acme',
        subscriber: 'line-1',
        leaseVersion: 7,
        correlationId: 'new-id',
        status: 200,
        outcome: 'ok',
        milliseconds: 5,
      },
    },
  ]);
});

test('a refusal is logged with its code and the version of the lease that refused it', async () => {
  const { deps, lines } = watched();
  const handler = apiHandler('activatePrefix', deps, async () => {
    throw new LeaseholdError('illegal-transition', 'No.', { lease: leaseIn('pending') });
  });
  await handler(event());
  expect(lines[0]).toMatchObject({
    level: 'info',
    facts: { outcome: 'illegal-transition', status: 409, leaseVersion: 5 },
  });
  expect(lines[0]?.facts).not.toHaveProperty('stack');
});

test('a defect is answered without details and logged with its stack', async () => {
  const { deps, lines } = watched();
  const handler = apiHandler('getStatus', deps, async () => {
    throw new TypeError('a is not a function');
  });
  const answer = await handler(event({ method: 'GET' }));
  expect(answer.statusCode).toBe(500);
  expect(JSON.parse(answer.body ?? '')).toEqual({
    type: '/problems/internal',
    title: 'Something is wrong on our side',
    status: 500,
    detail: 'X-Correlation-Id finds this request in the logs.',
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ level: 'error', facts: { detail: 'a is not a function' } });
  expect(lines[0]?.facts.stack).toContain('api-handler.test.ts');
});

test('a failure on the other side is logged as an error, with what it was', async () => {
  const { deps, lines } = watched();
  const handler = apiHandler('allocatePrefix', deps, async () => {
    throw new LeaseholdError('netbox-unavailable', 'NetBox does not answer.');
  });
  const answer = await handler(event());
  expect(answer.headers['Retry-After']).toBe('5');
  expect(lines[0]).toMatchObject({
    level: 'error',
    facts: { detail: 'NetBox does not answer.', status: 503 },
  });
});

test('every outcome is counted and timed, with the dimensions of the contract, and written out at the end', async () => {
  const { deps, counted, order } = watched();
  const handler = apiHandler('activatePrefix', deps, async ({ session }) => {
    if (session.username === 'defect') throw new Error('x');
    return reply(200, {}, session.username === 'again' ? { 'Idempotency-Replayed': 'true' } : {});
  });
  for (const given of [
    event(),
    event({ body: '{"username":"again"}' }),
    event({ body: '{"username":"defect"}' }),
    event({ body: '{' }),
    event({ token: bad.token }),
  ]) {
    await handler(given);
  }
  const operations = counted
    .filter(([name]) => name === 'LifecycleOperation')
    .map(([, dimensions]) => dimensions);
  expect(operations).toEqual(
    [
      ['ok', 'acme'],
      ['replayed', 'acme'],
      ['internal', 'acme'],
      ['malformed-request', 'acme'],
      ['unauthenticated', 'none'],
    ].map(([outcome, tenant]) => ({ operation: 'activatePrefix', outcome, tenant })),
  );
  const timed = counted.filter(([name]) => name === 'OperationDuration');
  expect(timed).toEqual(Array(5).fill(['OperationDuration', { operation: 'activatePrefix' }, 5]));
  for (const [name, dimensions] of counted) {
    expect(Object.keys(dimensions)).toEqual(METRICS[name as keyof typeof METRICS].dimensions);
  }
  expect(order).toEqual(Array(5).fill(['count', 'count', 'flush']).flat());
});

test('the lines of a use case carry the tenant, the subscriber and the correlation id', async () => {
  const { deps, scopes } = watched();
  const handler = apiHandler('getStatus', deps, async () => reply(200, {}));
  await handler(event({ method: 'GET' }), { awsRequestId: 'aws-1' });
  expect(scopes).toEqual([
    { requestId: 'aws-1' },
    { tenant: 'acme', subscriber: 'line-1', correlationId: 'new-id' },
  ]);
});

test('a function that is about to be stopped still answers', async () => {
  const { deps } = watched();
  const never = new Promise<never>(() => undefined);
  const handler = apiHandler('getStatus', deps, () => never);
  const answer = await handler(event({ method: 'GET' }), { getRemainingTimeInMillis: () => 1 });
  expect(answer.statusCode).toBe(500);
});

test('an open route needs no token, answers the same to everybody, and defines only its method', async () => {
  const handler = openHandler('getHealth', { status: 'ok' });
  const answer = await handler(event({ method: 'GET', token: bad.token }));
  expect(answer).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
  expect(answer.headers['X-Correlation-Id']).toMatch(/^[0-9a-f]{32}$/);
  const refused = await handler(event({ method: 'DELETE' }));
  expect(refused).toMatchObject({ statusCode: 405, headers: { Allow: 'GET' } });
});
