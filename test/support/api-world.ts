import { ROUTES, type RouteName } from '../../shared/contract/routes.ts';
import type { ApiEvent } from '../../shared/http/api-event.ts';
import type { ApiResponse } from '../../shared/http/reply.ts';
import type { SessionControl } from '../../shared/usecases/session-control.ts';
import { type ApiWiring, apiFunction } from './api-functions.ts';
import { type InProcessNetBox, inProcessNetBox } from './in-process-netbox.ts';
import { type InstantTime, instantTime } from './instant-time.ts';
import { type MemoryTable, memoryTable } from './memory-table.ts';

/** One request to a route, in the words of a client. A body that is no text is sent as JSON. */
export type ApiCall = {
  /** The value of the path's parameter: a subscriber, a pool or an address. */
  id?: string;
  body?: unknown;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  method?: string;
  /** The claims of the token; `none` is a call without one. */
  claims?: Record<string, unknown> | 'none';
  isBase64Encoded?: boolean;
};

/** An answer, its body parsed. */
export type ApiAnswer = { status: number; headers: Record<string, string>; body: unknown; text: string };

/** Everything behind the gateway, in memory: what was logged, counted, kept secret and flushed. */
export type ApiWorld = {
  deps: ApiWiring;
  table: MemoryTable;
  netbox: InProcessNetBox;
  time: InstantTime;
  lines: { level: string; message: string; facts: Readonly<Record<string, unknown>> }[];
  scopes: Readonly<Record<string, unknown>>[];
  counted: { name: string; dimensions: Readonly<Record<string, string>>; value: number | undefined }[];
  secrets: Map<string, string>;
  flushed: () => number;
  call: (route: RouteName, call?: ApiCall) => Promise<ApiAnswer>;
};

/** A token of the tenant `acme` with every scope. */
export const CLAIMS = { tenant_id: 'acme', scope: 'ipv6:read ipv6:write platform:admin' };

const parameterOf = (path: string): string | undefined => /\{(\w+)\}/.exec(path)?.[1];

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

const eventOf = (route: RouteName, call: ApiCall): ApiEvent => {
  const { method, path } = ROUTES[route];
  const { id, body, claims = CLAIMS } = call;
  const name = parameterOf(path);
  return {
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...call.headers },
    ...(name === undefined ? {} : { pathParameters: { [name]: id ?? 'line-1' } }),
    ...(call.query === undefined ? {} : { queryStringParameters: call.query }),
    ...(body === undefined ? {} : { body: textOf(body) }),
    isBase64Encoded: call.isBase64Encoded ?? false,
    requestContext: {
      http: { method: call.method ?? method },
      ...(claims === 'none' ? {} : { authorizer: { jwt: { claims } } }),
    },
  };
};

const answerOf = ({ statusCode, headers, body }: ApiResponse): ApiAnswer => ({
  status: statusCode,
  headers,
  body: body === undefined ? undefined : JSON.parse(body),
  text: body ?? '',
});

const noSessions: SessionControl = {
  send: async () => {
    throw new Error('No function behind the gateway speaks RADIUS.');
  },
};

const observers = () => {
  const lines: ApiWorld['lines'] = [];
  const counted: ApiWorld['counted'] = [];
  const scopes: ApiWorld['scopes'] = [];
  const secrets = new Map<string, string>();
  let flushes = 0;
  const ports: Pick<ApiWiring, 'log' | 'metrics' | 'within' | 'flush' | 'secrets'> = {
    log: (level, message, facts) => lines.push({ level, message, facts }),
    metrics: { count: (name, dimensions, value) => counted.push({ name, dimensions, value }) },
    within: (facts, run) => {
      scopes.push(facts);
      return run();
    },
    flush: async () => {
      flushes += 1;
    },
    secrets: {
      write: async (name, value) => {
        secrets.set(name, value);
      },
      remove: async (name) => {
        secrets.delete(name);
      },
    },
  };
  return { lines, counted, scopes, secrets, ports, flushed: () => flushes };
};

/** A world of its own, with what a test names put in place of its dependencies. */
export const apiWorld = (change: Partial<ApiWiring> = {}): ApiWorld => {
  const table = memoryTable();
  const time = instantTime();
  const netbox = inProcessNetBox(time.clock);
  const { ports, ...observed } = observers();
  let ids = 0;
  const deps: ApiWiring = {
    leases: table.leases,
    claims: table.claims,
    inventory: table.inventory,
    statistics: table.statistics,
    netbox: netbox.netbox,
    sessions: noSessions,
    machine: { start: async () => undefined },
    publisher: { publish: async () => [] },
    clock: time.clock,
    sleep: time.sleep,
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    settings: { spaceId: 'main', nasSecretPrefix: 'leasehold/nas' },
    ...ports,
    ...change,
  };
  return {
    deps,
    table,
    netbox,
    time,
    ...observed,
    call: async (route, call = {}) => answerOf(await apiFunction(route, deps)(eventOf(route, call))),
  };
};

/** Everything that a call could change, for a comparison of before and after. */
export const contentOf = ({ table, netbox, secrets }: ApiWorld): unknown =>
  structuredClone({ rows: table.rows, delegated: netbox.delegated(), secrets });

/** A tenant `acme` with a /40 of /56 and a NAS; gives the world and the pool's id. */
export const grantedWorld = async (
  change: Partial<ApiWiring> = {},
): Promise<{ world: ApiWorld; pool: number }> => {
  const world = apiWorld(change);
  const pool = world.netbox.addPool('2001:db8::/40');
  await world.call('putPool', { id: String(pool), body: { prefixSize: 56 } });
  await world.call('putNas', { id: '192.0.2.1', body: { secret: 'testing123' } });
  return { world, pool };
};
