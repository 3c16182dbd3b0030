import { expect, test } from '@jest/globals';
import { ROUTES, type RouteName } from '../../../shared/contract/routes.ts';
import {
  type ApiAnswer,
  type ApiCall,
  type ApiWorld,
  CLAIMS,
  contentOf,
  grantedWorld,
} from '../../support/api-world.ts';
import { conformanceFaults } from '../../support/openapi-conformance.ts';

const LIFECYCLE = [
  'allocatePrefix',
  'activatePrefix',
  'suspendPrefix',
  'resumePrefix',
  'revokePrefix',
] as const;
const WITH_BODY = [...LIFECYCLE, 'putProfile', 'putPool', 'putNas'] as const;
const SCOPED = (Object.keys(ROUTES) as RouteName[]).filter((name) => 'scope' in ROUTES[name]);

/** A path parameter that is well-formed for every route. */
const idFor = (route: RouteName): string => {
  if (ROUTES[route].path.includes('{ip}')) return '192.0.2.1';
  return ROUTES[route].path.includes('{netboxPoolId}') ? '3' : 'held';
};

const VALID: Readonly<Record<string, object>> = {
  putProfile: { assignmentMode: 'pd' },
  putPool: { prefixSize: 56 },
  putNas: { secret: 'testing123' },
};

/** A world in which the subscriber `held` of `acme` holds a prefix, and the tenant `other` a pool of its own. */
const populated = async () => {
  const { world, pool } = await grantedWorld();
  const otherPool = world.netbox.addPool('2001:db9::/40');
  await world.call('putPool', {
    id: String(otherPool),
    query: { tenantId: 'other' },
    body: { prefixSize: 56 },
  });
  await world.call('allocatePrefix', { id: 'held', body: {} });
  return { world, pool, otherPool };
};

/** Makes a call that must be refused, and must change nothing. */
const refusedBy = async (world: ApiWorld, route: RouteName, call: ApiCall): Promise<ApiAnswer> => {
  const before = contentOf(world);
  const answer = await world.call(route, { id: idFor(route), ...call });
  expect(contentOf(world)).toEqual(before);
  expect(conformanceFaults(route, answer)).toEqual([]);
  return answer;
};

const problem = (status: number, code: string) => ({ status, body: { type: `/problems/${code}`, status } });

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

test.each(WITH_BODY)('%s answers 413 to a body of 1 MB', async (route) => {
  const { world } = await populated();
  const body = { ...VALID[route], username: 'x'.repeat(1_000_000) };
  expect(await refusedBy(world, route, { body })).toMatchObject(problem(413, 'body-too-large'));
});

test.each(WITH_BODY)('%s answers 415 to a body that is not sent as JSON', async (route) => {
  const { world } = await populated();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await refusedBy(world, route, { body: VALID[route] ?? {}, headers });
  expect(answer).toMatchObject(problem(415, 'unsupported-media-type'));
});

test.each(WITH_BODY)('%s answers 400 to a body that is not JSON, or no object', async (route) => {
  const { world } = await populated();
  for (const body of ['{', '{"a"', 'undefined', "{'a':1}", '[]', '7', 'null', '"text"', ' ']) {
    expect(await refusedBy(world, route, { body })).toMatchObject(problem(400, 'malformed-request'));
  }
});

test.each(WITH_BODY)('%s answers 400 to an unknown field', async (route) => {
  const { world } = await populated();
  const answer = await refusedBy(world, route, { body: { ...VALID[route], surprise: 1 } });
  expect(answer).toMatchObject(problem(400, 'malformed-request'));
  expect(answer.body).toMatchObject({ errors: [{ pointer: '/surprise' }] });
});

test.each([
  ['allocatePrefix', '{"netboxPoolId":3,"netboxPoolId":3}'],
  ['activatePrefix', '{"username":"a","username":"b"}'],
  ['suspendPrefix', '{"sendCoa":false,"sendCoa":false}'],
  ['resumePrefix', '{"sendCoa":false,"sendCo\\u0061":true}'],
  ['revokePrefix', '{"releaseToNetbox":true,"releaseToNetbox":false}'],
  ['putProfile', '{"assignmentMode":"pd","assignmentMode":"none"}'],
  ['putPool', '{"prefixSize":56,"prefixSize":60}'],
  ['putNas', '{"secret":"a","secret":"b"}'],
] as const)('%s answers 400 to a member that is named twice', async (route, body) => {
  const { world } = await populated();
  expect(await refusedBy(world, route, { body })).toMatchObject(problem(400, 'malformed-request'));
});

