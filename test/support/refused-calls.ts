import { expect } from '@jest/globals';
import { ROUTES, type RouteName } from '../../shared/contract/routes.ts';
import { type ApiAnswer, type ApiCall, type ApiWorld, contentOf, grantedWorld } from './api-world.ts';
import { conformanceFaults } from './openapi-conformance.ts';

/** The routes that change the state of a lease. */
export const LIFECYCLE = [
  'allocatePrefix',
  'activatePrefix',
  'suspendPrefix',
  'resumePrefix',
  'revokePrefix',
] as const;
/** The routes that have a body. */
export const WITH_BODY = [...LIFECYCLE, 'putProfile', 'putPool', 'putNas'] as const;
/** The routes that need a token. */
export const SCOPED = (Object.keys(ROUTES) as RouteName[]).filter((name) => 'scope' in ROUTES[name]);

/** A path parameter that is well-formed for every route. */
const idFor = (route: RouteName): string => {
  if (ROUTES[route].path.includes('{ip}')) return '192.0.2.1';
  return ROUTES[route].path.includes('{netboxPoolId}') ? '3' : 'held';
};

/** A body that is right, for the routes that need one. */
export const VALID: Readonly<Record<string, object>> = {
  putProfile: { assignmentMode: 'pd' },
  putPool: { prefixSize: 56 },
  putNas: { secret: 'testing123' },
};

/** A world in which the subscriber `held` of `acme` holds a prefix, and the tenant `other` a pool of its own. */
export const populated = async () => {
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
export const refusedBy = async (world: ApiWorld, route: RouteName, call: ApiCall): Promise<ApiAnswer> => {
  const before = contentOf(world);
  const answer = await world.call(route, { id: idFor(route), ...call });
  expect(contentOf(world)).toEqual(before);
  expect(conformanceFaults(route, answer)).toEqual([]);
  return answer;
};

/** What an answer is that refuses with this problem. */
export const problem = (status: number, code: string) => ({
  status,
  body: { type: `/problems/${code}`, status },
});
