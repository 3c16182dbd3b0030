/** The scopes of a token. */
export const SCOPES = { read: 'ipv6:read', write: 'ipv6:write', admin: 'platform:admin' } as const;

/** One scope of a token. */
export type Scope = (typeof SCOPES)[keyof typeof SCOPES];

/** Where the API lives; `open` routes are served with and without it. */
export const API_BASE = '/api/v1';

type RouteRow = { method: 'GET' | 'POST' | 'PUT' | 'DELETE'; path: string; scope?: Scope };

const subscriber = '/network/subscribers/{subscriberId}';

/**
 * Every route, by the name of its function: `functions/api/<name in kebab case>.ts`. A route without a scope needs
 * no token.
 */
export const ROUTES = {
  getStatus: { method: 'GET', path: `${subscriber}/ipv6/status`, scope: SCOPES.read },
  allocatePrefix: { method: 'POST', path: `${subscriber}/ipv6/allocate`, scope: SCOPES.write },
  activatePrefix: { method: 'POST', path: `${subscriber}/ipv6/activate`, scope: SCOPES.write },
  suspendPrefix: { method: 'POST', path: `${subscriber}/ipv6/suspend`, scope: SCOPES.write },
  resumePrefix: { method: 'POST', path: `${subscriber}/ipv6/resume`, scope: SCOPES.write },
  revokePrefix: { method: 'POST', path: `${subscriber}/ipv6/revoke`, scope: SCOPES.write },
  getProfile: { method: 'GET', path: `${subscriber}/profile`, scope: SCOPES.read },
  putProfile: { method: 'PUT', path: `${subscriber}/profile`, scope: SCOPES.write },
  deleteProfile: { method: 'DELETE', path: `${subscriber}/profile`, scope: SCOPES.write },
  getStats: { method: 'GET', path: '/network/ipv6/stats', scope: SCOPES.read },
  listPools: { method: 'GET', path: '/network/ipv6/pools', scope: SCOPES.read },
  putPool: { method: 'PUT', path: '/network/ipv6/pools/{netboxPoolId}', scope: SCOPES.admin },
  deletePool: { method: 'DELETE', path: '/network/ipv6/pools/{netboxPoolId}', scope: SCOPES.admin },
  listNas: { method: 'GET', path: '/network/nas', scope: SCOPES.read },
  putNas: { method: 'PUT', path: '/network/nas/{ip}', scope: SCOPES.admin },
  deleteNas: { method: 'DELETE', path: '/network/nas/{ip}', scope: SCOPES.admin },
  getOpenapi: { method: 'GET', path: '/openapi.json' },
  getHealth: { method: 'GET', path: '/health' },
} as const satisfies Record<string, RouteRow>;

/** The name of a route. */
export type RouteName = keyof typeof ROUTES;