test.each([
  ['allocatePrefix', { prefixSize: 47 }, '/prefixSize'],
  ['allocatePrefix', { prefixSize: 65 }, '/prefixSize'],
  ['allocatePrefix', { prefixSize: '56' }, '/prefixSize'],
  ['allocatePrefix', { prefixSize: null }, '/prefixSize'],
  ['allocatePrefix', { netboxPoolId: 0 }, '/netboxPoolId'],
  ['allocatePrefix', { netboxPoolId: 2 ** 53 }, '/netboxPoolId'],
  ['activatePrefix', { sendCoa: 'yes' }, '/sendCoa'],
  ['activatePrefix', { username: '' }, '/username'],
  ['activatePrefix', { acctSessionId: 'x'.repeat(254) }, '/acctSessionId'],
  ['suspendPrefix', { nasIp: 'bng-1' }, '/nasIp'],
  ['resumePrefix', { username: 7 }, '/username'],
  ['revokePrefix', { sendDisconnect: 1 }, '/sendDisconnect'],
  ['revokePrefix', { acctSessionId: 'a' }, '/acctSessionId'],
  ['putProfile', {}, '/assignmentMode'],
  ['putProfile', { assignmentMode: 'dhcp' }, '/assignmentMode'],
  ['putPool', {}, '/prefixSize'],
  ['putPool', { prefixSize: 47 }, '/prefixSize'],
  ['putPool', { prefixSize: 65 }, '/prefixSize'],
  ['putNas', {}, '/secret'],
  ['putNas', { secret: 's', port: 65_536 }, '/port'],
] as const)('%s answers 400 to %j and names the field', async (route, body, pointer) => {
  const { world } = await populated();
  const answer = await refusedBy(world, route, { body });
  expect(answer).toMatchObject(problem(400, 'malformed-request'));
  expect(answer.body).toMatchObject({ errors: [{ pointer }] });
});

test.each(SCOPED.filter((route) => ROUTES[route].path.includes('{')))(
  '%s answers 400 to a path that names nothing',
  async (route) => {
    const { world } = await populated();
    for (const id of ['', '..', 'a%2Fb', 'ä']) {
      const answer = await refusedBy(world, route, { id, body: VALID[route] ?? {} });
      expect(answer).toMatchObject(problem(400, 'malformed-request'));
    }
  },
);

test.each(LIFECYCLE)('%s answers 400 to an Idempotency-Key that is no printable text', async (route) => {
  const { world } = await populated();
  for (const key of ['', 'schlüssel', 'x'.repeat(256)]) {
    const answer = await refusedBy(world, route, { body: {}, headers: { 'idempotency-key': key } });
    expect(answer).toMatchObject(problem(400, 'malformed-request'));
  }
});

test.each(['activatePrefix', 'revokePrefix', 'putProfile', 'deleteProfile'] as const)(
  '%s answers 412 to a tag of another version, a weak one and a malformed one',
  async (route) => {
    const { world } = await populated();
    for (const tag of ['"1.0"', 'W/"1.0"', 'x']) {
      const body = route === 'putProfile' ? { assignmentMode: 'none' } : {};
      const answer = await refusedBy(world, route, { body, headers: { 'if-match': tag } });
      expect(answer).toMatchObject(problem(412, 'precondition-failed'));
    }
  },
);

test('an allocation from an unknown pool, from a pool of another tenant, or of a length that no pool has: 422', async () => {
  const { world, pool, otherPool } = await populated();
  const refused = (body: object) => refusedBy(world, 'allocatePrefix', { id: 'new', body });
  expect(await refused({ netboxPoolId: 999 })).toMatchObject(problem(422, 'unknown-pool'));
  expect(await refused({ netboxPoolId: otherPool })).toMatchObject(problem(422, 'unknown-pool'));
  expect(await refused({ prefixSize: 60 })).toMatchObject(problem(422, 'length-not-served'));
  expect(await refused({ prefixSize: 60, netboxPoolId: pool })).toMatchObject(
    problem(422, 'length-not-served'),
  );
});

test('a NAS that is unknown, of another tenant, or nowhere named: 422', async () => {
  const { world } = await populated();
  await world.call('putNas', { id: '192.0.2.9', query: { tenantId: 'other' }, body: { secret: 's' } });
  for (const nasIp of ['192.0.2.8', '192.0.2.9', '2001:db8::1']) {
    const activate = await refusedBy(world, 'activatePrefix', { body: { nasIp } });
    expect(activate).toMatchObject(problem(422, 'unknown-nas'));
    const revoke = await refusedBy(world, 'revokePrefix', {
      body: { nasIp, username: 'a', sendDisconnect: true },
    });
    expect(revoke).toMatchObject(problem(422, 'unknown-nas'));
  }
  const nowhere = await refusedBy(world, 'activatePrefix', { body: { username: 'a', sendCoa: true } });
  expect(nowhere).toMatchObject(problem(422, 'unknown-nas'));
  const nobody = await refusedBy(world, 'activatePrefix', { body: { nasIp: '192.0.2.1', sendCoa: true } });
  expect(nobody).toMatchObject(problem(422, 'unknown-session'));
});

test('an action that the state does not open: 409 with the state and what is open', async () => {
  const { world } = await populated();
  for (const route of ['allocatePrefix', 'suspendPrefix', 'resumePrefix'] as const) {
    const answer = await refusedBy(world, route, { body: {} });
    expect(answer).toMatchObject(problem(409, 'illegal-transition'));
    expect(answer.body).toMatchObject({ state: 'allocated', actions: ['activate', 'revoke'] });
  }
});

test('a defect answers 500 without a word of it', async () => {
  const { world } = await grantedWorld();
  world.table.faults.failBefore(({ door }) => door === 'saveProfile');
  const answer = await world.call('putProfile', { body: { assignmentMode: 'pd' } });
  expect(answer).toMatchObject(problem(500, 'internal'));
  expect(answer.text).not.toContain('reached');
  expect(world.lines.at(-1)).toMatchObject({
    level: 'error',
    facts: { detail: 'The table cannot be reached.' },
  });
});
