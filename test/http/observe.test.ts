import { expect, test } from '@jest/globals';
import { METRICS } from '../../shared/contract/metrics.ts';
import { LeaseholdError } from '../../shared/domain/errors.ts';
import { apiHandler } from '../../shared/http/api-handler.ts';
import { reply } from '../../shared/http/reply.ts';
import { leaseIn } from '../support/leases.ts';
import { bad, event, watched } from '../support/watched-deps.ts';

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
  expect(lines[0]?.facts.stack).toContain('observe.test.ts');
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
