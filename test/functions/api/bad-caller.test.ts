import { expect, test } from '@jest/globals';
import { ROUTES } from '../../../shared/contract/routes.ts';
import { CLAIMS } from '../../support/api-world.ts';
import { populated, problem, refusedBy, SCOPED, VALID } from '../../support/refused-calls.ts';

test.each(SCOPED)('%s answers 401 without a token', async (route) => {
  const { world } = await populated();
  const answer = await refusedBy(world, route, { claims: 'none', body: VALID[route] ?? {} });
  expect(answer).toMatchObject(problem(401, 'unauthenticated'));
});

test.each(SCOPED)('%s answers 403 to a token that lacks its scope', async (route) => {
  const { world } = await populated();
  const scope = CLAIMS.scope
    .split(' ')
    .filter((each) => !('scope' in ROUTES[route]) || each !== ROUTES[route].scope);
  const claims = { ...CLAIMS, scope: scope.join(' ') };
  const answer = await refusedBy(world, route, { claims, body: VALID[route] ?? {} });
  expect(answer).toMatchObject(problem(403, 'missing-scope'));
});

test.each(SCOPED)(
  '%s answers 403 to a token of no tenant, and to one that names another tenant',
  async (route) => {
    const { world } = await populated();
    const nobody = await refusedBy(world, route, {
      claims: { scope: CLAIMS.scope },
      body: VALID[route] ?? {},
    });
    expect(nobody).toMatchObject(problem(403, 'wrong-tenant'));
    const scope = 'scope' in ROUTES[route] ? ROUTES[route].scope : '';
    if (scope === 'platform:admin') return;
    const claims = { ...CLAIMS, scope };
    const foreign = await refusedBy(world, route, {
      claims,
      query: { tenantId: 'other' },
      body: VALID[route] ?? {},
    });
    expect(foreign).toMatchObject(problem(403, 'wrong-tenant'));
  },
);

test('a tenant sees and changes nothing of another tenant', async () => {
  const { world } = await populated();
  const claims = { ...CLAIMS, tenant_id: 'other' };
  for (const route of [
    'getStatus',
    'activatePrefix',
    'suspendPrefix',
    'resumePrefix',
    'revokePrefix',
  ] as const) {
    expect(await refusedBy(world, route, { claims, body: {} })).toMatchObject(problem(404, 'not-found'));
  }
  for (const route of ['getProfile', 'deleteProfile', 'deleteNas'] as const) {
    expect(await refusedBy(world, route, { claims })).toMatchObject(problem(404, 'not-found'));
  }
  expect((await world.call('listNas', { claims })).body).toEqual({ nas: [] });
});

test.each(SCOPED)('%s answers 405 to a method that is not its own', async (route) => {
  const { world } = await populated();
  const answer = await refusedBy(world, route, { method: 'PATCH', body: VALID[route] ?? {} });
  expect(answer).toMatchObject(problem(405, 'method-not-allowed'));
  expect(answer.headers.Allow).toContain(ROUTES[route].method);
});
